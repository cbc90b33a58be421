//! The route table of a document: what is reachable where, by whom, and with which success.

use roster_document::{Node, OperationNode, operations};

/// One line per route, aligned, ordered as in the document; an alias has a line below its operation's.
pub fn table(document: &Node) -> String {
    let mut rows = vec![["operationId", "method", "path", "authority", "success"].map(str::to_owned)];
    for operation in operations(document) {
        let row = |path: &str| {
            [
                operation.id().unwrap_or("-").to_owned(),
                operation.method.to_uppercase(),
                path.to_owned(),
                authority(&operation),
                success(&operation),
            ]
        };
        rows.push(row(operation.path));
        rows.extend(operation.texts("x-aliases").into_iter().map(row));
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
fn authority(operation: &OperationNode<'_>) -> String {
    let authorities = operation.texts("x-authorities");
    if !authorities.is_empty() {
        authorities.join("|")
    } else if operation.is_anonymous() {
        "anonymous".to_owned()
    } else {
        "any".to_owned()
    }
}

fn success(operation: &OperationNode<'_>) -> String {
    let mut statuses: Vec<&str> = operation
        .responses()
        .into_iter()
        .map(|(status, _, _)| status)
        .filter(|status| status.starts_with(['1', '2', '3']))
        .collect();
    statuses.sort_unstable();
    if statuses.is_empty() { "-".to_owned() } else { statuses.join(" ") }
}
