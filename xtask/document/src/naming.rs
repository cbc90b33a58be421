//! What a place in a file is called once it is a component.
//!
//! Names come from the place alone, never from the order of discovery, so an edit elsewhere cannot change them.

use std::{
    collections::{HashMap, HashSet},
    path::{Component, Path},
};

use super::{Keyword, Kind, Shape, Target};

/// Last tokens that say, as keywords of schemas do, what a thing is and not which one it is.
const STRUCTURAL: [&str; 3] = ["schema", "example", "value"];
/// Tokens that are left out where several are joined.
const CONTAINERS: [&str; 5] = ["components", "schemas", "properties", "definitions", "$defs"];

/// The last token of the pointer, or the file's stem; several tokens where the last alone says nothing.
pub(crate) fn component_name(target: &Target) -> String {
    let tokens = target.tokens();
    let name = match tokens.as_slice() {
        [] => target.file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        [.., container, _] if container == "properties" => join(&tokens),
        [.., last] if is_structural(last) => join(&tokens),
        [.., last] => last.clone(),
    };
    plain(&name)
}

/// Other names for targets that would have the same one: by what they are in, as far up as it takes to tell them apart.
/// None where that cannot be told, or is taken.
pub(crate) fn qualified<'target>(
    targets: &[&'target Target],
    root: &Path,
    is_free: impl Fn(&str) -> bool,
) -> Option<Vec<(&'target Target, String)>> {
    let ways: Vec<Vec<String>> = targets.iter().map(|target| way(target, root)).collect();
    let longest = ways.iter().map(Vec::len).max()?.max(1);
    (1..=longest).find_map(|levels| {
        let names: Vec<String> = ways
            .iter()
            .zip(targets)
            .map(|(way, target)| {
                let name = component_name(target);
                match &way[way.len().saturating_sub(levels)..] {
                    // A file beside the root, or above it.
                    [] => plain(&format!("{name}_{}", target.file.extension().unwrap_or_default().to_string_lossy())),
                    above => plain(&format!("{}_{name}", above.join("_"))),
                }
            })
            .collect();
        let distinct: HashSet<&String> = names.iter().collect();
        let all = distinct.len() == names.len() && names.iter().all(|name| is_free(name));
        all.then(|| targets.iter().copied().zip(names).collect())
    })
}

/// What a target is in: folders below the root file's, the file, the tokens before the last.
fn way(target: &Target, root: &Path) -> Vec<String> {
    let file = target.file.with_extension("");
    // From where the way to the root parts, so that it does not matter where all of them are kept.
    let shared = file.components().zip(root.components()).take_while(|(own, other)| own == other).count();
    let mut way: Vec<String> = file
        .components()
        .skip(shared)
        .filter_map(|component| match component {
            Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect();
    way.extend(target.tokens());
    way.pop();
    way.retain(|token| !CONTAINERS.contains(&token.as_str()));
    way
}

/// What the root's components are called whose names are not allowed; such a name of a security scheme is left alone,
/// as requirements say it, too.
pub(crate) fn allowed<'name>(kind: Kind, names: impl Iterator<Item = &'name String>) -> HashMap<&'name str, String> {
    let names: Vec<&str> = names.map(String::as_str).collect();
    let is_bad = |name: &str| name.is_empty() || !name.chars().all(is_allowed);
    if kind == Kind::SecurityScheme || !names.iter().any(|name| is_bad(name)) {
        return HashMap::new();
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for name in &names {
        *counts.entry(if is_bad(name) { plain(name) } else { (*name).to_owned() }).or_default() += 1;
    }
    let bad = names.into_iter().filter(|name| is_bad(name));
    bad.map(|name| {
        let simple = plain(name);
        (name, if counts[&simple] == 1 { simple } else { spelled_out(name) })
    })
    .collect()
}

/// With `_` for what cannot stand in a name.
fn plain(name: &str) -> String {
    let name: String = name.chars().map(|character| if is_allowed(character) { character } else { '_' }).collect();
    let name = name.trim_matches('_');
    if name.is_empty() { "component".to_owned() } else { name.to_owned() }
}

/// With the number of each character that cannot stand in a name, so that no two names become the same.
fn spelled_out(name: &str) -> String {
    let spell = |character: char| match is_allowed(character) && character != '_' {
        true => character.to_string(),
        false => format!("_{:x}_", u32::from(character)),
    };
    if name.is_empty() { "_".to_owned() } else { name.chars().map(spell).collect() }
}

fn is_structural(token: &str) -> bool {
    let holds_a_schema =
        |keyword: &Keyword| keyword.relation.is_some() && !matches!(keyword.field.shape, Shape::Map(_));
    STRUCTURAL.contains(&token)
        || Keyword::named(token).is_some_and(holds_a_schema)
        || token.bytes().all(|byte| byte.is_ascii_digit())
}

fn join(tokens: &[String]) -> String {
    let tokens: Vec<&str> =
        tokens.iter().map(|token| token.trim_matches('/')).filter(|token| !CONTAINERS.contains(token)).collect();
    tokens.join("_")
}

/// The characters of a component's key (OpenAPI 3.0.3, Components Object).
pub(crate) fn is_allowed(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_')
}
