//! Giving an upload up.

use roster_tests::{App, Request};

use super::{MIB, blobs, broken::Connection, check, content, create, part};

fn terminate<'a>(app: &'a App, id: &str) -> Request<'a> {
    app.owner.twona("uploads_terminate").path("file_id", id)
}

#[tokio::test]
async fn an_unfinished_upload_and_its_bytes_go() {
    let app = App::start().await;
    let id = create(&app.owner, 12 * MIB).await;
    part(&app.owner, &id, 0, &content(6 * MIB, 1)).send().await.expect(204);
    let response = terminate(&app, &id).send().await.expect(204);
    assert_eq!(response.header("tus-resumable"), Some("1.0.0"));
    assert!(blobs(app.data()).is_empty());
    check(&app.owner, &id).send().await.expect(404);
    part(&app.owner, &id, 6 * MIB, &content(6 * MIB, 1)).send().await.refused(404, "not_found", &[]);
    terminate(&app, &id).send().await.refused(404, "not_found", &[]);
}

#[tokio::test]
async fn a_temporary_file_goes() {
    let app = App::start().await;
    let id = create(&app.owner, 3).await;
    part(&app.owner, &id, 0, b"abc").send().await.expect(204);
    terminate(&app, &id).send().await.expect(204);
    check(&app.owner, &id).send().await.expect(404);
    assert!(blobs(app.data()).is_empty());
}

#[tokio::test]
async fn an_upload_can_be_terminated_while_somebody_appends() {
    let app = App::start().await;
    let all = content(6 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    let mut connection = Connection::begin(&app.owner, &id, 0, all.len(), "").await;
    connection.send(&all[..MIB]).await;
    super::broken::wait_until_held(&app, &id).await;
    terminate(&app, &id).send().await.expect(204);
    check(&app.owner, &id).send().await.expect(404);
    connection.send(&all[MIB..]).await;
    assert_eq!(connection.status().await, 404);
    app.pass(std::time::Duration::from_secs(60));
    app.server.directory().sweep().await.expect("a sweep");
    assert!(blobs(app.data()).is_empty());
}
