//! However a token was got, it is sent as all others are.

use roster_runtime::{Authenticator, Credential, SecurityScheme};

use crate::{device_flow::*, support::*};

#[derive(Default)]
pub struct Handler;

impl Authenticator for Handler {
    type Principal = String;

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        credential: Credential<'_>,
        scopes: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        Ok(matches!(credential, Credential::Bearer("good")).then(|| show(scopes)))
    }

    fn has_authority(&self, _: &String, _: &str) -> bool {
        false
    }
}

impl DefaultApi for Handler {
    async fn read(&self, call: Call<String>) -> Result<ReadResponse, Problem> {
        Ok(ReadResponse::Ok(call.principal))
    }
}

#[tokio::test]
async fn the_token_is_a_bearer_token() {
    let (_, server) = start!(device_flow);
    let with = |token: &str| server.send(request("GET", "/read").header("authorization", token));
    assert_eq!(with("Bearer good").await.pair(), (200, r#"["read"]"#));
    assert_eq!(with("Bearer bad").await.refusal(), refusal(401, &[]));
    assert_eq!(with("Basic good").await.refusal(), refusal(401, &[]));
}
