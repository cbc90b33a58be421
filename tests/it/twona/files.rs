use std::time::Duration;

use roster_tests::{App, Caller, Response};
use serde_json::{Value, json};

/// Standard base64, as `Upload-Metadata` wants it.
fn encoded(text: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits = chunk.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..4_usize).map(move |index| match index <= chunk.len() {
            true => char::from(LETTERS[(bits >> (18 - 6 * index)) as usize & 63]),
            false => '=',
        })
    });
    letters.collect()
}

/// Uploads a file in one part, and answers its id: it is temporary.
async fn temporary(caller: &Caller, name: &str, content: &[u8]) -> String {
    let metadata = format!("filename {},filetype {}", encoded(name), encoded("text/plain"));
    let request = caller.twona("uploads_create").header("upload-length", &content.len().to_string());
    let created = request.header("upload-metadata", &metadata).send().await.expect(201);
    let id = id_of(&created);
    if !content.is_empty() {
        let part = caller.twona("uploads_append").path("file_id", &id).header("upload-offset", "0");
        part.bytes("application/offset+octet-stream", content.to_vec()).send().await.expect(204);
    }
    id
}

/// The last segment of `Location`.
fn id_of(response: &Response) -> String {
    let location = response.header("location").expect("a location");
    location.rsplit('/').next().expect("a segment").to_owned()
}

async fn describe(caller: &Caller, id: &str, metadata: Value) -> Response {
    caller.twona("files_set_metadata").path("file_id", id).json(json!({"metadata": metadata})).send().await
}

/// A file with metadata, by its id.
async fn persistent(caller: &Caller, name: &str, content: &[u8], metadata: Value) -> String {
    let id = temporary(caller, name, content).await;
    id_of(&describe(caller, &id, metadata).await.expect(301))
}

async fn download(caller: &Caller, id: &str, headers: &[(&'static str, &str)]) -> Response {
    let request = caller.twona("files_download").path("file_id", id);
    headers.iter().fold(request, |request, (name, value)| request.header(name, value)).send().await
}

/// Names of the files that a list has, in its order.
async fn names(caller: &Caller, q: &str, sort_by: &str) -> Vec<String> {
    let request = caller.twona("files_list").query("q", q);
    let request = if sort_by.is_empty() { request } else { request.query("sort_by", sort_by) };
    names_of(&request.send().await.expect(200).json())
}

fn names_of(files: &Value) -> Vec<String> {
    let files = files.as_array().expect("an array");
    files.iter().map(|file| file["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn get_answers_the_file_as_it_was_announced() {
    let app = App::start().await;
    let id = temporary(&app.owner, "Notes.TXT", &[b'a'; 19_100]).await;
    let file = app.owner.twona("files_get").path("file_id", &id).send().await.expect(200).json();
    let expected = json!({
        "id": id, "name": "Notes.TXT", "extension": "TXT", "filesize": "18.65kB", "size": 19100,
        "date": "2026-03-01T12:00:00Z", "mimetype": "text/plain", "active": true,
    });
    assert_eq!(file, expected);
    let empty = temporary(&app.owner, "empty", b"").await;
    let file = app.owner.twona("files_get").path("file_id", &empty).send().await.expect(200).json();
    assert_eq!((&file["extension"], &file["filesize"], &file["size"]), (&json!(""), &json!("0B"), &json!(0)));
    assert_eq!(download(&app.owner, &empty, &[]).await.expect(200).body, b"");
}

#[tokio::test]
async fn accept_chooses_between_the_object_and_its_bytes_and_content_type_where_accept_does_not() {
    let app = App::start().await;
    let id = temporary(&app.owner, "a.txt", b"content").await;
    for (headers, is_bytes) in [
        (&[][..], false),
        (&[("accept", "*/*")], false),
        (&[("accept", "application/json")], false),
        (&[("accept", "application/octet-stream")], true),
        (&[("accept", "application/json;q=0.5, application/octet-stream")], true),
        (&[("content-type", "application/octet-stream")], true),
        (&[("accept", "*/*"), ("content-type", "Application/Octet-Stream; a=b")], true),
        (&[("content-type", "application/json")], false),
        (&[("accept", "application/json"), ("content-type", "application/octet-stream")], false),
    ] {
        let request = app.owner.twona("files_get").path("file_id", &id);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let response = request.send().await.expect(200);
        if is_bytes {
            assert_eq!(response.body, b"content", "{headers:?}");
            assert_eq!(response.header("content-disposition"), Some("attachment; filename=\"a.txt\""));
            assert_eq!(response.header("content-length"), Some("7"));
        } else {
            assert_eq!(response.json()["id"], json!(id), "{headers:?}");
            assert_eq!(response.header("content-disposition"), None);
        }
    }
    for header in [("accept", "text/plain"), ("content-type", "text/plain")] {
        let request = app.owner.twona("files_get").path("file_id", &id).header(header.0, header.1);
        assert_eq!(request.send().await.expect(406).code(), "not_acceptable");
    }
}

#[tokio::test]
async fn download_answers_the_whole_or_one_range() {
    let app = App::start().await;
    let id = temporary(&app.owner, "digits.txt", b"0123456789").await;
    let whole = download(&app.owner, &id, &[]).await.expect(200);
    assert_eq!(whole.body, b"0123456789");
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    assert_eq!(whole.header("content-length"), Some("10"));
    assert_eq!(whole.header("content-type"), Some("application/octet-stream"));
    assert_eq!(whole.header("x-content-type-options"), Some("nosniff"));
    for (range, body, content_range) in [
        ("bytes=0-0", "0", "bytes 0-0/10"),
        ("bytes=2-5", "2345", "bytes 2-5/10"),
        ("bytes=7-", "789", "bytes 7-9/10"),
        ("bytes=7-100", "789", "bytes 7-9/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=-100", "0123456789", "bytes 0-9/10"),
    ] {
        let part = download(&app.owner, &id, &[("range", range)]).await.expect(206);
        assert_eq!(part.body, body.as_bytes(), "{range}");
        assert_eq!(part.header("content-range"), Some(content_range));
        assert_eq!(part.header("content-length"), Some(body.len().to_string().as_str()));
        assert_eq!(part.header("etag"), whole.header("etag"));
    }
    for range in ["bytes=0-1,4-5", "lines=0-1", "bytes=5-2", "bytes=a-b"] {
        assert_eq!(download(&app.owner, &id, &[("range", range)]).await.expect(200).body, b"0123456789", "{range}");
    }
    for range in ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"] {
        let refused = download(&app.owner, &id, &[("range", range)]).await.expect(416);
        assert_eq!(refused.header("content-range"), Some("bytes */10"), "{range}");
        assert_eq!(refused.code(), "range_not_satisfiable");
    }
}

#[tokio::test]
async fn a_file_whose_content_is_lost_stays_in_the_lists() {
    let app = App::start().await;
    let id = temporary(&app.owner, "lost.txt", b"hello").await;
    std::fs::remove_dir_all(app.data().join("blobs/files")).expect("the bytes are there");
    for headers in [&[][..], &[("range", "bytes=1-2")]] {
        assert_eq!(download(&app.owner, &id, headers).await.expect(404).code(), "content_lost");
    }
    let listed = app.owner.twona("files_list").send().await.expect(200).json();
    assert_eq!(names_of(&listed), ["lost.txt"]);
}

#[tokio::test]
async fn an_entity_tag_saves_the_download_and_guards_a_range() {
    let app = App::start().await;
    let id = temporary(&app.owner, "a.txt", b"content").await;
    let other = temporary(&app.owner, "a.txt", b"CONTENT").await;
    let etag = download(&app.owner, &id, &[]).await.expect(200).header("etag").expect("a tag").to_owned();
    assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 2, "a strong tag: {etag}");
    assert_ne!(download(&app.owner, &other, &[]).await.header("etag"), Some(etag.as_str()));
    let weak = format!("W/{etag}");
    let several = format!("\"x\", {etag}");
    for known in [etag.as_str(), &weak, &several, "*"] {
        let response = download(&app.owner, &id, &[("if-none-match", known), ("range", "bytes=0-1")]).await.expect(304);
        assert_eq!((response.header("etag"), response.body.len()), (Some(etag.as_str()), 0), "{known}");
    }
    download(&app.owner, &id, &[("if-none-match", "\"x\"")]).await.expect(200);
    download(&app.owner, &id, &[("range", "bytes=0-1"), ("if-range", &etag)]).await.expect(206);
    download(&app.owner, &id, &[("range", "bytes=0-1"), ("if-range", "\"x\"")]).await.expect(200);
}

#[tokio::test]
async fn any_file_name_is_safe_in_the_header() {
    let app = App::start().await;
    for (name, expected) in [
        ("naïve plan.txt", "attachment; filename=\"na_ve plan.txt\"; filename*=UTF-8''na%C3%AFve%20plan.txt"),
        ("a\"; filename=\"b.exe", "attachment; filename=\"a_; filename=_b.exe\""),
    ] {
        let id = temporary(&app.owner, name, b"a").await;
        let file = app.owner.twona("files_get").path("file_id", &id).send().await.expect(200).json();
        assert_eq!(file["name"], json!(name));
        let response = download(&app.owner, &id, &[]).await.expect(200);
        assert_eq!(response.header("content-disposition"), Some(expected));
    }
}

#[tokio::test]
async fn metadata_makes_a_temporary_file_persistent_under_another_id() {
    let app = App::start().await;
    let id = temporary(&app.owner, "a.txt", b"content").await;
    let metadata = json!({"owner": "Diego", "revision": 3, "scale": 0.5, "approved": true});
    let moved = describe(&app.owner, &id, metadata.clone()).await.expect(301);
    let kept = id_of(&moved);
    assert_ne!(kept, id);
    assert_eq!(moved.header("location"), Some(format!("/v2/files/{kept}").as_str()));
    let file = app.owner.twona("files_get").path("file_id", &kept).send().await.expect(200).json();
    assert_eq!(file["metadata"], metadata);
    assert_eq!(download(&app.owner, &kept, &[]).await.expect(200).body, b"content");

    // The temporary id tells where the file is, until it would have expired, and changes nothing any more.
    let get = || app.owner.twona("files_get").path("file_id", &id).send();
    assert_eq!(id_of(&get().await.expect(301)), kept);
    let content = download(&app.owner, &id, &[]).await.expect(301);
    assert_eq!(content.header("location"), Some(format!("/v2/files/{kept}/content").as_str()));
    assert_eq!(id_of(&describe(&app.owner, &id, json!({"owner": "x"})).await.expect(301)), kept);
    assert_eq!(names(&app.owner, "", "").await, ["a.txt"]);
    app.pass(Duration::from_secs(8 * 24 * 60 * 60));
    get().await.refused(404, "not_found", &[]);
    assert_eq!(download(&app.owner, &kept, &[]).await.expect(200).body, b"content");

    // Repeated where the file is, it replaces the metadata as a whole.
    let replaced = describe(&app.owner, &kept, json!({"owner": "Donna"})).await.expect(200).json();
    assert_eq!((&replaced["id"], &replaced["metadata"]), (&json!(kept), &json!({"owner": "Donna"})));
    let emptied = describe(&app.owner, &kept, json!({})).await.expect(200).json();
    assert_eq!(emptied["metadata"], json!({}));
}

#[tokio::test]
async fn a_persistent_file_cannot_be_terminated_by_either_id() {
    let app = App::start().await;
    let id = temporary(&app.owner, "a.txt", b"content").await;
    let kept = id_of(&describe(&app.owner, &id, json!({"owner": "Diego"})).await.expect(301));
    for id in [&kept, &id] {
        let refused = app.owner.twona("uploads_terminate").path("file_id", id).send().await.expect(409);
        assert_eq!(refused.code(), "file_persistent");
    }
    assert_eq!(download(&app.owner, &kept, &[]).await.expect(200).body, b"content");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_make_a_file_persistent_at_once_all_are_sent_to_the_same_one() {
    let app = App::start().await;
    let id = temporary(&app.owner, "a.txt", b"content").await;
    let answers = futures_util::future::join_all((0..10).map(|number| {
        let (caller, id) = (app.owner.clone(), id.clone());
        tokio::spawn(async move { id_of(&describe(&caller, &id, json!({"number": number})).await.expect(301)) })
    }));
    let ids: Vec<String> = answers.await.into_iter().map(|id| id.expect("no panic")).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(names(&app.owner, "", "").await.len(), 1);
    // The same on what is persistent: one after the other.
    let answers = futures_util::future::join_all((0..10).map(|number| {
        let (caller, id) = (app.owner.clone(), ids[0].clone());
        tokio::spawn(async move {
            describe(&caller, &id, json!({"number": number, "a": 1, "b": 2})).await.expect(200);
        })
    }));
    assert!(answers.await.into_iter().all(|answer| answer.is_ok()));
}

#[tokio::test]
async fn metadata_has_limits() {
    let app = App::start().await;
    let id = persistent(&app.owner, "a.txt", b"a", json!({"a": 1})).await;
    let many =
        |count: usize| (0..count).map(|number| (format!("key{number}"), json!("x"))).collect::<serde_json::Map<_, _>>();
    describe(&app.owner, &id, many(100).into()).await.expect(200);
    describe(&app.owner, &id, json!({"a": "ä".repeat(2000), "b": -0.25, "c": false})).await.expect(200);
    let long = "a".repeat(129);
    for (refused, place) in [
        (many(101).into(), "/metadata"),
        (json!({"a": "a".repeat(2001)}), "/metadata/a"),
        (json!({"a": null}), "/metadata/a"),
        (json!({"a": ["b"]}), "/metadata/a"),
        (json!({"a": {"b": 1}}), "/metadata/a"),
        (json!("a"), "/metadata"),
        (json!({&long: 1}), &format!("/metadata/{long}")),
    ] {
        describe(&app.owner, &id, refused).await.refused(422, "invalid_body", &[place]);
    }
    let set = |body: Value| app.owner.twona("files_set_metadata").path("file_id", &id).json(body).send();
    set(json!({})).await.refused(422, "invalid_body", &["/metadata"]);
    let text = app.owner.twona("files_set_metadata").path("file_id", &id).bytes("text/plain", "a").send();
    text.await.refused(415, "unsupported_media_type", &[]);
    let file = app.owner.twona("files_get").path("file_id", &id).send().await.expect(200).json();
    assert_eq!(file["metadata"]["b"], json!(-0.25), "what is refused changes nothing");
}

#[tokio::test]
async fn numbers_of_metadata_come_back_as_they_came() {
    let app = App::start().await;
    for (number, shown, other) in [
        ("9007199254740993", "9007199254740993", "9007199254740992"),
        ("-9007199254740993", "-9007199254740993", "-9007199254740992"),
        ("18446744073709551615", "18446744073709551615", "18446744073709551614"),
        ("0.1", "0.1", "0.2"),
        ("1.0", "1", "1.1"),
        ("-0", "0", "1"),
        ("1e300", "1e+300", "1e299"),
    ] {
        let id = persistent(&app.owner, "a.txt", b"a", json!({"number": 1})).await;
        let body = format!(r#"{{"metadata": {{"number": {number}}}}}"#);
        let set = app.owner.twona("files_set_metadata").path("file_id", &id).bytes("application/json", body);
        let file = set.send().await.expect(200);
        assert_eq!(file.json()["metadata"]["number"].to_string(), shown, "{number}");
        let read = app.owner.twona("files_get").path("file_id", &id).send().await.expect(200);
        assert_eq!(read.json()["metadata"]["number"].to_string(), shown, "{number}");
        for q in [number, shown] {
            assert_eq!(names(&app.owner, &format!("number:{q}"), "").await, ["a.txt"], "{q}");
        }
        assert_eq!(names(&app.owner, &format!("number:{other}"), "").await, [""; 0], "{other} is another number");
        describe(&app.owner, &id, json!({})).await.expect(200);
    }
    let id = persistent(&app.owner, "a.txt", b"a", json!({"number": 1})).await;
    let set = app.owner.twona("files_set_metadata").path("file_id", &id);
    let refused = set.bytes("application/json", r#"{"metadata": {"number": 1e400}}"#).send().await.expect(422);
    assert_eq!(
        (refused.code(), refused.violations()),
        ("invalid_body".to_owned(), vec!["/metadata/number".to_owned()])
    );
}

#[tokio::test]
async fn list_filters_and_sorts_by_fields_and_by_metadata() {
    let app = App::start().await;
    persistent(&app.owner, "one.txt", &[0; 3], json!({"owner": "Diego", "revision": 10, "due": "2019-07-01"})).await;
    app.pass(Duration::from_secs(60));
    persistent(&app.owner, "two.pdf", &[0; 20], json!({"owner": "Donna", "revision": 9, "due": "2020-01-01"})).await;
    app.pass(Duration::from_secs(60));
    temporary(&app.owner, "three.txt", &[0; 100]).await;
    for (q, sort_by, expected) in [
        ("", "", &["three.txt", "two.pdf", "one.txt"][..]),
        ("owner:d*", "", &["two.pdf", "one.txt"]),
        ("owner:diego", "", &["one.txt"]),
        ("revision:>9.5", "", &["one.txt"]),
        ("due:>2019-12-31", "", &["two.pdf"]),
        ("owner:*|size:>50", "name", &["one.txt", "three.txt", "two.pdf"]),
        ("extension:txt-owner:*", "", &["three.txt"]),
        ("", "revision", &["two.pdf", "one.txt", "three.txt"]),
        ("", "-revision", &["one.txt", "two.pdf", "three.txt"]),
        ("", "-size", &["three.txt", "two.pdf", "one.txt"]),
        ("", "-due,name", &["two.pdf", "one.txt", "three.txt"]),
        ("nothing:here", "", &[]),
    ] {
        assert_eq!(names(&app.owner, q, sort_by).await, expected, "{q} {sort_by}");
    }
    for (name, value) in [("q", "diego"), ("q", "owner:>diego"), ("q", "size:big"), ("sort_by", "a,a"), ("page", "0")] {
        let refused = app.owner.twona("files_list").query(name, value).send().await.expect(400);
        assert_eq!((refused.code(), refused.violations()), ("invalid_parameter".to_owned(), vec![name.to_owned()]));
    }
    // Temporary files leave the list when they expire.
    app.pass(Duration::from_secs(8 * 24 * 60 * 60));
    assert_eq!(names(&app.owner, "", "name").await, ["one.txt", "two.pdf"]);
}

#[tokio::test]
async fn list_comes_whole_or_in_pages_of_a_hundred() {
    let app = App::start().await;
    for number in 0..105 {
        temporary(&app.owner, &format!("{number:03}.txt"), b"").await;
    }
    let whole = names(&app.owner, "", "name").await;
    assert_eq!(whole.len(), 105);
    assert!(whole.is_sorted());
    let page = |number: u32| app.owner.twona("files_list").query("sort_by", "name").query("page", number).send();
    let (first, second, third) = (page(1).await.expect(200), page(2).await.expect(200), page(3).await.expect(200));
    assert_eq!(first.header("x-total-count"), Some("105"));
    assert!(first.header("link").expect("links").contains("</v2/files?sort_by=name&page=2>; rel=\"next\""));
    assert_eq!([names_of(&first.json()), names_of(&second.json())].concat(), whole);
    assert_eq!(third.json(), json!([]));
}

#[tokio::test]
async fn an_unfinished_upload_is_no_file() {
    let app = App::start().await;
    let metadata = format!("filename {},filetype {}", encoded("a.txt"), encoded("text/plain"));
    let request = app.owner.twona("uploads_create").header("upload-length", "10").header("upload-metadata", &metadata);
    let id = id_of(&request.send().await.expect(201));
    app.owner.twona("files_get").path("file_id", &id).send().await.refused(404, "not_found", &[]);
    download(&app.owner, &id, &[]).await.refused(404, "not_found", &[]);
    describe(&app.owner, &id, json!({"a": 1})).await.refused(404, "not_found", &[]);
    assert!(names(&app.owner, "", "").await.is_empty());
}

#[tokio::test]
async fn files_are_for_every_user_of_the_organization_and_for_nobody_else() {
    let app = App::start().await;
    let (alice, stranger) = (app.user("alice").await, app.stranger().await);
    let id = temporary(&alice, "a.txt", b"content").await;
    let kept = persistent(&alice, "b.txt", b"content", json!({"owner": "alice"})).await;
    describe(&app.owner, &kept, json!({"owner": "owner"})).await.expect(200);
    assert_eq!(download(&app.owner, &id, &[]).await.expect(200).body, b"content");
    for id in [&id, &kept, &"unknown".to_owned()] {
        stranger.twona("files_get").path("file_id", id).send().await.refused(404, "not_found", &[]);
        download(&stranger, id, &[]).await.refused(404, "not_found", &[]);
        assert_eq!(describe(&stranger, id, json!({"a": 1})).await.expect(404).code(), "not_found");
    }
    assert!(names(&stranger, "", "").await.is_empty());
    assert!(names(&stranger, "owner:*", "owner").await.is_empty());
    let anonymous = app.owner.anonymous();
    anonymous.twona("files_list").send().await.refused(401, "unauthorized", &[]);
    anonymous.twona("files_get").path("file_id", &id).send().await.refused(401, "unauthorized", &[]);
    download(&anonymous, &id, &[]).await.refused(401, "unauthorized", &[]);
    describe(&anonymous, &id, json!({"a": 1})).await.refused(401, "unauthorized", &[]);
}
