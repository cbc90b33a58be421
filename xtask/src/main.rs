//! `roster`: see `roster --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    roster_openapi::cli::run()
}
