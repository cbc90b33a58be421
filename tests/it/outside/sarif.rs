//! Findings as SARIF, held against the schema of SARIF 2.1.0 as Microsoft publishes it with `@microsoft/jest-sarif`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use roster_tests::outside::require;
use serde_json::Value;

const SCHEMA: &str = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json";

/// Findings of every severity, in a file whose name has to be escaped, and with words that JSON escapes.
const FAULTY: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get: {operationId: \"a\\n\\u001b[2J\", responses: {}}
  /b/{c}:
    get: {operationId: b, responses: {'200': {description: Here., content: {text/plain: {schema: {type: nothing}}}}}}
";

/// What `cargo xtask` prints as JSON.
fn xtask(folder: &Path, arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask-under-test"))
        .args(arguments)
        .args(["--format", "sarif"])
        .current_dir(folder)
        .output()
        .expect("it starts");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn findings_are_valid_sarif() {
    let Some(modules) = require("ROSTER_TEST_NODE_MODULES").map(PathBuf::from) else { return };
    let schema = fs::read_to_string(modules.join(SCHEMA)).expect("`.ci/outside` installs the package");
    let mut schema: Value = serde_json::from_str(&schema).expect("JSON");
    // These are no regular expressions of ECMA-262, and about nothing that we write.
    for owner in ["run", "toolComponent"] {
        let language = schema.pointer_mut(&format!("/definitions/{owner}/properties/language"));
        language.and_then(Value::as_object_mut).expect("a schema").remove("pattern");
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema");

    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("an äpi.yaml"), FAULTY).expect("a file");
    fs::write(folder.path().join("good.yaml"), "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\n")
        .expect("a file");
    for (arguments, has_findings) in [
        (&["lint", "--document", "an äpi.yaml"][..], true),
        (&["generate", "--document", "an äpi.yaml", "--client", "client"], true),
        (&["bundle", "--document", "an äpi.yaml", "--out", "bundle.yaml"], false),
        (&["lint", "--document", "good.yaml"], false),
    ] {
        let log = xtask(folder.path(), arguments);
        let faults: Vec<_> = validator.iter_errors(&log).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{arguments:?}: {}", faults.join("\n"));
        let results = log["runs"][0]["results"].as_array().expect("results");
        assert_eq!(!results.is_empty(), has_findings, "{arguments:?}: {log}");
    }
    // What is not valid is found to be so.
    assert!(!validator.is_valid(&serde_json::json!({"version": "2.1.0", "runs": [{"results": [{}]}]})));
}
