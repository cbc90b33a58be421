//! The rules for schemas, and whether examples fit them.

use insta::assert_snapshot;

use crate::lint::{lint, schema};

#[test]
fn schemas_that_contradict_themselves() {
    assert_snapshot!(schema("{type: string, minLength: 3, maxLength: 2, minimum: 1, pattern: '(', format: int32}"), @"
    openapi.yaml:12:34: warning[bounds]: no value fits: `minLength` is 3 and `maxLength` is 2
      help: exchange or correct the two
    openapi.yaml:12:51: warning[keyword-without-effect]: `minimum` has no effect on values of type string
      help: remove it, or let the type be integer or number
    openapi.yaml:12:72: warning[pattern]: `(` is not a regular expression, and is not enforced: unbalanced parenthesis
      help: write an expression of JavaScript (ECMA-262), without slashes around it
    openapi.yaml:12:85: warning[keyword-without-effect]: the format `int32` is not one of values of type string
      help: remove it, or let the type be integer or number
    ");
    assert_snapshot!(schema("{type: integer, minimum: 3, maximum: 3, exclusiveMinimum: true, multipleOf: 0}"), @"
    openapi.yaml:12:33: warning[bounds]: no value fits: `exclusiveMinimum` is 3 and `maximum` is 3
      help: exchange or correct the two
    openapi.yaml:12:84: error[bounds]: `multipleOf` is not above 0
      help: write a number above 0
    ");
    assert_snapshot!(schema("{type: array, readOnly: true, writeOnly: true, minItems: 2, maxItems: 1}"), @"
    openapi.yaml:12:8: warning[array-items]: the array says nothing about its items; they may be anything
      help: add `items`; `items: {}` stands for anything
    openapi.yaml:12:8: warning[read-and-write-only]: the schema is both `readOnly` and `writeOnly`; both are ignored
      help: keep one of the two
    openapi.yaml:12:65: warning[bounds]: no value fits: `minItems` is 2 and `maxItems` is 1
      help: exchange or correct the two
    ");
    assert_snapshot!(schema("{type: string, enum: [a, 1, null, a]}"), @r#"
    openapi.yaml:12:33: warning[enum]: 1 in the `enum` is not of type string; it is read as one
      help: put it in quotes, or change the type
    openapi.yaml:12:36: warning[enum]: null in the `enum` of a schema whose type does not let null through; it is let through
      help: add `nullable: true`, or remove it
    openapi.yaml:12:42: warning[enum]: "a" stands twice in the `enum`
      help: remove one of the two
    "#);
    assert_snapshot!(schema("{type: string, nullable: true, enum: [a]}"), @"
    openapi.yaml:12:45: warning[enum]: null is among the types of the schema, but its `enum` does not let null through
      help: add `null` to the `enum`, or do not let the type be null
    ");
    assert_snapshot!(schema("{type: string, enum: []}"), @"
    openapi.yaml:12:29: warning[enum]: no value fits an empty `enum`; it is ignored
      help: add the values, or remove it
    ");
    assert_snapshot!(schema("{nullable: true, exclusiveMaximum: true}"), @"
    openapi.yaml:12:8: warning[keyword-without-effect]: `nullable` has no effect in a schema without a `type`
      help: add the type, or remove `nullable`
    openapi.yaml:12:43: warning[keyword-without-effect]: `exclusiveMaximum` has no effect without `maximum`
      help: add `maximum`
    ");
    // What is called like a keyword is none.
    assert_snapshot!(schema("{type: object, properties: {not: {maxLength: 3}, allOf: {type: object, properties: {x: {minimum: 1}}}}}"), @"
    openapi.yaml:12:41: warning[missing-type]: the schema has no `type`; it is read as string, to which `maxLength` belongs
      help: add `type: string`
    openapi.yaml:12:95: warning[missing-type]: the schema has no `type`; it is read as number, to which `minimum` belongs
      help: add `type: number`
    ");
    // What lists values of several types has none.
    assert_snapshot!(schema("{minimum: 3, enum: [4, 4.5, '4']}"), @"");
    assert_snapshot!(schema("{type: object, required: [nmae, nmae], properties: {name: {}}}"), @"
    openapi.yaml:12:34: warning[required]: `nmae` is required, but it is not among the properties
      help: did you mean `name`?
    openapi.yaml:12:40: warning[required]: `nmae` is required twice
      help: remove one of the two
    ");
}

#[test]
fn discriminators() {
    assert_snapshot!(
        schema("{oneOf: [{$ref: '#/components/schemas/Other'}, {type: object}], discriminator: {propertyName: kind, mapping: {a: Othre, b: '#/components/schemas/Other'}}}"),
        @"
    openapi.yaml:12:17: warning[discriminator]: the alternative has no property `kind`, by which the discriminator tells it; the discriminator is ignored
      help: add the property to the alternative, and require it
    openapi.yaml:12:55: warning[discriminator]: an alternative beside a discriminator is not a reference, so nothing can name it; the discriminator is ignored
      help: move the schema to `components.schemas` and refer to it
    "
    );
    assert_snapshot!(schema("{oneOf: [{$ref: '#/components/schemas/Other'}], discriminator: {propertyName: kind}}"), @"
    openapi.yaml:12:17: warning[discriminator]: the alternative has no property `kind`, by which the discriminator tells it; the discriminator is ignored
      help: add the property to the alternative, and require it
    ");
    // The property may stand beside the alternatives.
    assert_snapshot!(schema("{properties: {kind: {}}, oneOf: [{$ref: '#/components/schemas/Other'}], discriminator: {propertyName: kind}}"), @"
    openapi.yaml:12:8: warning[missing-type]: the schema has no `type`; it is read as object, to which `properties` belongs
      help: add `type: object`
    ");
}

#[test]
fn schemas_that_consist_of_themselves() {
    assert_snapshot!(schema("{allOf: [{$ref: '#/components/schemas/A'}], default: 1}"), @"
    openapi.yaml:12:8: error[circular-composition]: the schema contains itself by `allOf`, `oneOf` or `anyOf`
      help: break the cycle: let one of them be a property
    ");
    assert_snapshot!(schema("{type: object, properties: {a: {$ref: '#/components/schemas/A'}}}"), @"");
    assert_snapshot!(schema("{oneOf: [{type: array, items: {$ref: '#/components/schemas/A'}}, {anyOf: [{$ref: '#/components/schemas/A'}]}]}"), @"
    openapi.yaml:12:8: error[circular-composition]: the schema contains itself by `allOf`, `oneOf` or `anyOf`
      help: break the cycle: let one of them be a property
    ");
}

#[test]
fn examples_and_defaults_fit_their_schemas() {
    assert_snapshot!(schema("{type: object, properties: {when: {type: string, format: date-time}, id: {type: integer, format: int32}}, example: {when: yesterday, id: 3000000000}}"), @r#"
    openapi.yaml:12:130: warning[example]: the example does not fit its schema at `/when`: value is not a "date-time"
      help: correct the example, or the schema
    openapi.yaml:12:145: warning[example]: the example does not fit its schema at `/id`: value is greater than the maximum of 2147483647
      help: correct the example, or the schema
    "#);
    assert_snapshot!(schema("{type: string, default: 1, example: null}"), @r#"
    openapi.yaml:12:32: warning[default]: the default 1 is not of type string; it is read as one
      help: correct the default, or the schema
    openapi.yaml:12:44: warning[example]: the example does not fit its schema: value is not of type "string"
      help: correct the example, or the schema
    "#);
    assert_snapshot!(schema("{type: string, format: byte, example: '###'}"), @r#"
    openapi.yaml:12:46: warning[example]: the example does not fit its schema: value is not a "base64"
      help: correct the example, or the schema
    "#);
    assert_snapshot!(schema("{type: string, nullable: true, pattern: '^[a-z]+$', example: null, default: A}"), @r#"
    openapi.yaml:12:84: warning[default]: the default does not fit its schema: value does not match "^[a-z]+$"; it is left out
      help: correct the default, or the schema
    "#);
    assert_snapshot!(schema("{type: object, properties: {a: {type: integer, default: 9223372036854776000}, b: {type: integer, default: -9223372036854775807}}}"), @"
    openapi.yaml:12:64: warning[default]: the default 9223372036854776000 is beyond 64 bits with a sign, as which the integer is read; it is left out
      help: write `format: uint64` for integers up to 18446744073709551615, or another default
    ");
    // A schema that is none allows anything, and the others are held to theirs.
    assert_snapshot!(
        schema("{type: object, properties: {a: {type: integer, format: int64, default: 9223372036854776000}, b: {type: string, default: null}, c: {allOf: [{$ref: '#/components/schemas/Other'}], default: {}}, d: {allOf: [{$ref: '#/components/schemas/Other'}], default: 1}, e: {type: strin, default: 1}, f: {type: array, items: {type: object, properties: {x: {type: string}}}, default: [{}, {x: 1, y: 2}]}}}"),
        @r#"
    openapi.yaml:12:79: warning[default]: the default does not fit its schema: value is greater than the maximum of 9223372036854775807; it is left out
      help: correct the default, or the schema
    openapi.yaml:12:128: warning[default]: the default does not fit its schema: value is not of type "string"; it is left out
      help: correct the default, or the schema
    openapi.yaml:12:260: warning[default]: the default does not fit its schema: value is not of type "object"; it is left out
      help: correct the default, or the schema
    openapi.yaml:12:274: error[unknown-value]: `strin` is not a value that `type` can have
      help: did you mean `string`?
    openapi.yaml:12:385: warning[default]: the default does not fit its schema at `/1/x`: value is not of type "string"; it is left out
      help: correct the default, or the schema
    "#
    );
    assert_snapshot!(
        schema("{type: object, additionalProperties: false, properties: {other: {$ref: '#/components/schemas/Other'}}, example: {other: 1, more: 2}}"),
        @r#"
    openapi.yaml:12:120: warning[example]: the example does not fit its schema: additional properties are not allowed ('more' was unexpected)
      help: correct the example, or the schema
    openapi.yaml:12:128: warning[example]: the example does not fit its schema at `/other`: value is not of type "object"
      help: correct the example, or the schema
    "#
    );
}

#[test]
fn a_request_may_leave_out_what_is_read_only() {
    let document = |example: &str| {
        lint(&format!(
            "paths:
  /a:
    put:
      requestBody:
        content:
          application/json: {{schema: {{$ref: '#/components/schemas/A'}}, example: {{name: a, secret: s}}}}
      responses:
        '200':
          description: Ok.
          content:
            application/json: {{schema: {{$ref: '#/components/schemas/A'}}, examples: {{one: {{value: {example}}}}}}}
components:
  schemas:
    A: {{type: object, required: [id, name, secret], properties: {{id: {{$ref: '#/components/schemas/Id'}}, name: {{type: string}}, secret: {{type: string, writeOnly: true}}}}}}
    Id: {{type: string, readOnly: true}}
"
        ))
    };
    assert_snapshot!(document("{name: a, id: b}"), @"");
    assert_snapshot!(document("{name: a}"), @r#"
    openapi.yaml:13:98: warning[example]: the example does not fit its schema: "id" is a required property
      help: correct the example, or the schema
    "#);
}
