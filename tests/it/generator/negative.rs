//! Documents that are refused, and those that are only odd: the diagnostics name place, rule and remedy.

use roster_document::Severity;

use super::documents::{Generated, documents, folder, generate, report};

#[test]
fn wrong_and_unsupported_documents_are_refused() {
    let documents = documents("negative");
    let mut accepted = Vec::new();
    for (name, path) in &documents {
        match without_panic(name, || generate(name, path)) {
            Err(diagnostics) => {
                assert!(diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error), "{name}");
                assert_snapshot(name, &report(&diagnostics));
            }
            Ok(_) => accepted.push(name),
        }
    }
    assert!(accepted.is_empty(), "generated without an error: {accepted:?}");
}

#[test]
fn odd_documents_are_generated_with_warnings() {
    for (name, path) in documents("odd") {
        match without_panic(&name, || generate(&name, &path)) {
            Ok(Generated { files, warnings, .. }) => {
                assert!(!files.is_empty() && !warnings.is_empty(), "{name} has no warning");
                assert_snapshot(&name, &report(&warnings));
            }
            Err(diagnostics) => panic!("{name} is refused:\n{}", report(&diagnostics)),
        }
    }
}

fn without_panic<T>(name: &str, action: impl FnOnce() -> T + std::panic::UnwindSafe) -> T {
    std::panic::catch_unwind(action).unwrap_or_else(|_| panic!("{name} makes the generator panic"))
}

fn assert_snapshot(name: &str, report: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder().join("snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, report));
}
