//! What runs is what is documented: what acts in the documents, derived back from the assembled routers, and the
//! routers, probed.

use std::collections::BTreeMap;

use roster_runtime::operation::{DocumentInfo, StatusPattern};
use roster_stubs::{docutools, twona};
use roster_tests::{App, document::DOCUMENTS};
use serde_json::Value;

/// Where two values differ, as JSON pointers with both sides.
pub(crate) fn differences(pointer: &str, documented: &Value, derived: &Value, found: &mut Vec<String>) {
    match (documented, derived) {
        (Value::Object(left), Value::Object(right)) => {
            for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                match (left.get(key), right.get(key)) {
                    (Some(left), Some(right)) => differences(&pointer, left, right, found),
                    (Some(left), None) => found.push(format!("{pointer}: documented {left}, not derived")),
                    (None, Some(right)) => found.push(format!("{pointer}: derived {right}, not documented")),
                    (None, None) => {}
                }
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                differences(&format!("{pointer}/{index}"), left, right, found);
            }
        }
        (left, right) if left == right => {}
        (left, right) => found.push(format!("{pointer}: documented {left}, derived {right}")),
    }
}

#[tokio::test]
async fn the_documents_derived_from_the_running_server_equal_the_documented_ones() {
    let app = App::start().await;
    for (document, (name, derived)) in DOCUMENTS.iter().zip(app.server.documents()) {
        assert_eq!(document.name, *name);
        let path = format!("{}/../openapi/bundled/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let acting = roster_document::acting(
            &roster_document::mend(&roster_document::load(path.as_ref()).expect("the bundle")).0,
        );
        let mut found = Vec::new();
        differences("", &acting, derived, &mut found);
        assert!(found.is_empty(), "{name}: {} differences\n{}", found.len(), found.join("\n"));
        assert_eq!(acting, *derived);
    }
}

#[test]
fn types_encode_as_the_tables_say() {
    for (name, types) in [("twona", twona::TYPES), ("docutools", docutools::TYPES)] {
        assert!(!types.is_empty());
        let found = roster_runtime::conformance::check(types);
        assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
    }
}

/// axum answers a method that no route has with 405 and `Allow`: what it lists is what is routed.
#[tokio::test]
async fn every_documented_path_allows_the_documented_methods_and_no_others() {
    let app = App::start().await;
    for document in &*DOCUMENTS {
        let mut documented: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for operation in document.operations() {
            for template in operation.templates() {
                let methods = documented.entry(template.clone()).or_default();
                methods.push(operation.method.to_string());
                if operation.method == http::Method::GET && !methods.contains(&"HEAD".to_owned()) {
                    methods.push("HEAD".to_owned());
                }
            }
        }
        assert!(documented.len() > 8, "{}", document.name);
        for (template, mut methods) in documented {
            // The concrete path matches this template, and no other that is more particular.
            let path = template.replace(['{', '}'], "");
            let response = app.owner.raw("PROBE", &path).send().await.expect("answer");
            assert_eq!(response.status(), 405, "{path}");
            let allow = response.headers()["allow"].to_str().expect("text");
            let mut allowed: Vec<&str> = allow.split(',').map(str::trim).collect();
            allowed.sort_unstable();
            allowed.dedup();
            methods.sort_unstable();
            methods.dedup();
            assert_eq!(allowed, methods, "{} {template}", document.name);
        }
    }
}

/// The route tables are what people read first when an operation is added: one line each.
#[test]
fn route_tables() {
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
        insta::assert_snapshot!("routes_twona", table(&twona::DOCUMENT));
        insta::assert_snapshot!("routes_docutools", table(&docutools::DOCUMENT));
    });
}

fn table(document: &DocumentInfo) -> String {
    let mut lines = String::new();
    for operation in document.operations {
        let authority = match (operation.security, operation.authorities) {
            ([], _) => "no credential".to_owned(),
            (_, []) => "any user".to_owned(),
            (_, authorities) => authorities.join(", "),
        };
        let success = operation.responses.iter().filter_map(|response| match response.status {
            StatusPattern::Exact(status @ 200..300) => Some(status.to_string()),
            _ => None,
        });
        let (id, method, path) = (operation.id, operation.method, operation.path);
        let success: Vec<String> = success.collect();
        lines.push_str(&format!("{id:<26} {method:<8} {path:<42} {authority:<24} {}\n", success.join(" ")));
        for alias in operation.aliases {
            lines.push_str(&format!("{:<35} {alias}\n", ""));
        }
    }
    lines
}
