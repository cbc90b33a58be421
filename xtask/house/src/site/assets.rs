//! What pages load: our own style and scripts, and what comes from npm.

use anyhow::Result;

use super::{insert, node::Packages};
use roster_openapi::output::Files;

/// Our own, as they are.
const OWN: [(&str, &str); 6] = [
    ("assets/icon.svg", include_str!("../../site/icon.svg")),
    ("assets/page.js", include_str!("../../site/page.js")),
    ("assets/reference.js", include_str!("../../site/reference.js")),
    ("assets/search.js", include_str!("../../site/search.js")),
    ("assets/style.css", STYLE),
    ("assets/theme.js", include_str!("../../site/theme.js")),
];

/// Pages that are served at any address carry it inside.
pub(super) const STYLE: &str = include_str!("../../site/style.css");

/// From packages, with the file that each is there.
const FOREIGN: [(&str, &str); 2] = [
    ("assets/minisearch.js", "minisearch/dist/umd/index.js"),
    ("assets/scalar.js", "@scalar/api-reference/dist/browser/standalone.js"),
];

/// Every path of [`files`].
pub(super) const PATHS: [&str; 8] =
    [OWN[0].0, OWN[1].0, OWN[2].0, OWN[3].0, OWN[4].0, OWN[5].0, FOREIGN[0].0, FOREIGN[1].0];

/// All of them, by path.
///
/// # Errors
/// A package has not the file.
pub(super) fn files(packages: &Packages) -> Result<Files> {
    let mut files = Files::new();
    for (path, content) in OWN {
        insert(&mut files, path, content.to_owned());
    }
    for (path, source) in FOREIGN {
        // Their maps are not part of the site.
        let content = packages.read(source)?;
        let lines = content.split_inclusive('\n').filter(|line| !line.starts_with("//# sourceMappingURL="));
        insert(&mut files, path, lines.collect());
    }
    Ok(files)
}
