//! The server's binary: hands over to the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    roster_server::cli::run()
}
