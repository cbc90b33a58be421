//! Authorities, the statuses of rejections, and their order.

use roster_runtime::{Authenticator, Credential, operation::SecurityScheme};

use crate::{authorities::*, support::*};

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
    async fn user_put(
        &self,
        _: Call<String>,
        parameters: UserPutParameters,
        body: UserPutBody,
    ) -> Result<UserPutResponse, Problem> {
        Ok(UserPutResponse::Ok(show((parameters.id, parameters.dry, body.emails))))
    }

    async fn key_create(&self, call: Call<String>) -> Result<KeyCreateResponse, Problem> {
        Ok(KeyCreateResponse::Ok(call.principal))
    }
}

fn put(target: &str, token: &str, body: Value) -> Request {
    request("PUT", target).header("authorization", &format!("Bearer {token}")).json(&body)
}

#[tokio::test]
async fn any_of_the_authorities_suffices() {
    let (_, server) = start!(authorities);
    let body = json!({"emails": ["a"]});
    for token in ["admin", "owner"] {
        assert_eq!(server.send(put("/users/1", token, body.clone())).await.pair(), (200, r#"(1, None, ["a"])"#));
    }
    assert_eq!(server.send(put("/users/1", "member", body)).await.refusal(), refusal(403, &[]));
    let create = |token: &str| request("POST", "/keys").header("authorization", &format!("Bearer {token}"));
    assert_eq!(server.send(create("owner")).await.status, 200);
    assert_eq!(server.send(create("admin")).await.refusal(), refusal(401, &[]));
}

#[tokio::test]
async fn what_is_refused_first_decides_the_status() {
    let (_, server) = start!(authorities);
    let bad = json!({"emails": ["a"], "name": "long"});
    for (request, expected) in [
        (put("/users/x", "bad", bad.clone()), refusal(401, &[])),
        (put("/users/x", "member", bad.clone()), refusal(403, &[])),
        (put("/users/x?dry=2", "owner", bad.clone()), refusal(404, &["id", "dry", "/name"])),
        (put("/users/1?dry=2", "owner", bad.clone()), refusal(422, &["dry", "/name"])),
        (put("/users/1", "owner", json!({"emails": ["a"], "name": "long"})), refusal(409, &["/name"])),
        (put("/users/1", "owner", json!({})), refusal(400, &["/emails"])),
        (put("/users/1", "owner", json!({"emails": []})), refusal(400, &["/emails"])),
        (put("/users/1", "owner", json!({"emails": ["a", "b", "c"]})), refusal(413, &["/emails"])),
        (put("/users/1", "owner", json!({"emails": 1})), refusal(409, &["/emails"])),
    ] {
        assert_eq!(server.send(request).await.refusal(), expected);
    }
}
