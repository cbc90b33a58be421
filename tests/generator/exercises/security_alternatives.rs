//! Alternatives and conjunctions of credentials.

use roster_runtime::{Authenticator, Credential, operation::SecurityScheme};

use crate::{security_alternatives::*, support::*};

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
    async fn inherited(&self, call: Call<String>) -> Result<InheritedResponse, Problem> {
        Ok(InheritedResponse::Ok(call.principal))
    }

    async fn open(&self, call: Call<()>) -> Result<OpenResponse, Problem> {
        Ok(OpenResponse::Ok(show(call.principal)))
    }

    async fn either(&self, call: Call<String>) -> Result<EitherResponse, Problem> {
        Ok(EitherResponse::Ok(call.principal))
    }

    async fn both(&self, call: Call<String>) -> Result<BothResponse, Problem> {
        Ok(BothResponse::Ok(call.principal))
    }

    async fn optional(&self, call: Call<Option<String>>) -> Result<OptionalResponse, Problem> {
        Ok(OptionalResponse::Ok(show(call.principal)))
    }
}

const KEY: (&str, &str) = ("x-key", "k");
const TOKEN: (&str, &str) = ("authorization", "Bearer t");
const BAD_KEY: (&str, &str) = ("x-key", "bad");
const BAD_TOKEN: (&str, &str) = ("authorization", "bearer bad");

#[tokio::test]
async fn each_alternative_suffices() {
    let (_, server) = start!(security_alternatives);
    let by_key = r#"key ApiKey("k") []"#;
    let by_token = r#"token Bearer("t") []"#;
    for (target, headers, expected) in [
        ("/inherited", &[KEY][..], by_key),
        ("/open", &[], "()"),
        ("/open", &[BAD_KEY], "()"),
        ("/either", &[KEY], by_key),
        ("/either", &[TOKEN], by_token),
        ("/either", &[BAD_KEY, TOKEN], by_token),
        ("/both", &[KEY, TOKEN], by_key),
        ("/optional", &[], "None"),
        ("/optional", &[KEY], "None"),
        ("/optional", &[TOKEN], r#"Some("token Bearer(\"t\") []")"#),
    ] {
        let request = headers.iter().fold(request("GET", target), |request, (name, value)| request.header(name, value));
        assert_eq!(server.send(request).await.pair(), (200, expected), "{target} {headers:?}");
    }
}

#[tokio::test]
async fn everything_else_is_refused() {
    let (_, server) = start!(security_alternatives);
    for (target, headers, status) in [
        ("/inherited", &[][..], 401),
        ("/inherited", &[TOKEN], 401),
        ("/inherited", &[BAD_KEY], 401),
        ("/inherited", &[("x-key", "down")], 503),
        ("/either", &[], 401),
        ("/either", &[BAD_KEY, BAD_TOKEN], 401),
        ("/either", &[("authorization", "Basic t")], 401),
        ("/both", &[KEY], 401),
        ("/both", &[TOKEN], 401),
        ("/both", &[KEY, BAD_TOKEN], 401),
        ("/optional", &[BAD_TOKEN], 401),
    ] {
        let request = headers.iter().fold(request("GET", target), |request, (name, value)| request.header(name, value));
        assert_eq!(server.send(request).await.refusal(), refusal(status, &[]), "{target} {headers:?}");
    }
}

#[tokio::test]
async fn the_client_takes_an_alternative_that_it_has_credentials_for() {
    use crate::clients::security_alternatives::{Client, credentials};

    let (_, server) = start!(security_alternatives);
    let client = |credential| Client::new(&server.url(), credential).unwrap();
    let token = client(credentials::token("t").unwrap());
    assert_eq!(token.either().await.unwrap().into_body(), r#"token Bearer("t") []"#);
    assert!(token.optional().await.unwrap().into_body().contains("Bearer"));
    assert_eq!(token.both().await.unwrap_err().status().unwrap(), 401);
    assert_eq!(token.open().await.unwrap().into_body(), "()");
    let both = client(credentials::token("t").unwrap().and(credentials::key("k").unwrap()));
    assert_eq!(both.inherited().await.unwrap().into_body(), r#"key ApiKey("k") []"#);
    both.both().await.unwrap();
}
