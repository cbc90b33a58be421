//! Requesting uploads, and what the server says of the protocol.

use roster_tests::App;

use super::{check, create, metadata, offset_of, request};

#[tokio::test]
async fn discovery_needs_no_credential() {
    let app = App::start().await;
    let response = app.owner.anonymous().twona("uploads_discover").send().await.expect(204);
    assert_eq!(response.header("tus-version"), Some("1.0.0"));
    assert_eq!(
        response.header("tus-extension"),
        Some(
            "creation,creation-with-upload,creation-defer-length,expiration,termination,checksum,checksum-trailer,concatenation"
        )
    );
    assert_eq!(response.header("tus-max-size"), Some("5368709120"));
    assert_eq!(response.header("tus-checksum-algorithm"), Some("sha1,sha256,crc32"));
}

#[tokio::test]
async fn a_new_upload_is_empty_and_expires_in_a_day() {
    let app = App::start().await;
    let bob = app.user("bob").await;
    let response = request(&bob, "26214400").header("tus-resumable", "1.0.0").send().await.expect(201);
    let location = response.header("location").expect("a location").to_owned();
    assert!(location.starts_with("/v2/files/"), "{location}");
    assert_eq!(response.header("upload-expires"), Some("Mon, 02 Mar 2026 12:00:00 GMT"));
    assert_eq!(response.header("tus-resumable"), Some("1.0.0"));
    let state = check(&bob, location.trim_start_matches("/v2/files/")).send().await.expect(200);
    assert_eq!(state.header("upload-length"), Some("26214400"));
    assert_eq!(offset_of(&state), 0);
    assert_eq!(state.header("upload-metadata"), Some(metadata("plan.pdf").as_str()));
    assert_eq!(state.header("cache-control"), Some("no-store"));
}

/// A proxy may have another scheme, host and port.
#[tokio::test]
async fn an_upload_is_at_a_path_whatever_a_proxy_says() {
    let app = App::start().await;
    let response = request(&app.owner, "300")
        .header("x-forwarded-host", "foo.example:443")
        .header("x-forwarded-proto", "https")
        .header("forwarded", r#"for=192.0.2.1;host="upload.example:8443";proto=https"#)
        .send()
        .await
        .expect(201);
    let location = response.header("location").expect("a location");
    let id = location.strip_prefix("/v2/files/").expect("a path");
    assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{location}");
}

#[tokio::test]
async fn an_upload_without_a_byte_is_finished_at_once() {
    let app = App::start().await;
    let id = create(&app.owner, 0).await;
    let state = check(&app.owner, &id).send().await.expect(200);
    assert_eq!(state.header("upload-length"), Some("0"));
    assert!(super::blob(app.data()).is_empty());
}

#[tokio::test]
async fn create_refuses_bad_headers() {
    let app = App::start().await;
    let create = |length: &str, metadata: &str| {
        app.owner.twona("uploads_create").header("upload-length", length).header("upload-metadata", metadata)
    };
    for length in ["-1", "many", "1.5", ""] {
        let response = create(length, &metadata("a")).send().await.expect(400);
        assert_eq!(response.violations(), ["Upload-Length"], "{length}");
    }
    for metadata in [
        "filename YQ==",
        "filetype YS9i",
        "filename YQ==,filename YQ==,filetype YS9i",
        "filename Y,filetype YS9i",
        // A line break, nothing, and a byte that is no text.
        "filename YQpi,filetype YS9i",
        "filename ,filetype YS9i",
        "filename /w==,filetype YS9i",
        // `pdf` is no media type.
        "filename YQ==,filetype cGRm",
    ] {
        let response = create("1", metadata).send().await.expect(400);
        assert_eq!(response.violations(), ["Upload-Metadata"], "{metadata}");
    }
    let response = app.owner.twona("uploads_create").send().await.expect(400);
    assert_eq!(response.violations(), ["Upload-Length"]);
    let response = app.owner.twona("uploads_create").header("upload-length", "1").send().await.expect(400);
    assert_eq!(response.violations(), ["Upload-Metadata"]);
}

#[tokio::test]
async fn a_client_that_knows_no_media_type_is_served() {
    let app = App::start().await;
    let request = app.owner.twona("uploads_create").header("upload-length", "3");
    // Other keys are theirs, with a value or without.
    let metadata = "filename YQ==, filetype ,is_confidential, relativePath bnVsbA==";
    let created = request.header("upload-metadata", metadata).send().await.expect(201);
    let id = created.header("location").and_then(|location| location.rsplit('/').next()).expect("an id");
    assert_eq!(check(&app.owner, id).send().await.expect(200).header("upload-metadata"), Some(metadata));
}

#[tokio::test]
async fn more_than_five_gibibytes_are_too_large() {
    let app = App::start().await;
    request(&app.owner, "5368709120").send().await.expect(201);
    let response = request(&app.owner, "5368709121").send().await.expect(413);
    assert_eq!(response.violations(), ["Upload-Length"]);
}

#[tokio::test]
async fn another_version_of_the_protocol_is_412_everywhere() {
    let app = App::start().await;
    let id = create(&app.owner, 10).await;
    let responses = [
        request(&app.owner, "10").header("tus-resumable", "0.2.2").send().await.expect(412),
        super::part(&app.owner, &id, 0, b"0123456789").header("tus-resumable", "0.2.2").send().await.expect(412),
        check(&app.owner, &id).header("tus-resumable", "0.2.2").send().await.expect(412),
        app.owner
            .twona("uploads_terminate")
            .path("file_id", &id)
            .header("tus-resumable", "0.2.2")
            .send()
            .await
            .expect(412),
    ];
    for response in &responses {
        assert_eq!(response.header("tus-version"), Some("1.0.0"));
        assert_eq!(response.header("tus-resumable"), Some("1.0.0"), "every answer has it");
    }
    assert_eq!(responses[0].code(), "tus_version_unsupported");
    assert_eq!(super::offset(&app.owner, &id).await, 0);
}

#[tokio::test]
async fn every_operation_needs_a_credential_and_stays_in_its_organisation() {
    let app = App::start().await;
    let id = create(&app.owner, 10).await;
    let nobody = app.owner.anonymous();
    request(&nobody, "10").send().await.refused(401, "unauthorized", &[]);
    super::part(&nobody, &id, 0, b"0123456789").send().await.refused(401, "unauthorized", &[]);
    check(&nobody, &id).send().await.expect(401);
    nobody.twona("uploads_terminate").path("file_id", &id).send().await.refused(401, "unauthorized", &[]);
    let stranger = app.stranger().await;
    for caller in [&stranger.caller, &app.owner] {
        let id = if std::ptr::eq(caller, &app.owner) { "nothing" } else { id.as_str() };
        super::part(caller, id, 0, b"0123456789").send().await.refused(404, "not_found", &[]);
        let checked = check(caller, id).send().await.expect(404);
        assert_eq!((checked.header("upload-offset"), checked.body.len()), (None, 0));
        caller.twona("uploads_terminate").path("file_id", id).send().await.refused(404, "not_found", &[]);
    }
    assert_eq!(super::offset(&app.owner, &id).await, 0);
}

#[tokio::test]
async fn a_header_that_is_there_twice_is_refused() {
    let app = App::start().await;
    let refused = async |request: roster_tests::Request<'_>| request.send().await.expect(400).violations();
    for (name, value) in [("upload-length", "5"), ("upload-defer-length", "1"), ("upload-concat", "partial")] {
        let request = app.owner.twona("uploads_create").header(name, value).header(name, value);
        assert_eq!(refused(request).await.len(), 1, "{name}");
    }
    let id = create(&app.owner, 5).await;
    let part = || super::part(&app.owner, &id, 0, b"hello");
    assert_eq!(refused(part().header("upload-offset", "0")).await, ["Upload-Offset"]);
    assert_eq!(refused(part().header("upload-length", "5").header("upload-length", "5")).await, ["Upload-Length"]);
    let checksum = "crc32 NhCmhg==";
    let twice = part().header("upload-checksum", checksum).header("upload-checksum", checksum);
    assert_eq!(refused(twice).await, ["Upload-Checksum"]);
    part().header("upload-checksum", checksum).send().await.expect(204);
}
