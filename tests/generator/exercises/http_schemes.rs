//! What follows the name of a scheme in the `Authorization` header, as it is.

use roster_runtime::{Authenticator, Credential, operation::SecurityScheme};

use crate::{http_schemes::*, support::*};

#[derive(Default)]
pub struct Handler;

impl Authenticator for Handler {
    type Principal = String;

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        credential: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        Ok(match credential {
            Credential::Http(signature) if signature.starts_with("key=") => Some(signature.to_owned()),
            _ => None,
        })
    }

    fn has_authority(&self, _: &String, _: &str) -> bool {
        true
    }
}

impl DefaultApi for Handler {
    async fn a(&self, call: Call<String>) -> Result<AResponse, Problem> {
        Ok(AResponse::Ok(call.principal))
    }
}

#[tokio::test]
async fn what_the_scheme_says_reaches_the_authenticator() {
    let (_, server) = start!(http_schemes);
    let get = |authorization: &str| request("GET", "/a").header("authorization", authorization);
    for authorization in [r#"X-Signed key="a",sig="b=""#, r#"x-signed   key="a",sig="b=""#] {
        assert_eq!(server.send(get(authorization)).await.pair(), (200, r#"key="a",sig="b=""#));
    }
    let refused = server.send(request("GET", "/a")).await;
    assert_eq!(refused.headers("www-authenticate"), [r#"x-signed realm="http_schemes""#]);
    for request in [get("X-Signed"), get("X-Signed other"), get("Bearer key=a"), get("key=a")] {
        assert_eq!(server.send(request).await.refusal(), refusal(401, &[]));
    }
}
