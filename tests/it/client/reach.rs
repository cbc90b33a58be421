//! Every operation of both documents is reached through the client.

use roster_tests::{
    App,
    document::{DOCUMENTS, Operation},
    requests,
};

use super::calls::call;

/// How often the server has answered the operation, and with which status each.
async fn counted(app: &App, operation: &Operation) -> String {
    let metrics = app.owner.raw("GET", "/metrics").send().await.expect("metrics").text().await.expect("text");
    let labels =
        [("api", operation.document), ("operation", operation.id.as_str()), ("method", operation.method.as_str())];
    let is_counted = |line: &&str| {
        line.starts_with("roster_requests_total")
            && labels.iter().all(|(name, value)| line.contains(&format!("{name}=\"{value}\"")))
    };
    metrics.lines().filter(is_counted).collect::<Vec<_>>().join("\n")
}

/// What is valid succeeds, and is counted as an answer of the very operation.
#[tokio::test]
async fn every_operation_is_reached() {
    let app = App::start().await;
    for operation in DOCUMENTS.iter().flat_map(|document| document.operations()) {
        let caller = match operation.id.as_str() {
            "auto_keys_create" => app.portal().await,
            _ => app.owner.clone(),
        };
        let request = requests::valid(&app, &caller, operation.document, &operation.id).await;
        let before = counted(&app, operation).await;
        let outcome = call(&caller, operation, &request).await;
        assert!(outcome.is_ok(), "{} {}: {outcome:?}", operation.document, operation.id);
        assert_ne!(counted(&app, operation).await, before, "{} {}", operation.document, operation.id);
    }
}
