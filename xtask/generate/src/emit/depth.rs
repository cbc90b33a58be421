//! How deep types contain each other: the compiler follows them to the end, and gives up at a limit unless it is told.

use crate::ir::{Api, Type, TypeDefinition, graph};

/// Levels that the compiler's own limit allows, with room for what stands around the types.
const USUAL: usize = 16;
/// Steps of the compiler for one level: a list in a field is a vector in a struct.
const STEPS: usize = 8;

/// The `recursion_limit` that a crate with the types of `api` needs; none where the usual one does.
pub(super) fn recursion_limit(api: &Api) -> Option<usize> {
    let inner: Vec<Vec<usize>> = api.types.iter().map(contained).collect();
    let deepest = graph::depths(&inner).into_iter().max().unwrap_or_default();
    (deepest > USUAL).then_some(128 + deepest * STEPS)
}

fn contained(definition: &TypeDefinition) -> Vec<usize> {
    definition.kind.parts().into_iter().flat_map(Type::named).map(|id| id.0).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::ir::{Options, lower};

    fn limit(schemas: &str) -> Option<usize> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n{schemas}"
        );
        let document = roster_document::parse(&text, Path::new("api.yaml")).unwrap();
        recursion_limit(
            &lower(roster_document::Document::read(&document), &Options { name: "api".to_owned() }).unwrap(),
        )
    }

    fn chain(levels: usize) -> String {
        let level = |number| {
            let next = number + 1;
            format!(
                "    S{number}: {{type: object, properties: {{n: {{type: array, items: {{$ref: '#/components/schemas/S{next}'}}}}}}}}\n"
            )
        };
        (0..levels).map(level).collect::<String>()
            + &format!("    S{levels}: {{type: object, properties: {{n: {{type: integer}}}}}}\n")
    }

    #[test]
    fn the_limit_grows_with_the_longest_chain() {
        assert_eq!(limit(&chain(10)), None);
        assert_eq!(limit(&chain(26)), Some(128 + 27 * 8));
        assert_eq!(limit(&chain(20_000)), Some(128 + 20_001 * 8));
    }

    #[test]
    fn circles_are_gone_round_once() {
        let circle = "    A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\n    B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}\n";
        assert_eq!(limit(circle), None);
    }
}
