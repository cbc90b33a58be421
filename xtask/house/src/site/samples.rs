//! Code in guides: fenced blocks, what their info strings ask for, and regions of programs that they quote.
//!
//! Pages show the blocks, and a test runs them; both read them here. How they look is decided by the pages.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, bail, ensure};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A fenced block of a guide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first word of the info string; empty where there is none.
    pub language: String,
    pub purpose: Purpose,
    /// Where the opening fence stands, counted from 1.
    pub line: usize,
    /// What is between the fences, each line with its end.
    pub text: String,
}

/// What a block is there for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Shell that the test runs: `sh`.
    Run,
    /// Shell that cannot be run, and why not: `sh not-run=REASON`, up to the end of the line.
    NotRun(String),
    /// What the shell before has to print, where `…` stands for anything: `json output`.
    Output,
    /// A part of a program, quoted in place of the empty text: `python sample=FILE#REGION`.
    Sample(Source),
    /// Only shown: anything else.
    Shown,
}

/// What `sample=` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Relative to the workspace, with slashes.
    pub file: String,
    /// Without one, the whole file.
    pub region: Option<String>,
}

/// What guides may use of Markdown.
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
}

/// Every fenced block, in order.
///
/// # Errors
/// An info string asks for something unknown, or a block stands where it makes no sense; the error says in which line.
pub fn blocks(markdown: &str) -> Result<Vec<Block>> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let line = 1 + markdown[..range.start].matches('\n').count();
                let (language, purpose) = purpose(&info).with_context(|| format!("line {line}"))?;
                open = Some(Block { language, purpose, line, text: String::new() });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let Some(block) = open.take() else { continue };
                check(&block, blocks.last()).with_context(|| format!("line {}", block.line))?;
                blocks.push(block);
            }
            _ => {}
        }
    }
    Ok(blocks)
}

/// Language and purpose, as an info string gives them.
fn purpose(info: &str) -> Result<(String, Purpose)> {
    let info = info.trim();
    let (language, rest) = info.split_once(char::is_whitespace).unwrap_or((info, ""));
    let is_shell = language == "sh";
    let purpose = match rest.trim() {
        "" if is_shell => Purpose::Run,
        "" => Purpose::Shown,
        "output" if !is_shell => Purpose::Output,
        rest => match rest.split_once('=') {
            Some(("not-run", reason)) if is_shell && !reason.is_empty() => Purpose::NotRun(reason.to_owned()),
            Some(("sample", source)) if !source.is_empty() && !source.contains(char::is_whitespace) => {
                let (file, region) = match source.split_once('#') {
                    Some((file, region)) => (file, Some(region.to_owned())),
                    None => (source, None),
                };
                Purpose::Sample(Source { file: file.to_owned(), region })
            }
            _ => bail!(
                "`{rest}` means nothing for `{language}`; there are `output`, `not-run=REASON`, `sample=FILE#REGION`"
            ),
        },
    };
    Ok((language.to_owned(), purpose))
}

fn check(block: &Block, before: Option<&Block>) -> Result<()> {
    match block.purpose {
        Purpose::Output => ensure!(
            before.is_some_and(|before| matches!(before.purpose, Purpose::Run | Purpose::NotRun(_))),
            "`output` follows the shell that prints it"
        ),
        Purpose::Sample(_) => ensure!(block.text.trim().is_empty(), "a sample is filled in; its block is empty"),
        _ => {}
    }
    Ok(())
}

impl Source {
    /// The quoted text, without the indentation that all of it has; `root` is the workspace.
    ///
    /// # Errors
    /// The file cannot be read, or the region is not in it exactly once.
    pub fn read(&self, root: &Path) -> Result<String> {
        let text = fs::read_to_string(root.join(&self.file)).with_context(|| format!("cannot read {}", self.file))?;
        match &self.region {
            Some(name) => region(&text, name).with_context(|| self.file.clone()),
            None => Ok(without_marks(&text)),
        }
    }
}

/// A part of a program that is quoted under one name or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    pub names: Vec<String>,
    /// Where its first mark stands, counted from 1.
    pub line: usize,
    /// Without the indentation that all lines have, each line with its end.
    pub text: String,
}

/// What stands between the comments `[sample NAME…]` and `[/sample]`, in order.
///
/// Regions do not nest; a comment is any line that has the mark and no other words.
///
/// # Errors
/// A region does not end, is empty, or has another one inside.
pub fn regions(text: &str) -> Result<Vec<Region>> {
    let mut regions = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((index, line)) = lines.next() {
        let Some(start) = mark(line) else { continue };
        let names = start.strip_prefix("[sample ").and_then(|rest| rest.strip_suffix(']'));
        let names = names.with_context(|| format!("`{start}` ends nothing"))?;
        let mut quoted = Vec::new();
        loop {
            let (_, line) = lines.next().with_context(|| format!("`{start}` has no `[/sample]`"))?;
            match mark(line) {
                Some("[/sample]") => break,
                Some(other) => bail!("`{other}` stands inside of `{start}`"),
                None => quoted.push(line),
            }
        }
        let text = unindent(&quoted);
        ensure!(!text.is_empty(), "there is nothing in `{start}`");
        let names = names.split_whitespace().map(str::to_owned).collect();
        regions.push(Region { names, line: index + 1, text });
    }
    Ok(regions)
}

/// The text of the region that has this name.
///
/// # Errors
/// There is no such region, or more than one; or a region of the text is none.
pub fn region(text: &str, name: &str) -> Result<String> {
    let mut fitting = regions(text)?.into_iter().filter(|region| region.names.iter().any(|one| one == name));
    let found = fitting.next().with_context(|| format!("there is no `[sample {name}]`"))?;
    ensure!(fitting.next().is_none(), "`[sample {name}]` stands there twice");
    Ok(found.text)
}

/// A whole program as people read it: without the lines that mark its regions.
pub fn without_marks(text: &str) -> String {
    text.lines().filter(|line| mark(line).is_none()).map(|line| format!("{line}\n")).collect()
}

/// The mark of a line that is a comment with a mark in it.
fn mark(line: &str) -> Option<&str> {
    let mark = line.trim().trim_start_matches(['/', '#', '*', '-', ' ']).trim_end_matches(['*', '/', ' ']);
    (mark == "[/sample]" || (mark.starts_with("[sample ") && mark.ends_with(']'))).then_some(mark)
}

/// Each line with its end; without empty lines at the beginning and at the end.
fn unindent(lines: &[&str]) -> String {
    let blank = |line: &&str| line.trim().is_empty();
    let first = lines.iter().position(|line| !blank(line)).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !blank(line)).map_or(first, |last| last + 1);
    let lines = &lines[first..last];
    let indentation = |line: &&str| line.len() - line.trim_start().len();
    let common = lines.iter().filter(|line| !blank(line)).map(indentation).min().unwrap_or(0);
    lines.iter().map(|line| format!("{}\n", line.get(common..).unwrap_or_default().trim_end())).collect()
}

#[cfg(test)]
mod tests;
