//! The page behind the link of an invitation (ruling T23): looking changes nothing, the button accepts.

use axum::{
    extract::{Path, State},
    response::Response,
};
use http::{
    HeaderMap, StatusCode,
    header::{HOST, ORIGIN},
};

use super::{Page, Pages};
use crate::directory::{DirectoryError, OpenInvitation};

/// `GET /invitations/{token}`: mail scanners follow links, so this only shows.
pub(crate) async fn show(State(pages): State<Pages>, Path(token): Path<String>) -> Response {
    match pages.directory.open_invitation(&token).await {
        Ok(OpenInvitation { invitation, organization }) => pages.render(&Page {
            status: StatusCode::OK,
            title: &format!("Join {}", organization.name),
            paragraphs: &[
                format!("This invitation is for {} ({}).", invitation.name.full(), invitation.email),
                format!("It can be accepted until {}.", invitation.expires.format("%-d %B %Y, %H:%M UTC")),
            ],
            button: Some("Accept"),
        }),
        Err(error) => refuse(&pages, &error),
    }
}

/// `POST /invitations/{token}`: accepts.
///
/// The token in the address is the only authority, so a foreign page gains nothing by sending the form; it is refused
/// all the same.
pub(crate) async fn accept(State(pages): State<Pages>, Path(token): Path<String>, headers: HeaderMap) -> Response {
    if is_foreign(&headers, &pages.origin) {
        return pages.render(&Page {
            status: StatusCode::FORBIDDEN,
            title: "Not accepted",
            paragraphs: &["Open the link from your mail, and press the button there.".to_owned()],
            button: None,
        });
    }
    match pages.directory.accept_invitation(&token).await {
        Ok(OpenInvitation { organization, .. }) => pages.render(&Page {
            status: StatusCode::OK,
            title: &format!("Welcome to {}", organization.name),
            paragraphs: &["Your invitation is accepted. You can close this page.".to_owned()],
            button: None,
        }),
        Err(error) => refuse(&pages, &error),
    }
}

/// Whether a browser says that the form was on a page of another site.
fn is_foreign(headers: &HeaderMap, public_origin: &str) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (value("sec-fetch-site"), value(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            origin != public_origin && (authority.is_none() || authority != value(HOST.as_str()))
        }
        (None, None) => false,
    }
}

fn refuse(pages: &Pages, error: &DirectoryError) -> Response {
    let (status, title, paragraph) = match error {
        DirectoryError::InvitationExpired => {
            (StatusCode::GONE, "This invitation has expired", "Ask whoever invited you for a new one.")
        }
        DirectoryError::InvitationAccepted => {
            (StatusCode::GONE, "This invitation is accepted", "You are a member already; there is nothing left to do.")
        }
        DirectoryError::InvitationCancelled => {
            (StatusCode::GONE, "This invitation was cancelled", "Ask whoever invited you if you think it a mistake.")
        }
        DirectoryError::LinkUnknown => (
            StatusCode::NOT_FOUND,
            "There is no such invitation",
            "The link is incomplete, or a newer invitation has replaced it: look for a later mail.",
        ),
        failure => return pages.fail(failure),
    };
    pages.say(status, title, paragraph)
}
