//! The client of tiny documents: one as text, and every positive document of the generator's tests.

use std::path::{Path, PathBuf};

use super::emit;
use crate::{
    Files,
    emit::Options,
    ir::{self, Api},
};

fn read(root: &Path, name: &str) -> Api {
    let bundle = roster_document::bundle(root).expect("the document can be bundled");
    ir::lower(roster_document::Document::of(&bundle.document), &ir::Options { name: name.to_owned() })
        .expect("the document is supported")
}

fn client(root: &Path, name: &str) -> Files {
    emit(&read(root, name), &Options { source: format!("{name}.yaml") })
}

/// The client of a document with these paths and schemas.
fn client_of(text: &str) -> Files {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let root = directory.path().join("tiny.yaml");
    let text = format!("openapi: 3.0.3\ninfo: {{title: Tiny, version: '1'}}\n{text}");
    std::fs::write(&root, text).expect("the document is written");
    client(&root, "tiny")
}

fn file<'a>(files: &'a Files, name: &str) -> &'a str {
    &files[Path::new(name)]
}

/// What follows the line that begins with `start`, up to a line without indentation.
fn item(text: &str, start: &str) -> String {
    let mut lines = text.lines().skip_while(|line| !line.starts_with(start));
    let first = lines.next().unwrap_or_else(|| panic!("no `{start}` in\n{text}"));
    let rest = lines.take_while(|line| line.starts_with([' ', ')']));
    std::iter::once(first).chain(rest).map(|line| format!("{line}\n")).collect()
}

#[test]
fn headers_forms_and_media_types_are_those_of_the_document() {
    let files = client_of(
        "paths:
  /forms/{id}.json#new:
    post:
      operationId: forms_create
      tags: [forms]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: Accept, in: header, schema: {type: string}}
        - {name: note, in: query, content: {text/plain: {schema: {type: string}}}}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {a: {type: array, items: {type: string}}}}
            encoding: {a: {style: deepObject}}
      responses:
        '204':
          description: Done.
          headers:
            Set-Cookie: {schema: {type: array, items: {type: string}}}
            X-Flags: {explode: true, schema: {type: object, properties: {a: {type: boolean}}}}
            X-Json: {required: true, content: {application/json: {schema: {type: array, items: {type: string}}}}}
            Content-Type: {schema: {type: string}}
  /notes:
    post:
      operationId: notes_create
      tags: [forms]
      requestBody: {required: true, content: {application/*+json: {schema: {type: array, items: {type: string}}}}}
      responses: {'204': {description: Done.}}
",
    );
    let text = file(&files, "forms.rs");
    for expected in [
        r#"path: "/forms/{id}.json","#,
        r#".path("id", &id)"#,
        r#".parameter(Place::Query, Style::Simple, false, "note", &parameters.note)"#,
        r#"&[("a", ::roster_client_runtime::http::Style::DeepObject, false)]"#,
        r#"set_cookie: response.optional_header_of("Set-Cookie", ::roster_client_runtime::http::HeaderForm::Lines)?"#,
        r#"x_flags: response.optional_header_of("X-Flags", ::roster_client_runtime::http::HeaderForm::Exploded)?"#,
        r#"x_json: response.header_of("X-Json", ::roster_client_runtime::http::HeaderForm::Json)?"#,
        "media_type: &str,",
        ".json(media_type, &body)",
    ] {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
        assert!(squeezed(text).contains(&squeezed(expected)), "no {expected} in\n{text}");
    }
    assert!(!text.contains("Accept\"") && !text.contains("content_type"), "{text}");
}

#[test]
fn the_query_of_a_path_is_sent_but_for_what_parameters_say() {
    let files = client_of(
        "paths:
  /items?action=list&page=1:
    get:
      operationId: items_list
      tags: [items]
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {'204': {description: x}}
",
    );
    let text = file(&files, "items.rs");
    assert!(text.contains(r#"path: "/items?action=list","#), "{text}");
}

#[test]
fn an_answer_of_none_of_several_media_types_is_told_as_that() {
    let files = client_of(
        "paths:
  /items:
    get:
      operationId: items_list
      tags: [items]
      responses: {2XX: {description: x, content: {application/json: {schema: {type: integer}}, text/csv: {schema: {type: string}}}}}
",
    );
    let text = file(&files, "items.rs");
    let arms = [
        r#"200..=299 if response.is("application/json") =>"#,
        r#"200..=299 if response.is("text/csv") =>"#,
        "200..=299 => Err(response.of_no_documented_type()),",
        "_ => Err(response.into_error().await),",
    ];
    let places: Vec<_> =
        arms.iter().map(|arm| text.find(arm).unwrap_or_else(|| panic!("no {arm} in\n{text}"))).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn a_method_writes_parameters_and_reads_every_documented_answer() {
    let files = client_of(
        "paths:
  /items/{id}:
    get:
      operationId: items_get
      tags: [items]
      summary: Get an item
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: tags, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
      responses:
        '200':
          description: The item.
          headers: {ETag: {required: true, schema: {type: string}}, X-Age: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}, image/png: {}}
        '304': {description: It has not changed.}
        '404': {description: There is none., content: {application/problem+json: {schema: {type: object}}}}
components: {schemas: {Item: {type: object, required: [id], properties: {id: {type: integer}}}}}
",
    );
    assert_eq!(
        item(file(&files, "items.rs"), "impl Client"),
        r#"impl Client {
    /// Get an item.
    ///
    /// `GET /items/{id}`
    ///
    /// # Errors
    /// Documented: 404.
    pub async fn items_get(
        &self,
        id: i64,
        parameters: &ItemsGetParameters,
    ) -> Result<ItemsGetResponse, Error> {
        let response = self
            .transport
            .call(
                &Operation {
                    id: "items_get",
                    method: "GET",
                    path: "/items/{id}",
                    accept: "application/json, image/png, application/problem+json",
                    security: &[],
                },
            )
            .path("id", &id)
            .parameter(
                Place::Query,
                Style::PipeDelimited,
                false,
                "tags",
                &parameters.tags,
            )
            .accept(parameters.accept.map(|accept| accept.media_type()))
            .send()
            .await?;
        match response.status() {
            200 if response.is("application/json") => {
                Ok(ItemsGetResponse::OkJson {
                    etag: response.header("ETag")?,
                    x_age: response.optional_header("X-Age")?,
                    body: response.json().await?,
                })
            }
            200 if response.is("image/png") => {
                Ok(ItemsGetResponse::OkPng {
                    etag: response.header("ETag")?,
                    x_age: response.optional_header("X-Age")?,
                    body: response.download(),
                })
            }
            200 => Err(response.of_no_documented_type()),
            304 => Ok(ItemsGetResponse::NotModified),
            _ => Err(response.into_error().await),
        }
    }
"#
    );
}

#[test]
fn a_property_has_three_states_where_the_document_gives_it_three() {
    let files = client_of(
        "paths: {/a: {put: {operationId: a, requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'204': {description: x}}}}}
components:
  schemas:
    A:
      type: object
      required: [must, mustOrNull]
      properties:
        must: {type: string}
        mustOrNull: {type: string, nullable: true}
        may: {type: string}
        mayOrNull: {type: string, nullable: true}
        defaulted: {type: integer, default: 3}
",
    );
    let types = file(&files, "types.rs");
    for field in [
        "pub must: String,",
        "pub must_or_null: Option<String>,",
        "pub may: Option<String>,",
        "pub may_or_null: Option<::roster_client_runtime::Nullable<String>>,",
        "pub defaulted: Option<i64>,",
        "pub fn new(must: impl Into<String>, must_or_null: Option<String>) -> Self {",
    ] {
        assert!(types.contains(field), "`{field}` in\n{types}");
    }
}

#[test]
fn prose_of_a_document_is_never_a_doctest() {
    let files = client_of(
        "paths: {/a: {get: {operationId: a, description: \"Code:\\n\\n    panic!()\\n\\n```\\npanic!()\\n```\\n\", responses: {'204': {description: x}}}}}\n",
    );
    let text = file(&files, "default.rs");
    assert!(text.contains("/// panic!()\n") && text.contains("/// ```text\n"), "{text}");
    assert!(!text.contains("///     panic!()"), "{text}");
}

#[test]
fn fences_of_any_language_are_no_doctests_and_control_characters_are_left_out() {
    let files = client_of(
        r#"paths: {/a: {get: {operationId: a, tags: ["x\u202ey"], description: "```rust\npanic!()\n```\n~~~\nx\n~~~\na\u202eb\rc", responses: {'204': {description: x}}}}}"#,
    );
    let text = file(&files, "x_y.rs");
    assert!(
        text.contains(
            "/// ```text\n    /// panic!()\n    /// ```\n    /// ~~~text\n    /// x\n    /// ~~~\n    /// abc\n"
        ),
        "{text}"
    );
    assert!(text.contains("//! Operations with the tag `xy`.\n"), "{text}");
}

#[test]
fn servers_have_the_variables_that_the_document_gives_them() {
    let files = client_of(
        "servers:
  - {url: 'https://{region}.example/v{api-version}', variables: {region: {default: eu}, api-version: {default: '1'}}}
  - {url: 'https://test.example'}
  - {url: 'https://{zone}.example', variables: {zone: {default: us-1, enum: [eu, us-1, eu]}}}
  - {url: /relative}
paths: {}
",
    );
    assert_eq!(
        item(file(&files, "mod.rs"), "pub mod servers"),
        r#"pub mod servers {
    /// `https://{region}.example/v{api-version}`
    ///
    /// `region` is `eu` by default.
    ///
    /// `api-version` is `1` by default.
    pub fn server(region: &str, api_version: &str) -> String {
        "https://{region}.example/v{api-version}"
            .to_owned()
            .replace("{region}", region)
            .replace("{api-version}", api_version)
    }
"#
    );
    assert!(file(&files, "mod.rs").contains(r#"pub fn server_() -> String"#));
    assert!(file(&files, "mod.rs").contains("pub fn server__(zone: ServerZone) -> String"));
    let variants = "pub enum ServerZone {\n        /// `eu`\n        Eu,\n        /// `us-1`\n        #[default]\n        Us1,\n    }";
    assert!(file(&files, "mod.rs").contains(variants), "{}", file(&files, "mod.rs"));
}

#[test]
fn names_that_the_client_itself_has_are_varied() {
    let files = client_of(
        "paths:
  /a: {get: {operationId: new, responses: {'204': {description: x}}}}
  /b: {post: {operationId: with, requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {super: {type: string}, self: {type: string}}}}}}, responses: {'204': {description: x}}}}
",
    );
    let text = file(&files, "default.rs");
    for line in
        ["pub async fn new_(", "pub async fn with_(", "pub super_: Option<String>,", "pub self_value: Option<String>,"]
    {
        assert!(text.contains(line), "`{line}` in\n{text}");
    }
}

#[test]
fn every_positive_document_has_the_same_client_each_time() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/generator/positive");
    let entries = directory.read_dir().expect("there are positive documents");
    let mut roots: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    roots.retain(|root| root.extension().is_some_and(|extension| extension == "yaml"));
    roots.sort();
    assert!(roots.len() >= 40, "{}", roots.len());
    for root in roots {
        let name = root.file_stem().expect("a name").to_string_lossy().into_owned();
        let first = client(&root, &name);
        assert_eq!(first, client(&root, &name), "{name}");
        for (path, text) in &first {
            assert!(text.starts_with("// @generated by "), "{name}: {}", path.display());
        }
    }
}
