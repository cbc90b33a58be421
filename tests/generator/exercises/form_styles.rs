//! Fields of forms by the styles that `encoding` gives them; without one, objects are JSON, or written with brackets.

use crate::{form_styles::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn form_create(&self, _: Call<()>, body: FormCreateBody) -> Result<FormCreateResponse, Problem> {
        Ok(FormCreateResponse::Ok(serde_json::to_value(body).unwrap().to_string()))
    }

    async fn anything(&self, _: Call<()>, body: Value) -> Result<AnythingResponse, Problem> {
        Ok(AnythingResponse::Ok(body.to_string()))
    }
}

fn form(target: &str, body: &str) -> Request {
    request("POST", target).body("application/x-www-form-urlencoded", body)
}

#[tokio::test]
async fn each_field_has_its_style() {
    let (_, server) = start!(form_styles);
    for (body, expected) in [
        ("either=", r#"{"either":""}"#),
        ("either=5&other=1", r#"{"either":5}"#),
        ("expand[]=a&expand[]=b", r#"{"expand":["a","b"]}"#),
        ("expand[0]=a", r#"{"expand":["a"]}"#),
        ("created=5", r#"{"created":5}"#),
        ("created[gt]=5", r#"{"created":{"gt":5}}"#),
        ("address[lines][]=a+b&address[at][x]=1", r#"{"address":{"at":{"x":1},"lines":["a b"]}}"#),
        ("flat=x,1,label,a%2Cb", r#"{"flat":{"label":"a,b","x":1}}"#),
        ("left=1&right=2", r#"{"spread":{"left":1,"right":2}}"#),
        ("spaces=1%202&pipes=a%7Cb", r#"{"pipes":["a","b"],"spaces":[1,2]}"#),
        ("plain=%7B%22x%22%3A1%7D", r#"{"plain":{"x":1}}"#),
        ("plain[x]=1", r#"{"plain":{"x":1}}"#),
        ("points={\"x\":1}&points={\"x\":2}", r#"{"points":[{"x":1},{"x":2}]}"#),
        ("points[0][x]=1&points[1][x]=2", r#"{"points":[{"x":1},{"x":2}]}"#),
    ] {
        assert_eq!(server.send(form("/forms", body)).await.pair(), (200, expected), "{body}");
    }
    assert_eq!(server.send(form("/anything", "a=1&b=x&b=y")).await.status, 400);
    assert_eq!(server.send(form("/anything", "a=1&b=x")).await.pair(), (200, r#"{"a":"1","b":"x"}"#));
}

#[tokio::test]
async fn each_violation_has_its_place() {
    let (_, server) = start!(form_styles);
    for (body, places) in [
        ("either=x", &["/either"][..]),
        ("address[at][x]=a&address[at][label]=b", &["/address/at/x"]),
        ("address=1", &["/address"]),
        ("flat=x", &["/flat"]),
        ("flat=label,a", &["/flat/x"]),
        ("left=a&right=b", &["/spread/left", "/spread/right"]),
        ("plain=x", &["/plain"]),
        ("points={}&points={\"x\":1}&points={\"x\":true}", &["/points/0/x", "/points/2/x"]),
        ("points=x", &["/points/0"]),
        ("address[at=1&expand[=1", &["/address", "/expand"]),
    ] {
        let reply = server.send(form("/forms", body)).await;
        let mut violations = reply.violations();
        violations.sort();
        assert_eq!((reply.status, violations), refusal(400, places), "{body}");
    }
}
