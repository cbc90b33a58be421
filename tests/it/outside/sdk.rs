//! The client packages in other languages, each used by a program in that language against a server of its own.
//!
//! `cargo xtask sdk --test` makes the packages and runs these. The programs are in `tests/sdk/<language>/`.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use roster_tests::{
    document::DOCUMENTS,
    outside::require,
    process::{self, Process, owner_token},
};
use serde_json::{Value, json};

/// What a scenario says it has done, in order.
const STEPS: [&str; 16] = [
    "session",
    "invite",
    "accept",
    "users",
    "groups",
    "search",
    "upload",
    "download",
    "auto-key",
    "profiles",
    "avatar",
    "batch",
    "licence",
    "vcard",
    "invitation",
    "problems",
];

/// A server, and what a program needs to work with it.
struct Stage {
    process: Process,
    data: tempfile::TempDir,
    member: String,
    auto_key: String,
}

impl Stage {
    async fn new() -> Self {
        let data = tempfile::tempdir().expect("a folder");
        let process = Process::start(process::command(data.path())).await;
        operate(data.path(), &["user", "create", "--email", "member@example.com", "--name", "Mia Member"]);
        let member = operate(data.path(), &["token", "create", "--email", "member@example.com"]);
        let owner = ["token", "create", "--email", "owner@example.com", "--permission", "auto_key"];
        let auto_key = operate(data.path(), &owner);
        let picture = image::RgbImage::from_fn(640, 480, |x, y| image::Rgb([(x / 3) as u8, (y / 2) as u8, 128]));
        fs::create_dir(data.path().join("for-upload")).expect("a folder");
        picture.save(data.path().join("for-upload/avatar.png")).expect("a picture");
        Self { process, data, member, auto_key }
    }

    /// Runs `tests/sdk/<language>/run`, and gives back what it printed.
    ///
    /// # Panics
    /// If it fails; with all that it said.
    fn run(&self, language: &str, what: &str, packages: &Path) -> String {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk").join(language).join("run");
        let output = Command::new(&script)
            .arg(what)
            .arg(packages.join(language))
            .env("ROSTER_URL", self.process.base())
            .env("ROSTER_TOKEN", owner_token(self.data.path()))
            .env("ROSTER_MEMBER_TOKEN", &self.member)
            .env("ROSTER_AUTO_KEY_TOKEN", &self.auto_key)
            .env("ROSTER_OUTBOX", self.data.path().join("outbox"))
            .env("ROSTER_FILES", self.data.path().join("for-upload"))
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", script.display()));
        let [printed, errors] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text).into_owned());
        assert!(output.status.success(), "{language}, {what}: {}\n{printed}\n{errors}", output.status);
        printed
    }

    /// The operations that the server answered with success, by its own count: `twona/users_list`.
    async fn answered(&self) -> BTreeSet<String> {
        let response = self.process.caller("").raw("GET", "/metrics").send().await.expect("metrics");
        let metrics = response.text().await.expect("text");
        let label = |line: &str, name: &str| {
            let (_, rest) = line.split_once(&format!("{name}=\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let counted = metrics.lines().filter(|line| line.starts_with("roster_requests_total{"));
        let succeeded =
            counted.filter(|line| label(line, "status").is_some_and(|status| status.starts_with(['2', '3'])));
        succeeded.filter_map(|line| Some(format!("{}/{}", label(line, "api")?, label(line, "operation")?))).collect()
    }
}

/// Runs a command of the operator, and gives back what it printed.
fn operate(data: &Path, arguments: &[&str]) -> String {
    let output = process::command(data).args(arguments).output().expect("the server's binary");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// The quick start of each package does what its README says, and the scenario leaves no operation out.
async fn use_packages(language: &str) {
    let Some(packages) = require("ROSTER_TEST_SDKS").map(PathBuf::from) else { return };

    let printed = Stage::new().await.run(language, "quickstart", &packages);
    assert!(printed.contains("owner@example.com"), "the quick starts say who is signed in: {printed}");

    let stage = Stage::new().await;
    let printed = stage.run(language, "scenario", &packages);
    let steps: Vec<_> = printed.lines().filter_map(|line| line.strip_prefix("ok ")).collect();
    assert_eq!(steps, STEPS, "{printed}");
    let answered = stage.answered().await;
    let documented = DOCUMENTS.iter().flat_map(|document| {
        document.operations().iter().map(|operation| format!("{}/{}", document.name, operation.id))
    });
    let unused: Vec<_> = documented.filter(|operation| !answered.contains(operation)).collect();
    assert!(unused.is_empty(), "never answered with success when called from {language}: {unused:?}");
}

#[tokio::test]
async fn typescript() {
    use_packages("typescript").await;
}

#[tokio::test]
async fn typescript_in_a_browser() {
    let Some(packages) = require("ROSTER_TEST_SDKS").map(PathBuf::from) else { return };
    let (Some(browser), Some(modules)) = (require("ROSTER_TEST_BROWSER"), require("ROSTER_TEST_NODE_MODULES")) else {
        return;
    };
    let data = tempfile::tempdir().expect("a folder");
    let mut command = process::command(data.path());
    command.args(["serve", "--allow-origin", "*"]);
    let server = Process::start(command).await;
    let output = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("outside/browser/packages.mjs"))
        .args([Path::new(&browser), Path::new(&modules), &packages.join("typescript")])
        .args([server.base(), owner_token(data.path())])
        .output()
        .expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let got: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected = json!({
        "email": "owner@example.com",
        "users": [1, "1"],
        "problem": [true, 404, "not_found"],
        "file": "Nothing much.\n",
        "avatar": ["image/png", 304],
    });
    assert_eq!(got, expected);
}

#[tokio::test]
async fn python() {
    use_packages("python").await;
}

#[tokio::test]
async fn go() {
    use_packages("go").await;
}

#[tokio::test]
async fn java() {
    use_packages("java").await;
}
