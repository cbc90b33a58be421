//! What of the suite is left out, and why.

const CONTENT: &str = "says that `contentEncoding` is an annotation only: base64 is checked here";
const FORMATS: &str = "says that formats are annotations only: those that are known are checked here";
const METASCHEMA: &str = "is about metaschemas, which a document of an API does not choose";

/// File, description of the schema and of the case; reason. What is listed has to fail, and nothing else may.
pub(super) const EXCLUDED: &[([&str; 3], &str)] = &[
    (
        [
            "content",
            "validation of binary string-encoding",
            "an invalid base64 string (% is not a valid character); validates true",
        ],
        CONTENT,
    ),
    (
        [
            "content",
            "validation of binary-encoded media type documents",
            "an invalid base64 string that is valid JSON; validates true",
        ],
        CONTENT,
    ),
    (
        [
            "content",
            "validation of binary-encoded media type documents with schema",
            "an invalid base64 string that is valid JSON; validates true",
        ],
        CONTENT,
    ),
    (["defs", "validate definition against metaschema", "invalid definition schema"], METASCHEMA),
    (["format", "email format", "invalid email string is only an annotation by default"], FORMATS),
    (["format", "ipv4 format", "invalid ipv4 string is only an annotation by default"], FORMATS),
    (["format", "ipv6 format", "invalid ipv6 string is only an annotation by default"], FORMATS),
    (["format", "hostname format", "invalid hostname string is only an annotation by default"], FORMATS),
    (["format", "date format", "invalid date string is only an annotation by default"], FORMATS),
    (["format", "date-time format", "invalid date-time string is only an annotation by default"], FORMATS),
    (["format", "time format", "invalid time string is only an annotation by default"], FORMATS),
    (["format", "duration format", "invalid duration string is only an annotation by default"], FORMATS),
    (["format", "idn-email format", "invalid idn-email string is only an annotation by default"], FORMATS),
    (["format", "uri format", "invalid uri string is only an annotation by default"], FORMATS),
    (["format", "uri-reference format", "invalid uri-reference string is only an annotation by default"], FORMATS),
    (["format", "uuid format", "invalid uuid string is only an annotation by default"], FORMATS),
    (["ref", "remote ref, containing refs itself", "remote ref invalid"], METASCHEMA),
    (
        [
            "vocabulary",
            "schema that uses custom metaschema with with no validation vocabulary",
            "no validation: invalid number, but it still validates",
        ],
        METASCHEMA,
    ),
];
