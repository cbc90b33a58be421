//! A body of form fields.

use crate::{form_body::*, support::*};

shows! {
    login(body: LoginBody) -> LoginResponse => (body.name, body.age, body.remember, body.tags, body.codes);
}

fn form(body: &str) -> Request {
    request("POST", "/login").body("application/x-www-form-urlencoded", body)
}

#[tokio::test]
async fn fields_are_decoded() {
    let (_, server) = start!(form_body);
    for (body, expected) in [
        ("name=a+b%21", r#"("a b!", None, false, None, None)"#),
        ("name=ab&age=3&remember=true&other=1", r#"("ab", Some(3), true, None, None)"#),
        ("tags=x&name=ab&tags=y%26&codes=1,2", r#"("ab", None, false, Some(["x", "y&"]), Some([1, 2]))"#),
    ] {
        assert_eq!(server.send(form(body)).await.pair(), (200, expected), "{body}");
    }
}

#[tokio::test]
async fn fields_are_checked() {
    let (_, server) = start!(form_body);
    for (body, pointers) in [
        ("", &["/name"][..]),
        ("name=a&age=x&remember=maybe&codes=1,x", &["/name", "/age", "/remember", "/codes/1"]),
        ("name=ab&name=cd", &["/name"]),
    ] {
        let reply = server.send(form(body)).await;
        let mut violations = reply.violations();
        violations.sort();
        let mut expected = pointers.to_vec();
        expected.sort_unstable();
        assert_eq!((reply.status, violations), refusal(400, &expected), "{body}");
    }
    assert_eq!(server.post("/login", json!({"name": "ab"})).await.status, 415);
}
