//! Where a magic link may lead: to the origins that the operator has named, and nowhere else (ruling T17).

use std::sync::Arc;

use url::{Origin, Url};

/// The allowed origins, and the address against which a path is resolved.
#[derive(Clone, Debug)]
pub(crate) struct Landing {
    public_url: Url,
    origins: Arc<[Origin]>,
}

impl Landing {
    /// Without `origins`, the server's own.
    pub(crate) fn new(public_url: &Url, origins: &[Url]) -> Self {
        let origins = if origins.is_empty() { std::slice::from_ref(public_url) } else { origins };
        Self { public_url: public_url.clone(), origins: origins.iter().map(Url::origin).collect() }
    }

    /// The address as a browser reads it; none where it is no address, or leads elsewhere.
    ///
    /// What is compared is what is sent: browsers never see the caller's spelling (`//evil`, `\\evil`, `java\tscript:`).
    pub(crate) fn target(&self, href: &str) -> Option<Url> {
        let url = self.public_url.join(href).ok()?;
        let is_plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        (is_plain && self.origins.contains(&url.origin())).then_some(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn landing(origins: &[&str]) -> Landing {
        let origins: Vec<Url> = origins.iter().map(|origin| origin.parse().unwrap()).collect();
        Landing::new(&"https://roster.example/people".parse().unwrap(), &origins)
    }

    #[test]
    fn the_servers_own_origin_is_allowed_unless_others_are_named() {
        for (href, expected) in [
            ("https://roster.example/docs?a=b#c", "https://roster.example/docs?a=b#c"),
            ("https://ROSTER.example:443/docs", "https://roster.example/docs"),
            ("/docs", "https://roster.example/docs"),
            // A path to browsers, too.
            ("https:evil.example", "https://roster.example/evil.example"),
            ("/a\r\nSet-Cookie: b=c", "https://roster.example/aSet-Cookie:%20b=c"),
        ] {
            assert_eq!(landing(&[]).target(href).map(String::from).as_deref(), Some(expected), "{href}");
        }
        let named = landing(&["https://app.example", "http://localhost:3000"]);
        assert!(named.target("https://app.example/start").is_some());
        assert!(named.target("http://localhost:3000/").is_some());
        assert!(named.target("https://roster.example/docs").is_none());
        assert!(named.target("/docs").is_none());
    }

    #[test]
    fn nothing_else_is() {
        for href in [
            "https://evil.example/",
            "//evil.example/",
            r"\\evil.example\",
            r"/\evil.example",
            "///evil.example",
            "https:/\\evil.example",
            "/\t/evil.example",
            " https://evil.example",
            "https://roster.example@evil.example/",
            "https://roster.example:pass@evil.example/",
            "https://user@roster.example/",
            "https://user:pass@roster.example/",
            "https://roster.example.evil.example/",
            "https://evil.example#@roster.example/",
            "https://evil.example\\@roster.example/",
            "https://roster.example:8443/",
            "http://roster.example/",
            "ftp://roster.example/",
            "javascript:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,a",
            "blob:https://roster.example/a",
            "https://",
            "https://ros ter.example/",
        ] {
            assert_eq!(landing(&[]).target(href), None, "{href}");
        }
    }
}
