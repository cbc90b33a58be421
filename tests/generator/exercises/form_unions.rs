//! Forms whose schema has alternatives: what a field means depends on which one fits.

use crate::{form_unions::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn one(&self, _: Call<()>, body: OneBody) -> Result<OneResponse, Problem> {
        Ok(OneResponse::Ok(serde_json::to_value(body).unwrap().to_string()))
    }
    async fn any(&self, _: Call<()>, body: AnyBody) -> Result<AnyResponse, Problem> {
        Ok(AnyResponse::Ok(serde_json::to_value(body).unwrap().to_string()))
    }
    async fn tagged(&self, _: Call<()>, body: Grant) -> Result<TaggedResponse, Problem> {
        Ok(TaggedResponse::Ok(serde_json::to_value(body).unwrap().to_string()))
    }
}

fn form(target: &str, body: &str) -> Request {
    request("POST", target).body("application/x-www-form-urlencoded", body)
}

#[tokio::test]
async fn the_alternative_that_fits_is_taken() {
    let (_, server) = start!(form_unions);
    for (target, body, expected) in [
        ("/one", "a=1", r#"{"a":1}"#),
        ("/one", "b=2&c=3", r#"{"b":2}"#),
        ("/any", "value=5&unit=m", r#"{"unit":"m","value":5}"#),
        ("/any", "value=5", r#"{"value":"5"}"#),
        ("/any", "value=five", r#"{"value":"five"}"#),
        ("/tagged", "grant_type=code&code=5", r#"{"code":"5","grant_type":"code"}"#),
        ("/tagged", "grant_type=refresh&token=5", r#"{"grant_type":"refresh","token":5}"#),
    ] {
        assert_eq!(server.send(form(target, body)).await.pair(), (200, expected), "{target} {body}");
    }
}

#[tokio::test]
async fn what_fits_none_is_refused() {
    let (_, server) = start!(form_unions);
    for (target, body) in [
        ("/one", ""),
        ("/one", "a=x"),
        ("/one", "a=1&b=2"),
        ("/any", "value=5&unit=m&other=1"),
        ("/any", "value=5&value=6"),
        ("/tagged", "grant_type=refresh&token=x"),
        ("/tagged", "token=5"),
    ] {
        assert_eq!(server.send(form(target, body)).await.status, 400, "{target} {body}");
    }
}
