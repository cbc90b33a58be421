//! What runs is what is documented: the documents, derived back from the assembled routers, and the routers, probed.

use std::{collections::BTreeMap, sync::Arc};

use roster_runtime::{Authenticator, Credential, Problem, SecurityScheme};
use roster_stubs::{docutools, twona};
use roster_tests::document::{DOCUMENTS, Document};
use serde_json::Value;

/// Implements every trait by its defaults, and knows nobody.
struct Nobody;

impl Authenticator for Nobody {
    type Principal = ();

    async fn authenticate(
        &self,
        _scheme: &'static SecurityScheme,
        _credential: Credential<'_>,
        _scopes: &'static [&'static str],
    ) -> Result<Option<()>, Problem> {
        Ok(None)
    }

    fn has_authority(&self, _principal: &(), _authority: &str) -> bool {
        false
    }
}

mod twona_defaults {
    use roster_stubs::twona::*;

    impl AutoKeysApi for super::Nobody {}
    impl FilesApi for super::Nobody {}
    impl GroupsApi for super::Nobody {}
    impl InvitationsApi for super::Nobody {}
    impl SessionApi for super::Nobody {}
    impl UploadsApi for super::Nobody {}
    impl UsersApi for super::Nobody {}
}

mod docutools_defaults {
    use roster_stubs::docutools::*;

    impl AvatarsApi for super::Nobody {}
    impl LicensesApi for super::Nobody {}
    impl MembersApi for super::Nobody {}
    impl UsersApi for super::Nobody {}
}

/// Each document with the router assembled from the stubs and the document derived from that router.
fn assembled() -> [(&'static Document, axum::Router, Value); 2] {
    let [first, second] = &*DOCUMENTS;
    let (twona_router, twona_derived) = twona::routes(Arc::new(Nobody)).split_for_parts();
    let (docutools_router, docutools_derived) = docutools::routes(Arc::new(Nobody)).split_for_parts();
    let json = |document| serde_json::to_value(document).expect("documents are JSON");
    [(first, twona_router, json(twona_derived)), (second, docutools_router, json(docutools_derived))]
}

/// utoipa writes `description: null` into `externalDocs` that have none. Nothing else is left out of the comparison.
fn without_null_descriptions(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if let Some(Value::Object(external)) = members.get_mut("externalDocs")
                && external.get("description") == Some(&Value::Null)
            {
                external.remove("description");
            }
            members.values_mut().for_each(without_null_descriptions);
        }
        Value::Array(items) => items.iter_mut().for_each(without_null_descriptions),
        _ => {}
    }
}

/// Where two values differ, as JSON pointers with both sides.
fn differences(pointer: &str, documented: &Value, derived: &Value, found: &mut Vec<String>) {
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

#[test]
fn the_derived_documents_equal_the_documented_ones() {
    for (document, _, mut derived) in assembled() {
        without_null_descriptions(&mut derived);
        let mut found = Vec::new();
        differences("", &document.root, &derived, &mut found);
        assert!(found.is_empty(), "{}: {} differences\n{}", document.name, found.len(), found.join("\n"));
        assert_eq!(document.root, derived);
    }
}

#[tokio::test]
async fn the_running_server_publishes_the_derived_documents() {
    let app = roster_tests::App::start().await;
    for document in &*DOCUMENTS {
        let path = format!("/openapi/{}.openapi31.json", document.name);
        let response = app.owner.raw("GET", &path).send().await.expect("answer");
        assert_eq!(response.status(), 200);
        let mut derived: Value = response.json().await.expect("json");
        without_null_descriptions(&mut derived);
        assert_eq!(document.root, derived);
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
    let app = roster_tests::App::start().await;
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
            let path = template.replace('{', "").replace('}', "");
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

/// The route table is what people read first when an operation is added: one line each.
#[test]
fn route_tables() {
    for document in &*DOCUMENTS {
        let mut table = String::new();
        for operation in document.operations() {
            let json = &document.root["paths"][&operation.path][operation.method.as_str().to_lowercase()];
            let authority = match json.get("x-authorities").and_then(Value::as_array) {
                Some(list) => list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                None if json.get("security") == Some(&serde_json::json!([])) => "no credential".to_owned(),
                None => "any user".to_owned(),
            };
            let success: Vec<&str> = operation.statuses().filter(|status| status.starts_with('2')).collect();
            table.push_str(&format!(
                "{:<28} {:<8} {:<42} {:<24} {}\n",
                operation.id,
                operation.method.as_str(),
                operation.path,
                authority,
                success.join(" ")
            ));
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots" }, {
            insta::assert_snapshot!(format!("routes_{}", document.name), table);
        });
    }
}
