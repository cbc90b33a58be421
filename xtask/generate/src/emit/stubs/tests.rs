//! What is written for a tiny document; that it compiles and serves is tested elsewhere, over HTTP.

use std::{path::Path, sync::Arc};

use super::{CrateOptions, Options, Runtime, crate_name, emit, emit_crate};
use crate::ir;

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

fn api() -> ir::Api {
    let file: Arc<Path> = Path::new("pets.yaml").into();
    let document = roster_document::parse(DOCUMENT, &file).unwrap();
    ir::lower(&document, &ir::Options { name: "pets".to_owned() })
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
fn operations_are_tables() {
    insta::assert_snapshot!("operations", file("operations.rs"));
}

#[test]
fn a_crate_stands_alone() {
    let runtime = Runtime::Version("0.1.0".to_owned());
    let options = CrateOptions {
        name: "pets".to_owned(),
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
fn crates_have_names_that_cargo_takes() {
    let names = ["Pet Store", "openapi.v3", "3D", "größe", "", "serde", "type"].map(crate_name);
    assert_eq!(names, ["pet-store", "openapi-v3", "api-3d", "gre", "api-stubs", "serde-stubs", "type-stubs"]);
}
