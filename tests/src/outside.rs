//! What some suites need from outside of this workspace: servers, other languages, a browser.
//!
//! Such a suite runs where its variables are set, which `.ci/outside` sees to. Elsewhere its tests return at once,
//! and the `left_out` target names each suite once. With `ROSTER_TEST_OUTSIDE=all` a missing variable is a failure.

use std::env;

/// Tests that need something from outside.
pub struct Suite {
    /// What is tested, and against what.
    pub name: &'static str,
    /// The variables that say where it is.
    pub variables: &'static [&'static str],
}

/// Every such suite. A test that asks for a variable that no suite has fails.
pub const SUITES: &[Suite] = &[
    Suite { name: "every test over HTTP, on PostgreSQL", variables: &["ROSTER_TEST_DATABASE_URL"] },
    Suite { name: "a PostgreSQL that goes away and comes back", variables: &["ROSTER_TEST_DATABASE_URL"] },
    Suite { name: "a PostgreSQL whose role may add no extensions", variables: &["ROSTER_TEST_DATABASE_URL"] },
    Suite { name: "files in a real S3 server", variables: &["ROSTER_TEST_S3_ENDPOINT"] },
    Suite {
        name: "three server processes on one database and one bucket",
        variables: &["ROSTER_TEST_DATABASE_URL", "ROSTER_TEST_S3_ENDPOINT"],
    },
    Suite {
        name: "uploads by tuspy, vCards read by vobject, mail through aiosmtpd",
        variables: &["ROSTER_TEST_PYTHON"],
    },
    Suite { name: "the samples of the guides, in bash with curl and openssl", variables: &["ROSTER_TEST_SHELL"] },
    Suite {
        name: "the samples of the guide to several processes",
        variables: &["ROSTER_TEST_SHELL", "ROSTER_TEST_DATABASE_URL", "ROSTER_TEST_S3_ENDPOINT"],
    },
    Suite { name: "the official test suite of JSON Schema", variables: &["ROSTER_TEST_JSON_SCHEMA"] },
    Suite { name: "documents of others: generated, compiled, probed, derived", variables: &["ROSTER_TEST_CORPUS"] },
    Suite { name: "schemas of others, beside a second validator", variables: &["ROSTER_TEST_CORPUS"] },
    Suite { name: "uploads by tus-js-client", variables: &["ROSTER_TEST_NODE_MODULES"] },
    Suite { name: "uploads by tus-java-client", variables: &["ROSTER_TEST_JAVA_CLASSES"] },
    Suite { name: "client packages in TypeScript, Python, Go and Java", variables: &["ROSTER_TEST_SDKS"] },
    Suite {
        name: "client packages in TypeScript, in a browser",
        variables: &["ROSTER_TEST_SDKS", "ROSTER_TEST_BROWSER", "ROSTER_TEST_NODE_MODULES"],
    },
    Suite { name: "collections run by newman and by Bruno", variables: &["ROSTER_TEST_NODE_MODULES"] },
    Suite {
        name: "login through an auto-key in a browser",
        variables: &["ROSTER_TEST_BROWSER", "ROSTER_TEST_NODE_MODULES"],
    },
    Suite { name: "uploads by Uppy in a browser", variables: &["ROSTER_TEST_BROWSER", "ROSTER_TEST_NODE_MODULES"] },
    Suite {
        name: "every page of the docs site in a browser, and requests from its reference",
        variables: &["ROSTER_TEST_BROWSER", "ROSTER_TEST_NODE_MODULES"],
    },
];

/// The value of a variable that says where something from outside is; none where the suite is left out.
///
/// # Panics
/// If no suite lists the variable, or if it is missing though everything is to run.
pub fn require(variable: &str) -> Option<String> {
    assert!(
        SUITES.iter().any(|suite| suite.variables.contains(&variable)),
        "{variable} belongs to no suite: add it to SUITES, so that `left_out` names it"
    );
    let value = env::var(variable).ok().filter(|value| !value.is_empty());
    assert!(value.is_some() || !is_everything_wanted(), "ROSTER_TEST_OUTSIDE=all, and {variable} is not set");
    value
}

/// Whether a suite that cannot run is a failure.
pub fn is_everything_wanted() -> bool {
    env::var("ROSTER_TEST_OUTSIDE").is_ok_and(|value| value == "all")
}

impl Suite {
    /// The variables without which this suite does not run.
    pub fn missing(&self) -> Vec<&'static str> {
        let is_missing = |variable: &str| env::var(variable).map_or(true, |value| value.is_empty());
        self.variables.iter().copied().filter(|variable| is_missing(variable)).collect()
    }
}
