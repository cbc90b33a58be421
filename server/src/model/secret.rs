//! Secrets that are handed out once and kept only as hashes: access tokens, session cookies, links in mails.
//!
//! They are 256 random bits, so a plain SHA-256 is enough: there is nothing to guess that a slow hash would protect.
//! A database looks for hashes, never for secrets: how long it takes says something of a hash, from which nobody finds
//! the way back. In the process they are compared in constant time.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::environment::Environment;

/// A secret in the clear, on its way to the one who is to have it. Never logged: `Debug` hides it.
#[derive(Clone)]
pub struct Secret(String);

/// What is stored of a [`Secret`].
#[derive(Clone, Copy, Debug, Eq)]
pub struct SecretHash(pub [u8; 32]);

impl Secret {
    /// A new one: 43 characters that need no escaping in URLs, headers and shells.
    pub fn generate(environment: &Environment) -> Self {
        Self(URL_SAFE_NO_PAD.encode(environment.bytes::<32>()))
    }

    /// The text to hand out.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

impl SecretHash {
    /// Hash of a secret as a caller presents it.
    pub fn of(presented: &str) -> Self {
        Self(Sha256::digest(presented.as_bytes()).into())
    }

    /// A name for the secret, which gives away nothing of it: the first 64 bits of the hash, in hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        self.0[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// In constant time.
impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_long_distinct_and_hidden_from_logs() {
        let environment = Environment::system();
        let (first, second) = (Secret::generate(&environment), Secret::generate(&environment));
        assert_eq!(first.reveal().len(), 43);
        assert_ne!(first.reveal(), second.reveal());
        assert_eq!(first.hash(), SecretHash::of(first.reveal()));
        assert!(!format!("{first:?}").contains(first.reveal()));
    }
}
