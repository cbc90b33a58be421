//! Parts: where they begin, how large they are, and what they become.

use futures_util::stream;
use roster_tests::App;

use super::{MIB, PART, blob, check, content, create, offset, offset_of, part};

#[tokio::test]
async fn parts_become_the_whole() {
    let app = App::start().await;
    let all = content(13 * MIB + 17, 1);
    let id = create(&app.owner, all.len()).await;
    let first = part(&app.owner, &id, 0, &all[..5 * MIB]).send().await.expect(204);
    assert_eq!(offset_of(&first), 5 * MIB);
    assert_eq!(first.header("twona-file-id"), Some(id.as_str()));
    assert_eq!(first.header("tus-resumable"), Some("1.0.0"));
    assert_eq!(offset(&app.owner, &id).await, 5 * MIB);
    // Somebody else of the organisation may go on.
    let bob = app.user("bob").await;
    part(&bob, &id, 5 * MIB, &all[5 * MIB..11 * MIB]).send().await.expect(204);
    let last = part(&app.owner, &id, 11 * MIB, &all[11 * MIB..]).send().await.expect(204);
    assert_eq!(offset_of(&last), all.len());
    assert!(blob(app.data()) == all, "the bytes are those that were sent");
    let state = check(&app.owner, &id).send().await.expect(200);
    assert_eq!(offset_of(&state), all.len());
    assert_eq!(state.header("upload-expires"), Some("Mon, 02 Mar 2026 12:00:00 GMT"), "it is a temporary file");
}

#[tokio::test]
async fn a_part_has_five_to_ten_mebibytes_unless_it_is_the_last() {
    let app = App::start().await;
    let all = content(15 * MIB, 2);
    let id = create(&app.owner, all.len()).await;
    let small = part(&app.owner, &id, 0, &all[..5 * MIB - 1]).send().await.expect(400);
    assert_eq!(small.code(), "upload_part_too_small");
    let large = part(&app.owner, &id, 0, &all[..10 * MIB + 1]).send().await.expect(413);
    assert_eq!(large.code(), "payload_too_large");
    assert_eq!(offset(&app.owner, &id).await, 0, "nothing of a refused part is kept");
    part(&app.owner, &id, 0, &all[..10 * MIB]).send().await.expect(204);
    let long = part(&app.owner, &id, 10 * MIB, &content(6 * MIB, 3)).send().await.expect(413);
    assert_eq!(long.code(), "payload_too_large");
    part(&app.owner, &id, 10 * MIB, &all[10 * MIB..]).send().await.expect(204);
    assert!(blob(app.data()) == all);
}

#[tokio::test]
async fn a_part_in_chunks_is_held_to_the_same_limits() {
    let app = App::start().await;
    let all = content(12 * MIB, 4);
    let id = create(&app.owner, all.len()).await;
    let chunked = |begin: usize, end: usize| {
        let chunks: Vec<_> =
            all[begin..end].chunks(100_000).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect();
        let body = reqwest::Body::wrap_stream(stream::iter(chunks));
        app.owner
            .twona("uploads_append")
            .path("file_id", &id)
            .header("upload-offset", &begin.to_string())
            .bytes(PART, body)
    };
    let small = chunked(0, 3 * MIB).send().await.expect(400);
    assert_eq!(small.code(), "upload_part_too_small");
    assert_eq!(offset(&app.owner, &id).await, 0);
    chunked(0, 6 * MIB).send().await.expect(204);
    chunked(6 * MIB, 12 * MIB).send().await.expect(204);
    assert!(blob(app.data()) == all);
}

#[tokio::test]
async fn a_part_has_the_media_type_of_the_protocol() {
    let app = App::start().await;
    let id = create(&app.owner, 3).await;
    for media_type in ["application/octet-stream", "application/json", ""] {
        let request = app.owner.twona("uploads_append").path("file_id", &id).header("upload-offset", "0");
        request.bytes(media_type, "abc").send().await.refused(415, "unsupported_media_type", &[]);
    }
    let request = app.owner.twona("uploads_append").path("file_id", &id);
    let response = request.bytes(PART, "abc").send().await.expect(400);
    assert_eq!(response.violations(), ["Upload-Offset"]);
    assert_eq!(offset(&app.owner, &id).await, 0);
}
