//! Parts: where they begin, how large they are, and what they become.

use futures_util::stream;
use roster_tests::App;

use super::{
    MIB, PART, blob, check,
    concatenation::{id_of, join, whole_partial},
    content, create, offset, offset_of, part,
};

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
    let chunked = |begin: usize, bytes: &[u8]| {
        let chunks: Vec<_> = bytes.chunks(100_000).map(|chunk| Ok::<_, std::io::Error>(chunk.to_vec())).collect();
        let body = reqwest::Body::wrap_stream(stream::iter(chunks));
        app.owner
            .twona("uploads_append")
            .path("file_id", &id)
            .header("upload-offset", &begin.to_string())
            .bytes(PART, body)
    };
    let small = chunked(0, &all[..3 * MIB]).send().await.expect(400);
    assert_eq!(small.code(), "upload_part_too_small");
    assert_eq!(offset(&app.owner, &id).await, 0);
    chunked(0, &all[..6 * MIB]).send().await.expect(204);
    let long = chunked(6 * MIB, &content(6 * MIB + 1, 5)).send().await.expect(413);
    assert_eq!(long.code(), "payload_too_large");
    assert_eq!(offset(&app.owner, &id).await, 6 * MIB, "nothing of it is kept");
    chunked(6 * MIB, &all[6 * MIB..]).send().await.expect(204);
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
    let nothing = app.owner.twona("uploads_append").path("file_id", &id).header("upload-offset", "0");
    nothing.send().await.refused(400, "invalid_body", &[""]);
    assert_eq!(offset(&app.owner, &id).await, 0);
}

#[tokio::test]
async fn a_part_says_where_it_begins() {
    let app = App::start().await;
    let id = create(&app.owner, 3).await;
    for offset in [None, Some("-5"), Some("many"), Some("")] {
        let request = app.owner.twona("uploads_append").path("file_id", &id).bytes(PART, "abc");
        let request = offset.into_iter().fold(request, |request, offset| request.header("upload-offset", offset));
        assert_eq!(request.send().await.expect(400).violations(), ["Upload-Offset"], "{offset:?}");
    }
    assert_eq!(offset(&app.owner, &id).await, 0);
}

/// Some clients that find every byte there send a last part without one.
#[tokio::test]
async fn a_finished_upload_takes_a_part_without_a_byte_at_its_end() {
    let app = App::start().await;
    let (empty, file) = (create(&app.owner, 0).await, create(&app.owner, 3).await);
    let partial = whole_partial(&app.owner, b"abc").await;
    part(&app.owner, &file, 0, b"abc").send().await.expect(204);
    for (id, length) in [(&empty, 0), (&file, 3), (&partial, 3)] {
        assert_eq!(offset_of(&part(&app.owner, id, length, b"").send().await.expect(204)), length);
        for (begin, bytes) in [(length, &b"d"[..]), (length + 1, b""), (length + 1, b"d")] {
            let refused = part(&app.owner, id, begin, bytes).send().await.expect(409);
            assert_eq!(refused.code(), "upload_finished", "{begin} {bytes:?}");
        }
    }
    let whole = id_of(&join(&app.owner, &[&partial]).send().await.expect(201));
    assert_eq!(part(&app.owner, &whole, 3, b"").send().await.expect(403).code(), "upload_final");
}
