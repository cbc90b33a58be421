//! The collections of `cargo xtask collection`, read and run by Postman's and Bruno's own programs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use roster_openapi::collection;
use roster_tests::{App, outside::require};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::twona::uploads::{create, part};

/// The collections of both documents in a folder of their own, and the programs.
struct Collections {
    folder: TempDir,
    modules: PathBuf,
}

impl Collections {
    /// None where the programs are not installed.
    fn write() -> Option<Self> {
        let modules = require("ROSTER_TEST_NODE_MODULES")?.into();
        let folder = tempfile::tempdir().expect("a folder");
        let openapi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi");
        for name in ["twona", "docutools"] {
            let bundle =
                roster_document::bundle(&openapi.join(name).join("openapi.yaml")).expect("the document is right");
            let collection = collection::read(&roster_document::Document::of(&bundle.document), name);
            let postman = folder.path().join(format!("{name}.postman_collection.json"));
            fs::write(postman, collection::postman(&collection)).expect("can be written");
            for (path, text) in collection::bruno(&collection) {
                let path = folder.path().join(path);
                fs::create_dir_all(path.parent().expect("a folder")).expect("can be made");
                fs::write(path, text).expect("can be written");
            }
        }
        Some(Self { folder, modules })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What is left of the collections once a program has read and written them.
    fn lost(&self, program: &str, paths: &[PathBuf]) -> Value {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/collections.mjs");
        let output = Command::new("node").arg(script).arg(program).args(paths).output().expect("node runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).expect("JSON")
    }

    /// Runs every request of a collection by newman, in its order: operationId and status.
    async fn newman(&self, name: &str, variables: Variables) -> Vec<(String, u64)> {
        let report = self.path("newman.json");
        let mut command = Command::new("node");
        command.arg(self.modules.join("newman/bin/newman.js")).arg("run");
        command.arg(self.path(&format!("{name}.postman_collection.json"))).args(variables.arguments());
        command.args(["--reporters", "json", "--reporter-json-export"]).arg(&report);
        let report = read_report(run(command).await, &report);
        let executions = report["run"]["executions"].as_array().expect("a list").iter();
        executions
            .map(|execution| {
                let id = execution["item"]["id"].as_str().expect("an id");
                (id.to_owned(), execution["response"]["code"].as_u64().unwrap_or_else(|| panic!("{execution}")))
            })
            .collect()
    }

    /// The same by Bruno.
    async fn bruno(&self, name: &str, variables: Variables) -> Vec<(String, u64)> {
        let report = self.path("bruno.json");
        let mut command = Command::new("node");
        command.current_dir(self.path(name)).arg(self.modules.join("@usebruno/cli/bin/bru.js")).args(["run", "-r"]);
        command.args(["--env", "local"]).args(variables.arguments()).arg("--reporter-json").arg(&report);
        let report = read_report(run(command).await, &report);
        let results = report[0]["results"].as_array().expect("a list").iter();
        results
            .map(|result| {
                let file = Path::new(result["test"]["filename"].as_str().expect("a file"));
                let id = file.file_stem().expect("a name").to_string_lossy().into_owned();
                (id, result["response"]["status"].as_u64().unwrap_or_else(|| panic!("{result}")))
            })
            .collect()
    }

    /// The statuses of the saved answers, by operationId.
    fn documented(&self, name: &str) -> BTreeMap<String, BTreeSet<u64>> {
        let text = fs::read_to_string(self.path(&format!("{name}.postman_collection.json"))).expect("it is there");
        let collection: Value = serde_json::from_str(&text).expect("JSON");
        let folders = collection["item"].as_array().expect("a list").iter();
        let items = folders.flat_map(|folder| folder["item"].as_array().expect("a list"));
        items
            .map(|item| {
                let answers = item["response"].as_array().expect("a list").iter();
                let statuses = answers.map(|answer| answer["code"].as_u64().expect("a status"));
                (item["id"].as_str().expect("an id").to_owned(), statuses.collect())
            })
            .collect()
    }
}

/// Values of the collection's variables.
struct Variables(Vec<(&'static str, String)>);

impl Variables {
    fn arguments(&self) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(|(name, value)| ["--env-var".to_owned(), format!("{name}={value}")])
    }
}

/// The server answers on this test's own thread.
async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output()).await.expect("no panic").expect("node runs")
}

fn read_report(output: Output, report: &Path) -> Value {
    let said = || format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(report).unwrap_or_else(|error| panic!("{error}: {}", said()));
    serde_json::from_str(&text).expect("JSON")
}

/// A server with what the variables name, and what the examples name where an id can be had: groups 1 to 14.
async fn world() -> (App, Variables) {
    let app = App::start().await;
    for number in 1..=14 {
        let body = json!({"name": format!("Group {number}")});
        app.owner.twona("groups_create_or_activate").json(body).send().await.expect(200);
    }
    let alice = app.user("alice").await;
    let file = create(&app.owner, 26).await;
    part(&app.owner, &file, 0, b"abcdefghijklmnopqrstuvwxyz").send().await.expect(204);
    let variables = vec![
        ("baseUrl", app.owner.base().to_owned()),
        ("token", app.owner.token.clone().expect("the owner has one")),
        ("user_id", alice.id.clone()),
        ("userId", alice.uuid.clone()),
        ("group_id", "14".to_owned()),
        ("file_id", file),
    ];
    (app, Variables(variables))
}

fn table(answers: &[(String, u64)]) -> String {
    answers.iter().map(|(id, status)| format!("{status} {id}\n")).collect()
}

#[test]
fn postmans_own_library_keeps_every_property() {
    let Some(collections) = Collections::write() else { return };
    let paths = ["twona", "docutools"].map(|name| collections.path(&format!("{name}.postman_collection.json")));
    assert_eq!(collections.lost("postman", &paths), json!([]));
}

#[test]
fn brunos_own_library_keeps_every_property() {
    let Some(collections) = Collections::write() else { return };
    for name in ["twona", "docutools"] {
        assert_eq!(collections.lost("bruno", &[collections.path(name)]), json!([]));
    }
}

#[tokio::test]
async fn every_request_gets_an_answer_that_is_saved_with_it() {
    let Some(collections) = Collections::write() else { return };
    for name in ["twona", "docutools"] {
        let documented = collections.documented(name);
        let (_postman_app, variables) = world().await;
        let answers = collections.newman(name, variables).await;
        assert_eq!(answers.len(), documented.len(), "each is sent once");
        for (id, status) in &answers {
            assert!(documented[id].contains(status), "{id}: {status} is not among {:?}", documented[id]);
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../../snapshots" }, {
            insta::assert_snapshot!(format!("collection_{name}"), table(&answers));
        });

        let (_bruno_app, variables) = world().await;
        assert_eq!(table(&collections.bruno(name, variables).await), table(&answers), "Bruno sends the same");
    }
}
