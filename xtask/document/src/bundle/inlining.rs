//! Targets that are put in place of a reference: path items, and whatever is referred to where no reference belongs.

use super::{Bundler, MAX_INLINING, reference_place};
use crate::{Kind, Node, Shape, diagnostic::Diagnostic, load::MAX_VALUES};

impl Bundler {
    /// Puts the target in place of the reference.
    pub(super) fn inline(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Option<Node> {
        self.warn_about_siblings(node, kind);
        let target = self.resolve(node, kind)?;
        let place = reference_place(node);
        let key = (target.clone(), std::ptr::from_ref(shape));
        if let Some((node, values)) = self.done.get(&key) {
            self.inlined = self.inlined.saturating_add(*values);
            if self.inlined > MAX_VALUES && !self.is_too_much {
                self.is_too_much = true;
                self.diagnostics.push(Diagnostic::error(
                    "reference-expansion",
                    &place,
                    format!("up to here, more than {MAX_VALUES} values are put in place of references"),
                    "refer to path items from `paths` only, and to callbacks as components",
                ));
            }
            return node.clone();
        }
        if self.inlining.contains(&target) || self.inlining.len() >= MAX_INLINING {
            let text = node.reference().unwrap_or_default();
            let message = match self.inlining.contains(&target) {
                true => format!("`{text}` leads back to where it stands"),
                false => format!("`{text}` stands in the target of {MAX_INLINING} others that are put in each other"),
            };
            self.diagnostics.push(Diagnostic::error(
                "reference-cycle",
                &place,
                message,
                "only components may refer to each other in a circle; end the circle here",
            ));
            return None;
        }
        let content = self.files.find(&target, &place, &mut self.diagnostics)?;
        self.targets.insert(target.unbound());
        let before = self.inlined;
        self.inlining.push(target);
        let content = self.meant("$ref", content, shape);
        let inlined = Some(self.walk(&content, shape).unwrap_or(content));
        self.inlining.pop();
        self.done.insert(key, (inlined.clone(), self.inlined - before));
        inlined
    }

    pub(super) fn inline_where_none_belongs(&mut self, node: &Node, kind: Kind, shape: &Shape) -> Option<Node> {
        let what = if kind == Kind::Document { "the members of this object" } else { kind.title() };
        self.diagnostics.push(Diagnostic::warning(
            "reference-position",
            &reference_place(node),
            format!("OpenAPI {} has no `$ref` here, for {what}; the target is put in its place", self.version.name()),
            "refer to the parts instead: path items, schemas, responses, parameters and the like",
        ));
        self.inline(node, kind, shape)
    }

    /// The text that a reference leads to where a text belongs, as tools that join files have it.
    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<Node> {
        let place = reference_place(node);
        let target = self.files.parse(node.reference()?, &place, &mut self.diagnostics)?;
        // A whole file that happens to be text is none of ours.
        if target.pointer.is_empty() {
            return None;
        }
        let text = self.files.find(&target, &place, &mut self.diagnostics)?;
        text.as_str()?;
        self.diagnostics.push(Diagnostic::warning(
            "reference-position",
            &place,
            format!("OpenAPI has no `$ref` for a text; the one it leads to is read as `{key}`"),
            "write the text here",
        ));
        self.targets.insert(target);
        Some(text)
    }
}
