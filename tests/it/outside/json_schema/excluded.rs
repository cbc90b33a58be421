//! What of the suite is left out, and why.

const DYNAMIC: &str = "asks for `$dynamicRef`: not yet";
const IDENTIFIERS: &str =
    "refers to an `$id` or an `$anchor`: not yet, as the bundler that follows them reads OpenAPI 3.0";
const FORMATS: &str = "says that formats are annotations only: those that are known are checked here";
const METASCHEMA: &str = "is about metaschemas, which a document of an API does not choose";
const REMOTE: &str = "asks for a document from elsewhere: a bundle refers to none";

/// File, description of the schema and of the case; reason. What is listed has to fail, and nothing else may.
pub(super) const EXCLUDED: &[([&str; 3], &str)] = &[
    (["anchor", "Location-independent identifier", "mismatch"], IDENTIFIERS),
    (["anchor", "Location-independent identifier with absolute URI", "mismatch"], IDENTIFIERS),
    (["anchor", "Location-independent identifier with base URI change in subschema", "mismatch"], IDENTIFIERS),
    (["anchor", "same $anchor with different base uri", "$ref does not resolve to /$defs/A/allOf/0"], IDENTIFIERS),
    (["defs", "validate definition against metaschema", "invalid definition schema"], METASCHEMA),
    (
        [
            "dynamicRef",
            "A $dynamicRef to a $dynamicAnchor in the same schema resource behaves like a normal $ref to an $anchor",
            "An array containing non-strings is invalid",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "A $dynamicRef to an $anchor in the same schema resource behaves like a normal $ref to an $anchor",
            "An array containing non-strings is invalid",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "A $ref to a $dynamicAnchor in the same schema resource behaves like a normal $ref to an $anchor",
            "An array containing non-strings is invalid",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "A $dynamicRef resolves to the first $dynamicAnchor still in scope that is encountered when the schema is evaluated",
            "An array containing non-strings is invalid",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "A $dynamicRef without anchor in fragment behaves identical to $ref",
            "An array of strings is invalid",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "A $dynamicRef with intermediate scopes that don't include a matching $dynamicAnchor does not affect dynamic scope resolution",
            "An array containing non-strings is invalid",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "A $dynamicRef that initially resolves to a schema with a matching $dynamicAnchor resolves to the first $dynamicAnchor in the dynamic scope",
            "The recursive part is not valid against the root",
        ],
        DYNAMIC,
    ),
    (["dynamicRef", "multiple dynamic paths to the $dynamicRef keyword", "number list with string values"], DYNAMIC),
    (["dynamicRef", "multiple dynamic paths to the $dynamicRef keyword", "string list with number values"], DYNAMIC),
    (
        [
            "dynamicRef",
            "after leaving a dynamic scope, it is not used by a $dynamicRef",
            "string matches /$defs/thingy, but the $dynamicRef does not stop here",
        ],
        DYNAMIC,
    ),
    (
        [
            "dynamicRef",
            "after leaving a dynamic scope, it is not used by a $dynamicRef",
            "first_scope is not in dynamic scope for the $dynamicRef",
        ],
        DYNAMIC,
    ),
    (
        ["dynamicRef", "strict-tree schema, guards against misspelled properties", "instance with correct field"],
        DYNAMIC,
    ),
    (["dynamicRef", "tests for implementation dynamic anchor and reference link", "incorrect parent schema"], DYNAMIC),
    (
        ["dynamicRef", "tests for implementation dynamic anchor and reference link", "incorrect extended schema"],
        DYNAMIC,
    ),
    (
        ["dynamicRef", "$ref and $dynamicAnchor are independent of order - $defs first", "incorrect parent schema"],
        DYNAMIC,
    ),
    (
        ["dynamicRef", "$ref and $dynamicAnchor are independent of order - $defs first", "incorrect extended schema"],
        DYNAMIC,
    ),
    (
        ["dynamicRef", "$ref and $dynamicAnchor are independent of order - $ref first", "incorrect parent schema"],
        DYNAMIC,
    ),
    (
        ["dynamicRef", "$ref and $dynamicAnchor are independent of order - $ref first", "incorrect extended schema"],
        DYNAMIC,
    ),
    (["dynamicRef", "$ref to $dynamicRef finds detached $dynamicAnchor", "non-number is invalid"], DYNAMIC),
    (["dynamicRef", "$dynamicRef points to a boolean schema", "follow $dynamicRef to a false schema"], DYNAMIC),
    (
        ["dynamicRef", "$dynamicRef skips over intermediate resources - direct reference", "string property fails"],
        DYNAMIC,
    ),
    (["format", "email format", "invalid email string is only an annotation by default"], FORMATS),
    (["format", "ipv4 format", "invalid ipv4 string is only an annotation by default"], FORMATS),
    (["format", "ipv6 format", "invalid ipv6 string is only an annotation by default"], FORMATS),
    (["format", "hostname format", "invalid hostname string is only an annotation by default"], FORMATS),
    (["format", "date format", "invalid date string is only an annotation by default"], FORMATS),
    (["format", "date-time format", "invalid date-time string is only an annotation by default"], FORMATS),
    (["format", "uri format", "invalid uri string is only an annotation by default"], FORMATS),
    (["format", "uri-reference format", "invalid uri-reference string is only an annotation by default"], FORMATS),
    (["format", "uuid format", "invalid uuid string is only an annotation by default"], FORMATS),
    (["ref", "remote ref, containing refs itself", "remote ref invalid"], METASCHEMA),
    (["ref", "Recursive references between schemas", "invalid tree"], IDENTIFIERS),
    (["ref", "refs with relative uris and defs", "invalid on inner field"], IDENTIFIERS),
    (["ref", "refs with relative uris and defs", "invalid on outer field"], IDENTIFIERS),
    (["ref", "relative refs with absolute uris and defs", "invalid on inner field"], IDENTIFIERS),
    (["ref", "relative refs with absolute uris and defs", "invalid on outer field"], IDENTIFIERS),
    (
        ["ref", "$id must be resolved against nearest parent, not just immediate parent", "non-number is invalid"],
        IDENTIFIERS,
    ),
    (["ref", "order of evaluation: $id and $ref", "data is invalid against first definition"], IDENTIFIERS),
    (["ref", "order of evaluation: $id and $anchor and $ref", "data is invalid against first definition"], IDENTIFIERS),
    (["ref", "simple URN base URI with $ref via the URN", "invalid under the URN IDed schema"], IDENTIFIERS),
    (["ref", "URN base URI with URN and JSON pointer ref", "a non-string is invalid"], IDENTIFIERS),
    (["ref", "URN base URI with URN and anchor ref", "a non-string is invalid"], IDENTIFIERS),
    (["ref", "URN ref with nested pointer ref", "a non-string is invalid"], IDENTIFIERS),
    (["ref", "ref to if", "a non-integer is invalid due to the $ref"], IDENTIFIERS),
    (["ref", "ref to then", "a non-integer is invalid due to the $ref"], IDENTIFIERS),
    (["ref", "ref to else", "a non-integer is invalid due to the $ref"], IDENTIFIERS),
    (["ref", "ref with absolute-path-reference", "an integer is invalid"], IDENTIFIERS),
    (["refRemote", "remote ref", "remote ref invalid"], REMOTE),
    (["refRemote", "fragment within remote ref", "remote fragment invalid"], REMOTE),
    (["refRemote", "anchor within remote ref", "remote anchor invalid"], REMOTE),
    (["refRemote", "ref within remote ref", "ref within ref invalid"], REMOTE),
    (["refRemote", "base URI change", "base URI change ref invalid"], REMOTE),
    (["refRemote", "base URI change - change folder", "string is invalid"], REMOTE),
    (["refRemote", "base URI change - change folder in subschema", "string is invalid"], REMOTE),
    (["refRemote", "root ref in remote ref", "object is invalid"], REMOTE),
    (["refRemote", "remote ref with ref to defs", "invalid"], REMOTE),
    (["refRemote", "Location-independent identifier in remote ref", "string is invalid"], REMOTE),
    (["refRemote", "retrieved nested refs resolve relative to their URI not $id", "number is invalid"], REMOTE),
    (["refRemote", "remote HTTP ref with different $id", "number is invalid"], REMOTE),
    (["refRemote", "remote HTTP ref with different URN $id", "number is invalid"], REMOTE),
    (["refRemote", "remote HTTP ref with nested absolute ref", "number is invalid"], REMOTE),
    (["refRemote", "$ref to $ref finds detached $anchor", "non-number is invalid"], REMOTE),
    (["unevaluatedItems", "unevaluatedItems with $dynamicRef", "with unevaluated items"], DYNAMIC),
    (["unevaluatedProperties", "unevaluatedProperties with $dynamicRef", "with unevaluated properties"], DYNAMIC),
    (
        [
            "vocabulary",
            "schema that uses custom metaschema with with no validation vocabulary",
            "no validation: invalid number, but it still validates",
        ],
        METASCHEMA,
    ),
];
