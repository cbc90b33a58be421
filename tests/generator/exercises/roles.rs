//! Roles are handed on as scopes are.

use roster_runtime::{Authenticator, Credential, SecurityScheme};

use crate::{roles::*, support::*};

#[derive(Default)]
pub struct Handler;

impl Authenticator for Handler {
    type Principal = String;

    /// The key is the role.
    async fn authenticate(
        &self,
        scheme: &'static SecurityScheme,
        credential: Credential<'_>,
        scopes: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        let (Credential::ApiKey(role) | Credential::Bearer(role)) = credential else { return Ok(None) };
        Ok(scopes.contains(&role).then(|| format!("{} {scopes:?}", scheme.name)))
    }

    fn has_authority(&self, _: &String, _: &str) -> bool {
        false
    }
}

impl DefaultApi for Handler {
    async fn read(&self, call: Call<String>) -> Result<ReadResponse, Problem> {
        Ok(ReadResponse::Ok(call.principal))
    }

    async fn write(&self, call: Call<String>) -> Result<WriteResponse, Problem> {
        Ok(WriteResponse::Ok(call.principal))
    }
}

#[tokio::test]
async fn each_requirement_has_its_roles() {
    let (_, server) = start!(roles);
    for (method, target, header, expected) in [
        ("GET", "/read", ("x-key", "reader"), r#"key ["reader"]"#),
        ("PUT", "/write", ("x-key", "editor"), r#"key ["writer", "editor"]"#),
        ("PUT", "/write", ("authorization", "Bearer writer"), r#"token ["writer"]"#),
    ] {
        let reply = server.send(request(method, target).header(header.0, header.1)).await;
        assert_eq!(reply.pair(), (200, expected), "{method} {target} {header:?}");
    }
    for (method, target, header) in [
        ("GET", "/read", ("x-key", "writer")),
        ("PUT", "/write", ("x-key", "reader")),
        ("PUT", "/write", ("authorization", "Bearer editor")),
    ] {
        let reply = server.send(request(method, target).header(header.0, header.1)).await;
        assert_eq!(reply.refusal(), refusal(401, &[]), "{method} {target} {header:?}");
    }
}
