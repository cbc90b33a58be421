//! The extension `checksum`: digests of parts.

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

    pub(super) fn hasher(&self) -> Hasher {
        match self.algorithm {
            Algorithm::Sha1 => Hasher::Sha1(Sha1::new()),
            Algorithm::Sha256 => Hasher::Sha256(Sha256::new()),
            Algorithm::Crc32 => Hasher::Crc32(crc32fast::Hasher::new()),
        }
    }

    /// Whether it is that of what the hasher has seen.
    pub(super) fn matches(&self, hasher: Hasher) -> bool {
        match hasher {
            Hasher::Sha1(hasher) => hasher.finalize()[..] == self.digest[..],
            Hasher::Sha256(hasher) => hasher.finalize()[..] == self.digest[..],
            Hasher::Crc32(hasher) => hasher.finalize().to_be_bytes()[..] == self.digest[..],
        }
    }
}

/// A digest in the making.
pub(super) enum Hasher {
    Sha1(Sha1),
    Sha256(Sha256),
    Crc32(crc32fast::Hasher),
}

impl Hasher {
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
        let mut hasher = checksum.hasher();
        content.chunks(3).for_each(|chunk| hasher.update(chunk));
        checksum.matches(hasher)
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
