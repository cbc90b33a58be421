//! Code on pages: panels with the language's name, tabs of several languages, and colours.
//!
//! Rendering leaves the code between marks; one call of highlight.js then replaces them all.

use std::{collections::BTreeMap, path::Path};

use anyhow::{Context as _, Result, ensure};
use serde::Serialize;

use super::{
    node::Packages,
    samples::{Block, Purpose},
};
use roster_openapi::output::Files;

/// Languages that stand side by side in tabs, with their names.
const TABS: [(&str, &str); 6] = [
    ("sh", "Shell"),
    ("rust", "Rust"),
    ("typescript", "TypeScript"),
    ("python", "Python"),
    ("go", "Go"),
    ("java", "Java"),
];

/// Private characters around language and text; nothing that is written by people has them.
const MARKS: [char; 3] = ['\u{e000}', '\u{e001}', '\u{e002}'];

/// Reads standard input, writes standard output: see there.
const SCRIPT: &str = include_str!("../../site/highlight.mjs");

/// What a block shows: its text, or what it quotes.
///
/// # Errors
/// What it quotes is not there.
pub(super) fn content(block: &Block, root: &Path) -> Result<String> {
    match &block.purpose {
        Purpose::Sample(source) => source.read(root),
        _ => Ok(block.text.clone()),
    }
}

/// Code in a panel of its own.
pub(super) fn panel(language: &str, text: &str) -> String {
    let name = TABS.iter().find(|(id, _)| *id == language).map(|(_, name)| *name);
    figure("code", name.unwrap_or_default(), language, text)
}

/// Panels of which one is shown at a time; the choice holds on all pages.
pub(super) fn tabs<'panel>(panels: impl IntoIterator<Item = (&'panel str, String)>) -> String {
    let sections: String = panels
        .into_iter()
        .map(|(language, html)| {
            let name = TABS.iter().find(|(id, _)| *id == language).map_or(language, |(_, name)| name);
            format!("<section data-tab=\"{language}\" aria-label=\"{name}\">{html}</section>\n")
        })
        .collect();
    format!("<div class=\"tabs\">\n{sections}</div>\n")
}

fn figure(class: &str, label: &str, language: &str, text: &str) -> String {
    let label = if label.is_empty() { String::new() } else { format!("<p class=\"code-label\">{label}</p>") };
    let code = mark(language, text);
    format!("<div class=\"{class}\">{label}<pre tabindex=\"0\"><code>{code}</code></pre></div>\n")
}

fn mark(language: &str, text: &str) -> String {
    let [start, middle, end] = MARKS;
    format!("{start}{language}{middle}{}{end}", text.trim_end())
}

/// Blocks that follow one another, on their way to becoming tabs.
#[derive(Debug, Default)]
pub(super) struct Panels(Vec<(String, String)>);

impl Panels {
    /// What a command prints belongs to the command's panel.
    pub(super) fn push(&mut self, block: &Block, content: &str) {
        if block.purpose == Purpose::Output
            && let Some((_, html)) = self.0.last_mut()
        {
            html.push_str(&figure("code output", "Output", &block.language, content));
        } else {
            self.0.push((block.language.clone(), panel(&block.language, content)));
        }
    }

    /// The blocks so far as HTML: different languages as tabs, anything else one below the other.
    pub(super) fn take(&mut self) -> String {
        let mut html = String::new();
        let mut group: Vec<(String, String)> = Vec::new();
        for (language, panel) in std::mem::take(&mut self.0) {
            let can_join = |other: &str| TABS.iter().any(|(id, _)| *id == other);
            if !can_join(&language) || group.iter().any(|(other, _)| *other == language || !can_join(other)) {
                html.push_str(&close(&mut group));
            }
            group.push((language, panel));
        }
        html + &close(&mut group)
    }
}

fn close(group: &mut Vec<(String, String)>) -> String {
    let group = std::mem::take(group);
    if group.len() < 2 {
        return group.into_iter().map(|(_, html)| html).collect();
    }
    tabs(group.iter().map(|(language, html)| (language.as_str(), html.clone())))
}

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct Snippet<'page> {
    language: &'page str,
    text: &'page str,
}

/// Replaces the code between marks, on all pages.
///
/// # Errors
/// highlight.js does not know a language, or cannot be run.
pub(super) fn colour(files: &mut Files, node: &Packages) -> Result<()> {
    let mut coloured: BTreeMap<Snippet<'_>, String> = BTreeMap::new();
    for page in files.values() {
        coloured.extend(pieces(page).filter_map(|(snippet, _)| Some((snippet?, String::new()))));
    }
    let snippets: Vec<Snippet<'_>> = coloured.keys().copied().collect();
    let answer = node.run(SCRIPT, &serde_json::to_string(&snippets)?).context("colouring the code")?;
    let answer: Vec<String> = serde_json::from_str(&answer).context("highlight.mjs prints a list of texts")?;
    ensure!(answer.len() == snippets.len(), "highlight.mjs prints as many texts as it reads");
    for (slot, html) in coloured.values_mut().zip(answer) {
        *slot = html;
    }
    let pages: Vec<String> = files
        .values()
        .map(|page| {
            pieces(page)
                .map(|(snippet, rest)| snippet.map_or("", |snippet| &coloured[&snippet]).to_owned() + rest)
                .collect()
        })
        .collect();
    for (page, new) in files.values_mut().zip(pages) {
        *page = new;
    }
    Ok(())
}

/// A page cut at its marks: code, and what follows it up to the next.
fn pieces(page: &str) -> impl Iterator<Item = (Option<Snippet<'_>>, &str)> {
    page.split(MARKS[0]).map(|piece| {
        let cut = piece.split_once(MARKS[2]).and_then(|(code, rest)| Some((code.split_once(MARKS[1])?, rest)));
        match cut {
            Some(((language, text), rest)) => (Some(Snippet { language, text }), rest),
            None => (None, piece),
        }
    })
}

#[cfg(test)]
mod tests;
