//! Pages for people: HTML, without scripts and without anything from elsewhere.

pub(crate) mod invitation;
mod landing;
pub(crate) mod login;

use std::sync::{Arc, LazyLock};

use axum::response::{IntoResponse, Response};
use base64::{Engine, engine::general_purpose::STANDARD};
use http::{
    HeaderName, HeaderValue, StatusCode,
    header::{
        CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
    },
};
use landing::Landing;
use minijinja::context;
use sha2::{Digest, Sha256};
use url::Url;

use crate::{
    directory::{Directory, DirectoryError},
    failure,
    session_cookie::SessionCookie,
    templates::Templates,
};

/// What pages need.
#[derive(Clone)]
pub(crate) struct Pages {
    pub(crate) directory: Directory,
    templates: Arc<Templates>,
    /// Scheme, host and port under which people reach the pages.
    origin: String,
    landing: Landing,
    session_cookie: SessionCookie,
}

/// What a page says.
struct Page<'a> {
    status: StatusCode,
    title: &'a str,
    paragraphs: &'a [String],
    /// Label of the one button, which sends the page's form to the page's address.
    button: Option<&'a str>,
}

const STYLE: &str = "body{font-family:system-ui,sans-serif;line-height:1.5;color:#1c2430;background:#f5f6f8;margin:0}\
main{max-width:32rem;margin:12vh auto 0;padding:2rem;background:#fff;border-radius:.5rem}\
h1{font-size:1.4rem;margin-top:0;overflow-wrap:anywhere}\
button{font:inherit;color:#fff;background:#1f5fbf;border:0;border-radius:.3rem;padding:.6rem 1.6rem;cursor:pointer}";

/// Only the style above, and forms to this server.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::from_str(&policy).expect("the policy is ASCII")
});

impl Pages {
    /// Magic links lead to `login_origins` only; without any, to the server's own.
    pub(crate) fn new(directory: Directory, public_url: &Url, login_origins: &[Url]) -> Self {
        Self {
            directory,
            templates: Arc::new(Templates::embedded()),
            origin: public_url.origin().ascii_serialization(),
            landing: Landing::new(public_url, login_origins),
            session_cookie: SessionCookie::new(public_url),
        }
    }

    /// A page of one paragraph.
    fn say(&self, status: StatusCode, title: &str, paragraph: &str) -> Response {
        self.render(&Page { status, title, paragraphs: &[paragraph.to_owned()], button: None })
    }

    /// The page of a failure that is the server's own: the log has what it was.
    fn fail(&self, failure: &DirectoryError) -> Response {
        failure::log(failure);
        match failure {
            DirectoryError::Store(error) if error.is_temporary() => {
                self.say(StatusCode::SERVICE_UNAVAILABLE, "Not available for the moment", "Try again in a few seconds.")
            }
            _ => self.say(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong",
                "The failure is logged. Try again later.",
            ),
        }
    }

    fn render(&self, page: &Page<'_>) -> Response {
        let values = context! {
            title => page.title,
            paragraphs => page.paragraphs.to_vec(),
            button => page.button,
            style => STYLE,
        };
        let html = match self.templates.render("page.html", &values) {
            Ok(html) => html,
            Err(error) => {
                failure::log(&error);
                return StatusCode::INTERNAL_SERVER_ERROR.into_response();
            }
        };
        (page.status, headers(), html).into_response()
    }
}

fn headers() -> [(HeaderName, HeaderValue); 7] {
    [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, POLICY.clone()),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The address is the secret; a form's origin is still told to this server.
        (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ]
}
