//! Avatars: set, removed, fetched small and whole.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use roster_server::{directory::UserSelector, model::email::Email};
use roster_tests::{App, Caller, Response};

const BOUNDARY: &str = "multipart/form-data; boundary=frontier";

/// The id of the docutools API.
pub(crate) async fn id_of(app: &App, email: &str) -> String {
    let selector = UserSelector { email: Email::parse(email).expect("an address"), organization: None };
    app.server.directory().find_user(&selector).await.expect("the user").uuid.to_string()
}

fn picture(color: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_pixel(400, 200, Rgb(color))).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// Parts of a form: name, content type or none, content.
fn form(parts: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, content_type, content) in parts {
        body.extend(
            format!("--frontier\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"a.b\"\r\n").bytes(),
        );
        if !content_type.is_empty() {
            body.extend(format!("content-type: {content_type}\r\n").bytes());
        }
        body.extend(b"\r\n");
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(b"--frontier--\r\n");
    body
}

async fn put(caller: &Caller, id: &str, content_type: &str, content: &[u8]) -> Response {
    send(caller, id, form(&[("avatar", content_type, content)])).await
}

async fn send(caller: &Caller, id: &str, body: Vec<u8>) -> Response {
    caller.docutools("avatars_replace").path("userId", id).bytes(BOUNDARY, body).send().await
}

async fn get(caller: &Caller, operation: &str, id: &str) -> Response {
    caller.docutools(operation).path("userId", id).send().await
}

fn decoded(response: &Response) -> DynamicImage {
    image::load_from_memory(&response.body).expect("a picture")
}

#[tokio::test]
async fn a_picture_is_served_small_and_whole() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let id = id_of(&app, &alice.email).await;
    for operation in ["avatars_get", "avatars_get_original"] {
        assert!(get(&alice, operation, &id).await.expect(204).body.is_empty());
    }
    for (format, content_type, served, is_kept) in [
        (ImageFormat::Png, "image/png", "image/png", true),
        (ImageFormat::Jpeg, "image/jpeg", "image/jpeg", true),
        (ImageFormat::Gif, "image/gif", "image/png", false),
        (ImageFormat::Bmp, "image/bmp", "image/png", false),
    ] {
        let bytes = picture([200, 0, 0], format);
        assert!(put(&app.owner, &id, content_type, &bytes).await.expect(200).body.is_empty());
        let original = get(&alice, "avatars_get_original", &id).await.expect(200);
        assert_eq!(original.header("content-type"), Some(served));
        assert_eq!(original.header("content-length"), Some(&*original.body.len().to_string()));
        assert_eq!(original.body == bytes, is_kept, "{format:?}");
        assert_eq!((decoded(&original).width(), decoded(&original).height()), (400, 200));
        let small = get(&alice, "avatars_get", &id).await.expect(200);
        assert_eq!(small.header("content-type"), Some(served));
        assert_eq!((decoded(&small).width(), decoded(&small).height()), (256, 128));
        assert_ne!(small.header("etag"), original.header("etag"));
        for response in [&small, &original] {
            assert_eq!(response.header("cache-control"), Some("private, no-cache"));
            assert_eq!(response.header("x-content-type-options"), Some("nosniff"));
        }
    }
    let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><script>alert(1)</script><rect width="2" height="1"/></svg>"#;
    for content_type in ["image/svg+xml", "image/svg", ""] {
        put(&app.owner, &id, content_type, svg).await.expect(200);
        let original = get(&alice, "avatars_get_original", &id).await.expect(200);
        assert_eq!(original.header("content-type"), Some("image/png"));
        assert_eq!((decoded(&original).width(), decoded(&original).height()), (512, 256));
    }
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let app = App::start().await;
    let id = id_of(&app, "owner@example.com").await;
    put(&app.owner, &id, "image/png", &picture([1, 2, 3], ImageFormat::Png)).await.expect(200);
    for operation in ["avatars_get", "avatars_get_original"] {
        let etag = get(&app.owner, operation, &id).await.expect(200).header("etag").expect("a tag").to_owned();
        let conditional = async |value: &str| {
            app.owner.docutools(operation).path("userId", &id).header("if-none-match", value).send().await
        };
        for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
            let response = conditional(&known).await.expect(304);
            assert_eq!((response.header("etag"), response.body.len()), (Some(&*etag), 0));
        }
        for unknown in ["\"other\"", "W/\"other\"", "", "nonsense", etag.trim_matches('"')] {
            conditional(unknown).await.expect(200);
        }
    }
    let before = get(&app.owner, "avatars_get", &id).await.header("etag").map(str::to_owned);
    put(&app.owner, &id, "image/png", &picture([9, 9, 9], ImageFormat::Png)).await.expect(200);
    let request =
        app.owner.docutools("avatars_get").path("userId", &id).header("if-none-match", &before.expect("a tag"));
    request.send().await.expect(200);
    // Without an avatar there is nothing that a tag could name.
    app.owner.docutools("avatars_delete").path("userId", &id).send().await.expect(200);
    let request = app.owner.docutools("avatars_get").path("userId", &id).header("if-none-match", "*");
    request.send().await.expect(204);
}

#[tokio::test]
async fn removing_is_repeatable() {
    let app = App::start().await;
    let id = id_of(&app, "owner@example.com").await;
    let remove = || app.owner.docutools("avatars_delete").path("userId", &id).send();
    remove().await.expect(200);
    put(&app.owner, &id, "image/png", &picture([1, 2, 3], ImageFormat::Png)).await.expect(200);
    remove().await.expect(200);
    remove().await.expect(200);
    get(&app.owner, "avatars_get_original", &id).await.expect(204);
}

#[tokio::test]
async fn forms_that_hold_no_picture_are_refused() {
    let app = App::start().await;
    let id = id_of(&app, "owner@example.com").await;
    let png = picture([1, 2, 3], ImageFormat::Png);
    let jpeg = picture([1, 2, 3], ImageFormat::Jpeg);
    let avatar = |content_type, content| form(&[("avatar", content_type, content)]);
    for (body, detail) in [
        (avatar("image/png", &jpeg), "is announced as image/png and is a JPEG"),
        (avatar("image/jpeg", b"<svg/>"), "is announced as image/jpeg and is a SVG"),
        (avatar("image/png", b""), "is no JPEG, PNG, GIF, BMP or SVG image"),
        (avatar("", b"hello"), "is no JPEG, PNG, GIF, BMP or SVG image"),
        (avatar("application/pdf", b"%PDF"), "is no JPEG, PNG, GIF, BMP or SVG image"),
        (avatar("application/pdf", &png), "is announced as application/pdf and is a PNG"),
        (avatar("image/png", &png[..png.len() / 2]), "is broken, or not whole"),
        (form(&[("picture", "image/png", &png)]), "is required"),
        (form(&[("avatar", "image/png", &png), ("avatar", "image/png", &png)]), "must not be given more than once"),
    ] {
        let response = send(&app.owner, &id, body).await.expect(400);
        assert_eq!(response.violations(), ["/avatar"]);
        assert_eq!(
            (&*response.code(), response.json()["errors"][0]["detail"].as_str()),
            ("invalid_body", Some(detail))
        );
    }
    send(&app.owner, &id, b"--frontier\r\n".to_vec()).await.refused(400, "invalid_body", &[""]);
    let raw = app.owner.docutools("avatars_replace").path("userId", &id).bytes("image/png", png.clone());
    raw.send().await.refused(415, "unsupported_media_type", &[]);
    get(&app.owner, "avatars_get", &id).await.expect(204);
    send(&app.owner, &id, avatar("application/octet-stream", &png)).await.expect(200);
    send(&app.owner, &id, avatar("image/jpg", &jpeg)).await.expect(200);
    let bmp = picture([1, 2, 3], ImageFormat::Bmp);
    send(&app.owner, &id, avatar("image/x-ms-bmp", &bmp)).await.expect(200);
    // Other parts are passed over.
    send(&app.owner, &id, form(&[("a", "", b"x"), ("avatar", "image/png", &png), ("b", "", b"y")])).await.expect(200);
}

#[tokio::test]
async fn large_files_and_large_pictures_are_refused() {
    let app = App::start().await;
    let id = id_of(&app, "owner@example.com").await;
    // A GIF may have anything behind its end.
    let mut gif = picture([1, 2, 3], ImageFormat::Gif);
    gif.resize(1_048_576, 0);
    put(&app.owner, &id, "image/gif", &gif).await.expect(200);
    for length in [1_048_577, 5_000_000] {
        gif.resize(length, 0);
        let response = put(&app.owner, &id, "image/gif", &gif).await.refused(413, "payload_too_large", &[]);
        assert_eq!(response.json()["detail"], "The part avatar is larger than 1048576 bytes.");
    }
    let mut bomb = picture([0, 0, 0], ImageFormat::Gif);
    bomb[6..10].copy_from_slice(&[0xff; 4]);
    let response = put(&app.owner, &id, "image/gif", &bomb).await.expect(400);
    let detail = "has 65535 by 65535 pixels, which is more than 50 megapixels";
    assert_eq!(response.json()["errors"][0]["detail"].as_str(), Some(detail));
}

#[tokio::test]
async fn who_may_change_whose_picture() {
    let app = App::start().await;
    let png = picture([1, 2, 3], ImageFormat::Png);
    let people = [
        ("owner", app.owner.clone(), id_of(&app, "owner@example.com").await),
        ("admin", app.admin("admin").await.caller, id_of(&app, "admin@example.org").await),
        ("creator", app.project_creator("creator").await.caller, id_of(&app, "creator@example.org").await),
        ("user", app.user("user").await.caller, id_of(&app, "user@example.org").await),
    ];
    let mut table = String::new();
    for (name, caller, _) in &people {
        for (whose, _, id) in &people {
            let replaced = put(caller, id, "image/png", &png).await;
            let read = get(caller, "avatars_get", id).await.status;
            let removed = caller.docutools("avatars_delete").path("userId", id).send().await;
            assert_eq!(replaced.status, removed.status, "{name} of {whose}");
            assert!(read.is_success());
            table.push_str(&format!("{name} of {whose}: {}\n", replaced.status.as_u16()));
            if replaced.status == 403 {
                assert_eq!((replaced.code(), removed.code()), ("forbidden".to_owned(), "forbidden".to_owned()));
            }
        }
    }
    let expected = "owner of owner: 200\nowner of admin: 200\nowner of creator: 200\nowner of user: 200\n\
                    admin of owner: 403\nadmin of admin: 403\nadmin of creator: 200\nadmin of user: 200\n\
                    creator of owner: 403\ncreator of admin: 403\ncreator of creator: 200\ncreator of user: 200\n\
                    user of owner: 403\nuser of admin: 403\nuser of creator: 403\nuser of user: 403\n";
    assert_eq!(table, expected);
}

#[tokio::test]
async fn strangers_and_nobody_see_nothing() {
    let app = App::start().await;
    let stranger = app.stranger().await;
    let png = picture([1, 2, 3], ImageFormat::Png);
    let id = id_of(&app, "owner@example.com").await;
    put(&app.owner, &id, "image/png", &png).await.expect(200);
    let nobody = app.owner.anonymous();
    for id in [&*id, "00000000-0000-4000-8000-000000000000"] {
        put(&stranger, id, "image/png", &png).await.refused(404, "not_found", &[]);
        stranger.docutools("avatars_delete").path("userId", id).send().await.refused(404, "not_found", &[]);
        for operation in ["avatars_get", "avatars_get_original"] {
            get(&stranger, operation, id).await.refused(404, "not_found", &[]);
            get(&nobody, operation, id).await.refused(401, "unauthorized", &[]);
        }
        put(&nobody, id, "image/png", &png).await.refused(401, "unauthorized", &[]);
        nobody.docutools("avatars_delete").path("userId", id).send().await.refused(401, "unauthorized", &[]);
    }
    for operation in ["avatars_get", "avatars_get_original", "avatars_delete"] {
        get(&app.owner, operation, "no-uuid").await.refused(400, "invalid_parameter", &["userId"]);
    }
    put(&app.owner, "no-uuid", "image/png", &png).await.refused(400, "invalid_parameter", &["userId"]);
    get(&app.owner, "avatars_get_original", &id).await.expect(200);
}

#[tokio::test]
async fn readers_see_the_old_picture_or_the_new_one_while_it_is_replaced() {
    let app = App::start().await;
    let id = id_of(&app, "owner@example.com").await;
    let pictures: Vec<Vec<u8>> = (0..6).map(|n| picture([n * 40, 0, 0], ImageFormat::Png)).collect();
    put(&app.owner, &id, "image/png", &pictures[0]).await.expect(200);
    let readers: Vec<_> = (0..4)
        .map(|_| {
            let (owner, id, pictures) = (app.owner.clone(), id.clone(), pictures.clone());
            tokio::spawn(async move {
                for _ in 0..20 {
                    let original = get(&owner, "avatars_get_original", &id).await.expect(200);
                    assert!(pictures.contains(&original.body));
                    get(&owner, "avatars_get", &id).await.expect(200);
                }
            })
        })
        .collect();
    let writers: Vec<_> = pictures
        .iter()
        .cloned()
        .map(|picture| {
            let (owner, id) = (app.owner.clone(), id.clone());
            tokio::spawn(async move { put(&owner, &id, "image/png", &picture).await.expect(200) })
        })
        .collect();
    for writer in writers {
        writer.await.expect("replaced");
    }
    for reader in readers {
        reader.await.expect("every answer is whole");
    }
}

#[tokio::test]
async fn a_picture_survives_what_its_user_goes_through() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let id = id_of(&app, &alice.email).await;
    let png = picture([1, 2, 3], ImageFormat::Png);
    put(&app.owner, &id, "image/png", &png).await.expect(200);
    app.owner
        .twona("users_update")
        .path("user_id", &alice.id)
        .json(serde_json::json!({"name": "Alice Ash"}))
        .send()
        .await
        .expect(201);
    app.owner.twona("users_deactivate").path("user_id", &alice.id).send().await.expect(204);
    assert_eq!(get(&app.owner, "avatars_get_original", &id).await.expect(200).body, png);
    get(&alice, "avatars_get", &id).await.refused(401, "unauthorized", &[]);
}

#[tokio::test]
async fn a_picture_that_cannot_be_stored_leaves_the_old_one() {
    let app = App::start().await;
    let id = id_of(&app, "owner@example.com").await;
    let (old, new) = (picture([1, 2, 3], ImageFormat::Png), picture([4, 5, 6], ImageFormat::Png));
    put(&app.owner, &id, "image/png", &old).await.expect(200);
    let folder = app.data().join("blobs/avatars");
    let aside = app.data().join("aside");
    std::fs::rename(&folder, &aside).expect("moved");
    std::fs::write(&folder, "no folder").expect("written");
    assert_eq!(put(&app.owner, &id, "image/png", &new).await.expect(500).code(), "internal_error");
    std::fs::remove_file(&folder).expect("removed");
    std::fs::rename(&aside, &folder).expect("moved back");
    assert_eq!(get(&app.owner, "avatars_get_original", &id).await.expect(200).body, old);
    put(&app.owner, &id, "image/png", &new).await.expect(200);
    assert_eq!(get(&app.owner, "avatars_get_original", &id).await.expect(200).body, new);
}
