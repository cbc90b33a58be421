//! The route table of a document: what is reachable where, by whom, and with which success; and its webhooks.

use roster_document::{Document, Operation, StatusPattern};

/// One line per route, aligned, ordered as in the document; an alias has a line below its operation's. Webhooks, which
/// are no routes, come last.
pub fn table(document: &Document) -> String {
    let mut rows = vec![["operationId", "method", "path", "authority", "success"].map(str::to_owned)];
    for operation in &document.operations {
        let id = if operation.has_id { &operation.id } else { "-" };
        let row = |path: &String| {
            [id.to_owned(), operation.method.clone(), path.clone(), authority(operation), success(operation)]
        };
        rows.extend(std::iter::once(&operation.path).chain(&operation.aliases).map(row));
    }
    for webhook in &document.webhooks {
        let id = if webhook.has_id { &webhook.id } else { "-" };
        let name = format!("webhook {}", webhook.path);
        rows.push([id.to_owned(), webhook.method.clone(), name, "-".to_owned(), success(webhook)]);
    }
    let widths: Vec<usize> =
        (0..5).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()).collect();
    let line = |row: &[String; 5]| {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}", width = *width)).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// Who may call it: `nobody asked` has no word in the documents, so it is `anonymous`; `any` is any principal.
fn authority(operation: &Operation) -> String {
    if !operation.authorities.is_empty() {
        operation.authorities.join("|")
    } else if operation.is_anonymous() {
        "anonymous".to_owned()
    } else {
        "any".to_owned()
    }
}

fn success(operation: &Operation) -> String {
    let statuses = operation.responses.iter().map(|(status, _)| *status);
    let mut statuses: Vec<String> = statuses.filter(|status| is_success(*status)).map(|it| it.to_string()).collect();
    statuses.sort_unstable();
    if statuses.is_empty() { "-".to_owned() } else { statuses.join(" ") }
}

fn is_success(status: StatusPattern) -> bool {
    match status {
        StatusPattern::Exact(status) => status < 400,
        StatusPattern::Range(class) => class < 4,
        StatusPattern::Default => false,
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::Arc};

    #[test]
    fn methods_are_as_they_are_sent_and_webhooks_come_last() {
        let text = "openapi: 3.2.0
info: {title: T, version: '1'}
webhooks: {changed: {post: {operationId: changed, responses: {'204': {description: D}}}}}
paths:
  /a:
    query: {operationId: a_query, responses: {'200': {description: D}}}
    additionalOperations: {copyTo: {responses: {2XX: {description: D}}}}
";
        let file: Arc<Path> = Path::new("test.yaml").into();
        let document = roster_document::Document::of(&roster_document::parse(text, &file).unwrap());
        insta::assert_snapshot!(super::table(&document), @"
        operationId  method  path             authority  success
        a_query      QUERY   /a               anonymous  200
        -            copyTo  /a               anonymous  2XX
        changed      POST    webhook changed  -          204
        ");
    }
}
