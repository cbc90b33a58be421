//! Where logs go and what they look like: standard error, as text or as one JSON object a line.

use tracing_subscriber::{EnvFilter, fmt};

/// Form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// Starts logging for the whole process. `filter` is a level, or directives such as `roster_server=debug,sqlx=warn`.
///
/// Statements of the database are logged only where the filter names `sqlx`: some come from threads that do not know
/// which request they work for. The error says what is wrong with the filter.
pub(crate) fn start(format: LogFormat, filter: &str) -> Result<(), String> {
    let names_sqlx = filter.contains("sqlx");
    let mut filter = EnvFilter::try_new(filter).map_err(|error| error.to_string())?;
    if !names_sqlx {
        filter = filter.add_directive("sqlx=off".parse().expect("a directive"));
    }
    let builder = fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let result = match format {
        LogFormat::Text => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
    };
    std::panic::set_hook(Box::new(log_panic));
    // A second start in one process keeps the first one's settings.
    let _ = result;
    Ok(())
}

/// A panic is logged under the request that it ended. What it says is repeated only where it is a constant: a text that
/// was put together may hold anything.
fn log_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    let text = panic.payload().downcast_ref::<&'static str>().copied();
    tracing::error!(place, text, "panicked");
}
