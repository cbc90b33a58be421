//! Credentials in the `Authorization` header.

use roster_runtime::{Authenticator, Credential, operation::SecurityScheme};

use crate::{http_and_oauth::*, support::*};

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
    async fn basic(&self, call: Call<String>) -> Result<BasicResponse, Problem> {
        Ok(BasicResponse::Ok(call.principal))
    }

    async fn oauth(&self, call: Call<String>) -> Result<OauthResponse, Problem> {
        Ok(OauthResponse::Ok(call.principal))
    }

    async fn oidc(&self, call: Call<String>) -> Result<OidcResponse, Problem> {
        Ok(OidcResponse::Ok(call.principal))
    }
}

#[tokio::test]
async fn credentials_and_scopes_reach_the_authenticator() {
    let (_, server) = start!(http_and_oauth);
    let get = |target: &str, authorization: &str| request("GET", target).header("authorization", authorization);
    for (request, expected) in [
        (get("/basic", "Basic YTpiOmM="), r#"basic Basic { username: "a", password: "b:c" } []"#),
        (get("/basic", "basic OmI="), r#"basic Basic { username: "", password: "b" } []"#),
        (get("/oauth", "Bearer t"), r#"oauth Bearer("t") ["read", "write"]"#),
        (get("/oidc", "BEARER t"), r#"oidc Bearer("t") ["openid"]"#),
    ] {
        assert_eq!(server.send(request).await.pair(), (200, expected));
    }
}

#[tokio::test]
async fn what_is_no_credential_is_refused() {
    let (_, server) = start!(http_and_oauth);
    let get = |target: &str, authorization: &str| request("GET", target).header("authorization", authorization);
    for request in [
        request("GET", "/basic"),
        get("/basic", "Basic"),
        get("/basic", "Basic §"),
        get("/basic", "Basic YQ=="),
        get("/basic", "Basic YTpiYWQ="),
        get("/basic", "Bearer YTpi"),
        get("/oauth", "Bearer bad"),
        get("/oauth", "Bearer"),
        get("/oauth", "t"),
    ] {
        assert_eq!(server.send(request).await.refusal(), refusal(401, &[]));
    }
}
