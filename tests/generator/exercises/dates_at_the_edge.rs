//! Dates of the first and the last year, offsets that lead beyond, leap seconds, and what only looks like a date.

use crate::{dates_at_the_edge::*, support::*};

echo!();

#[tokio::test]
async fn what_is_taken_is_answered_as_rfc_3339_has_it() {
    let (_, server) = start!(dates_at_the_edge);
    for (written, answered) in [
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("0000-01-01T00:00:00-23:59", "0000-01-01T23:59:00Z"),
        ("9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59.999999999Z"),
        ("9999-12-31t23:59:59.5+23:59", "9999-12-31T00:00:59.500Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:60Z"),
        ("2016-12-31T15:59:60.25-08:00", "2016-12-31T23:59:60.250Z"),
    ] {
        let reply = server.post("/values", json!({"instant": written})).await;
        assert_eq!((reply.status, reply.json()), (200, json!({"instant": answered})), "{written}");
    }
    for day in ["0000-01-01", "9999-12-31", "2024-02-29"] {
        server.accepts(json!({ "day": day })).await;
    }
}

#[tokio::test]
async fn what_could_not_be_answered_is_refused() {
    let (_, server) = start!(dates_at_the_edge);
    for instant in [
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "-001-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "2016-12-31T23:58:60Z",
        "2016-12-31T23:59:60+01:00",
        "2016-12-31T24:00:00Z",
        "2016-12-31T12:00:00+24:00",
        "2016-12-31T12:00:00.Z",
    ] {
        server.refuses(json!({ "instant": instant }), &["/instant"]).await;
    }
    for day in ["-001-01-01", "+999-01-01", "10000-01-01", "2024- 2- 9", "2023-02-29"] {
        server.refuses(json!({ "day": day }), &["/day"]).await;
    }
}
