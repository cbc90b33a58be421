//! Generated stubs with one thing changed: deriving the document back, or holding tables and types against each other,
//! has to notice every change. What goes unnoticed could also be wrong unnoticed.
//!
//! Each change to the stubs of a tiny document is a copy of them, all in one package. The workspace's own stubs are
//! copied there once, with several changes that show in different places.

use std::{fmt::Write as _, fs, path::Path};

use super::{
    documents::{folder, generate, root},
    throwaway::{Throwaway, expect_success},
};

/// A name, the file, what stands there exactly once, and what is written instead.
type Mutation = (&'static str, &'static str, &'static str, &'static str);

const CONTROL: Mutation = ("control", "", "", "");

/// Left out is what no check can know: `translated` of a pattern, which the generator verifies, and the words of refusals
/// (`titles`, `forbidden`), which an exercise reads.
const MUTATIONS: &[Mutation] = &[
    // The document.
    ("title", "mod", r#"title: "What mutations change""#, r#"title: "What changes mutate""#),
    ("version", "mod", r#"version: "1""#, r#"version: "2""#),
    ("lenient_json", "mod", "lenient_json: false", "lenient_json: true"),
    ("component_left_out", "mod", "&schemas::KIND, ", ""),
    // Tables of operations.
    ("operation_deprecated", "operations", "method: \"PUT\",", "method: \"PUT\", deprecated: true,"),
    ("tag", "operations", "method: \"PUT\",", "method: \"PUT\", tags: &[\"notes\"],"),
    ("parameter_deprecated", "operations", "field: \"sort\",", "field: \"sort\", deprecated: true,"),
    ("parameter_style", "operations", "field: \"sort\",", "field: \"sort\", style: ParameterStyle::PipeDelimited,"),
    ("parameter_empty", "operations", "field: \"sort\",", "field: \"sort\", allow_empty_value: true,"),
    ("parameter_reserved", "operations", "field: \"sort\",", "field: \"sort\", allow_reserved: true,"),
    (
        "parameter_content",
        "operations",
        "field: \"sort\",",
        "field: \"sort\", content_type: Some(\"application/json\"),",
    ),
    ("id", "operations", r#"id: "note_replace""#, r#"id: "note_put""#),
    ("method", "operations", r#"method: "PUT""#, r#"method: "POST""#),
    ("path", "operations", r#"path: "/notes/{note_id}""#, r#"path: "/noted/{note_id}""#),
    ("operation_alias", "operations", r#"aliases: &["/note/{note_id}"]"#, r#"aliases: &["/notice/{note_id}"]"#),
    ("authority", "operations", r#"authorities: &["editor"]"#, r#"authorities: &["reader"]"#),
    ("no_authority", "operations", r#"authorities: &["editor"],"#, ""),
    ("no_security", "operations", "schemes: &[(&security::TOKEN, &[])]", "schemes: &[]"),
    ("scopes", "operations", "(&security::TOKEN, &[])", r#"(&security::TOKEN, &["write"])"#),
    ("rejection", "operations", "path_parameter: 404", "path_parameter: 422"),
    ("body_limit", "operations", "limit: 1000", "limit: 10000"),
    ("parameter_name", "operations", r#"name: "sort""#, r#"name: "order""#),
    ("parameter_field", "operations", r#"field: "sort""#, r#"field: "order""#),
    ("parameter_place", "operations", "ParameterLocation::Header", "ParameterLocation::Cookie"),
    (
        "parameter_required",
        "operations",
        "x_level\",\n            location: ParameterLocation::Header,\n            style: ParameterStyle::Simple,\n            explode: false,\n            required: true",
        "x_level\",\n            location: ParameterLocation::Header,\n            style: ParameterStyle::Simple,\n            explode: false,\n            required: false",
    ),
    (
        "parameter_explode",
        "operations",
        "field: \"sort\",\n            explode: false",
        "field: \"sort\",\n            explode: true",
    ),
    (
        "parameter_implicit_explode",
        "operations",
        "location: ParameterLocation::Header,\n            style: ParameterStyle::Simple,\n            explode: false",
        "location: ParameterLocation::Header,\n            style: ParameterStyle::Simple,\n            explode: true",
    ),
    ("parameter_items", "operations", "max_items: Some(4)", "max_items: Some(5)"),
    ("parameter_alias", "operations", r#"aliases: &["srot"]"#, r#"aliases: &["stor"]"#),
    (
        "body_required",
        "operations",
        "BodyInfo {\n            required: true",
        "BodyInfo {\n            required: false",
    ),
    (
        "body_unlisted",
        "operations",
        "BodyInfo {\n            required: true",
        "BodyInfo {\n            unlisted: true, required: true",
    ),
    (
        "body_media_type",
        "operations",
        "required: true,\n            content: &[\n                MediaTypeInfo {\n                    media_type: \"application/json\"",
        "required: true,\n            content: &[\n                MediaTypeInfo {\n                    media_type: \"text/json\"",
    ),
    ("status", "operations", "StatusPattern::Exact(404)", "StatusPattern::Exact(410)"),
    ("range", "operations", "StatusPattern::Range(5)", "StatusPattern::Default"),
    ("header_name", "operations", r#"name: "X-Revision""#, r#"name: "X-Version""#),
    (
        "header_required",
        "operations",
        "name: \"X-Revision\",\n                    required: true",
        "name: \"X-Revision\",\n                    required: false",
    ),
    // Tables of schemas.
    ("deprecated", "schemas", "min_length: Some(3)", "min_length: Some(3), deprecated: true"),
    ("write_only", "schemas", "min_length: Some(3)", "min_length: Some(3), write_only: true"),
    ("multiple_of", "schemas", "Bound::Integer(5)", "Bound::Integer(5)), multiple_of: Some(Bound::Integer(5)"),
    (
        "exclusive_maximum",
        "schemas",
        "Bound::Integer(5)),",
        "Bound::Integer(5)), newer: Some(&NewerKeywords { exclusive_maximum: Some(Bound::Integer(5)), ..NewerKeywords::NONE }),",
    ),
    ("min_items", "schemas", "unique_items: true", "unique_items: true, min_items: Some(1)"),
    ("min_length", "schemas", "min_length: Some(3)", "min_length: Some(4)"),
    ("max_length", "schemas", "max_length: Some(80)", "max_length: None"),
    ("pattern", "patterns", r#"Pattern::new("^[A-Z]""#, r#"Pattern::new("^[a-z]""#),
    ("nullable", "schemas", "nullable: true", "nullable: false"),
    ("format", "schemas", r#"format: Some("int32")"#, r#"format: Some("int64")"#),
    ("maximum", "schemas", "Bound::Integer(5)", "Bound::Integer(6)"),
    ("enumeration", "schemas", r#"Literal::String("dark-green")"#, r#"Literal::String("dark-blue")"#),
    ("unique_items", "schemas", "unique_items: true", "unique_items: false"),
    ("read_only", "schemas", "read_only: true", "read_only: false"),
    ("default_value", "schemas", "Literal::Integer(3)", "Literal::Integer(4)"),
    ("closed", "schemas", "AdditionalProperties::Forbidden", "AdditionalProperties::Allowed"),
    ("required", "schemas", r#"required: &["title"]"#, "required: &[]"),
    ("property", "schemas", r#"name: "stars""#, r#"name: "points""#),
    ("component", "schemas", "schema: Component(&KIND)", "schema: Inline(&NOTE_COLOR)"),
    (
        "violation_status",
        "schemas",
        r#"violation_statuses: &[("maximum", 409u16)]"#,
        r#"violation_statuses: &[("maximum", 422u16)]"#,
    ),
    ("scheme", "security", "SecurityKind::Bearer", "SecurityKind::Basic"),
    // Attributes and types of Rust.
    ("serde_rename", "types", r#"rename = "subTitle""#, r#"rename = "sub_title""#),
    ("string_enum_value", "types", r#"Self::DarkGreen => "dark-green""#, r#"Self::DarkGreen => "green""#),
    ("decoded_name", "types", "\"title\",\n        \"subTitle\"", "\"title\",\n        \"sub_title\""),
    ("decoded_places", "types", "\"stars\",\n        \"color\"", "\"color\",\n        \"stars\""),
    ("decoded_optional", "types", "title: members.required(value_0, 0)?", "title: value_0.unwrap_or_default()"),
    ("decoded_required", "types", "kind: value_4.unwrap_or_default()", "kind: members.required(value_4, 4).map(Some)?"),
    ("decoded_null", "types", "sub_title: value_1", "sub_title: value_1.unwrap_or_default()"),
    ("type_default_value", "types", "-> i64 {\n        3", "-> i64 {\n        4"),
    ("serde_skip", "types", "#[serde(skip_serializing_if = \"Option::is_none\")]\n    pub stars", "pub stars"),
    (
        "serde_skip_always",
        "types",
        "#[serde(skip_serializing_if = \"Option::is_none\")]\n    pub tags",
        "#[serde(skip)]\n    pub tags",
    ),
    ("serde_type", "types", "pub stars: Option<i32>", "pub stars: Option<bool>"),
    ("serde_parameter", "default", "pub note_id: i64", "pub note_id: String"),
];

/// What is changed in the workspace's own stubs: document, file, what stands there at least once and is changed at its
/// first place, and what the check has to say.
const WORKSPACE: &[(&str, &str, &str, &str, &str)] = &[
    ("twona", "schemas", "max_length: Some(", "max_length: Some(1", "/maxLength: documented"),
    ("twona", "schemas", "nullable: true", "nullable: false", "type"),
    ("twona", "operations", "StatusPattern::Exact(204)", "StatusPattern::Exact(205)", "/responses/204: "),
    ("twona", "operations", "authorities: &[\"", "authorities: &[\"no-", "/x-authorities/0: documented"),
    ("twona", "operations", "aliases: &[\"/", "aliases: &[\"/no/", "/x-aliases/0: documented"),
    ("twona", "types", " => \"", " => \"no-", "does not decode"),
    ("docutools", "schemas", "min_length: Some(", "min_length: Some(1", "/minLength: documented"),
    (
        "docutools",
        "schemas",
        "enumeration: &[Literal::String(\"",
        "enumeration: &[Literal::String(\"no-",
        "/enum/0: documented",
    ),
    ("docutools", "operations", "media_type: \"application/json\"", "media_type: \"text/json\"", "text~1json"),
    ("docutools", "types", "rename = \"", "rename = \"no-", "does not decode"),
];

#[test]
fn no_change_of_generated_stubs_goes_unnoticed() {
    let generated = generate("mutation", &folder().join("mutation.yaml")).unwrap_or_else(|found| panic!("{found:?}"));
    let mut package = Throwaway::new("mutation");
    let mut modules = String::new();
    let mut tests = String::new();
    for mutation @ (name, ..) in std::iter::once(&CONTROL).chain(MUTATIONS) {
        let mut is_changed = false;
        for (path, content) in &generated.files {
            let content = mutate(path, content, mutation, &mut is_changed);
            package.write(format!("src/{name}/{}", path.display()), &content);
        }
        assert_eq!(is_changed, *mutation != CONTROL, "{name} changes nothing");
        let expectation = match *mutation == CONTROL {
            true => "assert!(faults.is_empty(), \"{faults:#?}\")",
            false => "assert!(!faults.is_empty(), \"goes unnoticed\")",
        };
        writeln!(modules, "pub mod {name};\n#[cfg(test)]\nimpl {name}::DefaultApi for support::Nobody {{}}").unwrap();
        write_test(&mut tests, name, &format!("crate::{name}"), "acting.json", expectation);
    }
    package.write("src/acting.json", &generated.acting.to_string());
    for document in ["twona", "docutools"] {
        workspace_stubs(document, &mut package, &mut modules, &mut tests);
    }
    package.write("src/support.rs", &fs::read_to_string(folder().join("support.rs")).unwrap());
    package.write(
        "src/lib.rs",
        &format!(
            "{modules}\n#[cfg(test)]\n#[allow(unused)]\nmod support;\n\n#[cfg(test)]\nmod tests {{\n    \
             use crate::support::{{Nobody, faults}};\n\n{tests}}}\n"
        ),
    );
    expect_success(&package.cargo(&["test", "--lib"]));
}

fn mutate(path: &Path, content: &str, mutation: &Mutation, is_changed: &mut bool) -> String {
    let (name, file, from, to) = mutation;
    if *mutation == CONTROL || path.file_stem().is_none_or(|stem| stem != *file) {
        return content.to_owned();
    }
    // If you are here because the generator writes something differently now: write the mutation as it does.
    assert_eq!(content.matches(from).count(), 1, "{name}: {from:?} should be once in {file}.rs:\n{content}");
    *is_changed = true;
    content.replacen(from, to, 1)
}

/// Copies the stubs of one of the workspace's documents, twice: as they are, and with all changes at once.
fn workspace_stubs(document: &str, package: &mut Throwaway, modules: &mut String, tests: &mut String) {
    let directory = root().join("server/stubs/src").join(document);
    let mutations: Vec<_> = WORKSPACE.iter().filter(|(owner, ..)| *owner == document).collect();
    writeln!(modules, "pub mod {document};").unwrap();
    for entry in fs::read_dir(&directory).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let mut content = fs::read_to_string(&path).unwrap();
        for line in content.lines() {
            if let Some(name) = line.strip_prefix("pub trait ").and_then(|rest| rest.strip_suffix(": Authenticator {"))
            {
                writeln!(modules, "#[cfg(test)]\nimpl {document}::{name} for support::Nobody {{}}").unwrap();
            }
        }
        for (_, file, from, to, _) in mutations.iter().filter(|(_, file, ..)| *file == stem) {
            assert!(content.contains(from), "{from:?} is not in {document}/{file}.rs any more");
            content = content.replacen(from, to, 1);
        }
        package.write(format!("src/{document}/{}", path.file_name().unwrap().to_str().unwrap()), &content);
    }
    let bundle = roster_document::load(&root().join(format!("openapi/bundled/{document}.json"))).unwrap();
    package
        .write(format!("src/{document}.json"), &roster_document::acting(&roster_document::mend(&bundle).0).to_string());
    let expected: Vec<_> = mutations.iter().map(|(.., expected)| *expected).collect();
    let expectation = format!(
        "for expected in {expected:?} {{ assert!(faults.iter().any(|fault| fault.contains(expected)), \"{{expected}} \
         is not among {{faults:#?}}\") }}"
    );
    write_test(tests, document, &format!("crate::{document}"), &format!("{document}.json"), &expectation);
}

fn write_test(tests: &mut String, name: &str, module: &str, acting: &str, expectation: &str) {
    writeln!(
        tests,
        "    #[test]\n    fn {name}() {{\n        let router = {module}::routes(std::sync::Arc::new(Nobody));\n        \
         let acting = include_str!(\"{acting}\");\n        \
         let faults = faults({module}::TYPES, router, acting);\n        {expectation};\n    }}"
    )
    .unwrap();
}
