use std::path::Path;

use super::*;

const DOCUMENT: &str = r##"
paths:
  /a:
    get:
      operationId: a_get
      tags: [a]
      summary: Get it
      x-ruling: [T1]
      responses:
        '200':
          $ref: '#/components/responses/A'
  /b:
    get: {operationId: b_get, tags: [b], responses: {}}
components:
  responses:
    A: {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Tree'}}}}
  schemas:
    Tree:
      x-ruling: [T2]
      properties: {children: {items: {$ref: '#/components/schemas/Tree'}, x-ruling: [T3]}}
"##;

fn catalogue() -> Catalogue {
    let parse = |text: &str| roster_document::parse(text, Path::new("tiny.yaml")).unwrap();
    let mut catalogue = Catalogue::default();
    catalogue.add("one", &parse(DOCUMENT));
    catalogue.add("two", &parse("paths: {/b: {get: {operationId: b_get}}}"));
    catalogue
}

#[test]
fn rulings_are_found_through_references_that_go_in_a_circle() {
    let catalogue = catalogue();
    let operation = catalogue.find("a_get").unwrap();
    assert_eq!(operation.href, "reference/one.html#tag/a/a_get");
    assert_eq!(operation.rulings.iter().map(String::as_str).collect::<Vec<_>>(), ["T1", "T2", "T3"]);
    assert!(catalogue.find("one/b_get").unwrap().rulings.is_empty());
}

#[test]
fn a_name_that_two_documents_have_needs_the_document() {
    let catalogue = catalogue();
    assert_eq!(catalogue.find("b_get").unwrap_err(), "write `operation:one/b_get` or `operation:two/b_get`");
    assert_eq!(catalogue.find("two/b_get").unwrap().document, "two");
    assert_eq!(catalogue.find("c_get").unwrap_err(), "`cargo xtask routes` lists the operations");
}
