//! The command line: what it accepts, what it prints, and with which status it ends.
//!
//! 0: done; 1: tried and failed; 2: the command or its configuration makes no sense. Errors are one line on standard
//! error. Standard output carries only what was asked for.

mod arguments;
mod audit;
mod backup;
mod commands;
mod serve;
mod urls;
mod values;

use std::process::ExitCode;

use arguments::{Arguments, Command, OrganizationCommand, TokenCommand, UserCommand};
use clap::Parser;

use crate::{
    backup::{ExportError, ImportError},
    directory::DirectoryError,
    start::StartError,
};

/// A value of a flag that cannot be used; one line, for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct UsageError(String);

/// Why a command ended without doing what it should.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error("{0}")]
    Other(String),
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run_command());
    // What cannot be broken off, such as a picture that is being drawn, ends with the process.
    runtime.shutdown_background();
    code
}

async fn run_command() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            eprintln!("{}", one_line(&error.render().to_string()));
            return ExitCode::from(2);
        }
        Err(help) => {
            print!("{help}");
            return ExitCode::SUCCESS;
        }
    };
    let result = match arguments.command {
        None => serve::run(arguments.serve).await,
        Some(Command::Serve(options)) => serve::run(*options).await,
        Some(Command::User { command: UserCommand::Create(options) }) => commands::create_user(options).await,
        Some(Command::User { command: UserCommand::List(options) }) => commands::list_users(options).await,
        Some(Command::Organization { command: OrganizationCommand::List(options) }) => {
            commands::list_organizations(options).await
        }
        Some(Command::Token { command: TokenCommand::Create(options) }) => commands::create_token(options).await,
        Some(Command::Token { command: TokenCommand::List(options) }) => commands::list_tokens(options).await,
        Some(Command::Token { command: TokenCommand::Revoke(options) }) => commands::revoke_tokens(options).await,
        Some(Command::Organization { command: OrganizationCommand::Create(options) }) => {
            commands::create_organization(options).await
        }
        Some(Command::Audit(options)) => audit::print(options).await,
        Some(Command::Export(options)) => backup::export(options).await,
        Some(Command::Import(options)) => backup::import(options).await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {}", chain(&failure));
            ExitCode::from(if matches!(failure, Failure::Usage(_)) { 2 } else { 1 })
        }
    }
}

/// The message of a usage error without the hints that follow it.
fn one_line(rendered: &str) -> String {
    let lines = rendered.lines().take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    lines.map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// An error and its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text.replace('\n', " ")
}
