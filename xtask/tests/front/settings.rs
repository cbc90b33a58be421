//! `roster.toml`: what it says, and that the command line goes before it.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::{
    program::{start, text},
    project::{HEAD, Project},
};

fn run(project: &Project, arguments: &[&str]) -> String {
    text(&start(env!("CARGO_BIN_EXE_roster"), project, arguments))
}

const PATHS: &str = "paths:
  /a:
    get:
      responses: {}
  /b:
    get:
      operationId: b
      responses: {}
";

fn project(settings: &str) -> Project {
    Project::new(&[("api/openapi.yaml", &format!("{HEAD}{PATHS}")), ("roster.toml", settings)])
}

#[test]
fn documents_and_outputs_come_from_the_file_unless_they_are_given() {
    let project =
        project("[[documents]]\ndocument = \"api/openapi.yaml\"\nclient = \"api/client\"\nruntime = \"version\"\n");
    assert!(run(&project, &["generate"]).contains("exit 0\n"));
    let manifest = |path: &str| std::fs::read_to_string(project.path(path)).unwrap();
    assert!(manifest("api/client/Cargo.toml").contains("roster-client-runtime = \"0.1.0\""));
    assert!(run(&project, &["generate", "--check"]).starts_with("exit 0\n"));
    let given = ["generate", "--document", "api/openapi.yaml", "--client", "other", "--runtime", "vendored"];
    assert!(run(&project, &given).starts_with("exit 0\n"));
    assert!(manifest("other/Cargo.toml").contains("path = \"runtime\""));
    assert!(run(&project, &["routes"]).contains("/b"));
    assert!(run(&project, &["bundle"]).contains("operationId: b"));
    let inside = std::process::Command::new(env!("CARGO_BIN_EXE_roster"))
        .args(["generate", "--check"])
        .current_dir(project.path("api"))
        .output()
        .unwrap();
    assert!(text(&inside).starts_with("exit 0\n"), "{}", text(&inside));
}

#[test]
fn overlays_and_selections_come_from_the_file_unless_they_are_given() {
    let project = project(
        "[[documents]]
document = \"api/openapi.yaml\"
overlays = [\"api/mine.overlay.yaml\"]
without = [\"path=/a\"]
",
    );
    project.write(
        "api/mine.overlay.yaml",
        "overlay: 1.0.0
info: {title: Mine, version: 1.0.0}
actions:
  - {target: \"$.paths['/b'].get\", update: {operationId: mine}}
",
    );
    assert_snapshot!(run(&project, &["routes"]), @"
    exit 0
    operationId  method  path  authority  success
    mine         GET     /b    anonymous  -
    ");
    let given = run(&project, &["routes", "--document", "api/openapi.yaml", "--only", "operation=b"]);
    assert!(given.contains("b            GET     /b"), "{given}");

    let wrong = crate::settings::project("[[documents]]\ndocument = \"api/openapi.yaml\"\nonly = [\"users\"]\n");
    assert_snapshot!(run(&wrong, &["routes"]), @"
    exit 1
    roster.toml:3:8: error[settings]: `users` is none of tag=NAME, path=PATTERN, operation=ID and method=METHOD
      help: `roster schema` prints what the file may say
    ");
}

#[test]
fn rules_have_another_severity_and_exceptions_a_reason() {
    let project = project(
        "[[documents]]
document = \"api/openapi.yaml\"

[lint.rules]
responses-empty = \"error\"
missing-operation-id = \"off\"

[[lint.exceptions]]
rule = \"responses-empty\"
at = \"api/openapi.yaml#/paths/~1b\"
reason = \"It is a stub.\"

[[lint.exceptions]]
rule = \"responses-empty\"
at = \"api/openapi.yaml#/paths/~1gone\"
reason = \"It was a stub.\"
",
    );
    assert_snapshot!(run(&project, &["lint"]), @"
    exit 1
    api/openapi.yaml:6:18: error[responses-empty]: the operation at `/paths/~1a/get` documents no response
      help: add at least the response of a success
    roster.toml:14:8: warning[unused-exception]: nothing of the rule `responses-empty` is found at `api/openapi.yaml#/paths/~1gone`
      help: remove the exception, or mend its place
    found in 1 document: 1 error, 1 warning
    ");
}

#[test]
fn what_the_file_cannot_say_is_a_finding() {
    let finding = |settings: &str| run(&project(settings), &["lint"]);
    assert_snapshot!(finding("[[documents]]\ndocumnet = \"api/openapi.yaml\"\n"), @"
    exit 1
    roster.toml:2:1: error[settings]: unknown key `documnet`
      help: did you mean `document`?
    ");
    assert_snapshot!(finding("[lint.rules]\nno-success = \"of\"\n"), @"
    exit 1
    roster.toml:2:14: error[settings]: unknown value `of`
      help: did you mean `off`?
    ");
    assert_snapshot!(finding("[[lint.exceptions]]\nrule = \"a\"\nat = \"b\"\nreason = \" \"\n"), @"
    exit 1
    roster.toml:2:8: error[settings]: the exception has no reason
      help: say why the finding is meant to be
    ");
    assert_snapshot!(finding("[[documents]]\ndocument = \"a\"\nruntime = \"elsewhere\"\n"), @"
    exit 1
    roster.toml:3:11: error[settings]: write `path`, `git=URL`, `git=URL#REVISION`, `version` or `vendored`
      help: `roster schema` prints what the file may say
    ");
    assert_snapshot!(finding("[lint\n"), @"
    exit 1
    roster.toml:1:6: error[settings]: unclosed table, expected `]`
      help: `roster schema` prints what the file may say
    ");
    assert_snapshot!(finding(""), @"
    exit 2
    error: there is no document; give one with `--document FILE`, or name it in roster.toml
    ");
}

/// Every member that the Rust types read is in the schema that editors have, and whatever it takes, they take.
#[test]
fn editors_know_what_the_file_says() {
    let project = project("unknown = 1\n");
    let schema = run(&project, &["schema"]);
    let schema: Value = serde_json::from_str(schema.strip_prefix("exit 0\n").unwrap()).unwrap();
    let takes = |value: Value| jsonschema::is_valid(&schema, &value);
    assert!(takes(
        json!({"documents": [{"document": "a", "stubs": "b", "client": "c", "collection": "d", "module": true,
        "runtime": "vendored", "skip-unsupported": true, "strict": true}],
        "lint": {"strict": true, "rules": {"a": "off", "b": "warning", "c": "error"},
                 "exceptions": [{"rule": "a", "at": "b", "reason": "c"}]}})
    ));
    assert!(!takes(json!({"document": []})));
    assert!(!takes(json!({"documents": [{"stubs": "b"}]})));
    assert!(!takes(json!({"lint": {"rules": {"a": "of"}}})));
    assert!(!takes(json!({"lint": {"exceptions": [{"rule": "a", "at": "b"}]}})));
}

const MONEY: &str = "paths:
  /prices/{id}:
    get:
      operationId: price
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Price'}}}}}
components:
  schemas:
    Price: {type: object, required: [amount], properties: {amount: {$ref: '#/components/schemas/Money'}}}
    Money: {type: string}
";

#[test]
fn names_and_types_of_generated_code_come_from_the_file() {
    let settings = |rust: &str| {
        let document = "[[documents]]\ndocument = \"openapi.yaml\"\nclient = \"client\"\nruntime = \"version\"\n";
        let files = [("openapi.yaml", &*format!("{HEAD}{MONEY}")), ("roster.toml", &*format!("{document}{rust}"))];
        Project::new(&files)
    };
    let project = settings(
        "[[documents.rust]]
schema = \"Price\"
name = \"PriceTag\"
derive = [\"Eq\"]
[[documents.rust]]
schema = \"Money\"
type = \"std::sync::Arc<str>\"
[[documents.rust]]
operation = \"price\"
name = \"read_price\"
[[documents.rust]]
at = \"/components/schemas/Price/properties/amount\"
name = \"how_much\"
",
    );
    let said = run(&project, &["generate", "--only", "operation=price", "--document", "openapi.yaml"]);
    assert!(said.starts_with("exit 0\n"), "{said}");
    let read = |file: &str| std::fs::read_to_string(project.path(file)).unwrap();
    let code = read("client/src/types.rs") + &read("client/src/default.rs");
    for part in ["pub struct PriceTag", "Eq", "pub how_much: ", "std::sync::Arc<str>", "fn read_price("] {
        assert!(code.contains(part), "{part}: {code}");
    }

    let finding = |rust: &str| run(&settings(rust), &["lint"]);
    assert_snapshot!(finding("[[documents.rust]]\nschema = \"Mony\"\nname = \"A\"\n"), @"
    exit 1
    roster.toml:6:10: error[settings]: the document has no schema `Mony`
      help: did you mean `Money`?
    found in 1 document: 1 error, 0 warnings
    ");
    assert_snapshot!(finding("[[documents.rust]]\noperation = \"prices\"\nname = \"a\"\n"), @"
    exit 1
    roster.toml:6:13: error[settings]: the document has no operation `prices`
      help: did you mean `price`?
    found in 1 document: 1 error, 0 warnings
    ");
    assert_snapshot!(finding("[[documents.rust]]\nat = \"/paths/a\"\nname = \"a\"\n"), @"
    exit 1
    roster.toml:6:6: error[settings]: the document has no place `/paths/a`
      help: `roster bundle` shows the document in one piece
    found in 1 document: 1 error, 0 warnings
    ");
    assert_snapshot!(finding("[[documents.rust]]\nschema = \"Money\"\n"), @"
    exit 1
    roster.toml:6:10: error[settings]: nothing is said of this
      help: write one of `schema`, `operation` and `at`, and with it `name`, `type`, `derive` or `variants`
    ");
    assert_snapshot!(finding("[[documents.rust]]\nname = \"a\"\n"), @"
    exit 1
    roster.toml:5:1: error[settings]: it is not said what in the document this is about
      help: write one of `schema`, `operation` and `at`, and with it `name`, `type`, `derive` or `variants`
    ");
    assert_snapshot!(finding("[[documents.rust]]\nschema = \"Money\"\nat = \"\"\nname = \"a\"\n"), @"
    exit 1
    roster.toml:7:6: error[settings]: this is about several things
      help: write one of `schema`, `operation` and `at`, and with it `name`, `type`, `derive` or `variants`
    ");
}
