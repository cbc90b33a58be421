//! The page behind a magic link (ruling T17): opening it uses the link up, signs in, and leads on to `href`.
//!
//! It is the documented GET, so a scanner that opens links in mails uses them up; `HEAD` does not. Signing in ends nothing
//! else: other sessions and tokens of the user stay.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{
    StatusCode, Uri,
    header::{LOCATION, SET_COOKIE},
};
use url::{Url, form_urlencoded};

use super::{Pages, headers};
use crate::directory::DirectoryError;

const ELSEWHERE: &str =
    "It would sign you in, and take you to an address that does not belong here. It was not followed.";

/// `GET /login/auto-key/{secret}/{checksum}`. An `href` that is refused leaves the link as it is.
pub(crate) async fn follow(
    State(pages): State<Pages>,
    Path((secret, checksum)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    let target = match target(&pages, &uri) {
        Ok(target) => target,
        Err(Elsewhere) => return pages.say(StatusCode::BAD_REQUEST, "This link leads elsewhere", ELSEWHERE),
    };
    let session = match pages.directory.follow_login_link(&secret, &checksum).await {
        Ok(session) => session,
        Err(error) => return refuse(&pages, &error),
    };
    let mut response = match &target {
        Some(target) => (StatusCode::SEE_OTHER, headers(), [(LOCATION, target.as_str())]).into_response(),
        None => pages.say(StatusCode::OK, "You are signed in", "You can close this page, and go on where you were."),
    };
    response.headers_mut().insert(SET_COOKIE, pages.session_cookie.begin(&session));
    response
}

/// `HEAD` of the same address, which says nothing and uses nothing up.
pub(crate) async fn look() -> StatusCode {
    StatusCode::OK
}

/// The address is not one where the link may lead.
struct Elsewhere;

/// Where the query wants to go; none where it does not say.
fn target(pages: &Pages, uri: &Uri) -> Result<Option<Url>, Elsewhere> {
    let mut hrefs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes())
        .filter_map(|(name, value)| (name == "href" && !value.is_empty()).then_some(value));
    match (hrefs.next(), hrefs.next()) {
        (None, _) => Ok(None),
        (Some(href), None) => pages.landing.target(&href).map(Some).ok_or(Elsewhere),
        (Some(_), Some(_)) => Err(Elsewhere),
    }
}

fn refuse(pages: &Pages, error: &DirectoryError) -> Response {
    match error {
        DirectoryError::LoginLinkUnknown => pages.say(
            StatusCode::GONE,
            "This link does not work any more",
            "It works once, and for 15 minutes; or it was not copied whole. Ask for a new one where you got it.",
        ),
        failure => pages.fail(failure),
    }
}
