//! The extension `checksum`: digests of parts.

use std::sync::{Arc, OnceLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// How a digest is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Sha1,
    Sha256,
    /// CRC-32 of ISO 3309, as zip has it, in network byte order.
    Crc32,
}

/// A digest that a client announced for a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checksum {
    pub algorithm: Algorithm,
    digest: Vec<u8>,
}

/// A digest that is told ahead of a part, or behind it.
#[derive(Clone, Debug)]
pub enum Announced {
    Ahead(Checksum),
    Behind(Trailer),
}

/// The header `Upload-Checksum` behind a body: whoever reads the body puts it here at the end.
pub type Trailer = Arc<OnceLock<String>>;

impl Announced {
    /// One for each algorithm that it may turn out to have.
    pub(super) fn hashers(&self) -> Vec<Hasher> {
        match self {
            Self::Ahead(checksum) => vec![Hasher::new(checksum.algorithm)],
            Self::Behind(_) => Algorithm::ALL.map(Hasher::new).into(),
        }
    }

    /// The digest, once the part was read. An error reads after the header's name.
    pub(super) fn told(&self) -> Result<Checksum, String> {
        match self {
            Self::Ahead(checksum) => Ok(checksum.clone()),
            Self::Behind(trailer) => Checksum::parse(trailer.get().ok_or("was announced, and is not there")?),
        }
    }
}

impl Algorithm {
    pub const ALL: [Self; 3] = [Self::Sha1, Self::Sha256, Self::Crc32];

    /// As `Upload-Checksum` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Crc32 => "crc32",
        }
    }

    /// All names, separated by commas.
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(",")
    }

    fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Crc32 => 4,
        }
    }
}

impl Checksum {
    /// Reads the header `Upload-Checksum`: a name, a space, a digest in base64. An error reads after the header's name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, digest) = text.split_once(' ').ok_or("must be an algorithm, a space and a digest in base64")?;
        let algorithm = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name);
        let algorithm = algorithm.ok_or_else(|| format!("must name one of {}", Algorithm::names()))?;
        let digest = BASE64_STANDARD.decode(digest).map_err(|_| "must have its digest in base64")?;
        if digest.len() == algorithm.length() {
            Ok(Self { algorithm, digest })
        } else {
            Err(format!("must have a digest of {} bytes", algorithm.length()))
        }
    }

    /// Whether it is that of what the hashers have seen.
    pub(super) fn matches(&self, hashers: Vec<Hasher>) -> bool {
        // Of those of other algorithms, the lengths differ.
        hashers.into_iter().any(|hasher| match hasher {
            Hasher::Sha1(hasher) => hasher.finalize()[..] == self.digest[..],
            Hasher::Sha256(hasher) => hasher.finalize()[..] == self.digest[..],
            Hasher::Crc32(hasher) => hasher.finalize().to_be_bytes()[..] == self.digest[..],
        })
    }
}

/// A digest in the making.
pub(super) enum Hasher {
    Sha1(Sha1),
    Sha256(Sha256),
    Crc32(crc32fast::Hasher),
}

impl Hasher {
    fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Sha1 => Self::Sha1(Sha1::new()),
            Algorithm::Sha256 => Self::Sha256(Sha256::new()),
            Algorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
        }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(hasher) => hasher.update(bytes),
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Crc32(hasher) => hasher.update(bytes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(text: &str, content: &[u8]) -> bool {
        let checksum = Checksum::parse(text).unwrap();
        let mut hashers = Announced::Ahead(checksum.clone()).hashers();
        content.chunks(3).for_each(|chunk| hashers[0].update(chunk));
        checksum.matches(hashers)
    }

    #[test]
    fn digests_are_those_of_the_common_tools() {
        // `printf 123456789 | sha1sum`, `sha256sum`, and the check value of CRC-32.
        assert!(matches("sha1 98O8HYCOBHMq32eZZczDTKeuNEE=", b"123456789"));
        assert!(matches("sha256 FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=", b"123456789"));
        assert!(matches("crc32 y/Q5Jg==", b"123456789"));
        assert!(!matches("crc32 y/Q5Jg==", b"123456780"));
    }

    #[test]
    fn what_is_no_digest_is_refused() {
        for refused in ["", "sha1", "md5 AAAA", "sha1 AAAA", "crc32 y/Q5Jg", "crc32 !!!!", "crc32  y/Q5Jg=="] {
            assert!(Checksum::parse(refused).is_err(), "{refused}");
        }
    }
}
