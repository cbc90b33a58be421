//! Integers of 64 bits with and without a sign, written in every way that JSON has; and those that do not fit.

use crate::{integers_wide::*, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<Values>,
}
impl DefaultApi for Handler {
    async fn values_list(&self, _: Call<()>, parameters: ValuesListParameters) -> Result<ValuesListResponse, Problem> {
        let ValuesListParameters { id, page, either } = parameters;
        Ok(ValuesListResponse::Ok(show((id, page, serde_json::to_value(either).unwrap().to_string()))))
    }

    async fn values_echo(&self, _: Call<()>, body: Values) -> Result<ValuesEchoResponse, Problem> {
        self.seen.put(body.clone());
        Ok(ValuesEchoResponse::Ok(body))
    }

    async fn forms_echo(&self, _: Call<()>, body: Values) -> Result<FormsEchoResponse, Problem> {
        Ok(FormsEchoResponse::Ok(body))
    }
}

/// The body as it is written: numbers are not to pass through anything else.
async fn send(server: &Server, property: &str, written: &str) -> Reply {
    let text = format!("{{\"{property}\": {written}}}");
    server.send(request("POST", "/values").body("application/json", text)).await
}

#[tokio::test]
async fn what_fits_arrives_exactly() {
    let (handler, server) = start!(integers_wide);
    for (property, written, expected) in [
        ("plain", "1.0", "1"),
        ("plain", "1e16", "10000000000000000"),
        ("plain", "9007199254740993.0", "9007199254740993"),
        ("plain", "-9223372036854775808", "-9223372036854775808"),
        ("small", "1E1", "10"),
        ("unsigned", "18446744073709551615.000", "18446744073709551615"),
        ("bounded", "18446744073709551615", "18446744073709551615"),
        ("above", "9223372036854775808", "9223372036854775808"),
        ("choice", "18446744073709551615", "18446744073709551615"),
        ("choice", "1.0", "1"),
        ("number", "19.99", "19.99"),
        ("number", "1e23", "1e+23"),
        ("list", "[9007199254740993.0, 9007199254740992]", "[9007199254740993,9007199254740992]"),
        ("map", r#"{"a": 1e2}"#, r#"{"a":100}"#),
        ("union", "1e16", "10000000000000000"),
        ("union", r#"{"n": 9007199254740993.0}"#, r#"{"n":9007199254740993}"#),
    ] {
        let reply = send(&server, property, written).await;
        assert_eq!(reply.status, 200, "{property}: {written} gave {}", reply.text());
        assert_eq!(reply.json()[property].to_string(), expected, "{property}: {written}");
        handler.seen.take();
    }
    assert_eq!(server.post("/values", json!({})).await.status, 200);
    let seen = handler.seen.take();
    assert_eq!((seen.small, seen.unsigned, seen.list), (5, u64::MAX, vec![1, 10_000_000_000_000_000]));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_place() {
    let (_, server) = start!(integers_wide);
    let digits = "9".repeat(400);
    for written in ["9223372036854775808", "18446744073709551616", "1e19", "1e400", "-1e400", "1.5", &digits] {
        let reply = send(&server, "plain", written).await;
        assert_eq!(reply.refusal(), refusal(400, &["/plain"]), "{written}");
        let form = format!("plain={written}");
        let reply = server.send(request("POST", "/forms").body("application/x-www-form-urlencoded", form)).await;
        assert_eq!(reply.refusal(), refusal(400, &["/plain"]), "{written} in a form");
    }
    for (property, written, place) in [
        ("small", "2147483648", "/small"),
        ("unsigned", "-1", "/unsigned"),
        ("unsigned", "18446744073709551616", "/unsigned"),
        ("bounded", "18446744073709551616", "/bounded"),
        ("above", "9223372036854775807", "/above"),
        ("choice", "18446744073709551616", "/choice"),
        ("number", "19.999", "/number"),
        ("number", "1e400", "/number"),
        ("list", "[1, 1.0]", "/list"),
        ("map", r#"{"a": 1e30}"#, "/map/a"),
        ("union", "1e30", "/union"),
        ("union", r#"{"n": 1e30}"#, "/union/n"),
    ] {
        let reply = send(&server, property, written).await;
        let (status, mut places) = reply.refusal();
        // A bound and the range of the type may both be broken.
        places.dedup();
        assert_eq!((status, places), refusal(400, &[place]), "{property}: {written}");
    }
}

#[tokio::test]
async fn queries_and_forms_take_the_same() {
    let (_, server) = start!(integers_wide);
    for (query, expected) in [
        ("", r#"(None, 1, "null")"#),
        ("id=18446744073709551615&page=1e3", r#"(Some(18446744073709551615), 1000, "null")"#),
        ("page=9007199254740993.0&either=1.0", r#"(None, 9007199254740993, "1")"#),
        ("either=11", r#"(None, 1, "\"11\"")"#),
    ] {
        assert_eq!(server.get(&format!("/values?{query}")).await.pair(), (200, expected), "{query}");
    }
    let digits = "9".repeat(400);
    for (query, parameter) in [
        ("id=-1", "id"),
        ("id=18446744073709551616", "id"),
        ("page=1e16.0", "page"),
        ("page=9223372036854775808", "page"),
        (&format!("page={digits}"), "page"),
        (&format!("either={digits}"), "either"),
    ] {
        let (status, mut places) = server.get(&format!("/values?{query}")).await.refusal();
        places.dedup();
        assert_eq!((status, places), refusal(400, &[parameter]), "{query}");
    }
    let form =
        request("POST", "/forms").body("application/x-www-form-urlencoded", "plain=1e16&bounded=18446744073709551615");
    let reply = server.send(form).await.json();
    assert_eq!((&reply["plain"], &reply["bounded"]), (&json!(10_000_000_000_000_000_u64), &json!(u64::MAX)));
}
