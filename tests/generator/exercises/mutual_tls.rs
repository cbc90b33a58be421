//! Mutual TLS: what the connection knows travels beside the request.

use axum::Extension;
use roster_runtime::{Authenticator, Credential, SecurityScheme};

use crate::{mutual_tls::*, support::*};

/// What a layer of TLS says of the client.
#[derive(Clone)]
struct Certificate(&'static str);

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
        let who = match credential {
            Credential::MutualTls(parts) => parts.extensions.get::<Certificate>().map(|certificate| certificate.0),
            Credential::ApiKey(key) => Some(key).filter(|key| *key == "k"),
            _ => None,
        };
        Ok(who.map(|who| format!("{} {who} {scopes:?}", scheme.name)))
    }

    fn has_authority(&self, _: &String, _: &str) -> bool {
        false
    }
}

impl DefaultApi for Handler {
    async fn locked(&self, call: Call<String>) -> Result<LockedResponse, Problem> {
        Ok(LockedResponse::Ok(call.principal))
    }

    async fn optional(&self, call: Call<Option<String>>) -> Result<OptionalResponse, Problem> {
        Ok(OptionalResponse::Ok(show(call.principal)))
    }

    async fn either(&self, call: Call<String>) -> Result<EitherResponse, Problem> {
        Ok(EitherResponse::Ok(call.principal))
    }

    async fn both(&self, call: Call<String>) -> Result<BothResponse, Problem> {
        Ok(BothResponse::Ok(call.principal))
    }
}

fn keyed(target: &str, key: &str) -> Request {
    request("GET", target).header("x-key", key)
}

#[tokio::test]
async fn a_certificate_lets_in() {
    let routes = routes(std::sync::Arc::new(Handler)).layer(Extension(Certificate("ada")));
    let server = Server::start(routes).await;
    assert_eq!(server.get("/locked").await.pair(), (200, r#"tls ada ["admin"]"#));
    assert_eq!(server.get("/optional").await.pair(), (200, r#"Some("tls ada []")"#));
    assert_eq!(server.get("/either").await.pair(), (200, "tls ada []"));
    assert_eq!(server.send(keyed("/both", "k")).await.pair(), (200, "key k []"));
    assert_eq!(server.get("/both").await.refusal(), refusal(401, &[]));
    assert_eq!(server.send(keyed("/both", "bad")).await.refusal(), refusal(401, &[]));
}

#[tokio::test]
async fn without_one_a_request_presents_nothing() {
    let (_, server) = start!(mutual_tls);
    let refused = server.get("/locked").await;
    assert_eq!((refused.status, refused.headers("www-authenticate").len()), (401, 0));
    assert_eq!(server.get("/optional").await.pair(), (200, "None"));
    assert_eq!(server.get("/either").await.refusal(), refusal(401, &[]));
    assert_eq!(server.send(keyed("/either", "k")).await.pair(), (200, "key k []"));
    assert_eq!(server.send(keyed("/both", "k")).await.refusal(), refusal(401, &[]));
}
