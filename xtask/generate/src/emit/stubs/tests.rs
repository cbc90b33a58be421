//! What is written for a tiny document; that it compiles and serves is tested elsewhere, over HTTP.

use std::{path::Path, sync::Arc};

use super::{emit, emit_crate};
use crate::{
    emit::{CrateOptions, Layout, Options, Runtime},
    ir,
};
use roster_document::Document;

const DOCUMENT: &str = "openapi: 3.0.3
info: {title: Pets, version: '1'}
tags: [{name: pets, description: What people keep.}]
security: [{key: []}]
paths:
  /pets/{id}:
    get:
      operationId: pets_get
      tags: [pets]
      summary: Get a pet
      description: Answers one pet, see [the list].
      parameters:
      - {name: id, in: path, required: true, schema: {type: integer, minimum: 1}}
      - {name: type, in: query, schema: {type: string, enum: [cat, dog], default: cat}}
      responses:
        '200':
          description: The pet.
          headers: {ETag: {required: true, schema: {type: string}}, X-Age: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        4XX: {description: Refused.}
    put:
      operationId: pets_put
      tags: [pets]
      security: []
      parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}, image/png: {}}}
      responses: {'204': {description: Done.}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: x-key}}
  schemas:
    Pet:
      type: object
      description: An animal.
      required: [name]
      properties:
        name: {type: string, pattern: '^\\d+$'}
        age: {type: integer, nullable: true, description: In years.}
        tame: {type: boolean, default: true}
";

const NEWER_KEYWORDS: &str = "openapi: 3.1.0
info: {title: Newer, version: '1'}
paths: {}
components:
  schemas:
    Closed:
      $ref: '#/components/schemas/Open'
      description: A reference with keywords beside it.
      allOf: [{maxProperties: 9}]
      unevaluatedProperties: false
    Open:
      type: object
      properties:
        type: {type: [string, integer, 'null']}
        name: {type: [string, 'null']}
        nothing: {type: 'null'}
        kind: {const: {a: 1}}
        range: {type: number, minimum: 0, exclusiveMinimum: 1.5, exclusiveMaximum: 9}
      patternProperties: {'^x-\\d': {type: integer}}
      propertyNames: {maxLength: 9}
      dependentRequired: {name: [kind]}
      dependentSchemas: {kind: {required: [name]}}
      if: {required: [range]}
      then: {required: [name]}
      else: true
    Row:
      type: array
      prefixItems: [{type: string}]
      items: false
      contains: {type: string}
      minContains: 0
      maxContains: 2
      unevaluatedItems: {type: boolean}
";

fn api() -> ir::Api {
    read(DOCUMENT)
}

fn read(text: &str) -> ir::Api {
    let file: Arc<Path> = Path::new("pets.yaml").into();
    let document = roster_document::parse(text, &file).unwrap();
    ir::lower(Document::of(&document), &ir::Options { name: "pets".to_owned() })
        .unwrap_or_else(|found| panic!("{:?}", found.sorted()))
}

fn file(name: &str) -> String {
    let files = emit(&api(), &Options { source: "pets.yaml".to_owned() });
    files[Path::new(name)].clone()
}

#[test]
fn a_tag_is_a_trait_with_its_types() {
    insta::assert_snapshot!("tag", file("pets.rs"));
}

#[test]
fn schemas_are_types() {
    insta::assert_snapshot!("types", file("types.rs"));
}

#[test]
fn schemas_are_tables() {
    insta::assert_snapshot!("schemas", file("schemas.rs"));
}

#[test]
fn newer_keywords_are_tables() {
    let api = read(NEWER_KEYWORDS);
    insta::assert_snapshot!("newer_keywords", super::schemas::module(&api));
    assert_eq!(api.patterns.keys().collect::<Vec<_>>(), [r"^x-\d"]);
}

#[test]
fn operations_are_tables() {
    insta::assert_snapshot!("operations", file("operations.rs"));
}

#[test]
fn a_crate_stands_alone() {
    let runtime = Runtime::Version("0.1.0".to_owned());
    let options = CrateOptions {
        name: "pets".to_owned(),
        layout: Layout::Alone,
        runtime,
        source: "pets.yaml".to_owned(),
        skipped: Vec::new(),
        found: Vec::new(),
    };
    let files = emit_crate(&api(), &options);
    let names: Vec<_> = files.keys().map(|path| path.display().to_string()).collect();
    assert_eq!(
        names.join(" "),
        "Cargo.toml src/conformance.rs src/lib.rs src/operations.rs src/patterns.rs src/pets.rs src/schemas.rs \
         src/security.rs src/types.rs"
    );
    insta::assert_snapshot!("manifest", files[Path::new("Cargo.toml")]);
}

#[test]
fn the_document_is_named_on_one_line() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/generator/positive/tags.yaml");
    let bundle = roster_document::bundle(&path).expect("the document can be bundled");
    let api =
        ir::lower(Document::read(&bundle.document), &ir::Options { name: "tags".to_owned() }).expect("it is supported");
    let options = CrateOptions {
        name: "tags".to_owned(),
        layout: Layout::Alone,
        runtime: Runtime::Version("1.0.0".to_owned()),
        source: "a\n\u{202e}b.yaml".to_owned(),
        skipped: Vec::new(),
        found: Vec::new(),
    };
    for (path, text) in emit_crate(&api, &options) {
        let first = text.lines().next().unwrap_or_default();
        assert!(first.ends_with(" @generated by roster from ab.yaml. Do not edit."), "{path:?}: {first}");
    }
}

#[test]
fn a_type_that_a_schema_names_has_to_do_what_generated_ones_can() {
    let api = read(
        "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths: {}
components:
  schemas:
    Money: {type: string, x-rust-type: 'my::Money'}
    Pet: {type: object, x-rust-derive: [Eq, Clone], properties: {price: {type: integer, x-rust-type: u16}}}
",
    );
    let types = emit(&api, &Options { source: "pets.yaml".to_owned() })[Path::new("types.rs")].clone();
    insta::assert_snapshot!("given_types", types);
}
