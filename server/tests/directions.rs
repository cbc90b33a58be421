//! The modules of the server and of its runtime use each other in one direction: a module stands on those of the layers
//! below it.

#![expect(clippy::unwrap_used, reason = "it is a test")]

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fs,
    path::Path,
};

/// Every module of `server/src`, from the ground up. One may use those of the layers above its own line, and no others.
const LAYERS: &[&[&str]] = &[
    &["blobs", "disposition", "entity_tags", "environment", "failure", "images", "origin", "preflight", "proxies"],
    &["ranges", "rates", "templates", "tus"],
    &["model"],
    &["store"],
    &["backup", "mail", "telemetry"],
    &["connections", "directory"],
    &["api_error", "session_cookie"],
    &["lists", "pages", "service"],
    &["docutools", "middleware", "twona"],
    &["config"],
    &["start"],
    &["cli"],
];

/// Those of `server/runtime/src`, likewise.
const RUNTIME: &[&[&str]] = &[
    &["number", "pattern", "template"],
    &["equality", "object"],
    &["schema"],
    &["operation"],
    &["content_type", "describe", "problem"],
    &["exhaustion", "negotiate", "refusal", "validate"],
    &["decode", "json"],
    &["direct", "header", "parameters"],
    &["body", "security", "stream"],
    &["items"],
    &["answer", "conformance", "prepared"],
    &["encode", "incoming"],
    &["dispatch"],
    &["routes"],
];

/// What stands above all modules.
const ROOTS: [&str; 2] = ["lib", "main"];

/// One module uses another: for each pair, the first file in which it does.
type Uses = BTreeMap<(String, String), String>;

#[test]
fn modules_use_those_below_them() {
    for (folder, layers) in [("src", LAYERS), ("runtime/src", RUNTIME)] {
        let mut sources = Vec::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), "", &mut sources);
        let faults = faults(layers, &sources);
        assert!(faults.is_empty(), "{folder}:\n{}", faults.join("\n"));
    }
}

#[test]
fn a_circle_is_told_with_the_files_that_close_it() {
    let layers: &[&[&str]] = &[&["low"], &["middle"], &["high"]];
    let mut sources = vec![
        source("low.rs", ""),
        source("middle/mod.rs", "use crate::low::A;"),
        source("high/deep/rules.rs", "use crate::{\n    low::{A, b::C},\n    middle::D,\n};"),
    ];
    assert_eq!(faults(layers, &sources), [""; 0]);

    sources[0] = source("low.rs", "fn log() { crate::high::log(); }");
    assert_eq!(
        faults(layers, &sources),
        ["low.rs uses `high`, which stands above `low`, and high/deep/rules.rs uses `low`: a circle"]
    );
    sources[2] = source("high/deep/rules.rs", "use crate::{middle::D};");
    assert_eq!(
        faults(layers, &sources),
        ["low.rs uses `high`, which stands above `low`, and high/deep/rules.rs uses `middle`, and middle/mod.rs uses \
          `low`: a circle"]
    );
    sources[2] = source("high/deep/rules.rs", "");
    assert_eq!(faults(layers, &sources), ["low.rs uses `high`, which stands above `low`"]);
}

#[test]
fn modules_of_a_layer_do_not_use_each_other() {
    let sources = [source("one.rs", "use crate::two;"), source("two.rs", "")];
    assert_eq!(faults(&[&["one", "two"]], &sources), ["one.rs uses `two`, which stands beside `one`"]);
    let sources =
        [source("one/mod.rs", "use super::two;"), source("one/deep.rs", "use super::three;"), source("two.rs", "")];
    assert_eq!(faults(&[&["one", "two"]], &sources), ["one/mod.rs uses `two`, which stands beside `one`"]);
}

#[test]
fn the_table_has_the_modules_that_there_are() {
    let sources = [source("new/mod.rs", "use crate::Config;"), source("lib.rs", "pub use crate::nothing::A;")];
    assert_eq!(
        faults(&[&["gone"]], &sources),
        [
            "`gone` is in LAYERS, and no module",
            "`new` is a module, and not in LAYERS",
            "new/mod.rs uses `Config`, which is no module: name the module that has it",
        ]
    );
}

#[test]
fn comments_and_tests_use_what_they_like() {
    let text =
        "//! See [`crate::high`].\nuse crate::low; // and crate::high\n#[cfg(test)]\nmod tests { use crate::high; }";
    assert_eq!(used(text), BTreeSet::from(["low".to_owned()]));
    let sources = [source("low.rs", ""), source("low/tests/one.rs", "use crate::high;"), source("high.rs", "")];
    assert_eq!(faults(&[&["low"], &["high"]], &sources), [""; 0]);
}

fn source(path: &str, text: &str) -> (String, String) {
    (path.to_owned(), text.to_owned())
}

/// Every source of a folder, by its path in it.
fn collect(folder: &Path, prefix: &str, sources: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), sources);
        } else if path.ends_with(".rs") {
            sources.push((path, fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

fn faults(layers: &[&[&str]], sources: &[(String, String)]) -> Vec<String> {
    let layer = |module: &str| layers.iter().position(|layer| layer.contains(&module));
    let modules: BTreeSet<&str> = sources.iter().map(|(path, _)| module_of(path)).collect();
    let listed = layers.iter().flat_map(|layer| layer.iter().copied());
    let gone = listed.filter(|module| !modules.contains(module));
    let mut faults: Vec<String> = gone.map(|module| format!("`{module}` is in LAYERS, and no module")).collect();
    let new = modules.iter().filter(|module| !ROOTS.contains(module) && layer(module).is_none());
    faults.extend(new.map(|module| format!("`{module}` is a module, and not in LAYERS")));

    let uses = uses(sources);
    for ((user, other), file) in &uses {
        if !modules.contains(other.as_str()) {
            faults.push(format!("{file} uses `{other}`, which is no module: name the module that has it"));
            continue;
        }
        let (Some(own), Some(others)) = (layer(user), layer(other)) else { continue };
        if others >= own {
            let place = if others == own { "beside" } else { "above" };
            let mut fault = format!("{file} uses `{other}`, which stands {place} `{user}`");
            if let Some(back) = way(&uses, other, user) {
                let steps = back.iter().map(|(file, module)| format!(", and {file} uses `{module}`"));
                fault.extend(steps);
                fault.push_str(": a circle");
            }
            faults.push(fault);
        }
    }
    faults
}

/// The top module that a file belongs to.
fn module_of(path: &str) -> &str {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

fn uses(sources: &[(String, String)]) -> Uses {
    let mut uses = Uses::new();
    for (path, text) in sources {
        let module = module_of(path);
        let is_test = path.split('/').any(|part| matches!(part.trim_end_matches(".rs"), "tests" | "testing"));
        if is_test || ROOTS.contains(&module) {
            continue;
        }
        let is_top = !path.trim_end_matches("/mod.rs").contains('/');
        let text = if is_top { text.replace("super::", "crate::") } else { text.clone() };
        for other in used(&text).into_iter().filter(|other| other != module) {
            uses.entry((module.to_owned(), other)).or_insert_with(|| path.clone());
        }
    }
    uses
}

/// The top modules that a source names: each first part of a path behind `crate::`.
fn used(text: &str) -> BTreeSet<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code: Vec<&str> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let mut used = BTreeSet::new();
    for path in code.split("crate::").skip(1) {
        match path.strip_prefix('{') {
            None => used.extend(first_name(path)),
            Some(group) => used.extend(branches(group).into_iter().filter_map(first_name)),
        }
    }
    used
}

fn first_name(path: &str) -> Option<String> {
    let name = path.trim_start().split(|character: char| !character.is_alphanumeric() && character != '_').next()?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// The parts of a group of imports, from behind its opening brace.
fn branches(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut branches) = (0, 0, Vec::new());
    for (index, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => {
                branches.push(&group[start..index]);
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                branches.push(&group[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    branches
}

/// The shortest way from one module to another: the file of each step, and the module that it uses.
fn way<'a>(uses: &'a Uses, from: &'a str, to: &str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut seen = BTreeSet::from([from]);
    let mut open = VecDeque::from([(from, Vec::new())]);
    while let Some((module, steps)) = open.pop_front() {
        if module == to {
            return Some(steps);
        }
        for ((user, other), file) in uses {
            if user == module && seen.insert(other) {
                let mut steps = steps.clone();
                steps.push((file.as_str(), other.as_str()));
                open.push_back((other, steps));
            }
        }
    }
    None
}
