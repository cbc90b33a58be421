//! Multipart bodies whose schema has alternatives: the parts are those of all of them, and one has to be complete.

use crate::{multipart_unions::*, support::*};

shows! {
    one(body: OneMultipart) -> OneResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await? {
            seen.push(match part {
                OnePart::A(text) => text,
                OnePart::N(number) => number.to_string(),
                OnePart::F(file) => format!("{} bytes", file.bytes(100).await?.len()),
            });
        }
        seen
    };
    same(body: SameMultipart) -> SameResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await? {
            seen.push(match part {
                SamePart::Value(value) => value,
                SamePart::Note(note) => Value::String(note),
            });
        }
        Value::Array(seen).to_string()
    };
    refined(body: RefinedMultipart) -> RefinedResponse => {
        let mut body = body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await? {
            seen.push(match part {
                RefinedPart::Value(value) => format!("value {value}"),
                RefinedPart::Note(note) => format!("note {note}"),
                RefinedPart::Extra(extra) => format!("extra {extra}"),
            });
        }
        seen
    };
}

#[tokio::test]
async fn what_the_object_says_holds_for_all_alternatives() {
    let (_, server) = start!(multipart_unions);
    for (parts, expected) in [
        (&[("name=value", &b"a"[..])][..], r#"["value a"]"#),
        (&[("name=note", b"n"), ("name=extra", b"1")], r#"["note n", "extra 1"]"#),
    ] {
        let reply = server.send(request("POST", "/refined").multipart(parts)).await;
        assert_eq!(reply.pair(), (200, expected), "{parts:?}");
    }
    for (parts, places) in [
        (&[("name=value", &b"long"[..])][..], &["/value"][..]),
        (&[("name=extra", b"1")], &["/value"]),
        (&[("name=note", b"n"), ("name=extra", b"x")], &["/extra"]),
    ] {
        let reply = server.send(request("POST", "/refined").multipart(parts)).await;
        assert_eq!(reply.refusal(), refusal(400, places), "{parts:?}");
    }
}

#[tokio::test]
async fn one_alternative_has_to_be_complete() {
    let (_, server) = start!(multipart_unions);
    let (a, f, n): ((&str, &[u8]), (&str, &[u8]), (&str, &[u8])) =
        (("name=a", b"x"), ("name=f; filename=b", b"123"), ("name=n", b"7"));
    for (parts, expected) in
        [(&[a][..], r#"["x"]"#), (&[n, f], r#"["7", "3 bytes"]"#), (&[a, n], r#"["x", "7"]"#)]
    {
        let reply = server.send(request("POST", "/one").multipart(parts)).await;
        assert_eq!(reply.pair(), (200, expected), "{parts:?}");
    }
    for (parts, places) in [
        (&[][..], &["/a"][..]),
        (&[f], &["/a"]),
        (&[("name=a", &b"long"[..])], &["/a"]),
        (&[a, ("name=n", &b"x"[..])], &["/n"]),
    ] {
        let reply = server.send(request("POST", "/one").multipart(parts)).await;
        assert_eq!(reply.refusal(), refusal(400, places), "{parts:?}");
    }
}

#[tokio::test]
async fn a_part_has_the_schema_that_it_satisfies() {
    let (_, server) = start!(multipart_unions);
    for (value, expected) in [("5", r#""[5]""#), ("true", r#""[true]""#)] {
        let reply = server.send(request("POST", "/same").multipart(&[("name=value", value.as_bytes())])).await;
        assert_eq!(reply.text().replace('\\', ""), expected);
    }
    for value in ["10", "x"] {
        let reply = server.send(request("POST", "/same").multipart(&[("name=value", value.as_bytes())])).await;
        assert_eq!(reply.refusal(), refusal(400, &["/value"]), "{value}");
    }
}
