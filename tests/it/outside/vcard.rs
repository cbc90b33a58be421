//! vCards, read back field by field by Python's `vobject`.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use roster_tests::{App, outside};
use serde_json::{Value, json};

fn read(python: &str, card: &[u8]) -> Value {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/vcard.py");
    let mut child =
        Command::new(python).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python runs");
    child.stdin.take().expect("it is piped").write_all(card).expect("the card is taken");
    let output = child.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(card));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[tokio::test]
async fn vobject_reads_every_field_back() {
    let Some(python) = outside::require("ROSTER_TEST_PYTHON") else { return };
    let app = App::start().await;
    let bob = app.user("bob").await;
    let awkward = [
        "plain".to_owned(),
        "comma, semicolon; colon: \"quote\"".to_owned(),
        r"back\slash \n \, \; \\ end\".to_owned(),
        "two\nlines\n\nand a gap".to_owned(),
        "Ödön 王小明 😀 שלום e\u{301}".to_owned(),
        "ö王😀".repeat(42),
        "x".repeat(128),
        " leading and\ttab".to_owned(),
    ];
    for text in &awkward {
        let short: String = text.chars().take(32).collect();
        let update = json!({
            "firstName": text, "lastName": text, "jobTitle": text, "department": text, "street": text, "city": text,
            "zip": short, "phone": short, "fax": text,
        });
        app.owner.docutools("users_update").path("userId", &bob.uuid).json(update).send().await.expect(200);
        let card = app.owner.docutools("users_vcard").path("userId", &bob.uuid).send().await.expect(200).body;
        for line in card.split(|byte| *byte == b'\n') {
            assert!(line.len() <= 76 && std::str::from_utf8(line).is_ok(), "{}", String::from_utf8_lossy(line));
        }
        let read = read(&python, &card);
        let expected = json!({
            "version": "3.0", "first": text, "last": text, "full": format!("{text} {text}").trim(),
            "organization": ["Example organization", text], "title": text, "voice": short, "fax": text,
            "email": "bob@example.org", "street": text, "city": text, "zip": short,
            "uid": format!("urn:uuid:{}", bob.uuid), "revision": "2026-03-01T12:00:00Z",
        });
        assert_eq!(read, expected, "{text}");
    }
}
