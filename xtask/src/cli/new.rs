//! `new`: a project that runs at once, around the stubs and the client of a document.

use std::{fs, path::Path, process::Command, time::Instant};

use anyhow::{Context as _, Result, bail};

use super::{
    arguments::{Format, Generate, New},
    changes::Changes,
    console,
    documents::Document,
    generate, runtime,
    settings::{self, Settings},
};
use crate::output::{self, Mode};
use roster_document::Filter;
use roster_generate::emit::project::{self, CLIENT, ProjectOptions, STUBS};

/// Writes the project; true unless something is wrong with the document.
///
/// # Errors
/// The directory is not empty, or cannot be written to.
pub(super) fn new(document: &Document, arguments: &New) -> Result<bool> {
    let start = Instant::now();
    let out = &arguments.out;
    if document.root == Path::new("-") {
        bail!("a project refers to its document; save what comes from standard input in a file");
    }
    if out.exists() && out.read_dir().with_context(|| format!("cannot read {}", out.display()))?.next().is_some() {
        bail!("{} is not empty; choose another directory", out.display());
    }
    let runtime = arguments.runtime.clone().unwrap_or_default();
    let crates = Generate {
        changes: Changes::default(),
        document: None,
        out: Some(out.join(STUBS)),
        client: Some(out.join(CLIENT)),
        webhooks: false,
        module: false,
        runtime: None,
        skip_unsupported: arguments.skip_unsupported,
        strict: false,
        check: false,
        format: Format::Human,
    };
    let Some(read) = generate::read_for_code(document, &crates, &Settings::default())? else { return Ok(false) };
    let workspace = runtime::workspace_around(out)?;
    let options = ProjectOptions {
        name: document.name.clone(),
        server_runtime: runtime.resolve("server", &out.join(STUBS))?,
        client_runtime: runtime.resolve("client", &out.join(CLIENT))?,
        is_member: workspace.is_some(),
    };
    let mut files = project::emit(&read.api, &options);
    files.insert(settings::FILE.into(), settings(document, arguments)?);
    for (path, text) in files {
        output::write_file(&out.join(path), &text)?;
    }
    // What people go on writing is in the usual form, where that program is there.
    let _ = Command::new("rustfmt").args(["--quiet", "--edition", "2024"]).arg(out.join("src/main.rs")).status();
    let clean = generate::write(document, &read, &crates, &runtime, Mode::Write, start)?;
    if let Some(workspace) = workspace {
        let folder = workspace.parent().unwrap_or(Path::new(""));
        let member = runtime::relative_to(folder, out)?;
        console::status(&format!("add {member:?} to the members in {}", workspace.display()));
    }
    console::status(&format!("{} is there: `cargo run`, `cargo test`, and its README.md", out.display()));
    Ok(clean)
}

/// What makes `roster generate` write stubs and client again, in the project's directory.
fn settings(document: &Document, arguments: &New) -> Result<String> {
    let root = fs::canonicalize(&document.root).with_context(|| format!("cannot read {}", document.root.display()))?;
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = vec![
        "[[documents]]".to_owned(),
        format!("document = {}", text(&runtime::relative_to(&arguments.out, &root)?)),
        format!("stubs = {}", text(STUBS)),
        format!("client = {}", text(CLIENT)),
    ];
    let Changes { overlay, only, without } = &arguments.changes;
    let overlays: Vec<_> = overlay
        .iter()
        .map(|overlay| {
            let path = fs::canonicalize(overlay).with_context(|| format!("cannot read {}", overlay.display()))?;
            Ok(text(&runtime::relative_to(&arguments.out, &path)?))
        })
        .collect::<Result<_>>()?;
    let filters = |filters: &[Filter]| filters.iter().map(|filter| text(&filter.to_string())).collect();
    for (key, items) in [("overlays", overlays), ("only", filters(only)), ("without", filters(without))] {
        let items: Vec<String> = items;
        lines.extend((!items.is_empty()).then(|| format!("{key} = [{}]", items.join(", "))));
    }
    lines.extend(arguments.runtime.as_ref().map(|source| format!("runtime = {}", text(&source.to_string()))));
    lines.extend(arguments.skip_unsupported.then(|| "skip-unsupported = true".to_owned()));
    Ok(lines.join("\n") + "\n")
}
