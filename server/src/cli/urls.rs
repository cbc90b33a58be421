//! Flags that are addresses of the web, of databases and of mail servers. They are read after all others, since clap
//! repeats what it refuses, and these may hold passwords.

use http::HeaderValue;
use url::Url;

use super::UsageError;
use crate::{blobs::BlobLocation, mail::SmtpServer, middleware::AllowedOrigins};

const DATABASE_URL: &str = "--database-url must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE";

/// A `--database-url` that can be opened.
pub(super) fn database_url(text: &str) -> Result<String, UsageError> {
    match text.split_once(':') {
        Some(("sqlite", path)) if path.contains(":memory:") || path.contains("mode=memory") => {
            Err(UsageError("a database in memory is not supported; name a file, as in sqlite:roster.db".to_owned()))
        }
        Some(("sqlite", path)) if !path.trim_start_matches('/').is_empty() => Ok(text.to_owned()),
        Some(("postgres" | "postgresql", _)) => {
            let with_host = Url::parse(text).is_ok_and(|url| url.has_host() || url.query().is_some());
            // The text itself may hold a password, so it is not repeated.
            if with_host { Ok(text.to_owned()) } else { Err(UsageError(DATABASE_URL.to_owned())) }
        }
        _ => Err(UsageError(DATABASE_URL.to_owned())),
    }
}

/// A `--blob-url` that can be opened.
pub(super) fn blob_url(text: &str) -> Result<BlobLocation, UsageError> {
    // The text itself may hold a secret by mistake, so it is not repeated.
    text.parse().map_err(|detail| UsageError(format!("--blob-url {detail}")))
}

/// A `--smtp-url`; what is wrong with it is said without repeating it, since it may hold a password.
pub(super) fn smtp_url(text: &str) -> Result<SmtpServer, UsageError> {
    text.parse().map_err(|error| UsageError(format!("--smtp-url: {error}")))
}

/// A `--public-url`: where links in mails lead.
pub(super) fn public_url(text: &str) -> Result<Url, UsageError> {
    let url = Url::parse(text).map_err(|error| UsageError(format!("--public-url {text}: {error}")))?;
    let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && is_plain && url.path() == "/" {
        return Ok(url);
    }
    Err(UsageError(format!("--public-url {text}: must be http://HOST or https://HOST, perhaps with a port")))
}

/// A `--login-origin`: where a magic link may lead.
pub(super) fn login_origin(text: &str) -> Result<Url, UsageError> {
    web_origin(text).map_err(|why| UsageError(format!("--login-origin {text}: {why}")))
}

/// Every `--allow-origin`: whose scripts may call the server.
pub(super) fn allowed_origins(texts: &[String]) -> Result<AllowedOrigins, UsageError> {
    if let [all] = texts
        && all == "*"
    {
        return Ok(AllowedOrigins::Any);
    }
    let origin = |text: &String| {
        let url = web_origin(text).and_then(|url| match url.host_str() {
            Some(host) if host.contains('*') => Err("each origin has to be written out".to_owned()),
            _ => Ok(url),
        });
        let url = url.map_err(|why| UsageError(format!("--allow-origin {text}: {why}; or * alone, for all")))?;
        let origin = url.origin().ascii_serialization();
        HeaderValue::from_str(&origin).map_err(|error| UsageError(format!("--allow-origin {text}: {error}")))
    };
    texts.iter().map(origin).collect::<Result<_, _>>().map(AllowedOrigins::These)
}

/// Scheme, host and perhaps a port.
fn web_origin(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    // An origin serialises as itself and a slash; anything more would be a promise that is not kept.
    let is_origin = format!("{}/", url.origin().ascii_serialization()) == url.as_str();
    if matches!(url.scheme(), "http" | "https") && is_origin {
        return Ok(url);
    }
    Err("must be http://HOST or https://HOST, perhaps with a port".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn databases_of_other_kinds_are_refused_without_their_password() {
        for url in ["sqlite:roster.db", "sqlite:///var/lib/roster.db", "postgres://u:secret@h/db", "postgresql://h/db"]
        {
            assert!(database_url(url).is_ok(), "{url}");
        }
        for refused in ["postgres:u:secret", "mysql://u:secret@h/db", "sqlite:", "sqlite::memory:", "roster.db"] {
            let message = database_url(refused).unwrap_err().to_string();
            assert!(message.contains("sqlite:") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn public_urls_are_web_addresses() {
        assert!(public_url("https://roster.example:8443").is_ok());
        for refused in [
            "roster.example",
            "https://roster.example/people",
            "ftp://roster.example",
            "https://u@h",
            "https://h/?a=b",
            "mailto:a@b.c",
        ] {
            assert!(public_url(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn login_origins_have_no_path() {
        assert!(login_origin("https://app.example").is_ok());
        assert!(login_origin("http://localhost:3000/").is_ok());
        for refused in ["app.example", "https://app.example/start", "https://u@h", "https://h/?a=b", "javascript:1"] {
            assert!(login_origin(refused).is_err(), "{refused}");
            assert!(allowed_origins(&[refused.to_owned()]).is_err(), "{refused}");
        }
    }

    #[test]
    fn allowed_origins_are_as_browsers_write_them() {
        let texts = ["https://APP.example/", "http://localhost:3000", "https://app.example:443"].map(str::to_owned);
        let AllowedOrigins::These(origins) = allowed_origins(&texts).unwrap() else { panic!("not any") };
        assert_eq!(*origins, ["https://app.example", "http://localhost:3000", "https://app.example"]);
        assert!(matches!(allowed_origins(&["*".to_owned()]), Ok(AllowedOrigins::Any)));
        for refused in [["https://*.example", "https://a.example"], ["https://a.example", "*"]] {
            let message = allowed_origins(&refused.map(str::to_owned)).unwrap_err().to_string();
            assert!(message.contains('*') && message.ends_with("or * alone, for all"), "{message}");
        }
    }
}
