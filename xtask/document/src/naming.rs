//! What a place in a file is called once it is a component.
//!
//! Names come from the place alone, never from the order of discovery, so an edit elsewhere cannot change them.

use super::Target;

/// Last tokens that say what a thing is and not which one it is.
const STRUCTURAL: [&str; 6] = ["schema", "items", "additionalProperties", "not", "example", "value"];
/// Tokens that are left out where several are joined.
const CONTAINERS: [&str; 4] = ["components", "schemas", "properties", "definitions"];

/// The last token of the pointer, or the file's stem; several tokens where the last alone says nothing.
pub(crate) fn component_name(target: &Target) -> String {
    let tokens = target.tokens();
    let name = match tokens.as_slice() {
        [] => target.file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        [.., container, _] if container == "properties" => join(&tokens),
        [.., last] if is_structural(last) => join(&tokens),
        [.., last] => last.clone(),
    };
    let name: String = name.chars().map(|character| if is_allowed(character) { character } else { '_' }).collect();
    let name = name.trim_matches('_');
    if name.is_empty() { "component".to_owned() } else { name.to_owned() }
}

fn is_structural(token: &str) -> bool {
    STRUCTURAL.contains(&token) || token.bytes().all(|byte| byte.is_ascii_digit())
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
