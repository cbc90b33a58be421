//! The pages: what each shows, and under which path.

use anyhow::Result;
use minijinja::{Value, context, value::Serde};
use serde::Serialize;

use super::{
    BaseUrl, assets, code, insert, markdown,
    markdown::{Heading, Section},
    programs::{LANGUAGES, Language},
    reference, search,
    sources::{Document, Sources},
    templates::Templates,
};
use roster_document::Diagnostics;
use roster_openapi::output::Files;

/// What pages say that is not in their sources.
struct Page<'text> {
    /// From the site's root.
    path: String,
    title: &'text str,
    description: &'text str,
    template: &'static str,
}

/// Renders pages, and the scripts that are made of sources.
struct Renderer<'sources> {
    sources: &'sources Sources,
    base: Option<&'sources BaseUrl>,
    templates: Templates,
    /// What every page's navigation needs.
    site: Value,
    files: Files,
}

/// Every page, the search records, the documents as scripts, and the site map.
///
/// # Errors
/// A template does not fit. What is wrong with the sources is found instead.
pub(super) fn render(sources: &Sources, base: Option<&BaseUrl>, found: &mut Diagnostics) -> Result<Files> {
    let templates = Templates::load()?;
    let mut renderer = Renderer { sources, base, templates, site: site(sources), files: Files::new() };
    renderer.home()?;
    let mut records = renderer.guides(found)?;
    renderer.references()?;
    renderer.clients()?;
    renderer.rulings()?;
    renderer.changes(found)?;
    renderer.downloads()?;
    renderer.missing()?;
    records.extend(search::reference(sources));
    insert(&mut renderer.files, "assets/records.js", search::script(&records)?);
    renderer.site_map();
    Ok(renderer.files)
}

/// The path that the site lies under, from slash to slash: for the one page that is served at any address.
pub(super) fn base_path(base: Option<&BaseUrl>) -> &str {
    // Where `roster-server serve --site` has it.
    base.map_or("/docs/", BaseUrl::path)
}

#[derive(Serialize)]
struct Api<'document> {
    name: &'document str,
    label: &'document str,
    title: &'document str,
    version: &'document str,
    description: String,
    operations: usize,
    tags: Vec<Tag>,
}

#[derive(Serialize)]
struct Tag {
    name: String,
    operations: Vec<super::catalogue::Operation>,
}

fn site(sources: &Sources) -> Value {
    let apis: Vec<Value> =
        sources.documents.iter().map(|document| Value::from(Serde(api(document, sources)))).collect();
    let guides: Vec<Value> = sources
        .guides
        .iter()
        .map(|guide| context! { name => &guide.name, title => &guide.front.title, summary => &guide.front.summary })
        .collect();
    let operations = sources.catalogue.all().len();
    context! { version => env!("CARGO_PKG_VERSION"), apis, guides, operations, rulings => sources.rulings.len() }
}

fn api<'document>(document: &'document Document, sources: &Sources) -> Api<'document> {
    let mut tags: Vec<Tag> = Vec::new();
    for operation in sources.catalogue.of(&document.name) {
        match tags.iter_mut().find(|tag| tag.name == operation.tag) {
            Some(tag) => tag.operations.push(operation.clone()),
            None => tags.push(Tag { name: operation.tag.clone(), operations: vec![operation.clone()] }),
        }
    }
    let description = document.info("description").split("\n\n").next().unwrap_or_default().replace('\n', " ");
    Api {
        name: &document.name,
        label: document.label,
        title: document.info("title"),
        version: document.info("version"),
        description,
        operations: tags.iter().map(|tag| tag.operations.len()).sum(),
        tags,
    }
}

impl Renderer<'_> {
    fn page(&mut self, page: &Page<'_>, own: Value) -> Result<()> {
        let is_anywhere = page.path == "404.html";
        let root = if is_anywhere { base_path(self.base).to_owned() } else { markdown::root(&page.path) };
        let address = self.base.filter(|_| !is_anywhere).map(|base| base.join(&page.path));
        let common = context! {
            root, address,
            path => &page.path,
            title => page.title,
            description => page.description,
            site => &self.site,
            style => Value::from_safe_string(assets::STYLE.to_owned()),
        };
        let html = self.templates.render(page.template, context! { ..own, ..common })?;
        insert(&mut self.files, &page.path, html);
        Ok(())
    }

    fn home(&mut self) -> Result<()> {
        let first = self.sources.documents.first().map_or("", |document| document.name.as_str());
        let programs = self
            .sources
            .programs
            .iter()
            .filter(|program| program.document == first)
            .map(|program| (program.language.id, code::panel(program.language.id, &program.text)));
        let tabs = Value::from_safe_string(code::tabs(programs));
        let description =
            "Users, groups, invitations, licences and files of an organisation, behind two documented APIs.";
        let page = Page { path: "index.html".to_owned(), title: "Roster", description, template: "home.html" };
        self.page(&page, context! { tabs })
    }

    /// The guides and the list of them; what of them can be searched.
    fn guides(&mut self, found: &mut Diagnostics) -> Result<Vec<search::Record>> {
        let mut records = Vec::new();
        let sources = self.sources;
        let neighbour = |index: Option<usize>| {
            let guide = index.and_then(|index| sources.guides.get(index));
            guide.map(|guide| context! { name => &guide.name, title => &guide.front.title })
        };
        for (index, guide) in sources.guides.iter().enumerate() {
            let path = format!("guides/{}.html", guide.name);
            let rendered = markdown::render(&guide.text, &path, sources, found);
            let own = context! {
                contents => contents(&rendered.sections),
                previous => neighbour(index.checked_sub(1)),
                next => neighbour(Some(index + 1)),
                html => Value::from_safe_string(rendered.html),
            };
            records.extend(search::sections(&path, &guide.front.title, &guide.front.summary, &rendered.sections));
            let page =
                Page { path, title: &guide.front.title, description: &guide.front.summary, template: "guide.html" };
            self.page(&page, own)?;
        }
        let description = "How to call the APIs, and how to run the server.";
        let page = Page { path: "guides/index.html".to_owned(), title: "Guides", description, template: "guides.html" };
        self.page(&page, context! {})?;
        Ok(records)
    }

    fn references(&mut self) -> Result<()> {
        for document in &self.sources.documents {
            let path = format!("reference/{}.html", document.name);
            let title = format!("{} reference", document.label);
            let description =
                format!("Every operation of {}, with its parameters, bodies and answers.", document.info("title"));
            let page = Page { path, title: &title, description: &description, template: "reference.html" };
            self.page(&page, context! { api => Value::from(Serde(api(document, self.sources))) })?;
            insert(
                &mut self.files,
                &format!("reference/{}.js", document.name),
                reference::script(document, &self.sources.calls)?,
            );
        }
        Ok(())
    }

    fn clients(&mut self) -> Result<()> {
        let programs = |language: &Language, document: &Document| {
            let mut fitting = self.sources.programs.iter();
            let program =
                fitting.find(|program| program.language.id == language.id && program.document == document.name);
            program.map(|program| context! {
                label => document.label,
                install => Value::from_safe_string(code::panel("sh", &language.install(&document.name, document.info("version")))),
                code => Value::from_safe_string(code::panel(language.id, &program.text)),
                run => Value::from_safe_string(code::panel("sh", &language.run(&document.name))),
                name => &document.name,
            })
        };
        let languages: Vec<Value> = LANGUAGES
            .iter()
            .map(|language| {
                let programs: Vec<_> =
                    self.sources.documents.iter().filter_map(|document| programs(language, document)).collect();
                context! { id => language.id, name => language.name, file => language.file, programs }
            })
            .collect();
        let description = "A client package for each API in five languages, with a first program for each.";
        let page = Page { path: "clients.html".to_owned(), title: "Clients", description, template: "clients.html" };
        let environment = "export ROSTER_SOURCES=$PWD\nexport ROSTER_URL=http://127.0.0.1:8080\nexport ROSTER_TOKEN=$(cat roster-data/owner.token)";
        let environment = Value::from_safe_string(code::panel("sh", environment));
        self.page(&page, context! { languages, environment })
    }

    fn rulings(&mut self) -> Result<()> {
        let html = |text: &str| Value::from_safe_string(markdown::paragraphs(text));
        let groups: Vec<Value> = [("C", "Both APIs", "both"), ("T", "Twona", "twona"), ("D", "docutools", "docutools")]
            .into_iter()
            .map(|(letter, name, id)| {
                let of_the_group = self.sources.rulings.iter().filter(|ruling| ruling.id.starts_with(letter));
                let rulings: Vec<Value> = of_the_group
                    .map(|ruling| {
                        let carriers: Vec<Value> = self
                            .sources
                            .documents
                            .iter()
                            .map(|document| (document, ruling.carriers(document, &self.sources.catalogue)))
                            .filter(|(_, carriers)| carriers.is_whole || !carriers.operations.is_empty())
                            .map(|(document, carriers)| {
                                context! {
                                    name => &document.name,
                                    label => document.label,
                                    is_whole => carriers.is_whole,
                                    operations => Value::from(Serde(carriers.operations)),
                                }
                            })
                            .collect();
                        context! {
                            id => &ruling.id,
                            carriers,
                            title => Value::from_safe_string(markdown::inline(&ruling.title)),
                            sources => html(&ruling.sources),
                            decision => html(&ruling.decision),
                            reason => html(&ruling.reason),
                        }
                    })
                    .collect();
                context! { id, name, rulings }
            })
            .collect();
        let description = "Every question that the vendors' documentation leaves open, and how it is decided.";
        let page = Page { path: "rulings.html".to_owned(), title: "Rulings", description, template: "rulings.html" };
        self.page(&page, context! { groups })
    }

    fn changes(&mut self, found: &mut Diagnostics) -> Result<()> {
        for document in &self.sources.documents {
            let path = format!("changes/{}.html", document.name);
            let rendered = markdown::render(&document.changes, &path, self.sources, found);
            let title = format!("Changes of {}", document.label);
            let description = format!("What has changed in the document of {}, by version.", document.info("title"));
            let own = context! {
                label => document.label,
                contents => contents(&rendered.sections),
                html => Value::from_safe_string(rendered.html),
            };
            self.page(&Page { path, title: &title, description: &description, template: "changes.html" }, own)?;
        }
        Ok(())
    }

    fn downloads(&mut self) -> Result<()> {
        let description =
            "The documents as files: OpenAPI 3.0 and 3.1, as YAML and JSON, and every request for Postman.";
        let page =
            Page { path: "downloads.html".to_owned(), title: "Downloads", description, template: "downloads.html" };
        self.page(&page, context! {})
    }

    fn missing(&mut self) -> Result<()> {
        let description = "There is no such page.";
        let page = Page { path: "404.html".to_owned(), title: "Not found", description, template: "missing.html" };
        self.page(&page, context! {})
    }

    /// Only where the pages have addresses.
    fn site_map(&mut self) {
        let Some(base) = self.base else { return };
        let pages = self.files.keys().filter(|path| super::links::is_page(path)).map(|path| super::slashed(path));
        let lines: String = pages
            .filter(|path| path != "404.html")
            .map(|path| format!("  <url><loc>{}</loc></url>\n", markdown::escape(&base.join(&path))))
            .collect();
        let map = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{lines}</urlset>\n"
        );
        insert(&mut self.files, "sitemap.xml", map);
    }
}

/// The headings that a page's own table of contents has.
fn contents(sections: &[Section]) -> Vec<Value> {
    let headings = sections.iter().filter_map(|section| section.heading.as_ref());
    let shown = headings.filter(|heading| (2..=3).contains(&heading.level));
    shown.map(|Heading { level, id, title }| context! { level, id, title }).collect()
}
