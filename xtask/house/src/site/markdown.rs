//! Markdown as HTML: anchors on headings, links between pages, tables that scroll, and code in tabs.
//!
//! HTML inside of Markdown is shown as text. Code gets its colours later.

use std::collections::HashSet;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use super::{
    code::{self, Panels},
    guide::Text,
    samples::{self, Block},
    sources::Sources,
};
use roster_document::{Diagnostic, Diagnostics, Location};

/// Characters of code that stay on one line.
const LONGEST_WHOLE: usize = 24;

/// A heading, and the fragment that leads to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) level: usize,
    pub(super) id: String,
    /// Without markup.
    pub(super) title: String,
}

/// What is below one heading; the first section has what stands before any.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    pub(super) heading: Option<Heading>,
    /// Words for the search, without code blocks.
    pub(super) words: String,
}

/// A text as part of a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Rendered {
    pub(super) html: String,
    pub(super) sections: Vec<Section>,
}

/// The headings of a text, with the fragments that [`render`] gives them.
pub(super) fn headings(markdown: &str) -> Vec<Heading> {
    let mut taken = HashSet::new();
    let mut headings = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for event in Parser::new_ext(markdown, samples::options()) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => open = Some((depth(level), String::new())),
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, title)) = &mut open {
                    title.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, title)) = open.take() else { continue };
                let slug = slug(&title);
                let numbered = (2..).map(|number| format!("{slug}-{number}"));
                let id = std::iter::once(slug.clone()).chain(numbered).find(|id| taken.insert(id.clone()));
                headings.push(Heading { level, id: id.unwrap_or(slug), title });
            }
            _ => {}
        }
    }
    headings
}

/// A text as it stands on a page that lies at `path`; what leads nowhere is found.
pub(super) fn render(text: &Text, path: &str, sources: &Sources, found: &mut Diagnostics) -> Rendered {
    let blocks = match samples::blocks(&text.markdown) {
        Ok(blocks) => blocks,
        Err(error) => {
            found.push(fault(text, 0, "sample", format!("{error:#}"), "mend the info string of the fence"));
            return Rendered::default();
        }
    };
    let headings = headings(&text.markdown);
    let page = Page { text, root: root(path), sources, headings: &headings };
    Writer {
        page,
        blocks: blocks.into_iter(),
        headings: headings.iter(),
        events: Vec::new(),
        panels: Panels::default(),
        sections: vec![Section::default()],
    }
    .run(found)
}

/// A short text of one paragraph or a few lines, without headings and code blocks.
pub(super) fn paragraphs(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, samples::options()).map(shown));
    out
}

/// A text of one paragraph, to stand inside of something else.
pub(super) fn inline(markdown: &str) -> String {
    let html = paragraphs(markdown);
    let html = html.trim();
    html.strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).unwrap_or(html).to_owned()
}

/// From a page's directory to the site's root.
pub(super) fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// A text on its page.
struct Page<'text> {
    text: &'text Text,
    root: String,
    sources: &'text Sources,
    headings: &'text [Heading],
}

/// Events of the parser on their way to HTML.
struct Writer<'text, Blocks, Headings> {
    page: Page<'text>,
    blocks: Blocks,
    headings: Headings,
    events: Vec<Event<'text>>,
    panels: Panels,
    sections: Vec<Section>,
}

impl<'text, Blocks, Headings> Writer<'text, Blocks, Headings>
where
    Blocks: Iterator<Item = Block>,
    Headings: Iterator<Item = &'text Heading>,
{
    fn run(mut self, found: &mut Diagnostics) -> Rendered {
        let parser = Parser::new_ext(&self.page.text.markdown, samples::options()).into_offset_iter();
        let (mut in_block, mut in_metadata) = (false, false);
        for (event, range) in parser {
            match event {
                Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
                Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
                _ if in_metadata => {}
                Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(_))) => {
                    in_block = true;
                    if let Some(block) = self.blocks.next() {
                        match code::content(&block, &self.page.sources.root) {
                            Ok(content) => self.panels.push(&block, &content),
                            Err(error) => found.push(fault(
                                self.page.text,
                                range.start,
                                "sample",
                                format!("{error:#}"),
                                "mark the region with `[sample NAME]` and `[/sample]`",
                            )),
                        }
                    }
                }
                Event::End(TagEnd::CodeBlock) => in_block = false,
                Event::Text(_) if in_block => {}
                event => {
                    self.flush();
                    self.event(event, range.start, found);
                }
            }
        }
        self.flush();
        let mut out = String::new();
        html::push_html(&mut out, self.events.into_iter());
        Rendered { html: out, sections: self.sections }
    }

    fn flush(&mut self) {
        let code = self.panels.take();
        if !code.is_empty() {
            self.raw(code);
        }
    }

    fn raw(&mut self, html: impl Into<CowStr<'text>>) {
        self.events.push(Event::Html(html.into()));
    }

    fn event(&mut self, event: Event<'text>, at: usize, found: &mut Diagnostics) {
        if let Event::Text(text) | Event::Code(text) = &event
            && let Some(section) = self.sections.last_mut()
        {
            section.words.push_str(text);
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let Some(heading) = self.headings.next() else { return };
                self.sections.push(Section { heading: Some(heading.clone()), words: String::new() });
                self.raw(format!("<h{} id=\"{}\">", depth(level), heading.id));
            }
            Event::End(TagEnd::Heading(level)) => {
                let heading = self.sections.last_mut().and_then(|section| {
                    section.words.clear();
                    section.heading.clone()
                });
                if let Some(heading) = heading {
                    let label = escape(&format!("Link to {}", heading.title));
                    let id = &heading.id;
                    self.raw(format!(
                        "<a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a></h{}>\n",
                        depth(level)
                    ));
                }
            }
            Event::Start(Tag::Table(alignments)) => {
                self.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
                self.events.push(Event::Start(Tag::Table(alignments)));
            }
            Event::End(TagEnd::Table) => {
                self.events.push(Event::End(TagEnd::Table));
                self.raw("</div>\n");
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let dest_url = match self.page.resolve(&dest_url) {
                    Ok(href) => CowStr::from(href),
                    Err((message, help)) => {
                        found.push(fault(self.page.text, at, "dead-link", message, help));
                        dest_url
                    }
                };
                self.events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            event => {
                if matches!(event, Event::SoftBreak | Event::HardBreak | Event::End(_))
                    && let Some(section) = self.sections.last_mut()
                {
                    section.words.push(' ');
                }
                self.events.push(shown(event));
            }
        }
    }
}

impl Page<'_> {
    /// Where a link of the text leads, from the page; else what is wrong with it and how to mend it.
    fn resolve(&self, destination: &str) -> Result<String, (String, String)> {
        let nowhere = |help: &str| (format!("`{destination}` leads nowhere"), help.to_owned());
        let (target, fragment) = destination.split_once('#').map_or((destination, None), |(to, at)| (to, Some(at)));
        let headings = if let Some(name) = target.strip_prefix("operation:") {
            let operation = self.sources.catalogue.find(name).map_err(|help| nowhere(&help))?;
            return Ok(format!("{}{}", self.root, operation.href));
        } else if let Some(id) = target.strip_prefix("ruling:") {
            let is_there = self.sources.rulings.iter().any(|ruling| ruling.id == id);
            return if is_there {
                Ok(format!("{}rulings.html#{id}", self.root))
            } else {
                Err(nowhere("openapi/rulings.yaml has the ids"))
            };
        } else if ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme)) {
            return Ok(destination.to_owned());
        } else if target == "../rulings.yaml" {
            // Change logs say it so, for those who read them beside the file.
            return Ok(format!("{}rulings.html", self.root));
        } else if target.is_empty() {
            self.headings
        } else {
            let name = target.strip_suffix(".md").unwrap_or_default();
            let guide = self.sources.guides.iter().find(|guide| guide.name == name);
            &guide.ok_or_else(|| nowhere("links go to `guide.md`, `operation:ID`, `ruling:ID` and addresses"))?.headings
        };
        if let Some(fragment) = fragment
            && !headings.iter().any(|heading| heading.id == fragment)
        {
            let ids: Vec<&str> = headings.iter().map(|heading| heading.id.as_str()).collect();
            return Err(nowhere(&format!("there are #{}", ids.join(", #"))));
        }
        let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
        Ok(match target.strip_suffix(".md") {
            Some(name) => format!("{}guides/{name}.html{fragment}", self.root),
            None => fragment,
        })
    }
}

/// HTML is not part of what guides may use. Short code does not break, as it would after a hyphen.
fn shown(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        Event::Code(code) if code.contains('-') && code.chars().count() <= LONGEST_WHOLE => {
            Event::InlineHtml(format!("<code class=\"whole\">{}</code>", escape(&code)).into())
        }
        event => event,
    }
}

fn fault(text: &Text, offset: usize, rule: &'static str, message: String, help: impl Into<String>) -> Diagnostic {
    let before = &text.markdown[..offset];
    let line = 1 + before.matches('\n').count();
    let column = 1 + before.chars().rev().take_while(|sign| *sign != '\n').count();
    let location = Location::new(
        text.file.as_ref(),
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    );
    Diagnostic::error(rule, &location, message, help)
}

fn depth(level: HeadingLevel) -> usize {
    level as usize
}

/// `What is refused` as `what-is-refused`.
fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    if words.is_empty() { "section".to_owned() } else { words.join("-") }
}

/// Text for HTML, also inside of double quotes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests;
