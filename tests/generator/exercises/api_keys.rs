//! API keys in a header, the query and a cookie.

use roster_runtime::{Authenticator, Credential, operation::SecurityScheme};

use crate::{api_keys::*, support::*};

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
    async fn in_header(&self, call: Call<String>) -> Result<InHeaderResponse, Problem> {
        Ok(InHeaderResponse::Ok(call.principal))
    }

    async fn in_query(&self, call: Call<String>) -> Result<InQueryResponse, Problem> {
        Ok(InQueryResponse::Ok(call.principal))
    }

    async fn in_cookie(&self, call: Call<String>) -> Result<InCookieResponse, Problem> {
        Ok(InCookieResponse::Ok(call.principal))
    }
}

#[tokio::test]
async fn keys_are_found() {
    let (_, server) = start!(api_keys);
    let get = |target: &str| request("GET", target);
    for (request, expected) in [
        (get("/header").header("Access-Token", "a b"), r#"header ApiKey("a b") []"#),
        (get("/query?x=1&access_token=a%20b"), r#"query ApiKey("a b") []"#),
        (get("/cookie").header("cookie", "other=1; session=ab"), r#"cookie ApiKey("ab") []"#),
    ] {
        assert_eq!(server.send(request).await.pair(), (200, expected));
    }
}

#[tokio::test]
async fn a_key_elsewhere_is_no_key() {
    let (_, server) = start!(api_keys);
    let get = |target: &str| request("GET", target);
    for request in [
        get("/header"),
        get("/header?access-token=a"),
        get("/header").header("access-token", "bad"),
        get("/header").header("access-token", ""),
        get("/query").header("access_token", "a"),
        get("/query?access_token=bad"),
        get("/cookie?session=a"),
        get("/cookie").header("cookie", "session2=a"),
    ] {
        assert_eq!(server.send(request).await.refusal(), refusal(401, &[]));
    }
}

#[tokio::test]
async fn the_client_sends_for_each_operation_what_it_asks_for() {
    use crate::clients::api_keys::{Client, credentials};

    let (_, server) = start!(api_keys);
    let all = credentials::header("a b").unwrap();
    let all = all.and(credentials::query("c&d").unwrap()).and(credentials::cookie("e+%20=").unwrap());
    let client = Client::new(&server.url(), all).unwrap();
    assert_eq!(client.in_header().await.unwrap().into_body(), r#"header ApiKey("a b") []"#);
    assert_eq!(client.in_query().await.unwrap().into_body(), r#"query ApiKey("c&d") []"#);
    assert_eq!(client.in_cookie().await.unwrap().into_body(), r#"cookie ApiKey("e+%20=") []"#);
    let client = Client::new(&server.url(), credentials::query("c").unwrap()).unwrap();
    assert_eq!(client.in_header().await.unwrap_err().status().unwrap(), 401);
}
