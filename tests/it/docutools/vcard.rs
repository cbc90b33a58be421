use roster_tests::App;
use serde_json::json;

#[tokio::test]
async fn a_card_holds_what_the_profile_holds() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let card = async || {
        let response = app.owner.docutools("users_vcard").path("userId", &bob.uuid).send().await.expect(200);
        assert!(response.header("content-type").is_some_and(|value| value.starts_with("text/x-vcard")));
        let disposition = response.header("content-disposition").expect("a header").to_owned();
        (disposition, String::from_utf8(response.body).expect("UTF-8"))
    };
    let (disposition, text) = card().await;
    assert_eq!(disposition, "attachment; filename=\"bob.vcf\"");
    let expected = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:;bob;;;\r\nFN:bob\r\nORG:Example organization\r\n\
         EMAIL;TYPE=INTERNET:bob@example.org\r\nUID:urn:uuid:{}\r\nREV:2026-03-01T12:00:00Z\r\nEND:VCARD\r\n",
        bob.uuid
    );
    assert_eq!(text, expected);

    let update = json!({
        "firstName": "Ada, \"A\"", "lastName": "Löve;lace\\", "jobTitle": "Chief\nof sites", "phone": "+43 1;2",
        "street": "Lane 12,\r\nback yard", "city": "Wien", "zip": "1010",
    });
    app.owner.docutools("users_update").path("userId", &bob.uuid).json(update).send().await.expect(200);
    let (disposition, text) = card().await;
    assert!(disposition.contains("filename*=UTF-8''Ada%2C%20_A_%20L%C3%B6ve%3Blace_.vcf"), "{disposition}");
    for line in [
        r#"N:Löve\;lace\\;Ada\, "A";;;"#,
        r#"FN:Ada\, "A" Löve\;lace\\"#,
        r"TITLE:Chief\nof sites",
        r"TEL;TYPE=WORK,VOICE:+43 1\;2",
        r"ADR;TYPE=WORK:;;Lane 12\,\nback yard;Wien;;1010;",
    ] {
        assert!(text.contains(&format!("\r\n{line}\r\n")), "{line}\n{text}");
    }
}
