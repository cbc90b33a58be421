//! The address that a site is published under.

use std::str::FromStr;

use anyhow::{Error, Result, bail};

/// An `http` or `https` address that ends in a slash: `https://roster.example/docs/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl(String);

impl FromStr for BaseUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let Some(rest) = rest.filter(|rest| !rest.is_empty() && !rest.starts_with('/')) else {
            bail!("it has to be an address that begins with https:// or http://");
        };
        if rest.contains(|sign: char| sign.is_whitespace() || sign.is_control() || "?#\"'<>\\".contains(sign)) {
            bail!("it has to be an address without a query, a fragment, quotes and spaces");
        }
        Ok(Self(format!("{}/", text.trim_end_matches('/'))))
    }
}

impl BaseUrl {
    /// The whole address of a page.
    pub fn join(&self, path: &str) -> String {
        format!("{}{}", self.0, path.strip_suffix("index.html").unwrap_or(path))
    }

    /// The path, from slash to slash.
    pub fn path(&self) -> &str {
        let authority = self.0.find("://").map_or(0, |at| at + 3);
        self.0[authority..].find('/').map_or("/", |at| &self.0[authority + at..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_directory() {
        let base: BaseUrl = "https://roster.example/docs".parse().unwrap();
        assert_eq!(base.path(), "/docs/");
        assert_eq!(base.join("index.html"), "https://roster.example/docs/");
        assert_eq!(base.join("guides/errors.html"), "https://roster.example/docs/guides/errors.html");
        assert_eq!("http://127.0.0.1:1".parse::<BaseUrl>().unwrap().path(), "/");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "docs", "/docs/", "https://", "ftp://a/", "https://a/?b", "https://a/#b", "https://a/\"b"] {
            assert!(text.parse::<BaseUrl>().is_err(), "{text}");
        }
    }
}
