//! Types that contain themselves: indirection where a value would be infinitely large, and tuple structs where an
//! alias would be its own expansion.

use std::collections::HashMap;

use crate::ir::{Type, TypeDefinition, TypeId, TypeKind};

pub(super) fn resolve(types: &mut [TypeDefinition]) {
    let aliases = components(types, &|definition| match &definition.kind {
        TypeKind::Alias(ty) => mentioned(ty),
        _ => Vec::new(),
    });
    for (index, definition) in types.iter_mut().enumerate() {
        if let TypeKind::Alias(ty) = &definition.kind
            && mentioned(ty).iter().any(|other| aliases[index] == aliases[other.0])
        {
            definition.kind = TypeKind::Newtype(ty.clone());
        }
    }
    let values = components(types, &contained);
    for (index, definition) in types.iter_mut().enumerate() {
        let recursive = |ty: &Type| by_value(ty).is_some_and(|other| values[index] == values[other.0]);
        match &mut definition.kind {
            TypeKind::Struct(object) => {
                object.fields.iter_mut().map(|field| &mut field.ty).filter(|ty| recursive(ty)).for_each(put_in_box);
            }
            TypeKind::Union(union) => {
                union.branches.iter_mut().map(|branch| &mut branch.ty).filter(|ty| recursive(ty)).for_each(put_in_box);
            }
            _ => {}
        }
    }
}

fn put_in_box(ty: &mut Type) {
    let inner = std::mem::replace(ty, Type::Any);
    *ty = match inner {
        Type::Nullable(inner) => Type::Nullable(Box::new(Type::Boxed(inner))),
        inner => Type::Boxed(Box::new(inner)),
    };
}

/// The types whose values a value contains.
fn contained(definition: &TypeDefinition) -> Vec<TypeId> {
    match &definition.kind {
        TypeKind::Struct(object) => object.fields.iter().filter_map(|field| by_value(&field.ty)).collect(),
        TypeKind::Union(union) => union.branches.iter().filter_map(|branch| by_value(&branch.ty)).collect(),
        TypeKind::Alias(ty) | TypeKind::Newtype(ty) => by_value(ty).into_iter().collect(),
        TypeKind::StringEnum(_) | TypeKind::IntegerEnum(_) => Vec::new(),
    }
}

fn by_value(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) => by_value(inner),
        _ => None,
    }
}

/// Every type that a type names.
fn mentioned(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => mentioned(inner),
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
