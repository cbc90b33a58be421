//! Says which suites a run of the tests has left out, for want of something from outside, and how to run them.
//!
//! It has no test harness, since that would keep these lines to itself.

use std::process::ExitCode;

use roster_tests::outside::{SUITES, is_everything_wanted};

fn main() -> ExitCode {
    let mut is_complete = true;
    for suite in SUITES {
        let missing = suite.missing();
        if !missing.is_empty() {
            is_complete = false;
            eprintln!("left out: {}; run .ci/outside, or set {}", suite.name, missing.join(" and "));
        }
    }
    if is_complete || !is_everything_wanted() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
