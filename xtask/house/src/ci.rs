//! What the continuous integration runs, in one command; every step runs, also after one has failed.

use std::{
    env,
    ffi::OsString,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};

/// What is run: cargo's arguments.
const STEPS: [(&str, &[&str]); 8] = [
    ("formatting", &["fmt", "--all", "--check"]),
    ("clippy", &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]),
    // The workspace's tests ask for the feature `raw`, and so hide what only compiles with it.
    ("client", &["clippy", "-p", "roster-client", "--all-targets", "--quiet", "--", "-D", "warnings"]),
    // Cargo leaves out what is not tested with the rest.
    ("afterwards", &["clippy", "-p", "roster-tests", "--test", "afterwards", "--quiet", "--", "-D", "warnings"]),
    ("lint", &["xtask", "lint"]),
    ("check", &["xtask", "check"]),
    ("test", &["test", "--workspace", "--quiet"]),
    // What the tests over HTTP have noted.
    ("noted", &["test", "-p", "roster-tests", "--test", "afterwards", "--quiet"]),
];

/// Runs every step in `root`, with its output on this process's; true if all succeeded.
///
/// # Errors
/// Cargo, or this program once more, cannot be started.
pub fn run(root: &Path) -> Result<bool> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    // The workspace is called `""` where it is the current directory, which the system takes for no directory at all.
    let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
    let mut results: Vec<(&str, bool, Duration)> = Vec::new();
    for (name, arguments) in STEPS {
        println!("== {name}: cargo {}", arguments.join(" "));
        let start = Instant::now();
        // This program need not be compiled to be started once more.
        let (program, arguments) = match arguments {
            ["xtask", rest @ ..] => (env::current_exe()?.into_os_string(), rest),
            _ => (cargo.clone(), arguments),
        };
        let status = Command::new(&program)
            .args(arguments)
            .current_dir(root)
            .status()
            .with_context(|| format!("cannot start {}", program.display()))?;
        results.push((name, status.success(), start.elapsed()));
    }
    println!("\n== summary");
    for (name, succeeded, time) in &results {
        let verdict = if *succeeded { "ok" } else { "FAILED" };
        println!("{name:<12} {verdict:<8} {:>7.1} s", time.as_secs_f64());
    }
    Ok(results.iter().all(|(_, succeeded, _)| *succeeded))
}
