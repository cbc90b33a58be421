//! Types that contain themselves: indirection where a value would be infinitely large, and tuple structs where an
//! alias would be its own expansion.

use std::collections::HashMap;

use crate::ir::{Type, TypeDefinition, TypeId, TypeKind};

pub(super) fn resolve(types: &mut [TypeDefinition]) {
    let aliases = components(types, &|definition| match &definition.kind {
        TypeKind::Alias(ty) => ty.named(),
        _ => Vec::new(),
    });
    for (index, definition) in types.iter_mut().enumerate() {
        if let TypeKind::Alias(ty) = &definition.kind
            && ty.named().iter().any(|other| aliases[index] == aliases[other.0])
        {
            definition.kind = TypeKind::Newtype(ty.clone());
        }
    }
    let values = components(types, &contained);
    for (index, definition) in types.iter_mut().enumerate() {
        let is_recursive = |id: TypeId| values[index] == values[id.0];
        match &mut definition.kind {
            TypeKind::Struct(object) => {
                object.fields.iter_mut().for_each(|field| put_in_box(&mut field.ty, &is_recursive));
            }
            TypeKind::Union(union) => {
                union.branches.iter_mut().for_each(|branch| put_in_box(&mut branch.ty, &is_recursive));
            }
            TypeKind::Newtype(ty) => put_in_box(ty, &is_recursive),
            _ => {}
        }
    }
}

/// Puts indirection before the recursive types that a value of `ty` contains.
fn put_in_box(ty: &mut Type, is_recursive: &dyn Fn(TypeId) -> bool) {
    match ty {
        Type::Named(id) if is_recursive(*id) => *ty = Type::Boxed(Box::new(ty.clone())),
        Type::Nullable(inner) | Type::JsonText(inner) => put_in_box(inner, is_recursive),
        Type::Tuple(items) => items.iter_mut().for_each(|item| put_in_box(item, is_recursive)),
        _ => {}
    }
}

/// The types whose values a value contains.
fn contained(definition: &TypeDefinition) -> Vec<TypeId> {
    match &definition.kind {
        TypeKind::Struct(object) => object.fields.iter().flat_map(|field| by_value(&field.ty)).collect(),
        other => other.parts().into_iter().flat_map(by_value).collect(),
    }
}

/// The same of a type where it is used.
fn by_value(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) | Type::JsonText(inner) => by_value(inner),
        Type::Tuple(items) => items.iter().flat_map(by_value).collect(),
        _ => Vec::new(),
    }
}

/// The strongly connected component of each type that is part of a cycle; a number of its own for every other
/// (Tarjan's algorithm, without recursion).
fn components(types: &[TypeDefinition], edges: &dyn Fn(&TypeDefinition) -> Vec<TypeId>) -> Vec<usize> {
    let edges: Vec<Vec<usize>> =
        types.iter().map(|definition| edges(definition).into_iter().map(|id| id.0).collect()).collect();
    let mut search = Search { index: vec![None; types.len()], low: vec![0; types.len()], ..Search::default() };
    let mut component = vec![usize::MAX; types.len()];
    for start in 0..types.len() {
        search.visit(start, &edges, &mut component);
    }
    // A type alone is a cycle only if it names itself.
    let mut sizes: HashMap<usize, usize> = HashMap::new();
    component.iter().for_each(|number| *sizes.entry(*number).or_default() += 1);
    for (index, number) in component.iter_mut().enumerate() {
        if sizes[number] == 1 && !edges[index].contains(&index) {
            *number = types.len() + index;
        }
    }
    component
}

#[derive(Default)]
struct Search {
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    stack: Vec<usize>,
    visited: usize,
    found: usize,
}

impl Search {
    fn visit(&mut self, start: usize, edges: &[Vec<usize>], component: &mut [usize]) {
        if self.index[start].is_some() {
            return;
        }
        let mut path = vec![(start, 0)];
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                self.index[node] = Some(self.visited);
                self.low[node] = self.visited;
                self.visited += 1;
                self.stack.push(node);
            } else {
                self.low[node] = self.low[node].min(self.low[edges[node][edge - 1]]);
            }
            let next = (edge..edges[node].len()).find(|edge| self.enters(node, edges[node][*edge], component));
            if let Some(next) = next {
                path.push((node, next + 1));
                path.push((edges[node][next], 0));
            } else if self.index[node] == Some(self.low[node]) {
                while let Some(member) = self.stack.pop() {
                    component[member] = self.found;
                    if member == node {
                        break;
                    }
                }
                self.found += 1;
            }
        }
    }

    /// Whether the search goes on at `target`; where that was visited already, what is known of it is noted.
    fn enters(&mut self, node: usize, target: usize, component: &[usize]) -> bool {
        match self.index[target] {
            None => true,
            Some(index) => {
                if component[target] == usize::MAX {
                    self.low[node] = self.low[node].min(index);
                }
                false
            }
        }
    }
}
