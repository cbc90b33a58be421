//! Documents of others, as they are in real life: generated, compiled without a warning, stubs and client alike; the stubs
//! started, probed at every route, and derived back. Instances of what they describe go through client, network, server and
//! back: of operations all over a document, where it has many.
//!
//! `ROSTER_TEST_CORPUS` names a folder of documents. Every one that is JSON or YAML, and of a version that is read, has to
//! hold, and of all their operations no more than one of a hundred may be skipped. A table tells of each.
//! `ROSTER_TEST_CORPUS_SHARE=1/8` compiles the second eighth of them alone; all are read.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use roster_document::{Changes, Diagnostics, Selection};
use roster_generate::{
    Files, Options, Understood,
    emit::{CrateOptions, Layout, Runtime, client, client_crate_name, crate_name, stubs},
    lines, understand,
};
use roster_tests::{
    corpus::{Share, documents, shared},
    outside::require,
};

use super::{
    documents::{folder, root},
    round_trip,
    throwaway::Throwaway,
};

/// The least share of all operations that has to be generated.
const SHARE: f64 = 0.99;

/// The most operations of a document whose instances go round: of one that has more, they have a client of their own.
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
    /// Instances that went through client and server and back, as they were, and of how many operations.
    round: Option<(usize, usize)>,
    /// Operations that none was made up for.
    untried: Option<String>,
    verdict: Verdict,
}

enum Verdict {
    /// It is understood, and not compiled this time.
    Understood,
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
    write_support();
    let corpus = root().join(corpus);
    let documents = documents(&corpus);
    assert!(!documents.is_empty(), "{} has no document", corpus.display());
    let share = Share::of_environment();
    let documents = documents.into_iter().enumerate().collect();
    let mut outcomes =
        shared(documents, |(place, (path, version)), _| understood(&corpus, &path, &version, share.has(place)));
    // The large ones first, so that no worker is left with one at the end.
    outcomes.sort_by_key(|(outcome, _)| std::cmp::Reverse(outcome.generated));
    let mut outcomes = shared(outcomes, |(outcome, packages), worker| match packages {
        Some(packages) => compiled(outcome, &packages, worker),
        None => outcome,
    });
    outcomes.sort_by(|left, right| left.document.cmp(&right.document));
    let (all, compiled) = (outcomes.len(), outcomes.iter().filter(|one| one.compiled.is_some()).count());
    println!("{}{all} documents, {compiled} of them compiled, in {} s", table(&outcomes), start.elapsed().as_secs());

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
    /// Of all operations, where those that go round have another one.
    client: Option<PathBuf>,
}

/// The outcome so far, and the packages where there are any, and any are wanted.
fn understood(corpus: &Path, path: &Path, version: &str, is_compiled: bool) -> (Outcome, Option<Packages>) {
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
        verdict: Verdict::Understood,
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
    if !is_compiled {
        return (outcome, None);
    }
    let some = (outcome.generated > FEW).then(|| spread(path, &understood)).flatten();
    let client = client_package("corpus-clients", &understood, &outcome.document);
    let (client, goes_round) = match &some {
        Some(some) => (Some(client), client_package("corpus-some", some, &outcome.document)),
        None => (None, client),
    };
    let stubs = stubs_package(&understood, &outcome.document, some.as_ref().unwrap_or(&understood), &goes_round);
    (outcome, Some(Packages { stubs, client }))
}

/// The document with no more than [`FEW`] of its operations, from all over it.
fn spread(path: &Path, understood: &Understood) -> Option<Understood> {
    let operations: Vec<_> = understood.api.operations.iter().filter(|operation| operation.has_id).collect();
    let chosen = (0..FEW).filter_map(|index| operations.get(index * operations.len() / FEW));
    let only = chosen.map(|operation| format!("operation={}", operation.id).parse()).collect::<Result<_, _>>().ok()?;
    let changes = Changes { selection: Selection { only, without: Vec::new() }, ..Changes::default() };
    let bundle = changes.bundle_in_part(path).ok()?;
    understand(&bundle, &Options { name: "document".to_owned(), strict: false, skip_unsupported: true }).ok()
}

fn compiled(mut outcome: Outcome, packages: &Packages, worker: usize) -> Outcome {
    let start = Instant::now();
    let built = cargo(&packages.stubs, worker, &["build", "--all-features"]);
    outcome.compiled = Some(start.elapsed());
    let start = Instant::now();
    let checked = packages.client.as_ref().map_or(Ok(String::new()), |client| cargo(client, worker, &["check"]));
    let tested = built.and_then(|_| {
        cargo(&packages.stubs, worker, &["test", "--all-features", "--test", "document", "--", "--nocapture"])
    });
    outcome.client = Some(start.elapsed());
    match checked.and(tested) {
        Ok(printed) => {
            let told = printed.lines().find_map(|line| Some(line.split_once("round trip: ")?.1)).unwrap_or_default();
            let (exchanges, rest) = told.split_once(" exchanges, ").expect("it says how many");
            let (operations, untried) = rest.split_once(" operations, ").expect("it says of how many");
            outcome.round = Some((exchanges.parse().unwrap(), operations.parse().unwrap()));
            outcome.untried = Some(untried.to_owned()).filter(|untried| !untried.is_empty());
            outcome.verdict = Verdict::Equal;
        }
        Err(fault) => outcome.verdict = Verdict::Fault(fault),
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
fn client_package(folder: &str, understood: &Understood, document: &str) -> PathBuf {
    let options = options(understood, client_crate_name(document), "client/runtime");
    let mut files = client::emit_crate(&understood.api, &options);
    let manifest = files.get_mut(Path::new("Cargo.toml")).unwrap();
    let is_runtime = |line: &&str| line.starts_with("roster-client-runtime = ");
    let runtime = manifest.lines().find(is_runtime).unwrap().to_owned();
    let without_tls = runtime.replace(" }", ", default-features = false }");
    *manifest = manifest.replace(&runtime, &format!("{without_tls}\n{}", support()));
    write(folder, document, files)
}

/// The stubs as `cargo xtask generate` writes them, with a test of their own beside them, by the client in that directory.
fn stubs_package(understood: &Understood, document: &str, by: &Understood, client: &Path) -> PathBuf {
    let options = options(understood, crate_name(document), "server/runtime");
    let mut files = stubs::emit_crate(&understood.api, &options);
    let client_name = client_crate_name(document);
    let (name, typed) = (options.name.replace('-', "_"), client_name.replace('-', "_"));
    let test = format!("{}{}", probe(&name), round_trip::test(&understood.api, &files, &by.api, &name, &typed));
    let manifest = files.get_mut(Path::new("Cargo.toml")).unwrap();
    // The same for all, so that what they stand on is compiled once.
    *manifest = manifest.replace(
        "\n# A package of its own",
        &format!(
            "{}\n\n[dev-dependencies]\n{client_name} = {{ path = {client:?} }}\n\n{PROFILE}\n# A package of its own",
            support()
        ),
    );
    files.insert("tests/acting.json".into(), roster_document::acting(&understood.document).to_string());
    files.insert("tests/document.rs".into(), test);
    write("corpus", document, files)
}

/// Nobody looks into these programs, and they run for a moment.
const PROFILE: &str = "[profile.dev]\ndebug = 0\n";

/// What all tests have in common is a package, which all others depend on; the line of a manifest that says so.
fn support() -> String {
    format!("roster-corpus = {{ path = {:?} }}", root().join("target/generator-tests/corpus-support"))
}

fn write_support() {
    let mut package = Throwaway::named("corpus-support", "roster-corpus");
    package.write("src/lib.rs", "#![allow(warnings)]\n\npub mod round_trip;\npub mod support;\n");
    for file in ["round_trip.rs", "support.rs"] {
        package.write(format!("src/{file}"), &fs::read_to_string(folder().join(file)).unwrap());
    }
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

/// A test that starts the crate's router with a handler of any kind.
fn probe(name: &str) -> String {
    format!(
        "#![allow(unused, deprecated, non_snake_case)]\n\nuse roster_corpus::{{round_trip::{{About, BoxFuture, Fault, Kind, Plan, \
         Read, Report, credentials, go_round, options, run, serve}}, support}};\n\nroster_corpus::handler!();\n\n#[test]\nfn \
         probe() {{\n    run(Box::pin(async {{\n        let router = \
         ::{name}::routes::<Handler>(std::sync::Arc::default());\n        support::check_document(&::{name}::DOCUMENT, \
         ::{name}::TYPES, router, include_str!(\"acting.json\")).await;\n    }}));\n}}\n\n"
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
        "{:width$} {:8} {:>10} {:>9} {:>7} {:>8} {:>8} {:>7} {:>4} derived\n",
        "document", "openapi", "operations", "generated", "skipped", "compiled", "client", "round", "of"
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
        let [round, of] =
            round.map_or_else(|| ["-", "-"].map(str::to_owned), |(count, of)| [count, of].map(|n| n.to_string()));
        let derived = match verdict {
            Verdict::Understood => "-",
            Verdict::Equal => "equal",
            Verdict::Unread(_) | Verdict::Fault(_) => "NO",
        };
        let count = skipped.len();
        writeln!(
            table,
            "{document:width$} {version:8} {operations:>10} {generated:>9} {count:>7} {time:>8} {client:>8} {round:>7} {of:>4} {derived}"
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
    let (round, of) = (sum(|one| one.round.unwrap_or_default().0), sum(|one| one.round.unwrap_or_default().1));
    writeln!(
        table,
        "{:width$} {:8} {operations:>10} {generated:>9} {count:>7} {:>8} {:>8} {round:>7} {of:>4}",
        "all", "", "", ""
    )
    .unwrap();
    format!("{table}{words}")
}
