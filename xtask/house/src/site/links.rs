//! Every link and anchor of the finished pages, held against the files that there are.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::LazyLock,
};

use anyhow::{Result, bail};
use regex::Regex;

use super::{BaseUrl, assets, catalogue::Catalogue, reference, slashed};
use roster_openapi::output::Files;

/// Attributes as the templates write them: always in double quotes.
static LINK: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\s(?:href|src)="([^"]*)""#).expect("the pattern is valid"));
static ANCHOR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"\sid="([^"]*)""#).expect("the pattern is valid"));

pub(super) fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "html")
}

/// How many links there are between pages.
///
/// # Errors
/// Some lead nowhere; the error has them all.
pub(super) fn check(files: &Files, catalogue: &Catalogue, base: Option<&BaseUrl>) -> Result<usize> {
    let mut anchors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, content) in files {
        let ids = ANCHOR.captures_iter(content).map(|found| found[1].to_owned());
        anchors.insert(slashed(path), if is_page(path) { ids.collect() } else { BTreeSet::new() });
    }
    // The viewer makes these when it runs; the browser test sees that it does.
    for operation in catalogue.all() {
        let (page, anchor) = operation.href.split_once('#').unwrap_or((&operation.href, ""));
        anchors.entry(page.to_owned()).or_default().insert(anchor.to_owned());
        anchors.entry(page.to_owned()).or_default().insert(format!("tag/{}", operation.tag));
    }
    for path in assets::PATHS.iter().copied().chain(reference::DOWNLOADS) {
        anchors.insert(path.to_owned(), BTreeSet::new());
    }
    let (mut count, mut dead) = (0, Vec::new());
    for (path, content) in files.iter().filter(|(path, _)| is_page(path)) {
        let page = slashed(path);
        for link in LINK.captures_iter(content).map(|found| found[1].replace("&amp;", "&")) {
            if link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:") {
                continue;
            }
            count += 1;
            let (target, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let target = target_of(&page, target, base);
            let is_alive = anchors.get(&target).is_some_and(|ids| fragment.is_empty() || ids.contains(fragment));
            if !is_alive {
                dead.push(format!("{page}: {link}"));
            }
        }
    }
    if !dead.is_empty() {
        dead.dedup();
        bail!("{} dead links:\n{}", dead.len(), dead.join("\n"));
    }
    Ok(count)
}

/// The file that a link without its fragment leads to, from the site's root.
fn target_of(page: &str, link: &str, base: Option<&BaseUrl>) -> String {
    if link.is_empty() {
        return page.to_owned();
    }
    if let Some(rest) = link.strip_prefix(super::pages::base_path(base)) {
        return if rest.is_empty() { "index.html".to_owned() } else { rest.to_owned() };
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(pages: &[(&str, &str)]) -> Files {
        pages.iter().map(|(path, content)| (path.into(), (*content).to_owned())).collect()
    }

    #[test]
    fn links_lead_to_pages_and_anchors() {
        let pages = files(&[
            (
                "a.html",
                r##"<a href="b/c.html#x">1</a> <a href="#y">2</a> <p id="y"></p> <a href="https://e.example/">3</a>"##,
            ),
            ("b/c.html", r#"<p id="x"></p><a href="../a.html">1</a>"#),
        ]);
        assert_eq!(check(&pages, &Catalogue::default(), None).unwrap(), 3);
    }

    #[test]
    fn all_dead_links_are_named() {
        let pages = files(&[("a.html", r##"<a href="b.html">1</a> <a href="#y">2</a>"##)]);
        let error = check(&pages, &Catalogue::default(), None).unwrap_err().to_string();
        assert_eq!(error, "2 dead links:\na.html: b.html\na.html: #y");
    }
}
