//! HEAD and OPTIONS where they are documented, HEAD where it is implied.

use crate::{methods::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn explicit_get(&self, _: Call<()>) -> Result<ExplicitGetResponse, Problem> {
        Ok(ExplicitGetResponse::Ok("body".to_owned()))
    }

    async fn explicit_head(&self, _: Call<()>) -> Result<ExplicitHeadResponse, Problem> {
        Ok(ExplicitHeadResponse::Ok { x_size: 4 })
    }

    async fn explicit_options(&self, _: Call<()>) -> Result<ExplicitOptionsResponse, Problem> {
        Ok(ExplicitOptionsResponse::NoContent { allow: "GET, HEAD, OPTIONS".to_owned() })
    }

    async fn explicit_trace(&self, call: Call<()>) -> Result<ExplicitTraceResponse, Problem> {
        Ok(ExplicitTraceResponse::Ok(call.parts.method.to_string()))
    }

    async fn implied_get(&self, call: Call<()>) -> Result<ImpliedGetResponse, Problem> {
        Ok(ImpliedGetResponse::Ok(call.operation.id.to_owned()))
    }

    async fn implied_delete(&self, _: Call<()>) -> Result<ImpliedDeleteResponse, Problem> {
        Ok(ImpliedDeleteResponse::NoContent)
    }
}

#[tokio::test]
async fn each_method_has_its_handler() {
    let (_, server) = start!(methods);
    let send = |method: &str, target: &str| server.send(request(method, target));
    assert_eq!(send("GET", "/explicit").await.pair(), (200, "body"));
    let head = send("HEAD", "/explicit").await;
    assert_eq!((head.pair(), head.header("x-size")), ((200, ""), Some("4")));
    let options = send("OPTIONS", "/explicit").await;
    assert_eq!((options.pair(), options.header("allow")), ((204, ""), Some("GET, HEAD, OPTIONS")));
    assert_eq!(send("TRACE", "/explicit").await.pair(), (200, "TRACE"));
    let head = send("HEAD", "/implied").await;
    assert_eq!((head.pair(), head.header("content-length")), ((200, ""), Some("11")));
    assert_eq!(send("DELETE", "/implied").await.pair(), (204, ""));
    assert_eq!(send("PATCH", "/implied").await.status, 501);
    assert_eq!(send("OPTIONS", "/implied").await.status, 405);
    assert_eq!(send("PUT", "/explicit").await.status, 405);
}
