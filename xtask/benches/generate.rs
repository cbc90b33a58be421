//! Time and peak memory of `roster generate`, and of the stages before it, on synthetic documents of growing size, and on one of yours.
//!
//! `cargo bench -p roster-openapi` prints a table; time and memory per operation should stay level as documents grow.
//! `ROSTER_BENCH_DOCUMENT=FILE` names a document to measure beside them; one that is refused is measured until then.
//! The program is run as a person runs it, a process a time. Memory is the high-water mark that Linux keeps.

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const RUNS: usize = 5;

/// Operations of the synthetic documents.
const SIZES: [usize; 5] = [100, 350, 1_000, 3_000, 10_000];

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generate");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    println!(
        "{:<32} {:<9} {:>10} {:>10} {:>12} {:>13} {:>13}",
        "document", "command", "operations", "fastest", "peak memory", "an operation", ""
    );
    if let Some(document) = env::var_os("ROSTER_BENCH_DOCUMENT").map(PathBuf::from) {
        // Benches run in the folder of their package, and people name files from the workspace's.
        let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(document);
        let name = document.file_name().unwrap_or_default().to_string_lossy().into_owned();
        stages(&name, &document, operations(&document), &folder.join("out"));
    }
    for operations in SIZES {
        let document = folder.join(format!("synthetic{operations}.yaml"));
        fs::write(&document, synthetic(operations)).expect("the target folder can be written to");
        stages("synthetic", &document, operations, &folder.join(format!("out{operations}")));
    }
}

/// Reads and checks the document, brings it into one file, and makes code of it.
fn stages(name: &str, document: &Path, operations: usize, out: &Path) {
    let document = path(document);
    report(name, "lint", operations, &["lint", "--document", document]);
    report(name, "bundle", operations, &["bundle", "--document", document]);
    report(name, "generate", operations, &["generate", "--document", document, "--out", path(out)]);
}

/// How many operations the document has; 1 where the program cannot tell, so that an operation is the whole.
fn operations(document: &Path) -> usize {
    let arguments = ["routes", "--document", path(document)];
    let output = Command::new(env!("CARGO_BIN_EXE_roster")).args(arguments).output().expect("roster starts");
    let lines = String::from_utf8_lossy(&output.stdout).lines().filter(|line| line.contains(" /")).count();
    lines.max(1)
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the target folder's name is Unicode")
}

fn report(name: &str, command: &str, operations: usize, arguments: &[&str]) {
    let runs: Vec<Run> = (0..RUNS).map(|_| run(arguments)).collect();
    // The fastest run is the one that the machine's other work disturbed least.
    let fastest = runs.iter().map(|run| run.time).min().unwrap_or_default();
    let peak = runs.iter().map(|run| run.peak).max().unwrap_or_default();
    let each = fastest / u32::try_from(operations).expect("documents are small");
    let exit = match runs[0].status {
        Some(0) => String::new(),
        Some(status) => format!("exit {status}"),
        None => "killed".to_owned(),
    };
    println!(
        "{name:<32} {command:<9} {operations:>10} {fastest:>10.1?} {:>8} MiB {each:>13.1?} {exit:>13}",
        peak / 1024
    );
}

struct Run {
    /// Wall time.
    time: Duration,
    /// Peak resident memory in KiB.
    peak: u64,
    status: Option<i32>,
}

fn run(arguments: &[&str]) -> Run {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_roster"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("roster starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        peak = peak.max(high_water(&status).unwrap_or_default());
        if let Some(exit) = child.try_wait().expect("roster can be waited for") {
            return Run { time: start.elapsed(), peak, status: exit.code() };
        }
        thread::sleep(Duration::from_millis(2));
    }
}

fn high_water(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}

/// A document of `operations` operations, five a resource, in the manner of public ones: each resource has an entity
/// with constraints, references to other resources, parameters, and shared error responses.
fn synthetic(operations: usize) -> String {
    assert_eq!(operations % 5, 0, "five operations a resource");
    let resources = operations / 5;
    let mut paths = String::new();
    let mut schemas = String::new();
    for number in 0..resources {
        let next = (number + 1) % resources;
        let one = format!(
            "'200': {{description: One., content: {{application/json: {{schema: {{$ref: '#/components/schemas/Resource{number}'}}}}}}}}"
        );
        let many = format!(
            "'200': {{description: Many., content: {{application/json: {{schema: {{type: array, items: {{$ref: '#/components/schemas/Resource{number}'}}}}}}}}}}"
        );
        let _ = writeln!(paths, "  /resource{number}:");
        push_operation(&mut paths, number, "get", "list", false, &many);
        push_operation(&mut paths, number, "post", "create", true, &one);
        let _ = write!(
            paths,
            "  /resource{number}/{{id}}:
    parameters:
      - {{name: id, in: path, required: true, schema: {{type: integer, format: int64, minimum: 1}}}}
"
        );
        push_operation(&mut paths, number, "get", "get", false, &one);
        push_operation(&mut paths, number, "put", "update", true, &one);
        push_operation(&mut paths, number, "delete", "delete", false, "'204': {description: Gone.}");
        let _ = write!(
            schemas,
            "    Resource{number}:
      type: object
      required: [id, name]
      properties:
        id: {{type: integer, format: int64, minimum: 1, description: Which one., example: 7}}
        name: {{type: string, minLength: 1, maxLength: 128, description: What it is called., example: Seven}}
        state: {{type: string, enum: [draft, active, closed], description: How far it is., example: draft}}
        tags: {{type: array, maxItems: 16, uniqueItems: true, items: {{type: string, pattern: '^[a-z]+$'}}}}
        next: {{$ref: '#/components/schemas/Resource{next}'}}
"
        );
    }
    format!(
        "openapi: 3.0.3
info: {{title: Synthetic, version: 1.0.0}}
paths:
{paths}components:
  responses:
    Problem:
      description: What went wrong.
      content: {{application/problem+json: {{schema: {{$ref: '#/components/schemas/Problem'}}}}}}
  schemas:
    Problem:
      type: object
      properties: {{title: {{type: string}}, status: {{type: integer}}, detail: {{type: string}}}}
{schemas}"
    )
}

fn push_operation(paths: &mut String, number: usize, method: &str, verb: &str, body: bool, success: &str) {
    let _ = write!(
        paths,
        "    {method}:
      operationId: resource{number}_{verb}
      tags: [resource{number}]
      summary: {verb} resource {number}
      description: What happens to resource {number}, and who may ask for it.
      responses:
        {success}
        '400': {{$ref: '#/components/responses/Problem'}}
        '404': {{$ref: '#/components/responses/Problem'}}
"
    );
    if body {
        let _ = write!(
            paths,
            "      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/Resource{number}'}}}}}}
"
        );
    }
}
