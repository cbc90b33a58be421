//! The program itself: exit statuses, and what goes to which stream.

use std::{
    path::Path,
    process::{Command, Output},
};

use insta::assert_snapshot;

use crate::{
    program::{GOOD, start, text},
    project::{HEAD, Project},
};

const ROSTER: &str = env!("CARGO_BIN_EXE_roster");

fn roster(project: &Project, arguments: &[&str]) -> Output {
    start(ROSTER, project, arguments)
}

fn run(project: &Project, arguments: &[&str]) -> String {
    text(&roster(project, arguments))
}

#[test]
fn what_is_no_text_file_is_one_line_and_exits_with_1() {
    let project = Project::new(&[("folder/a.yaml", "a: 1\n")]);
    project.write("latin1.yaml", b"openapi: 3.0.3 # gr\xfc\xdfe\n");
    assert!(Command::new("mkfifo").arg(project.path("pipe")).status().unwrap().success());
    for command in [&["lint"][..], &["bundle"], &["routes"], &["generate", "--out", "out"]] {
        for document in ["folder", "pipe", "/dev/zero", "latin1.yaml", "."] {
            let output = roster(&project, &[command, &["--document", document]].concat());
            let said =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert_eq!(output.status.code(), Some(1), "{command:?} {document}: {said}");
            let findings = said.lines().filter(|line| line.starts_with(&format!("{document}:1:"))).count();
            assert_eq!(findings, 1, "{command:?} {document}: {said}");
        }
    }
    assert!(!project.path("out").exists());
}

#[test]
fn no_code_is_made_of_a_document_that_is_too_large() {
    let project = Project::document(&format!("paths: {{}}\nx-note: [{}]\n", "1, ".repeat(300_000)));
    assert_snapshot!(run(&project, &["generate", "--document", "openapi.yaml", "--out", "out"]), @"
    exit 1
    openapi.yaml:1:1: error[too-much-code]: the document has 300007 values; code is made of at most 300000
      help: leave out the operations and schemas that the server does not need, or make several documents of it
    ");
    assert!(!project.path("out").exists());
    assert_eq!(run(&project, &["lint", "--document", "openapi.yaml", "--errors-only"]).lines().next(), Some("exit 0"));
}

#[test]
fn lint_exits_with_1_on_errors_and_0_on_warnings() {
    let project = Project::document("paths:\n  /a:\n    get:\n      responses: {}\n");
    assert_snapshot!(run(&project, &["lint", "--document", "openapi.yaml"]), @"
    exit 0
    openapi.yaml:6:18: warning[responses-empty]: the operation at `/paths/~1a/get` documents no response
      help: add at least the response of a success
    found in 1 document: 0 errors, 1 warning
    ");
    let warning = Project::document("paths:\n  /a:\n    get:\n      responses: {'400': {description: Bad.}}\n");
    assert_snapshot!(run(&warning, &["lint", "--document", "openapi.yaml"]), @"
    exit 0
    openapi.yaml:5:5: warning[no-success]: `GET /a` documents no response of a success
      help: add a response with a status from 200 to 399
    found in 1 document: 0 errors, 1 warning
    ");
    assert_snapshot!(run(&warning, &["lint", "--document", "openapi.yaml", "--errors-only"]), @"
    exit 0
    nothing found in 1 document: 0 errors, 0 warnings
    ");
}

#[test]
fn a_finding_is_on_a_line_of_its_own_whatever_the_document_calls_things() {
    let project = Project::document(
        "paths:\n  /a:\n    get: {operationId: \"a\\n\\e[2J\\u202E\", responses: {'400': {description: Bad.}}}\n",
    );
    assert_snapshot!(run(&project, &["lint", "--document", "openapi.yaml"]), @r"
    exit 0
    openapi.yaml:5:5: warning[no-success]: `a\n\u{1b}[2J\u{202e}` documents no response of a success
      help: add a response with a status from 200 to 399
    found in 1 document: 0 errors, 1 warning
    ");
}

#[test]
fn lint_speaks_json() {
    let project = Project::document("paths:\n  /a:\n    get:\n      responses: {}\n");
    assert_snapshot!(run(&project, &["lint", "--document", "openapi.yaml", "--format", "json"]), @r#"
    exit 0
    [
      {
        "severity": "warning",
        "rule": "responses-empty",
        "file": "openapi.yaml",
        "line": 6,
        "column": 18,
        "message": "the operation at `/paths/~1a/get` documents no response",
        "help": "add at least the response of a success"
      }
    ]
    "#);
}

#[test]
fn wrong_usage_exits_with_2() {
    let project = Project::document("paths: {}\n");
    let status = |arguments: &[&str]| roster(&project, arguments).status.code().unwrap();
    assert_eq!(status(&["frobnicate"]), 2);
    assert_eq!(status(&["generate", "--document", "openapi.yaml"]), 2, "neither --out nor --client");
    assert_eq!(status(&["lint", "--house"]), 2, "a rule of the repository that this program comes from");
    assert_eq!(status(&["bundle", "--document", "openapi.yaml", "--out", "openapi.yaml/x.yaml"]), 2);
    assert_snapshot!(run(&project, &["lint"]), @"
    exit 2
    error: there is no document; give one with `--document FILE`, or name it in roster.toml
    ");
    assert_snapshot!(run(&project, &["lint", "--document", "missing.yaml"]), @"
    exit 2
    error: cannot read missing.yaml: No such file or directory (os error 2)
    ");
}

#[test]
fn bundle_prints_or_writes() {
    let project = Project::document("paths: {}\n");
    assert_snapshot!(run(&project, &["bundle", "--document", "openapi.yaml"]), @"
    exit 0
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths: {}
    ");
    assert_snapshot!(run(&project, &["bundle", "--document", "openapi.yaml", "--syntax", "json", "--openapi", "3.1"]), @r#"
    exit 0
    {
      "openapi": "3.1.0",
      "info": {
        "title": "Tiny",
        "version": "1"
      },
      "paths": {}
    }
    "#);
    assert_eq!(run(&project, &["bundle", "--document", "openapi.yaml", "--out", "out/b.json"]), "exit 0\n");
    let written = std::fs::read_to_string(project.path("out/b.json")).unwrap();
    assert!(written.starts_with("{\n  \"openapi\": \"3.0.3\""), "{written}");
}

#[test]
fn bundle_tells_what_a_version_cannot_say() {
    let project = Project::new(&[(
        "openapi.yaml",
        "openapi: 3.1.0\ninfo: {title: Tiny, version: '1', summary: Small.}\npaths: {}\nwebhooks: {a: {summary: S}}\n",
    )]);
    let bundle = |arguments: &[&str]| {
        run(&project, &[&["bundle", "--document", "openapi.yaml", "--out", "out.yaml"], arguments].concat())
    };
    let read = || std::fs::read_to_string(project.path("out.yaml"));
    assert_snapshot!(bundle(&["--openapi", "3.0"]), @"
    exit 1
    openapi.yaml:2:35: error[lost-in-3.0]: OpenAPI 3.0 cannot say `summary` of the info object
      help: say it in another way, or stay with OpenAPI 3.1
    openapi.yaml:4:1: error[lost-in-3.0]: OpenAPI 3.0 cannot say `webhooks` of the document
      help: say it in another way, or stay with OpenAPI 3.1
    nothing is written; `--lossy` leaves this out
    ");
    assert!(read().is_err());
    assert_snapshot!(bundle(&["--openapi", "3.0", "--lossy"]), @"
    exit 0
    openapi.yaml:2:35: warning[lost-in-3.0]: OpenAPI 3.0 cannot say `summary` of the info object
      help: say it in another way, or stay with OpenAPI 3.1
    openapi.yaml:4:1: warning[lost-in-3.0]: OpenAPI 3.0 cannot say `webhooks` of the document
      help: say it in another way, or stay with OpenAPI 3.1
    ");
    assert_snapshot!(read().unwrap(), @"
    openapi: 3.0.3
    info:
      title: Tiny
      version: '1'
    paths: {}
    ");
    assert_eq!(bundle(&[]), "exit 0\n");
    assert!(read().unwrap().starts_with("openapi: 3.1.0\n"));
    assert_eq!(bundle(&["--openapi", "3.2"]), "exit 0\n");
    assert!(read().unwrap().starts_with("openapi: 3.2.0\n"));
    assert!(bundle(&["--lossy"]).starts_with("exit 2\n"), "without a version, nothing is lost");
}

#[test]
fn routes_are_a_table() {
    let project = Project::document(GOOD);
    assert_snapshot!(run(&project, &["routes", "--document", "openapi.yaml"]), @"
    exit 0
    operationId  method   path        authority    success
    users_list   GET      /users      admin|owner  200 304
    users_list   GET      /api/users  admin|owner  200 304
    -            OPTIONS  /users      anonymous    204
    ");
}

#[test]
fn bundle_does_not_write_over_the_document_or_what_is_no_file() {
    let project =
        Project::new(&[("openapi.yaml", &format!("{HEAD}paths: {{/a: {{$ref: 'a.yaml'}}}}\n")), ("a.yaml", "{}\n")]);
    for (out, why) in [
        ("openapi.yaml", "is a part of the document"),
        ("a.yaml", "is a part of the document"),
        (".", "is no plain file"),
    ] {
        let text = run(&project, &["bundle", "--document", "openapi.yaml", "--out", out]);
        assert!(text.starts_with(&format!("exit 2\nerror: {out} {why}; choose another ")), "{text}");
    }
}

#[test]
fn generate_leaves_the_users_files_alone() {
    let project = Project::document("paths: {}\n");
    project.write("mine/src/lib.rs", "// mine\n");
    assert_snapshot!(run(&project, &["generate", "--document", "openapi.yaml", "--out", "mine"]), @"
    exit 2
    error: mine/src/lib.rs is in the way: it is not listed in mine/.roster-generated, so it was not generated; move it away, or choose another directory
    ");
    assert!(!project.path("mine/Cargo.toml").exists());

    let generate = ["generate", "--document", "openapi.yaml", "--out", "out"];
    assert!(run(&project, &generate).starts_with("exit 0\nwrote "));
    project.write("out/src/schema.rs", "// @generated automatically by Diesel CLI.\n");
    assert!(run(&project, &generate).starts_with("exit 0\nwrote 0, unchanged "));
    assert!(project.path("out/src/schema.rs").exists());

    project.write("other.yaml", format!("{HEAD}paths: {{}}\n"));
    let text = run(&project, &["generate", "--document", "other.yaml", "--out", "out"]);
    assert!(text.contains("error: out/Cargo.toml was generated from `openapi`, and would be replaced by"), "{text}");
}

#[test]
fn stubs_and_client_are_crates_in_directories_of_their_own() {
    let project = Project::document("paths: {}\n");
    let generate =
        |arguments: &[&str]| run(&project, &[&["generate", "--document", "openapi.yaml"], arguments].concat());
    assert!(generate(&["--out", "stubs", "--client", "client"]).starts_with("exit 0\nwrote "));
    let manifest = |folder: &str| std::fs::read_to_string(project.path(folder).join("Cargo.toml")).unwrap();
    assert!(manifest("stubs").contains("\nroster-runtime = "));
    assert!(manifest("client").contains("\nroster-client-runtime = "));
    assert!(project.path("client/src/lib.rs").is_file());
    assert_snapshot!(generate(&["--client", "client", "--check"]), @"
    exit 0
    all 3 generated files are up to date, in T s
    ");
    assert_snapshot!(generate(&["--out", "a", "--client", "a"]), @"
    exit 2
    error: `--out` and `--client` are one directory; choose another one for one of them
    ");
    assert_snapshot!(generate(&["--client", "stubs"]), @"
    exit 2
    error: stubs/Cargo.toml was generated from `openapi`, and would be replaced by what follows from `openapi, as a client`; choose another directory; so are 2 more
    ");
}

#[test]
fn no_path_in_what_is_generated_is_absolute() {
    let project = Project::document("paths: {}\n");
    let dependency = |arguments: &[&str]| {
        let text = run(&project, &[&["generate", "--document", "openapi.yaml", "--out", "a/b"], arguments].concat());
        assert!(text.starts_with("exit 0\n"), "{text}");
        let manifest = std::fs::read_to_string(project.path("a/b/Cargo.toml")).unwrap();
        manifest.lines().find(|line| line.starts_with("roster-runtime = ")).unwrap().to_owned()
    };
    for arguments in [&[][..], &["--runtime", "path"]] {
        let path = dependency(arguments);
        let path = path
            .strip_prefix("roster-runtime = { path = \"")
            .unwrap()
            .strip_suffix("\", default-features = false }")
            .unwrap();
        assert!(path.starts_with("../../"), "{path}");
        assert!(project.path("a/b").join(path).join("src/lib.rs").is_file(), "{path}");
    }
    assert_eq!(
        dependency(&["--runtime", "version"]),
        r#"roster-runtime = { version = "0.1.0", default-features = false }"#
    );
    assert_eq!(
        dependency(&["--runtime", "git=https://host/roster#v1"]),
        r#"roster-runtime = { git = "https://host/roster", rev = "v1", default-features = false }"#
    );
    assert_eq!(
        dependency(&["--runtime", "vendored"]),
        r#"roster-runtime = { path = "runtime", default-features = false }"#
    );
    assert!(project.path("a/b/runtime/src/lib.rs").is_file());
    dependency(&["--runtime", "version"]);
    assert!(!project.path("a/b/runtime").exists());
}

#[test]
fn modules_go_into_a_crate_that_is_there() {
    let project = Project::document("paths: {}\n");
    let generate = |arguments: &[&str]| {
        run(
            &project,
            &[&["generate", "--document", "openapi.yaml", "--client", "src/api", "--module"], arguments].concat(),
        )
    };
    assert_snapshot!(generate(&["--runtime", "version"]), @r#"
    exit 0
    wrote 2, unchanged 0, in 0.0 s
    src/api needs these dependencies:
    chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }
    roster-client-runtime = "0.1.0"
    serde = { version = "1", features = ["derive"] }
    serde_json = "1"
    uuid = { version = "1", features = ["serde"] }
    "#);
    assert!(project.path("src/api/mod.rs").is_file() && project.path("src/api/types.rs").is_file());
    assert_snapshot!(generate(&["--runtime", "vendored"]), @"
    exit 2
    error: `--module` writes modules, and vendored sources are a package of their own; choose another `--runtime`
    ");
}

/// With nothing of this repository but its lock, so that nothing is fetched.
#[test]
fn vendored_crates_build_as_members_of_a_workspace() {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/generator-tests");
    let folder = target.join("vendored");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("Cargo.toml"), "[workspace]\nmembers = [\"api\", \"client\"]\nresolver = \"3\"\n")
        .unwrap();
    std::fs::copy(target.join("../../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    std::fs::write(folder.join("api.yaml"), format!("{HEAD}{GOOD}")).unwrap();
    let generate =
        ["generate", "--document", "api.yaml", "--out", "api", "--client", "client", "--runtime", "vendored"];
    let output = Command::new(ROSTER).args(generate).current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "{}", text(&output));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--quiet", "--workspace", "--all-targets"])
        .env("CARGO_TARGET_DIR", target.join("target"))
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_reader_that_stops_early_is_no_failure() {
    let project = Project::document(GOOD);
    let mut child = Command::new(ROSTER)
        .args(["routes", "--document", "openapi.yaml"])
        .current_dir(project.path(""))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn help_names_the_commands_and_the_exit_statuses() {
    let project = Project::new(&[]);
    assert_snapshot!("help", run(&project, &["--help"]));
}

#[test]
fn collection_of_any_document_goes_where_it_is_told() {
    let project = Project::document("paths: {}\n");
    let arguments = ["collection", "--document", "openapi.yaml", "--out", "out"];
    assert_eq!(roster(&project, &arguments).status.code(), Some(0));
    assert!(project.path("out").join("openapi.postman_collection.json").is_file());
    let broken = Project::document("paths: {/a: {$ref: 'missing.yaml'}}\n");
    assert_eq!(roster(&broken, &arguments).status.code(), Some(1));
    assert!(!broken.path("out").exists(), "nothing is written of a document that is wrong");
}

#[test]
fn a_document_comes_from_standard_input() {
    let project = Project::document("paths:\n  /a:\n    get:\n      responses: {}\n");
    let input = || std::fs::File::open(project.path("openapi.yaml")).unwrap();
    let run = |arguments: &[&str]| {
        text(&Command::new(ROSTER).args(arguments).current_dir(project.path("")).stdin(input()).output().unwrap())
    };
    assert_snapshot!(run(&["lint", "--document", "-"]), @"
    exit 0
    -:6:18: warning[responses-empty]: the operation at `/paths/~1a/get` documents no response
      help: add at least the response of a success
    found in 1 document: 0 errors, 1 warning
    ");
    assert!(run(&["bundle", "--document", "-"]).starts_with("exit 0\nopenapi: 3.0.3\n"));
    run(&["generate", "--document", "-", "--out", "out"]);
    let manifest = std::fs::read_to_string(project.path("out/Cargo.toml")).unwrap();
    assert!(manifest.starts_with("# @generated by roster from standard input. Do not edit.\n"), "{manifest}");
    assert!(manifest.contains("\nname = \"api\"\n"), "{manifest}");
}

#[test]
fn quiet_means_findings_only_and_colours_are_for_those_who_want_them() {
    let project = Project::document("paths:\n  /a:\n    get:\n      responses: {}\n");
    let lint = |arguments: &[&str]| run(&project, &[&["lint", "--document", "openapi.yaml"], arguments].concat());
    assert_snapshot!(lint(&["--quiet"]), @"
    exit 0
    openapi.yaml:6:18: warning[responses-empty]: the operation at `/paths/~1a/get` documents no response
      help: add at least the response of a success
    ");
    assert!(!lint(&[]).contains('\u{1b}') && !lint(&["--color", "never"]).contains('\u{1b}'));
    assert_snapshot!(lint(&["--quiet", "--color", "always"]).replace('\u{1b}', "ESC"), @"
    exit 0
    openapi.yaml:6:18: ESC[1mESC[33mwarning[responses-empty]ESC[0m: the operation at `/paths/~1a/get` documents no response
      ESC[36mhelpESC[0m: add at least the response of a success
    ");
    let generate = ["generate", "--document", "openapi.yaml", "--out", "out", "--quiet"];
    assert!(!run(&project, &generate).contains("wrote"));
}

#[test]
fn check_tells_what_another_version_generated() {
    let project = Project::document("paths: {}\n");
    let generate = ["generate", "--document", "openapi.yaml", "--client", "client"];
    run(&project, &generate);
    let list = std::fs::read_to_string(project.path("client/.roster-generated")).unwrap();
    project.write("client/.roster-generated", list.replace("by 0.1.0", "by 0.0.9"));
    assert_snapshot!(run(&project, &[&generate[..], &["--check"]].concat()), @"
    exit 1
    stale: client/.roster-generated
    client/.roster-generated was generated by version 0.0.9, and this is version 0.1.0: what differs may be that
    1 generated file is not what the documents say; run `roster generate` and commit the result
    ");
}

#[test]
fn shells_complete_the_commands() {
    let project = Project::new(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&project, &["completions", shell]);
        assert!(script.starts_with("exit 0\n") && script.contains("generate"), "{shell}: {script}");
    }
}

#[test]
fn the_version_says_which_runtimes_code_is_written_for() {
    assert_snapshot!(run(&Project::new(&[]), &["--version"]), @"
    exit 0
    roster 0.1.0, for roster-runtime 0.1.0 and roster-client-runtime 0.1.0
    ");
}

#[test]
fn findings_have_a_form_for_every_program() {
    let project = Project::document("paths:\n  /a:\n    get:\n      responses: {}\n");
    project.write("a folder/50%.yaml", format!("{HEAD}paths: {{/a: {{get: {{responses: {{}}}}}}}}\n"));
    let lint = |document: &str, format: &str| {
        run(&project, &["lint", "--document", document, "--format", format, "--errors-only", "--strict"])
    };
    assert_snapshot!(lint("openapi.yaml", "github"), @"
    exit 1
    ::error file=openapi.yaml,line=6,col=18,title=responses-empty::the operation at `/paths/~1a/get` documents no response%0Ahelp: add at least the response of a success
    ");
    assert_snapshot!(lint("a folder/50%.yaml", "github"), @"
    exit 1
    ::error file=a folder/50%25.yaml,line=3,col=31,title=responses-empty::the operation at `/paths/~1a/get` documents no response%0Ahelp: add at least the response of a success
    ");
    assert_snapshot!(lint("a folder/50%.yaml", "sarif"), @r#"
    exit 1
    {
      "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
      "runs": [
        {
          "columnKind": "unicodeCodePoints",
          "results": [
            {
              "level": "error",
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "a%20folder/50%25.yaml"
                    },
                    "region": {
                      "startColumn": 31,
                      "startLine": 3
                    }
                  }
                }
              ],
              "message": {
                "text": "the operation at `/paths/~1a/get` documents no response\nhelp: add at least the response of a success"
              },
              "ruleId": "responses-empty",
              "ruleIndex": 0
            }
          ],
          "tool": {
            "driver": {
              "name": "roster",
              "rules": [
                {
                  "id": "responses-empty"
                }
              ],
              "version": "0.1.0"
            }
          }
        }
      ],
      "version": "2.1.0"
    }
    "#);
    let generate = |arguments: &[&str]| {
        run(&project, &[&["generate", "--document", "openapi.yaml", "--client", "client", "-q"], arguments].concat())
    };
    assert_snapshot!(generate(&["--format", "github", "--strict"]), @"
    exit 1
    ::warning file=openapi.yaml,line=6,col=7,title=missing-operation-id::GET /a has no `operationId`%0Ahelp: write one; until then it is `get_a`
    ::error file=openapi.yaml,line=6,col=18,title=responses-empty::the operation at `/paths/~1a/get` documents no response%0Ahelp: add at least the response of a success
    ");
    assert_snapshot!(generate(&["--format", "github", "--check"]), @"
    exit 1
    ::error file=client/.roster-generated,line=1,col=1,title=stale-file::the file is stale%0Ahelp: generate again, and commit the result
    ::error file=client/Cargo.toml,line=1,col=1,title=stale-file::the file is missing%0Ahelp: generate again, and commit the result
    ::error file=client/src/default.rs,line=1,col=1,title=stale-file::the file is missing%0Ahelp: generate again, and commit the result
    ::error file=client/src/lib.rs,line=1,col=1,title=stale-file::the file is missing%0Ahelp: generate again, and commit the result
    ::error file=client/src/types.rs,line=1,col=1,title=stale-file::the file is missing%0Ahelp: generate again, and commit the result
    ::warning file=openapi.yaml,line=6,col=7,title=missing-operation-id::GET /a has no `operationId`%0Ahelp: write one; until then it is `get_a`
    ::warning file=openapi.yaml,line=6,col=18,title=responses-empty::the operation at `/paths/~1a/get` documents no response%0Ahelp: add at least the response of a success
    ");
    let bundle = |arguments: &[&str]| run(&project, &[&["bundle", "--document", "openapi.yaml"], arguments].concat());
    assert!(bundle(&["--format", "sarif"]).starts_with("exit 2\n"), "the document is on standard output");
    assert!(bundle(&["--format", "json", "--out", "b.yaml"]).starts_with("exit 0\n["));
}

#[test]
fn overlays_change_a_document_for_every_command_that_takes_one() {
    let project = Project::document(GOOD);
    project.write(
        "mine.overlay.yaml",
        "overlay: 1.1.0
info: {title: Mine, version: 1.0.0}
actions:
  - {target: \"$.paths['/users'].options\", remove: true}
  - {target: \"$.paths['/users'].get.operationId\", update: people_list}
  - {target: \"$.paths['/user']\", remove: true}
",
    );
    let with = |command: &str, more: &[&str]| {
        run(&project, &[&[command, "--document", "openapi.yaml", "--overlay", "mine.overlay.yaml"], more].concat())
    };
    assert_snapshot!(with("routes", &[]), @"
    exit 0
    operationId  method  path        authority    success
    people_list  GET     /users      admin|owner  200 304
    people_list  GET     /api/users  admin|owner  200 304
    mine.overlay.yaml:6:14: warning[overlay-target]: nothing in the document is `$.paths['/user']`; the action changes nothing
      help: correct it, or remove the action
    ");
    assert_snapshot!(with("lint", &[]), @"
    exit 0
    mine.overlay.yaml:6:14: warning[overlay-target]: nothing in the document is `$.paths['/user']`; the action changes nothing
      help: correct it, or remove the action
    openapi.yaml:5:5: warning[undocumented-rejection]: `people_list` does not document 401, 403, with which a generated server refuses requests
      help: add the responses, or one for `4XX` or `default`
    found in 1 document: 0 errors, 2 warnings
    ");
    assert!(with("bundle", &[]).contains("operationId: people_list"));
    assert_snapshot!(with("bundle", &["--out", "mine.overlay.yaml"]), @"
    exit 2
    mine.overlay.yaml:6:14: warning[overlay-target]: nothing in the document is `$.paths['/user']`; the action changes nothing
      help: correct it, or remove the action
    error: mine.overlay.yaml is a part of the document; choose another file
    ");
    assert_snapshot!(with("collection", &["--out", "collections"]), @"
    exit 0
    mine.overlay.yaml:6:14: warning[overlay-target]: nothing in the document is `$.paths['/user']`; the action changes nothing
      help: correct it, or remove the action
    openapi.yaml:5:5: warning[undocumented-rejection]: `people_list` does not document 401, 403, with which a generated server refuses requests
      help: add the responses, or one for `4XX` or `default`
    wrote 6, unchanged 0, in T s
    ");
    assert_snapshot!(with("generate", &["--out", "stubs"]), @"
    exit 0
    mine.overlay.yaml:6:14: warning[overlay-target]: nothing in the document is `$.paths['/user']`; the action changes nothing
      help: correct it, or remove the action
    openapi.yaml:5:5: warning[undocumented-rejection]: `people_list` does not document 401, 403, with which a generated server refuses requests
      help: add the responses, or one for `4XX` or `default`
    wrote 8, unchanged 0, in T s
    ");
    let operations = std::fs::read_to_string(project.path("stubs/src/operations.rs")).unwrap();
    assert!(operations.contains("people_list"));
    assert_snapshot!(run(&project, &["routes", "--overlay", "mine.overlay.yaml"]), @"
    exit 2
    error: the following required arguments were not provided:
      --document <FILE>

    Usage: roster routes --document <FILE> --overlay <FILE>

    For more information, try '--help'.
    ");
}

#[test]
fn a_part_of_a_document_is_taken_by_tag_path_operation_or_method() {
    let project = Project::document(GOOD);
    assert_snapshot!(run(&project, &["routes", "--document", "openapi.yaml", "--without", "method=OPTIONS"]), @"
    exit 0
    operationId  method  path        authority    success
    users_list   GET     /users      admin|owner  200 304
    users_list   GET     /api/users  admin|owner  200 304
    ");
    assert_snapshot!(run(&project, &["lint", "--document", "openapi.yaml", "--only", "path=/user"]), @"
    exit 1
    openapi.yaml:1:1: error[selection]: `--only path=/user` fits no operation: none has the path `/user`
      help: did you mean `/users`?
    found in 1 document: 1 error, 0 warnings
    ");
    assert_snapshot!(run(&project, &["routes", "--document", "openapi.yaml", "--only", "id=users_list"]), @"
    exit 2
    error: invalid value 'id=users_list' for '--only <FILTER>': `id=users_list` is none of tag=NAME, path=PATTERN, operation=ID and method=METHOD

    For more information, try '--help'.
    ");
}
