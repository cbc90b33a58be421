//! The header `Upload-Metadata` (tus 1.0.0, Creation): pairs of a key and a value in base64.

use base64::{Engine, prelude::BASE64_STANDARD};

/// What a client says of an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    pairs: Vec<(String, Vec<u8>)>,
}

impl Metadata {
    /// Reads the header. An error reads after the header's name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pairs: Vec<(String, Vec<u8>)> = Vec::new();
        for pair in text.split(',') {
            let pair = pair.trim();
            let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err("must have keys of visible ASCII characters".to_owned());
            }
            if pairs.iter().any(|(known, _)| known == key) {
                return Err(format!("must have each key once, and has {key} again"));
            }
            let value = BASE64_STANDARD.decode(value).map_err(|_| format!("must have {key} in base64"))?;
            pairs.push((key.to_owned(), value));
        }
        Ok(Self { pairs })
    }

    /// The value of a key as text. An error reads after the header's name.
    pub fn text(&self, key: &str) -> Result<&str, String> {
        let found = self.pairs.iter().find(|(known, _)| known == key);
        let (_, value) = found.ok_or_else(|| format!("must have the key {key}"))?;
        std::str::from_utf8(value).map_err(|_| format!("must have {key} in UTF-8"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_with_and_without_values() {
        let metadata = Metadata::parse("filename c2l0ZS1wbGFuLnBkZg==,filetype YXBwbGljYXRpb24vcGRm, is_confidential");
        let metadata = metadata.unwrap();
        assert_eq!(metadata.text("filename"), Ok("site-plan.pdf"));
        assert_eq!(metadata.text("is_confidential"), Ok(""));
        assert!(metadata.text("Filename").is_err());
    }

    #[test]
    fn what_is_no_metadata_is_refused() {
        for refused in ["", ",", "a,a", "a !!", "a AA=", "ä", "a YQ== YQ=="] {
            assert!(Metadata::parse(refused).is_err(), "{refused}");
        }
        assert!(Metadata::parse("a /w==").unwrap().text("a").is_err());
    }
}
