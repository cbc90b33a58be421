//! Documents of others, as they are in real life: generated, compiled without a warning, stubs and client alike; the stubs
//! started, probed at every route, and derived back. Of those with few operations, instances of all that they describe go
//! through client, network, server and back.
//!
//! `ROSTER_TEST_CORPUS` names a folder of documents. Every one that is JSON or YAML, and of a version that is read, has to
//! hold, and of all their operations no more than one of a hundred may be skipped. A table tells of each.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use roster_document::Diagnostics;
use roster_generate::{
    Files, Options, Understood,
    emit::{CrateOptions, Layout, Runtime, client, client_crate_name, crate_name, stubs},
    ir::Api,
    lines, understand,
};
use roster_tests::{
    corpus::{documents, shared},
    outside::require,
};

use super::{
    documents::{folder, root},
    round_trip,
    throwaway::versions,
};

/// The least share of all operations that has to be generated.
const SHARE: f64 = 0.99;

/// Documents with no more operations have their instances go round: compiling a client takes as long as compiling stubs.
const FEW: usize = 14;

/// What became of a document.
struct Outcome {
    document: String,
    version: String,
    /// All that it has.
    operations: usize,
    generated: usize,
    skipped: Vec<String>,
    compiled: Option<Duration>,
    client: Option<Duration>,
    /// Instances that went through client and server and back, as they were.
    round: Option<usize>,
    /// Operations that none was made up for.
    untried: Option<String>,
    verdict: Verdict,
}

enum Verdict {
    /// It compiled, started, answered where it should, and is what is documented.
    Equal,
    /// Refused for what it is: no JSON at all, or of a version that is not read. Says so.
    Unread(String),
    /// Why it was refused, did not compile, or was not what is documented.
    Fault(String),
}

#[test]
fn documents_of_others_are_served_as_documented() {
    let Some(corpus) = require("ROSTER_TEST_CORPUS") else { return };
    let start = Instant::now();
    let corpus = root().join(corpus);
    let documents = documents(&corpus);
    assert!(!documents.is_empty(), "{} has no document", corpus.display());
    let mut outcomes = shared(documents, |(path, version), _| understood(&corpus, &path, &version));
    // The large ones first, so that no worker is left with one at the end.
    outcomes.sort_by_key(|(outcome, _)| std::cmp::Reverse(outcome.generated));
    let mut outcomes = shared(outcomes, |(outcome, packages), worker| match packages {
        Some(packages) => compiled(outcome, &packages, worker),
        None => outcome,
    });
    outcomes.sort_by(|left, right| left.document.cmp(&right.document));
    println!("{}{} documents in {} s", table(&outcomes), outcomes.len(), start.elapsed().as_secs());

    let faults: Vec<_> = outcomes.iter().filter(|one| matches!(one.verdict, Verdict::Fault(_))).collect();
    let names: Vec<_> = faults.iter().map(|one| one.document.as_str()).collect();
    assert!(faults.is_empty(), "not as documented: {}", names.join(", "));
    let all: usize = outcomes.iter().map(|outcome| outcome.operations).sum();
    let generated: usize = outcomes.iter().map(|outcome| outcome.generated).sum();
    assert!(generated as f64 >= all as f64 * SHARE, "{generated} of {all} operations");
}

/// Directories of packages.
struct Packages {
    stubs: PathBuf,
    client: PathBuf,
}

/// The outcome so far, and the packages where there are any.
fn understood(corpus: &Path, path: &Path, version: &str) -> (Outcome, Option<Packages>) {
    let document = path.strip_prefix(corpus).unwrap_or(path).display().to_string();
    let mut outcome = Outcome {
        document,
        version: version.to_owned(),
        operations: 0,
        generated: 0,
        skipped: Vec::new(),
        compiled: None,
        client: None,
        round: None,
        untried: None,
        verdict: Verdict::Equal,
    };
    let understood = match std::panic::catch_unwind(|| read(path)) {
        Ok(Ok(understood)) => understood,
        Ok(Err(problems)) => {
            let problems = problems.sorted();
            let is_of_another_version = matches!(problems.as_slice(), [one] if one.rule == "openapi-version");
            let words = problems.first().map(|problem| problem.message.clone()).unwrap_or_default();
            let is_unread = is_of_another_version || !is_well_formed(path);
            outcome.verdict = if is_unread { Verdict::Unread(words) } else { Verdict::Fault(words) };
            return (outcome, None);
        }
        Err(_) => {
            outcome.verdict = Verdict::Fault("the generator panics".to_owned());
            return (outcome, None);
        }
    };
    outcome.generated = understood.api.operations.len();
    outcome.operations = outcome.generated + understood.skipped.len();
    outcome.skipped = lines(&understood.skipped);
    let client = client_package(&understood, &outcome.document);
    let goes_round = (1..=FEW).contains(&outcome.generated);
    let stubs = stubs_package(&understood, &outcome.document, goes_round.then_some(client.as_path()));
    (outcome, Some(Packages { stubs, client }))
}

fn compiled(mut outcome: Outcome, packages: &Packages, worker: usize) -> Outcome {
    let start = Instant::now();
    let built = cargo(&packages.stubs, worker, &["build"]);
    outcome.compiled = Some(start.elapsed());
    let probed = built.and_then(|_| cargo(&packages.stubs, worker, &["test", "--test", "probe"]));
    let start = Instant::now();
    let checked = match (1..=FEW).contains(&outcome.generated) {
        // The client is compiled for it.
        true => cargo(&packages.stubs, worker, &["test", "--test", "round_trip", "--", "--nocapture"]).map(|printed| {
            let told = printed.lines().find_map(|line| line.strip_prefix("round trip: ")).unwrap_or_default();
            let (count, untried) = told.split_once(" exchanges").expect("it says how many");
            outcome.round = Some(count.parse().unwrap());
            outcome.untried = Some(untried.trim_start_matches(", ").to_owned()).filter(|untried| !untried.is_empty());
        }),
        false => cargo(&packages.client, worker, &["check"]).map(drop),
    };
    outcome.client = Some(start.elapsed());
    if let Err(fault) = probed.and(checked) {
        outcome.verdict = Verdict::Fault(fault);
    }
    outcome
}

/// What another reader says of JSON.
fn is_well_formed(path: &Path) -> bool {
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let text = fs::read_to_string(path).unwrap();
    !is_json || serde_json::from_str::<serde_json::Value>(&text).is_ok()
}

fn read(path: &Path) -> Result<Understood, Diagnostics> {
    let bundle = roster_document::bundle_in_part(path)?;
    understand(&bundle, &Options { name: "document".to_owned(), strict: false, skip_unsupported: true })
}

fn options(understood: &Understood, name: String, runtime: &str) -> CrateOptions {
    CrateOptions {
        name,
        layout: Layout::Alone,
        runtime: Runtime::Path(root().join(runtime).display().to_string()),
        source: "document".to_owned(),
        skipped: lines(&understood.skipped),
        found: understood.found.clone().sorted(),
    }
}

/// The client as `cargo xtask generate` writes it, without TLS, which takes long to compile.
fn client_package(understood: &Understood, document: &str) -> PathBuf {
    let options = options(understood, client_crate_name(document), "client/runtime");
    let mut files = client::emit_crate(&understood.api, &options);
    let manifest = files.get_mut(Path::new("Cargo.toml")).unwrap();
    let is_runtime = |line: &&str| line.starts_with("roster-client-runtime = ");
    let runtime = manifest.lines().find(is_runtime).unwrap().to_owned();
    *manifest = manifest.replace(&runtime, &runtime.replace(" }", ", default-features = false }"));
    write("corpus-clients", document, files)
}

/// The stubs as `cargo xtask generate` writes them, with a test of their own beside them.
fn stubs_package(understood: &Understood, document: &str, client: Option<&Path>) -> PathBuf {
    let options = options(understood, crate_name(document), "server/runtime");
    let mut files = stubs::emit_crate(&understood.api, &options);
    let mut development = versions(&["axum", "bytes", "futures-util", "http", "tokio", "utoipa"]);
    if let Some(client) = client {
        let name = client_crate_name(document);
        let runtime = root().join("client/runtime");
        write!(development, "\n{name} = {{ path = {client:?} }}").unwrap();
        write!(development, "\nroster-client-runtime = {{ path = {runtime:?}, default-features = false }}").unwrap();
        let (stubs, name) = (options.name.replace('-', "_"), name.replace('-', "_"));
        let test = round_trip::test(&understood.api, &files, &stubs, &name);
        files.insert("tests/round_trip.rs".into(), test);
        files.insert("tests/exchange.rs".into(), fs::read_to_string(folder().join("round_trip.rs")).unwrap());
    }
    let manifest = files.get_mut(Path::new("Cargo.toml")).unwrap();
    *manifest = manifest.replace(
        "\n# A package of its own",
        &format!("\n[dev-dependencies]\n{development}\n\n[profile.dev]\ndebug = 0\n\n# A package of its own"),
    );
    files.insert("tests/support.rs".into(), fs::read_to_string(folder().join("support.rs")).unwrap());
    files.insert("tests/acting.json".into(), roster_document::acting(&understood.document).to_string());
    files.insert("tests/probe.rs".into(), probe(&understood.api, &options.name.replace('-', "_")));
    write("corpus", document, files)
}

fn write(folder: &str, document: &str, mut files: Files) -> PathBuf {
    let directory = root().join("target/generator-tests").join(folder).join(document);
    files.insert("Cargo.lock".into(), fs::read_to_string(root().join("Cargo.lock")).unwrap());
    // What an earlier run left is reused where it is the same, so that it is not compiled again.
    for leftover in sources(&directory.join("src")).into_iter().filter(|path| !files.contains_key(path.as_path())) {
        fs::remove_file(directory.join(leftover)).unwrap();
    }
    for (path, text) in files {
        let path = directory.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
            fs::write(path, text).unwrap();
        }
    }
    directory
}

/// The files of a package's `src`, relative to the package.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.map(|entry| Path::new("src").join(entry.unwrap().file_name())).collect()
}

/// A test that starts the crate's router with a handler that implements nothing.
fn probe(api: &Api, name: &str) -> String {
    let mut implementations = String::new();
    for group in &api.groups {
        writeln!(implementations, "impl ::{name}::r#{}::{} for Handler {{}}", group.module, group.trait_name).unwrap();
    }
    format!(
        "#![allow(unused)]\n\nmod support;\n\nuse support::anonymous;\n\n#[derive(Default)]\npub struct Handler;\n\
         anonymous!(Handler);\n{implementations}\n#[tokio::test]\nasync fn probe() {{\n    \
         let router = ::{name}::routes::<Handler>(std::sync::Arc::default());\n    \
         support::check_document(&::{name}::DOCUMENT, ::{name}::TYPES, router, \
         include_str!(\"acting.json\")).await;\n}}\n"
    )
}

/// Runs cargo with warnings denied; the error is what it printed, from its first complaint.
fn cargo(package: &Path, worker: usize, arguments: &[&str]) -> Result<String, String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["--offline", "--quiet"])
        .args(arguments)
        .env("CARGO_TARGET_DIR", root().join(format!("target/generator-tests/corpus-target-{worker}")))
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", "-Dwarnings")
        .env("RUST_BACKTRACE", "0")
        .current_dir(package)
        .output()
        .expect("cargo runs, as it ran this test");
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let lines: Vec<_> =
        printed.lines().skip_while(|line| !line.starts_with("error") && !line.contains("panicked")).take(25).collect();
    Err(lines.join("\n"))
}

fn table(outcomes: &[Outcome]) -> String {
    let width = outcomes.iter().map(|outcome| outcome.document.len()).max().unwrap_or_default();
    let mut table = format!(
        "{:width$} {:8} {:>10} {:>9} {:>7} {:>8} {:>8} {:>7} derived\n",
        "document", "openapi", "operations", "generated", "skipped", "compiled", "client", "round"
    );
    let mut words = String::new();
    let mut unread: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for Outcome { document, version, operations, generated, skipped, compiled, client, round, untried, verdict } in
        outcomes
    {
        if let Verdict::Unread(why) = verdict {
            unread.entry(why).or_default().push(document);
            continue;
        }
        let [time, client] = [compiled, client]
            .map(|time| time.map_or_else(|| "-".to_owned(), |time| format!("{:.1} s", time.as_secs_f64())));
        let round = round.map_or_else(|| "-".to_owned(), |count| count.to_string());
        let derived = if matches!(verdict, Verdict::Equal) { "equal" } else { "NO" };
        let count = skipped.len();
        writeln!(
            table,
            "{document:width$} {version:8} {operations:>10} {generated:>9} {count:>7} {time:>8} {client:>8} {round:>7} {derived}"
        )
        .unwrap();
        for line in skipped {
            writeln!(words, "skipped of {document}: {line}").unwrap();
        }
        if let Some(operations) = untried {
            writeln!(words, "not gone round of {document}: {operations}").unwrap();
        }
        if let Verdict::Fault(lines) = verdict {
            writeln!(words, "fault of {document}: {lines}").unwrap();
        }
    }
    for (why, documents) in unread {
        let more = if documents.len() > 1 { format!(" and {} more", documents.len() - 1) } else { String::new() };
        writeln!(words, "not read: {}{more}: {why}", documents[0]).unwrap();
    }
    let sum = |count: fn(&Outcome) -> usize| outcomes.iter().map(count).sum::<usize>();
    let (operations, generated) = (sum(|one| one.operations), sum(|one| one.generated));
    let count = operations - generated;
    writeln!(table, "{:width$} {:8} {operations:>10} {generated:>9} {count:>7}", "all", "").unwrap();
    format!("{table}{words}")
}
