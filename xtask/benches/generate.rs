//! Time and peak memory of `xtask generate`, on the project's own documents and on synthetic ones of growing size.
//!
//! `cargo bench -p xtask` prints a table; time and memory per operation should stay level as documents grow.
//! The program is run as a person runs it, a process a time. Memory is the high-water mark that Linux keeps.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const RUNS: usize = 5;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generate");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder can be written to");
    println!("{:<28} {:>10} {:>12} {:>16}", "document", "fastest", "peak memory", "an operation");
    report("both of the project's (43)", 43, &["generate", "--check"]);
    for operations in [100, 350, 700, 1400] {
        let document = folder.join(format!("synthetic{operations}.yaml"));
        fs::write(&document, synthetic(operations)).expect("the target folder can be written to");
        let out = folder.join(format!("out{operations}"));
        let arguments = ["generate", "--document", path(&document), "--out", path(&out)];
        report(&format!("synthetic ({operations})"), operations, &arguments);
    }
}

fn path(path: &Path) -> &str {
    path.to_str().expect("the target folder's name is Unicode")
}

fn report(name: &str, operations: usize, arguments: &[&str]) {
    let runs: Vec<(Duration, u64)> = (0..RUNS).map(|_| run(arguments)).collect();
    // The fastest run is the one that the machine's other work disturbed least.
    let fastest = runs.iter().map(|(time, _)| *time).min().unwrap_or_default();
    let peak = runs.iter().map(|(_, peak)| *peak).max().unwrap_or_default();
    let each = fastest / u32::try_from(operations).expect("documents are small");
    println!("{name:<28} {fastest:>10.1?} {:>8} MiB {each:>16.1?}", peak / 1024);
}

/// Wall time, and peak resident memory in KiB.
fn run(arguments: &[&str]) -> (Duration, u64) {
    let start = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("xtask starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        peak = peak.max(high_water(&status).unwrap_or_default());
        if let Some(exit) = child.try_wait().expect("xtask can be waited for") {
            assert!(exit.success(), "xtask {arguments:?}: {exit}");
            return (start.elapsed(), peak);
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
