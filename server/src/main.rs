//! The server's binary: hands over to the command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    roster_server::cli::run().await
}
