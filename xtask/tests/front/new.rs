//! `roster new`: the project runs, and stays its owner's.

use std::{fs, path::Path, process::Command};

use insta::assert_snapshot;

use crate::{
    program::{start, text},
    project::{HEAD, Project},
};

const ROSTER: &str = env!("CARGO_BIN_EXE_roster");

const DOCUMENT: &str = "paths:
  /harbours/{harbour}/tides:
    get:
      operationId: tides_list
      SECURITY
      parameters: [{name: harbour, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The tides of a day.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Tide'}}}}
components:
  schemas:
    Tide:
      type: object
      required: [at, height]
      properties:
        at: {type: string, format: date-time}
        height: {type: number, example: 3.2}
        kind: {type: string, enum: [high, low]}
";

fn document(security: &str) -> String {
    let schemes =
        "  securitySchemes: {key: {type: apiKey, in: header, name: key}, person: {type: http, scheme: basic}}\n";
    let schemes = if security.is_empty() { "" } else { schemes };
    format!("{HEAD}{}{schemes}", DOCUMENT.replace("SECURITY", security))
}

fn run(project: &Project, arguments: &[&str]) -> String {
    text(&start(ROSTER, project, arguments))
}

/// Outside of this repository, with its lock, so that nothing is fetched, and with the target directory of other such crates.
#[test]
fn projects_build_and_pass_their_test() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target");
    for (name, security) in [("open", ""), ("locked", "security: [{person: []}, {key: []}]")] {
        let folder = Project::new(&[("tides.yaml", &document(security))]);
        let said = run(&folder, &["new", "tides.yaml", "--out", "tides"]);
        assert!(said.starts_with("exit 0\n"), "{said}");
        let project = folder.path("tides");
        fs::copy(target.join("../Cargo.lock"), project.join("Cargo.lock")).unwrap();
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["test", "--offline", "--quiet"])
            .env("CARGO_TARGET_DIR", target.join("generator-tests/target"))
            .current_dir(&project)
            .output()
            .unwrap();
        let said = text(&output);
        assert!(output.status.success() && said.contains("1 passed") && !said.contains("warning"), "{name}: {said}");
    }
}

#[test]
fn what_the_owner_writes_stays() {
    let project = Project::new(&[("tides.yaml", &document(""))]);
    assert_snapshot!(run(&project, &["new", "tides.yaml", "--out", "tides", "--quiet"]), @"
    exit 0
    tides.yaml:5:5: warning[undocumented-rejection]: `tides_list` does not document 400, with which a generated server refuses requests
      help: add the responses, or one for `4XX` or `default`
    ");
    let mine = "fn main() {} // mine\n";
    project.write("tides/src/main.rs", mine);
    project.write("tides.yaml", document("").replace("kind:", "sort:"));
    let output = Command::new(ROSTER).arg("generate").current_dir(project.path("tides")).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    assert!(fs::read_to_string(project.path("tides/stubs/src/types.rs")).unwrap().contains("pub sort:"));
    assert_eq!(fs::read_to_string(project.path("tides/src/main.rs")).unwrap(), mine);
    assert_snapshot!(run(&project, &["new", "tides.yaml", "--out", "tides"]), @"
    exit 2
    error: tides is not empty; choose another directory
    ");
    assert_snapshot!(run(&project, &["new", "-", "--out", "other"]), @"
    exit 2
    error: a project refers to its document; save what comes from standard input in a file
    ");
}

#[test]
fn a_project_in_a_workspace_is_its_member() {
    let project = Project::new(&[("tides.yaml", &document("")), ("Cargo.toml", "[workspace]\nmembers = []\n")]);
    let said = run(&project, &["new", "tides.yaml", "--out", "services/tides"]);
    assert!(said.contains("add \"services/tides\" to the members in "), "{said}");
    for manifest in ["", "stubs/", "client/"].map(|folder| format!("services/tides/{folder}Cargo.toml")) {
        let text = fs::read_to_string(project.path(&manifest)).unwrap();
        assert!(!text.contains("[workspace]"), "{manifest}: {text}");
    }
}

#[test]
fn overlays_and_selections_of_a_project_stay_with_it() {
    let project = Project::new(&[
        ("tides.yaml", &document("")),
        (
            "mine.overlay.yaml",
            "overlay: 1.0.0\ninfo: {title: Mine, version: 1.0.0}\nactions:\n  - {target: $.info, update: {title: Mine}}\n",
        ),
    ]);
    let arguments = ["new", "tides.yaml", "--out", "tides", "--overlay", "mine.overlay.yaml", "--only", "method=GET"];
    let said = run(&project, &arguments);
    assert!(said.starts_with("exit 0\n"), "{said}");
    assert_snapshot!(fs::read_to_string(project.path("tides/roster.toml")).unwrap(), @r#"
    [[documents]]
    document = "../tides.yaml"
    stubs = "stubs"
    client = "client"
    overlays = ["../mine.overlay.yaml"]
    only = ["method=GET"]
    "#);
    let output =
        Command::new(ROSTER).args(["generate", "--check"]).current_dir(project.path("tides")).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
}
