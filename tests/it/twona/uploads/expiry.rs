//! Uploads and temporary files that nobody needed any more.

use std::time::Duration;

use roster_tests::App;

use super::{MIB, blobs, check, content, create, part};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::test]
async fn an_upload_that_is_not_finished_in_a_day_is_gone() {
    let app = App::start().await;
    let id = create(&app.owner, 12 * MIB).await;
    app.pass(DAY - Duration::from_secs(10));
    let response = part(&app.owner, &id, 0, &content(6 * MIB, 1)).send().await.expect(204);
    assert_eq!(response.header("upload-expires"), Some("Tue, 03 Mar 2026 11:59:50 GMT"), "every part prolongs it");
    app.pass(DAY);
    check(&app.owner, &id).send().await.expect(404);
    part(&app.owner, &id, 6 * MIB, &content(6 * MIB, 1)).send().await.refused(404, "not_found", &[]);
    app.owner.twona("uploads_terminate").path("file_id", &id).send().await.refused(404, "not_found", &[]);
    assert_eq!(blobs(app.data()).len(), 1);
    let directory = app.server.directory();
    assert_eq!(directory.sweep().await.expect("a sweep"), 1);
    assert!(blobs(app.data()).is_empty(), "its bytes are gone as well");
    assert_eq!(directory.sweep().await.expect("a sweep"), 0);
}

#[tokio::test]
async fn a_temporary_file_is_gone_after_a_day() {
    let app = App::start().await;
    let id = create(&app.owner, 3).await;
    part(&app.owner, &id, 0, b"abc").send().await.expect(204);
    app.pass(DAY - Duration::from_secs(1));
    assert_eq!(app.server.directory().sweep().await.expect("a sweep"), 0);
    check(&app.owner, &id).send().await.expect(200);
    app.pass(Duration::from_secs(1));
    check(&app.owner, &id).send().await.expect(404);
    // Several processes may sweep at once; each thing is removed by one of them.
    let directory = app.server.directory();
    let (first, second, third) = tokio::join!(directory.sweep(), directory.sweep(), directory.sweep());
    let swept = [first, second, third].map(|swept| swept.expect("a sweep"));
    assert_eq!(swept.iter().sum::<usize>(), 1, "{swept:?}");
    assert!(blobs(app.data()).is_empty());
}
