//! Path items and operations: what applies to each operation, gathered from the root, the path item and itself.

use std::collections::HashSet;

use crate::ir::{
    Operation, Parameter, Rejections, StatusPattern,
    lower::{Context, PartialRejections, bodies, document, fields::Fields, parameters, paths, references, security},
    names::{self, Namer},
};
use roster_document::{Diagnostic, Diagnostics, Node, made_id};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

pub(super) fn read(context: &mut Context<'_>, node: Option<&Node>) -> Vec<Operation> {
    let mut reader = Reader { context, ids: Ids::of(node), operations: Vec::new() };
    for (path, member) in node.and_then(Node::as_object).into_iter().flatten() {
        if !path.starts_with("x-") {
            paths::report_unroutable(path, &member.key, &mut reader.context.diagnostics);
            reader.path_item(path, &member.node);
        }
    }
    name(&mut reader.operations);
    reader.operations
}

/// Constants, methods and types, decided in the document's order.
fn name(operations: &mut [Operation]) {
    let mut constants = Namer::default();
    let mut methods = Namer::default();
    for operation in operations {
        operation.constant = constants.unique_snake(&names::constant_name(&operation.id));
        operation.method_name = methods.unique_snake(&names::snake_name(&operation.id));
    }
}

struct Reader<'c, 'n> {
    context: &'c mut Context<'n>,
    ids: Ids,
    operations: Vec<Operation>,
}

impl Reader<'_, '_> {
    fn path_item(&mut self, path: &str, node: &Node) {
        let diagnostics = &mut self.context.diagnostics;
        let fields = Fields::new(node);
        if node.get("$ref").is_some() {
            diagnostics.push(references::unsupported(node, "the path item is elsewhere"));
            return;
        }
        let shared = fields.array("parameters");
        let operations: Vec<(&str, &Node)> =
            METHODS.iter().filter_map(|method| Some((*method, fields.take(method)?))).collect();
        // Documents list methods in an order of their own; it is kept.
        let position = |method: &str| node.as_object().and_then(|object| object.get_index_of(method));
        let mut operations = operations;
        operations.sort_by_key(|(method, _)| position(method));
        let shared = self.parameters(shared);
        for (method, node) in operations {
            if let Some(operation) = self.operation(path, method, node, &shared) {
                self.operations.push(operation);
            }
        }
    }

    fn parameters(&mut self, nodes: &[Node]) -> Vec<Parameter> {
        nodes.iter().filter_map(|node| parameters::read(self.context, node)).collect()
    }

    fn operation(&mut self, path: &str, method: &str, node: &Node, shared: &[Parameter]) -> Option<Operation> {
        let fields = Fields::new(node);
        let diagnostics = &mut self.context.diagnostics;
        let id = self.ids.of_operation(fields.text("operationId"), path, method, node, diagnostics);
        let tags = fields.texts("tags");
        let summary = fields.text("summary");
        let description = fields.text("description");
        let deprecated = fields.flag("deprecated");
        let own_security = fields.take("security").map(security::alternatives);
        let authorities = fields.texts("x-authorities");
        let aliases = fields.texts("x-aliases");
        let own_rejections = document::rejections(&fields);
        let own_limit = fields.count("x-body-limit");
        let own_parameters = fields.array("parameters");
        let body = fields.take("requestBody");
        let responses = fields.take("responses");

        let own_parameters = self.parameters(own_parameters);
        let overridden = |parameter: &&Parameter| {
            !own_parameters.iter().any(|own| own.name == parameter.name && own.place == parameter.place)
        };
        let mut parameters: Vec<Parameter> = shared.iter().filter(overridden).cloned().collect();
        parameters.extend(own_parameters);

        let limit = own_limit.or(self.context.defaults.body_limit);
        let body = body.and_then(|node| bodies::request(self.context, node, limit));
        let responses = responses.map(|responses| bodies::responses(self.context, responses)).unwrap_or_default();
        let not_found = responses.iter().any(|response| response.status == StatusPattern::Exact(404));
        let rejections = rejections(self.context.defaults.rejections, own_rejections, not_found);
        Some(Operation {
            location: node.location.clone(),
            id,
            method_name: String::new(),
            constant: String::new(),
            type_stem: String::new(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            aliases,
            tags,
            summary,
            description,
            deprecated,
            parameters_type: None,
            parameters,
            body,
            response_type: String::new(),
            responses,
            security: own_security.or_else(|| self.context.defaults.security.clone()).unwrap_or_default(),
            authorities,
            rejections,
        })
    }
}

fn rejections(root: PartialRejections, own: PartialRejections, documents_not_found: bool) -> Rejections {
    Rejections {
        parameter: own.parameter.or(root.parameter).unwrap_or(400),
        path_parameter: own.path_parameter.or(root.path_parameter).unwrap_or(match documents_not_found {
            true => 404,
            false => 400,
        }),
        body: own.body.or(root.body).unwrap_or(400),
        credential: own.credential.or(root.credential).unwrap_or(401),
        authority: own.authority.or(root.authority).unwrap_or(403),
    }
}

/// The ids that are taken.
struct Ids(HashSet<String>);

impl Ids {
    /// All that are written down, so that none is made up that comes later.
    fn of(paths: Option<&Node>) -> Self {
        let items = paths.and_then(Node::as_object).into_iter().flatten().filter_map(|(_, item)| item.node.as_object());
        let ids = items.flatten().filter_map(|(_, member)| member.node.get("operationId")?.as_str());
        Self(ids.map(str::to_owned).collect())
    }

    fn of_operation(
        &mut self,
        written: Option<String>,
        path: &str,
        method: &str,
        node: &Node,
        diagnostics: &mut Diagnostics,
    ) -> String {
        if let Some(id) = written {
            return id;
        }
        let stem = made_id(method, path);
        let id = std::iter::once(stem.clone())
            .chain((2..).map(|number| format!("{stem}_{number}")))
            .find(|id| !self.0.contains(id))
            .expect("numbers do not end");
        diagnostics.push(Diagnostic::warning(
            "missing-operation-id",
            &node.location,
            format!("{} {path} has no `operationId`", method.to_ascii_uppercase()),
            format!("write one; until then it is `{id}`"),
        ));
        self.0.insert(id.clone());
        id
    }
}
