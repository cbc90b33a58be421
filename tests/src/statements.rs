//! Which SQL the tests of this run have sent, so that each statement's plan can be looked at.
//!
//! The driver tells of every statement at the level `debug`. The integration binary writes each once; the tests of
//! `afterwards` read.

use std::{
    collections::HashSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    sync::{Mutex, Once},
};

use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    util::SubscriberInitExt,
};

static START: Once = Once::new();

/// Notes every statement that this process sends from now on. The first call empties what was noted before.
pub(crate) fn note() {
    START.call_once(|| {
        let _ = fs::remove_dir_all(folder());
        fs::create_dir_all(folder()).expect("the target folder can be written to");
        // A test that listens to the log itself has come first; its process notes nothing.
        let _ = tracing_subscriber::registry().with(Notes::default()).try_init();
    });
}

/// The statements noted by the last run of the integration binary.
pub fn noted() -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder()) else { return Vec::new() };
    let read = |entry: Result<fs::DirEntry, _>| {
        fs::read_to_string(entry.expect("a folder can be listed").path()).expect("a statement is text")
    };
    let mut statements: Vec<String> = entries.map(read).collect();
    statements.sort();
    statements
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/statements")
}

#[derive(Default)]
struct Notes(Mutex<HashSet<u64>>);

impl<S: Subscriber> Layer<S> for Notes {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut statement = Statement::default();
        event.record(&mut statement);
        // A short statement is its own summary.
        let text = if statement.text.trim().is_empty() { statement.summary } else { statement.text };
        let mut hasher = DefaultHasher::new();
        text.trim().hash(&mut hasher);
        let hash = hasher.finish();
        if self.0.lock().expect("no holder of the lock panics").insert(hash) {
            fs::write(folder().join(format!("{hash:016x}.sql")), text.trim()).expect("a statement can be noted");
        }
    }
}

#[derive(Default)]
struct Statement {
    summary: String,
    text: String,
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.text),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}
