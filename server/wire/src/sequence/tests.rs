//! What is written is read again, and what is not well formed is told.

use http::{HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::splitter::{HEAD_LIMIT, MOST_HEADERS, NO_SEPARATOR};
use super::*;

/// What comes of a text, however it is cut into pieces.
fn split(framing: Framing, text: &str) -> Vec<Result<Value, Fault>> {
    let whole = split_by(framing, text, text.len().max(1));
    for size in 1..8 {
        assert_eq!(split_by(framing, text, size), whole, "in pieces of {size}");
    }
    whole
}

const TEXTS: Framing = Framing::Parts(&[PartEncoding::TEXT]);

fn split_by(framing: Framing, text: &str, size: usize) -> Vec<Result<Value, Fault>> {
    let mut splitter = Splitter::new(framing, 60, Some("b"));
    let mut found = Vec::new();
    let mut ended = false;
    let mut pieces = text.as_bytes().chunks(size);
    loop {
        let next = if ended { splitter.finish() } else { splitter.next_frame() };
        match next {
            Ok(Some(Frame::Json(text))) => found.push(Ok(serde_json::from_slice(&text).unwrap_or(json!("?")))),
            Ok(Some(Frame::Event(event))) => found.push(Ok(event.into_value())),
            Ok(Some(Frame::Binary(part))) => {
                let of_header = |name: &str| part.headers.get(name).map(|value| value.to_str().unwrap().to_owned());
                found.push(Ok(json!([part.media_type, part.content.len(), of_header("content-id")])));
            }
            Ok(None) if ended => return found,
            Ok(None) => match pieces.next() {
                Some(piece) => splitter.push(piece),
                None => ended = true,
            },
            Err(fault) => {
                found.push(Err(fault));
                return found;
            }
        }
    }
}

#[test]
fn lines_are_items_with_or_without_a_last_line_end() {
    assert_eq!(
        split(Framing::JsonLines, "1\r\n\n {\"a\": \"b\"}\n2"),
        [Ok(json!(1)), Ok(json!({"a": "b"})), Ok(json!(2))]
    );
    assert_eq!(split(Framing::JsonLines, "1\n"), [Ok(json!(1))]);
    assert_eq!(split(Framing::JsonLines, " \n"), []);
}

#[test]
fn texts_of_a_sequence_have_a_separator_and_an_end() {
    let text = "\u{1e}1\n\u{1e}\u{1e}{}\u{1e}\"a\nb\"\n\u{1e}[1]";
    assert_eq!(split(Framing::JsonSequence, text), [Ok(json!(1)), Ok(json!({})), Ok(json!("?")), Ok(json!([1]))]);
    assert_eq!(split(Framing::JsonSequence, "\u{1e}12"), [Err(Fault::Truncated)]);
    assert_eq!(split(Framing::JsonSequence, "\u{1e}12\u{1e}3\n"), [Err(Fault::Truncated)]);
    assert_eq!(split(Framing::JsonSequence, "1\n\u{1e}2\n"), [Err(NO_SEPARATOR)]);
    assert_eq!(split(Framing::JsonSequence, "1\n"), [Err(NO_SEPARATOR)]);
}

#[test]
fn events_are_read_as_browsers_read_them() {
    let text = "\u{feff}: comment\r\ndata: a\r\ndata:b\rdata\n\n\rid: 1\nevent: e\nretry: 50\ndata:  c\nnothing: x\n\n\
                event: dropped\nid: 2\n\nretry: soon\nid: 3\0\ndata: d\n\n";
    let expected = [
        Ok(json!({"data": "a\nb\n"})),
        Ok(json!({"data": " c", "event": "e", "id": "1", "retry": 50})),
        Ok(json!({"data": "d"})),
    ];
    assert_eq!(split(Framing::Events, text), expected);
    let mut splitter = Splitter::new(Framing::Events, 60, None);
    splitter.push(text.as_bytes());
    while splitter.next_frame().unwrap().is_some() {}
    assert_eq!(splitter.last_event(), (Some("2"), Some(50)));
}

#[test]
fn an_event_that_is_cut_off_is_none() {
    assert_eq!(split(Framing::Events, "data: a\n\ndata: b\n"), [Ok(json!({"data": "a"})), Err(Fault::Truncated)]);
    assert_eq!(split(Framing::Events, "data: a\n\ndata: b"), [Ok(json!({"data": "a"})), Err(Fault::Truncated)]);
    assert_eq!(split(Framing::Events, "data: a\n\n: bye\n"), [Ok(json!({"data": "a"}))]);
}

#[test]
fn parts_have_headers_and_a_boundary() {
    let text = "before\r\n--b\r\ncontent-type: application/json\r\n\r\n{\"a\":\r\n1}\r\n--b\r\n\r\n2\r\n--b--\r\nafter";
    let parts = Framing::Parts(&[]);
    assert_eq!(split(parts, text), [Ok(json!({"a": 1})), Ok(json!(2))]);
    assert_eq!(split(parts, "--b--"), []);
    assert_eq!(split(parts, "--b\r\n\r\n1\r\n--b--"), [Ok(json!(1))]);
    assert_eq!(split(parts, "--b\r\n\r\n1\r\n"), [Err(Fault::Truncated)]);
    assert!(matches!(split(parts, "--b\r\n1\r\n--b--")[..], [Err(Fault::Malformed(_))]));
    for head in ["a", "a b: c", "a: \u{1}", &"a: b\r\n".repeat(MOST_HEADERS + 1)] {
        let found = split_by(parts, &format!("--b\r\n{head}\r\n\r\n1\r\n--b--"), 10_000);
        assert!(matches!(found[..], [Err(Fault::Malformed(_))]), "{head}: {found:?}");
    }
}

#[test]
fn parts_differ_by_position() {
    const IMAGES: PartEncoding = PartEncoding { content_type: Some("image/png, image/*"), ..PartEncoding::BINARY };
    let framing = Framing::Parts(&[PartEncoding::JSON, PartEncoding::TEXT, IMAGES]);
    let head = "--b\r\n\r\n1\r\n--b\r\n\r\n2\r\n";
    let image = "--b\r\nContent-Type: image/gif; a=b\r\nContent-ID: c\r\n\r\n\r\n\0\r\n";
    let found = split(framing, &format!("{head}{image}--b\r\n\r\n\r\n--b--"));
    let expected = [json!(1), json!("2"), json!(["image/gif; a=b", 3, "c"]), json!([null, 0, null])];
    assert_eq!(found, expected.map(Ok));
    let found = split(framing, &format!("{head}{image}--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b--"));
    assert_eq!(found[3..], [Err(Fault::Unsupported("image/png, image/*"))]);
    let text = "--b\r\n\r\n1\r\n--b\r\nContent-Type: text/plain; charset=latin1\r\n\r\n2\r\n--b--";
    assert_eq!(split(framing, text)[1..], [Err(Fault::Unsupported("text in UTF-8"))]);
    assert_eq!(split(framing, &text.replace("latin1", "utf8"))[1..], [Ok(json!("2"))]);
}

#[test]
fn parts_that_cannot_be_written_are_told() {
    const IMAGES: PartEncoding = PartEncoding { content_type: Some("image/*"), ..PartEncoding::BINARY };
    let image = BinaryPart::new("a").with_media_type("image/png");
    let write = |framing: Framing, part: &BinaryPart| Writer::new(framing).write_binary(&mut Vec::new(), part);
    assert_eq!(write(Framing::Parts(&[IMAGES]), &image), Ok(()));
    let mut out = Vec::new();
    for (framing, part) in [
        (Framing::Parts(&[]), image.clone()),
        (Framing::JsonLines, image.clone()),
        (Framing::Parts(&[IMAGES]), BinaryPart::new("a")),
        (Framing::Parts(&[IMAGES]), image.clone().with_media_type("image/png\r\nb: c")),
        (Framing::Parts(&[IMAGES]), image.with_media_type("text/plain")),
    ] {
        assert!(Writer::new(framing).write_binary(&mut out, &part).is_err(), "{framing:?} {part:?}");
    }
    for (framing, value) in [(TEXTS, json!(1)), (Framing::Parts(&[IMAGES]), json!("a"))] {
        assert!(Writer::new(framing).write(&mut out, &value).is_err(), "{framing:?} {value}");
    }
    for framing in [TEXTS, Framing::Parts(&[PartEncoding::BINARY])] {
        let mut writer = Writer::new(framing);
        let boundary = writer.boundary.clone();
        let text = writer.write(&mut out, &json!(boundary));
        // Of a name, a line would begin with it.
        let mut named = BinaryPart::new("a");
        named.headers.insert(HeaderName::try_from(format!("--{boundary}")).unwrap(), HeaderValue::from_static("b"));
        assert!(text.is_err() && writer.write_binary(&mut out, &BinaryPart::new(boundary)).is_err());
        assert!(writer.write_binary(&mut out, &named).is_err());
    }
    assert!(out.is_empty());
}

#[test]
fn parts_of_text_are_strings() {
    let text = "--b\r\ncontent-type: text/plain\r\n\r\n\"a\r\n--c\r\n--b\r\n\r\n\r\n--b--";
    assert_eq!(split(TEXTS, text), [Ok(json!("\"a\r\n--c")), Ok(json!(""))]);
    let quotes = "\"".repeat(60);
    let text = format!("--b\r\n\r\n{quotes}\r\n--b--");
    assert_eq!(split_by(TEXTS, &text, text.len()), [Ok(json!(quotes))]);
    let mut splitter = Splitter::new(TEXTS, 60, Some("b"));
    splitter.push(b"--b\r\n\r\n\xff\r\n--b--");
    assert!(matches!(splitter.next_frame(), Err(Fault::Malformed(_))));
}

#[test]
fn nobody_knows_the_boundary_beforehand() {
    let boundaries = [(); 2].map(|()| Writer::new(TEXTS).media_type("multipart/mixed").into_owned());
    assert_ne!(boundaries[0], boundaries[1]);
    assert_eq!(Writer::new(Framing::Events).media_type("text/event-stream"), "text/event-stream");
}

#[test]
fn items_have_a_limit() {
    let long = "1".repeat(61);
    for (framing, text) in [
        (Framing::JsonLines, long.clone()),
        (Framing::JsonLines, format!("{long}\n")),
        (Framing::JsonSequence, format!("\u{1e}{long}")),
        (Framing::Events, format!("data: {long}")),
        (Framing::Events, "data: 1\n".repeat(10)),
        (Framing::Events, format!(": {long}")),
        (Framing::Parts(&[]), format!("--b\r\n\r\n{long}\r\n--b--")),
        (Framing::Parts(&[]), format!("--b\r\n\r\n{}", "1".repeat(HEAD_LIMIT + 60))),
        (TEXTS, format!("--b\r\n\r\n{long}\r\n--b--")),
        (Framing::Parts(&[PartEncoding::BINARY]), format!("--b\r\n\r\n{long}\r\n--b--")),
    ] {
        let found = split_by(framing, &text, 1);
        assert_eq!(found, [Err(Fault::TooLong(60))], "{framing:?}");
    }
    // What is beside the content of a part does not count.
    let most = "1".repeat(60);
    let text = format!("--b\r\ncontent-type: text/plain\r\n\r\n{most}\r\n--b--");
    assert_eq!(split(TEXTS, &text), [Ok(json!(most))]);
}

#[test]
fn what_is_written_is_read_again() {
    let objects = [json!({"data": "a\n\nb"}), json!({"data": "", "event": "e", "id": "1", "retry": 5})];
    let texts = [json!("\r\n--\r\n\"a\""), json!("")];
    for framing in [Framing::JsonLines, Framing::JsonSequence, Framing::Events, Framing::Parts(&[]), TEXTS] {
        let mut pipe = Pipe::new(framing);
        for value in if framing == TEXTS { &texts } else { &objects } {
            let read = match pipe.pass(|writer, out| writer.write(out, value)) {
                Frame::Json(text) => serde_json::from_slice(&text).unwrap(),
                Frame::Event(event) => event.into_value(),
                Frame::Binary(part) => panic!("{part:?}"),
            };
            assert_eq!(read, *value, "{framing:?}");
        }
        pipe.end();
    }
    let mut pipe = Pipe::new(Framing::Parts(&[PartEncoding::JSON, PartEncoding::BINARY]));
    assert_eq!(pipe.pass(|writer, out| writer.write(out, &json!(1.5))), Frame::Json(b"1.5".to_vec()));
    let mut part = BinaryPart::new("\r\n--\0").with_media_type("a/b; c=d");
    part.headers.append("e", HeaderValue::from_static("f"));
    part.headers.append("e", HeaderValue::from_static("g"));
    assert_eq!(pipe.pass(|writer, out| writer.write_binary(out, &part)), Frame::Binary(part));
    pipe.end();
    Pipe::new(TEXTS).end();
}

/// From a writer to a splitter.
struct Pipe {
    writer: Writer,
    splitter: Splitter,
}

impl Pipe {
    fn new(framing: Framing) -> Self {
        let writer = Writer::new(framing);
        let media_type = writer.media_type("multipart/mixed").into_owned();
        let boundary = media_type.split_once("; boundary=").map(|(_, boundary)| boundary);
        let splitter = Splitter::new(framing, 1000, boundary);
        Self { writer, splitter }
    }

    /// What comes of an item, before there is another one.
    #[track_caller]
    fn pass(&mut self, write: impl FnOnce(&mut Writer, &mut Vec<u8>) -> Result<(), String>) -> Frame {
        let mut written = Vec::new();
        write(&mut self.writer, &mut written).unwrap();
        self.splitter.push(&written);
        let frame = self.splitter.next_frame().unwrap().expect("an item does not wait for the next one");
        assert_eq!(self.splitter.next_frame(), Ok(None));
        frame
    }

    #[track_caller]
    fn end(mut self) {
        let mut written = Vec::new();
        self.writer.end(&mut written);
        self.splitter.push(&written);
        assert_eq!(self.splitter.finish(), Ok(None));
    }
}

#[test]
fn events_that_cannot_be_written_are_told() {
    let write = |value: Value| Writer::new(Framing::Events).write(&mut Vec::new(), &value);
    for value in [json!(1), json!({"data": 1}), json!({"id": "a\nb"}), json!({"retry": -1}), json!({"kind": "a"})] {
        assert!(write(value.clone()).is_err(), "{value}");
    }
    let mut out = Vec::new();
    Writer::new(Framing::Events).write(&mut out, &json!({"event": "ping", "data": null})).unwrap();
    assert_eq!(out, b"event: ping\ndata: \n\n");
}

#[test]
fn json_in_a_string_is_the_value() {
    let text: JsonText<Vec<i64>> = serde_json::from_value(json!("[1, 2]")).unwrap();
    assert_eq!(*text, [1, 2]);
    assert_eq!(serde_json::to_value(&text).unwrap(), json!("[1,2]"));
    assert!(serde_json::from_value::<JsonText<i64>>(json!("[1")).is_err());
}
