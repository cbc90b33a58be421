//! Where generated crates find what they stand on, and what they are to the packages around them.

use std::{
    env, fmt, fs, io,
    path::{Component, Path, PathBuf},
    str::FromStr,
};

use anyhow::{Context as _, Result};

use roster_generate::{Files, emit};

/// What `--runtime` chooses.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub enum Source {
    /// The sources that this program was built of, by a path relative to the crate.
    Path,
    /// A repository, and a revision of it.
    Git { url: String, revision: Option<String> },
    /// What is published, of this program's version.
    Version,
    /// Copied beside the generated code.
    Vendored,
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.strip_prefix("git=")) {
            ("path", _) => Ok(Self::Path),
            ("version", _) => Ok(Self::Version),
            ("vendored", _) => Ok(Self::Vendored),
            (_, Some(place)) if !place.is_empty() => {
                let (url, revision) = match place.split_once('#') {
                    Some((url, revision)) => (url, Some(revision.to_owned())),
                    None => (place, None),
                };
                Ok(Self::Git { url: url.to_owned(), revision })
            }
            _ => Err("write `path`, `git=URL`, `git=URL#REVISION`, `version` or `vendored`".to_owned()),
        }
    }
}

impl TryFrom<String> for Source {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path => formatter.write_str("path"),
            Self::Git { url, revision: None } => write!(formatter, "git={url}"),
            Self::Git { url, revision: Some(revision) } => write!(formatter, "git={url}#{revision}"),
            Self::Version => formatter.write_str("version"),
            Self::Vendored => formatter.write_str("vendored"),
        }
    }
}

impl Source {
    /// For a crate in `out`, the runtime of `server` or `client`.
    pub(crate) fn resolve(&self, side: &str, out: &Path) -> Result<emit::Runtime> {
        Ok(match self {
            Self::Path => {
                let runtime = repository().join(side).join("runtime");
                let runtime = runtime
                    .canonicalize()
                    .with_context(|| format!("{} is gone; choose another `--runtime`", runtime.display()))?;
                emit::Runtime::Path(relative(&absolute(out)?, &runtime))
            }
            Self::Git { url, revision } => emit::Runtime::Git { url: url.clone(), revision: revision.clone() },
            Self::Version => emit::Runtime::Version(env!("CARGO_PKG_VERSION").to_owned()),
            Self::Vendored => emit::Runtime::Vendored(vendored(side)),
        })
    }
}

/// The sources beside this program where they are still there, else what is published.
impl Default for Source {
    fn default() -> Self {
        if repository().join("server/runtime/Cargo.toml").is_file() { Self::Path } else { Self::Version }
    }
}

/// Where this program was built, which need not be there any more, and is no repository where it was published.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The manifest of the workspace around `folder`, if there is one.
pub(crate) fn workspace_around(folder: &Path) -> Result<Option<PathBuf>> {
    let folder = absolute(folder)?;
    let is_workspace = |manifest: &PathBuf| {
        let text = fs::read_to_string(manifest).unwrap_or_default();
        text.lines()
            .any(|line| line.trim_start().starts_with("[workspace]") || line.trim_start().starts_with("[workspace."))
    };
    Ok(folder.ancestors().skip(1).map(|folder| folder.join("Cargo.toml")).find(is_workspace))
}

/// From a folder to a file or another folder, with slashes on every system.
pub(crate) fn relative_to(from: &Path, to: &Path) -> Result<String> {
    Ok(relative(&absolute(from)?, &absolute(to)?))
}

/// Without links, also where the folder is still to be made.
fn absolute(folder: &Path) -> Result<PathBuf> {
    let folder = env::current_dir().context("the current directory cannot be read")?.join(folder);
    let mut missing = Vec::new();
    for ancestor in folder.ancestors() {
        match ancestor.canonicalize() {
            Ok(found) => return Ok(missing.iter().rev().fold(found, |path, name| path.join(name))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                missing.extend(ancestor.components().next_back().map(|name| name.as_os_str().to_owned()));
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", ancestor.display())),
        }
    }
    Ok(folder)
}

/// From one absolute folder to another one, with slashes on every system.
fn relative(from: &Path, to: &Path) -> String {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = from[shared..].iter().map(|_| "..".to_owned());
    let down = to[shared..].iter().map(|name| name.as_os_str().to_string_lossy().into_owned());
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// By path, relative to `runtimes/`.
const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/runtimes.rs"));

/// What both runtimes stand on: each has it as a package of its own, since a workspace can have a name only once.
const WIRE: &str = "roster-wire";

/// The sources of a runtime and of what it stands on.
fn vendored(side: &str) -> Files {
    let own_wire = format!("roster-{side}-wire");
    let mut files = package(side, &own_wire);
    files.extend(package("wire", &own_wire).into_iter().map(|(path, text)| (Path::new("wire").join(path), text)));
    files
}

/// The sources of one package without its tests, with a manifest that asks nothing of a workspace.
fn package(folder: &str, own_wire: &str) -> Files {
    let workspace = text_of("workspace.toml");
    let mut files = Files::new();
    let mut tests = Vec::new();
    for (path, text) in SOURCES {
        let Ok(path) = Path::new(path).strip_prefix(folder) else { continue };
        match path == Path::new("manifest.toml") {
            true => files.insert(PathBuf::from("Cargo.toml"), alone(text, workspace, own_wire)),
            false => files.insert(path.to_owned(), untested(text, &mut tests)),
        };
    }
    let is_test =
        |path: &Path| path.with_extension("").iter().any(|name| tests.iter().any(|test| name == test.as_str()));
    files.retain(|path, _| !is_test(path));
    files
}

/// A source without the items that are for tests; `modules` gets the names of those that are files.
fn untested(source: &str, modules: &mut Vec<String>) -> String {
    let mut text = String::with_capacity(source.len());
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if line != "#[cfg(test)]" {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        let end = lines.find(|line| *line == "}" || (line.ends_with(';') && !line.starts_with(' ')));
        let module = end.and_then(|line| line.trim_start_matches("pub(crate) ").strip_prefix("mod "));
        modules.extend(module.map(|name| name.trim_end_matches(';').to_owned()));
    }
    text
}

fn text_of(path: &str) -> &'static str {
    SOURCES.iter().find(|(source, _)| *source == path).map_or("", |(_, text)| text)
}

/// A manifest with the workspace's own words where it refers to them, and without what only tests and reviews need.
fn alone(manifest: &str, workspace: &str, own_wire: &str) -> String {
    let mut lines = Vec::new();
    let mut is_kept = true;
    for line in manifest.lines() {
        if line.starts_with('[') {
            is_kept = !matches!(line, "[lints]" | "[dev-dependencies]" | "[[bench]]" | "[[example]]");
        }
        if !is_kept {
            continue;
        }
        let name = |end: &str| line.strip_suffix(end);
        match (name(".workspace = true"), name(" = { workspace = true, optional = true }")) {
            (Some(WIRE), _) => lines.push(format!("{WIRE} = {{ package = \"{own_wire}\", path = \"wire\" }}")),
            (Some(name), _) => lines.push(inherited(name, workspace).to_owned()),
            (_, Some(name)) => lines.push(optional(inherited(name, workspace))),
            _ if line == format!("name = \"{WIRE}\"") => lines.push(format!("name = \"{own_wire}\"")),
            _ => lines.push(line.to_owned()),
        }
    }
    // What examples in its documentation need may not be there.
    lines.extend(["", "[lib]", "doctest = false"].map(str::to_owned));
    lines.join("\n") + "\n"
}

fn inherited<'a>(name: &str, workspace: &'a str) -> &'a str {
    let of_this_name = |line: &&str| line.split_once(" = ").is_some_and(|(key, _)| key == name);
    workspace.lines().find(of_this_name).expect("members inherit what their workspace has")
}

/// The same dependency, for those who want the feature that it belongs to.
fn optional(line: &str) -> String {
    match line.strip_suffix(" }") {
        Some(table) => format!("{table}, optional = true }}"),
        None => line.replacen(" = ", " = { version = ", 1) + ", optional = true }",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_stay_optional() {
        assert_eq!(optional(r#"a = "1.2""#), r#"a = { version = "1.2", optional = true }"#);
        assert_eq!(
            optional(r#"a = { version = "1", features = ["b"] }"#),
            r#"a = { version = "1", features = ["b"], optional = true }"#
        );
    }

    #[test]
    fn paths_lead_from_one_folder_to_another() {
        let path = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(path("/a/b/stubs", "/a/roster/server/runtime"), "../../roster/server/runtime");
        assert_eq!(path("/a/roster/out", "/a/roster/server/runtime"), "../server/runtime");
        assert_eq!(path("/a", "/a/b"), "b");
    }

    #[test]
    fn vendored_manifests_refer_to_nothing_outside() {
        for side in ["server", "client"] {
            let files = vendored(side);
            for folder in ["", "wire"].map(Path::new) {
                let manifest = &files[&folder.join("Cargo.toml")];
                assert!(!manifest.contains("workspace") && !manifest.contains("path = \".."), "{manifest}");
                assert!(manifest.contains("\nserde = { version = \"1\""), "{manifest}");
                assert!(files.contains_key(&folder.join("src/lib.rs")));
            }
            let own_wire = format!("roster-{side}-wire");
            let dependency = format!("roster-wire = {{ package = \"{own_wire}\", path = \"wire\" }}");
            assert!(files[Path::new("Cargo.toml")].lines().any(|line| line == dependency));
            assert!(files[Path::new("wire/Cargo.toml")].contains(&format!("name = \"{own_wire}\"")));
            assert!(files.values().all(|text| !text.contains("#[cfg(test)]") && !text.contains("#[test]")));
        }
    }

    #[test]
    fn sources_are_read_as_they_are_written() {
        let git = |revision: Option<&str>| {
            Ok(Source::Git { url: "https://host/roster".to_owned(), revision: revision.map(str::to_owned) })
        };
        assert_eq!("path".parse(), Ok(Source::Path));
        assert_eq!("git=https://host/roster".parse(), git(None));
        assert_eq!("git=https://host/roster#v1".parse(), git(Some("v1")));
        assert!("git=".parse::<Source>().is_err() && "elsewhere".parse::<Source>().is_err());
    }
}
