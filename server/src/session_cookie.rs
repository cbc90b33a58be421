//! The cookie of a session, which the document calls `roster_session`.
//!
//! Over HTTPS its name begins with `__Host-`: browsers take such a cookie from this host alone, so that no other host of
//! the domain can plant one (RFC 6265bis, section 4.1.3.2).

use http::{HeaderMap, HeaderValue, header::COOKIE};
use url::Url;

use crate::{directory::SESSION_SECONDS, model::secret::Secret};

const NAME: &str = "roster_session";
const NAME_OVER_HTTPS: &str = "__Host-roster_session";

#[derive(Clone, Copy, Debug)]
pub(crate) struct SessionCookie {
    over_https: bool,
}

impl SessionCookie {
    pub(crate) fn new(public_url: &Url) -> Self {
        Self { over_https: public_url.scheme() == "https" }
    }

    /// Whether people reach the server over HTTPS only.
    pub(crate) fn is_over_https(self) -> bool {
        self.over_https
    }

    /// `Set-Cookie` of a session that begins.
    pub(crate) fn begin(self, session: &Secret) -> HeaderValue {
        let cookie = self.header(session.reveal(), SESSION_SECONDS);
        let mut value = HeaderValue::try_from(cookie).expect("a secret has only characters that a header may hold");
        value.set_sensitive(true);
        value
    }

    /// `Set-Cookie` where it has ended.
    pub(crate) fn end(self) -> String {
        self.header("", 0)
    }

    /// Gives the cookie of a request the name that the document has. Over HTTPS, one that has it already may be from
    /// anywhere, and does not count.
    pub(crate) fn read(self, headers: &mut HeaderMap) {
        if !self.over_https || !headers.contains_key(COOKIE) {
            return;
        }
        let lines: Vec<HeaderValue> = headers.get_all(COOKIE).iter().cloned().collect();
        headers.remove(COOKIE);
        for line in lines.iter().filter_map(|line| line.to_str().ok()) {
            let cookies = line.split(';').filter_map(|cookie| {
                let (name, value) = cookie.split_once('=')?;
                match name.trim() {
                    NAME => None,
                    NAME_OVER_HTTPS => Some(format!("{NAME}={value}")),
                    _ => Some(cookie.trim().to_owned()),
                }
            });
            let line = cookies.collect::<Vec<_>>().join("; ");
            headers.append(COOKIE, HeaderValue::try_from(line).expect("its parts were in a header"));
        }
    }

    /// `Lax`, because a magic link is followed from elsewhere.
    fn header(self, value: &str, seconds: u32) -> String {
        let (name, secure) = if self.over_https { (NAME_OVER_HTTPS, "; Secure") } else { (NAME, "") };
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str, lines: &[&str]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, line.parse().unwrap());
        }
        SessionCookie::new(&url.parse().unwrap()).read(&mut headers);
        headers.get_all(COOKIE).iter().map(|line| line.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn over_https_only_the_cookie_of_this_host_counts() {
        let lines = ["roster_session=planted; a=b; __Host-roster_session=own", "c=d"];
        assert_eq!(read("https://roster.example", &lines), ["a=b; roster_session=own", "c=d"]);
        assert_eq!(read("http://127.0.0.1", &lines), lines);
    }
}
