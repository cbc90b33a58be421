//! Names of schemas that common languages, or what generators write in them, have already.
//!
//! A generator either renames such a schema, each in its own way, or writes code that does not compile. The languages are
//! those in which openapi-generator 7.26 does one of the two.

use heck::ToUpperCamelCase as _;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Location, Node};

/// Names, and the languages in which they clash.
const CLASHES: [(&str, &str); 47] = [
    ("Any", "Swift"),
    ("ApiClient", "Java"),
    ("ApiException", "Java"),
    ("ApiResponse", "Java, Kotlin and TypeScript"),
    ("Array", "PHP, Swift and TypeScript"),
    ("Boolean", "Java and TypeScript"),
    ("Byte", "Java"),
    ("Class", "Java, PHP, Python, Ruby and Swift"),
    ("Client", "C#"),
    ("Configuration", "C#, Java and TypeScript"),
    ("Data", "Swift"),
    ("Date", "Kotlin, Python and TypeScript"),
    ("DateTime", "Java and Kotlin"),
    ("Default", "Java and PHP"),
    ("Dictionary", "Swift"),
    ("Double", "Java, Swift and TypeScript"),
    ("Enum", "Java"),
    ("Environment", "C#"),
    ("Error", "Swift and TypeScript"),
    ("Field", "Python"),
    ("File", "Java, Kotlin, Ruby and TypeScript"),
    ("Float", "Java, Python, Swift and TypeScript"),
    ("Function", "PHP"),
    ("Int", "Java and Swift"),
    ("Integer", "TypeScript"),
    ("Interface", "Java and PHP"),
    ("List", "Java and PHP"),
    ("Locale", "Swift"),
    ("Long", "Java and TypeScript"),
    ("Map", "TypeScript"),
    ("Module", "Ruby"),
    ("Object", "Java and TypeScript"),
    ("Optional", "Swift"),
    ("Package", "Java"),
    ("Property", "Python"),
    ("Range", "Swift"),
    ("Record", "TypeScript"),
    ("Response", "Swift"),
    ("Set", "Swift and TypeScript"),
    ("String", "Swift and TypeScript"),
    ("TimeZone", "C# and Swift"),
    ("Timestamp", "Kotlin"),
    ("Type", "Swift"),
    ("Uri", "Java and Kotlin"),
    ("Url", "Swift"),
    ("Uuid", "Java and Kotlin"),
    ("Version", "C#"),
];

/// One finding for each such schema, made by `finding`: a warning about other people's documents, an error about our own.
pub(super) fn check(
    document: &Node,
    finding: impl Fn(&'static str, &Location, String, String) -> Diagnostic,
    found: &mut Diagnostics,
) {
    let schemas = document.pointer("/components/schemas").and_then(Node::as_object);
    for (name, member) in schemas.into_iter().flatten() {
        let spelled = name.to_upper_camel_case();
        let message = match clash(&spelled) {
            Some(languages) => format!("the schema `{name}` clashes with a name that {languages} code has"),
            // What generators make of such a name.
            None => match spelled.strip_prefix("Model").and_then(|rest| Some((rest, clash(rest)?))) {
                Some((rest, languages)) if schemas.is_some_and(|schemas| schemas.get(rest).is_some()) => {
                    format!("the schema `{name}` clashes with what `{rest}` is called in {languages} code")
                }
                _ => continue,
            },
        };
        let help = "say in the name what it holds, as `StoredFile` or `SearchError` do; else it is renamed, by each \
                    generator in its own way, or the code does not compile";
        found.push(finding("clashing-name", &member.key, message, help.to_owned()));
    }
}

fn clash(name: &str) -> Option<&'static str> {
    let index = CLASHES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(CLASHES[index].1)
}

#[cfg(test)]
mod tests {
    use super::CLASHES;

    #[test]
    fn names_are_sorted() {
        assert!(CLASHES.is_sorted_by(|(before, _), (after, _)| before < after));
    }
}
