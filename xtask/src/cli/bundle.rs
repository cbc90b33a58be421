//! `bundle`: a document in one file, in any version of OpenAPI.

use anyhow::{Result, bail};

use super::{
    arguments::{Bundle, Syntax},
    console,
    documents::Document,
    report,
};
use crate::output;

/// Prints or writes the document in one piece; true unless something is wrong with it.
///
/// # Errors
/// The file cannot be written, or is a part of the document.
pub fn bundle(document: &Document, arguments: &Bundle) -> Result<bool> {
    let Bundle { out, syntax, openapi, lossy, .. } = arguments;
    report::set_format(arguments.format);
    console::step(Some("reading"));
    let Some(bundle) = report::unwrap(document.bundle())? else { return Ok(false) };
    report::print(bundle.warnings);
    let files = bundle.files;
    let node = match openapi {
        None => bundle.document,
        Some(version) => {
            let (converted, lost) = roster_document::convert(&bundle.document, (*version).into());
            let lost = if *lossy { lost } else { lost.strict() };
            let is_refused = lost.has_errors();
            report::print(lost);
            if is_refused {
                console::status("nothing is written; `--lossy` leaves this out");
                return Ok(false);
            }
            converted
        }
    };
    let is_json = out.as_ref().is_some_and(|out| out.extension().is_some_and(|extension| extension == "json"));
    let text = match syntax.unwrap_or(if is_json { Syntax::Json } else { Syntax::Yaml }) {
        Syntax::Yaml => roster_document::yaml(&node)?,
        Syntax::Json => roster_document::json(&node)?,
    };
    match out {
        Some(out) => {
            let target = out.canonicalize().ok();
            if target.is_some() && files.iter().any(|file| file.canonicalize().ok() == target) {
                bail!("{} is a part of the document; choose another file", out.display());
            }
            output::write_file(out, &text)?;
        }
        None => report::say(&text)?,
    }
    Ok(true)
}
