//! Where callbacks are sent: runtime expressions.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::{Kind, Node, expression, visit};

pub(super) fn check(document: &Node, found: &mut Diagnostics) {
    visit(document, &mut |kind, node, _| {
        if kind != Kind::Callback || node.reference().is_some() {
            return;
        }
        for (text, member) in node.as_object().into_iter().flatten().filter(|(text, _)| !text.starts_with("x-")) {
            if let Err(fault) = expression::parse(text) {
                found.push(Diagnostic::invalid(
                    "runtime-expression",
                    &member.key,
                    format!("`{fault}` is no runtime expression; nobody knows where the callback is sent"),
                    "write one such as `{$request.body#/callbackUrl}` or `{$request.query.url}`",
                ));
            }
        }
    });
}
