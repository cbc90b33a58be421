//! Every positive document is generated into one package, compiled together with its exercise, and called.

use std::{fmt::Write as _, fs};

use super::{
    documents::{documents, folder, generate, generate_mirrored, report},
    throwaway::{Throwaway, expect_success},
};

/// If you are here because a document or an exercise is missing: `tests/generator/README.md` says what belongs together.
#[test]
fn every_document_has_an_exercise() {
    let documents: Vec<_> = documents("positive").into_iter().map(|(name, _)| name).collect();
    let mut exercises: Vec<_> = fs::read_dir(folder().join("exercises"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    exercises.sort();
    assert_eq!(documents, exercises);
}

#[test]
fn generated_code_compiles_and_does_what_the_documents_say() {
    let mut package = Throwaway::new("positive");
    let mut modules = String::new();
    let mut exercises = String::new();
    let mut checks = String::new();
    let mut types = String::new();
    let mut failures = String::new();
    for (name, path) in documents("positive") {
        let exercise = fs::read_to_string(folder().join(format!("exercises/{name}.rs"))).unwrap_or_default();
        package.write(format!("src/exercises/{name}.rs"), &exercise);
        writeln!(exercises, "pub mod {name};").unwrap();
        let of_operations = Some((name.clone(), "Handler", generate(&name, &path)));
        let mirrored = format!("{name}_mirrored");
        let of_webhooks = generate_mirrored(&mirrored, &path).map(|generated| (mirrored, "Receiver", generated));
        for (module, handler, generated) in of_operations.into_iter().chain(of_webhooks) {
            let generated = match generated {
                Ok(generated) => generated,
                Err(diagnostics) => {
                    failures.push_str(&report(&diagnostics));
                    continue;
                }
            };
            for (file, content) in &generated.files {
                package.write(format!("src/{module}/{}", file.display()), content);
            }
            for (file, content) in &generated.client {
                package.write(format!("src/clients/{module}/{}", file.display()), content);
            }
            package.write(format!("src/{module}/acting.json"), &generated.acting.to_string());
            writeln!(modules, "pub mod {module};").unwrap();
            write!(types, "({module:?}, crate::{module}::TYPES), ").unwrap();
            writeln!(
                checks,
                "    #[tokio::test]\n    async fn {module}() {{\n        let handler = std::sync::Arc::default();\n        \
                 let router = crate::{module}::routes::<crate::exercises::{name}::{handler}>(handler);\n        \
                 let acting = include_str!(\"{module}/acting.json\");\n        \
                 check_document(&crate::{module}::DOCUMENT, crate::{module}::TYPES, router, acting).await;\n    }}",
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "positive documents are refused:\n{failures}");
    package.write("src/support.rs", &fs::read_to_string(folder().join("support.rs")).unwrap());
    package.write("src/exercises/mod.rs", &exercises);
    package.write("src/clients/mod.rs", &modules);
    package.write(
        "src/lib.rs",
        &format!(
            "#![deny(warnings)]\n\n{modules}pub mod clients;\n#[cfg(test)]\n#[allow(deprecated)]\nmod exercises;\n#[cfg(test)]\n\
             #[allow(unused)]\nmod support;\n\n#[cfg(test)]\nmod round_trip {{\n    \
             use crate::support::{{check_document, check_ways}};\n\n{checks}\n    #[test]\n    \
             fn bodies_are_decoded_alike_in_both_ways() {{\n        check_ways(&[{types}]);\n    }}\n}}\n"
        ),
    );
    expect_success(&package.cargo(&["test", "--lib"]));
}
