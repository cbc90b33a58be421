//! What is said beside findings: summaries, errors, progress; and whether any of it is in colour.
//!
//! Findings and whatever else was asked for go through `report`.

use std::{
    io::{self, IsTerminal as _, Write as _},
    process::ExitCode,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::ColorChoice;

use super::arguments::Manner;

/// What the process was started as.
static CONSOLE: OnceLock<Console> = OnceLock::new();

struct Console {
    program: &'static str,
    is_quiet: bool,
}

/// Runs a command of this program, says what kept it from its end, and gives the exit status.
pub fn run(program: &'static str, manner: Manner, command: impl FnOnce() -> Result<bool>) -> ExitCode {
    match manner.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();
    let _ = CONSOLE.set(Console { program, is_quiet: manner.quiet });
    std::panic::set_hook(Box::new(move |fault| {
        clear();
        eprintln!("error: this is a fault of {program} itself; report it together with the document\n{fault}");
    }));
    let result = command();
    step(None);
    let result = result.and_then(|clean| super::report::finish().map(|()| clean));
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            anstream::eprintln!("{ERROR}error{ERROR:#}: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// How the program is called, for those who are told to call it.
pub(crate) fn program() -> &'static str {
    CONSOLE.get().map_or("roster", |console| console.program)
}

/// A line on standard error, for people who want to know more than the findings.
pub fn status(text: &str) {
    if !is_quiet() {
        clear();
        eprintln!("{text}");
    }
}

fn is_quiet() -> bool {
    CONSOLE.get().is_some_and(|console| console.is_quiet)
}

pub(super) const ERROR: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();
pub(super) const WARNING: anstyle::Style = anstyle::AnsiColor::Yellow.on_default().bold();
pub(super) const HELP: anstyle::Style = anstyle::AnsiColor::Cyan.on_default();

/// How long a command may take without a word.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is being done, and whether a terminal shows it.
#[derive(Default)]
struct Progress {
    step: Option<&'static str>,
    is_shown: bool,
    is_watched: bool,
}

static PROGRESS: Mutex<Progress> = Mutex::new(Progress { step: None, is_shown: false, is_watched: false });

fn progress() -> MutexGuard<'static, Progress> {
    // Nothing is left half done by whoever panicked.
    PROGRESS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says what is being done from here on, if it takes its time and somebody looks.
pub(crate) fn step(what: Option<&'static str>) {
    clear();
    let mut progress = progress();
    progress.step = what;
    if what.is_some() && !progress.is_watched && !is_quiet() && io::stderr().is_terminal() {
        progress.is_watched = true;
        // It ends with the process.
        thread::spawn(watch);
    }
}

fn watch() {
    let start = Instant::now();
    thread::sleep(PATIENCE);
    loop {
        let mut progress = progress();
        if let Some(step) = progress.step {
            eprint!("\r\x1b[K{step} … {} s", start.elapsed().as_secs());
            progress.is_shown = true;
        }
        drop(progress);
        thread::sleep(Duration::from_millis(200));
    }
}

/// Makes room for a line of text.
pub(super) fn clear() {
    let mut progress = progress();
    if std::mem::take(&mut progress.is_shown) {
        eprint!("\r\x1b[K");
        let _ = io::stderr().flush();
    }
}
