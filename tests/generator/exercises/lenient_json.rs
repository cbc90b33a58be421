//! JSON that comes as a form, or without a content type, from a caller whom a header authenticated.

use roster_runtime::{Authenticator, Credential, operation::SecurityScheme};

use crate::{lenient_json::*, support::*};

#[derive(Default)]
pub struct Handler;

impl Authenticator for Handler {
    type Principal = String;

    async fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        scopes: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        match credential {
            Credential::ApiKey("down") | Credential::Bearer("down") => {
                Err(Problem::new(http::StatusCode::SERVICE_UNAVAILABLE, "down", "The directory is down."))
            }
            Credential::ApiKey("bad") | Credential::Bearer("bad") => Ok(None),
            Credential::Basic { password: "bad", .. } => Ok(None),
            credential => Ok(Some(format!("{} {credential:?} {scopes:?}", scheme.name))),
        }
    }

    fn has_authority(&self, principal: &String, authority: &str) -> bool {
        principal.contains(authority)
    }
}

impl DefaultApi for Handler {
    async fn note_create(&self, _: Call<String>, body: NoteCreateBody) -> Result<NoteCreateResponse, Problem> {
        Ok(NoteCreateResponse::Ok(body.title))
    }
}

#[tokio::test]
async fn the_content_type_does_not_matter() {
    let (_, server) = start!(lenient_json);
    let post = || request("POST", "/notes").header("x-key", "k");
    let note = r#"{"title":"a"}"#;
    assert_eq!(server.send(post().body("application/json", note)).await.pair(), (200, "a"));
    assert_eq!(server.send(post().bytes(note)).await.pair(), (200, "a"));
    assert_eq!(server.send(post().body("application/x-www-form-urlencoded", note)).await.pair(), (200, "a"));
    assert_eq!(server.send(post().body("text/html", note)).await.status, 415);
    assert_eq!(server.send(post().bytes("{}")).await.refusal(), refusal(400, &["/title"]));
    assert_eq!(server.send(request("POST", "/notes").bytes(note)).await.status, 401);
}
