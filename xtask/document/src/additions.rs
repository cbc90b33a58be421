//! Members that somebody adds to a document in one piece, where its files and overlays have none: what generated code calls
//! things, mostly.

use crate::{
    Location, Member, Node, Object, Value,
    diagnostic::{Diagnostic, Diagnostics},
    escape,
    operation::{ids, method_pointer, operations, webhooks},
    suggest::nearest,
};

/// Members for one object of the bundle; one that is there already gives way.
#[derive(Clone, Debug)]
pub struct Addition {
    pub target: Addressee,
    /// Where the object is named.
    pub location: Location,
    pub members: Object,
}

/// An object of the bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addressee {
    /// By the name of its component.
    Schema(String),
    /// By its `operationId`, or what an operation without one is called.
    Operation(String),
    /// By its JSON pointer.
    Pointer(String),
}

/// Puts the members into a bundle.
pub(crate) fn apply(document: &mut Node, additions: &[Addition], found: &mut Diagnostics) {
    for addition in additions {
        if let Err(fault) = find(document, addition).and_then(|pointer| put(document, &pointer, addition)) {
            found.push(*fault);
        }
    }
}

fn fault(addition: &Addition, message: String, help: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::error("settings", &addition.location, message, help))
}

/// Where what is addressed stands.
fn find(document: &Node, addition: &Addition) -> Result<String, Box<Diagnostic>> {
    let missing = |what: String, nearest: Option<&str>, help: &str| {
        let help = nearest.map_or_else(|| help.to_owned(), |near| format!("did you mean `{near}`?"));
        fault(addition, format!("the document has no {what}"), help)
    };
    match &addition.target {
        Addressee::Schema(name) => {
            let pointer = format!("/components/schemas/{}", escape(name));
            if document.pointer(&pointer).is_some() {
                return Ok(pointer);
            }
            let schemas = document.pointer("/components/schemas").and_then(Node::as_object);
            let near = nearest(name, schemas.into_iter().flat_map(|schemas| schemas.keys()).map(String::as_str));
            Err(missing(format!("schema `{name}`"), near, "`roster bundle` shows the document in one piece"))
        }
        Addressee::Operation(id) => {
            let (routed, called) = (operations(document), webhooks(document));
            let paths = routed.iter().map(|_| "paths").chain(called.iter().map(|_| "webhooks"));
            let all: Vec<_> = routed.iter().chain(&called).copied().collect();
            let ids = ids(&all);
            let found = ids.iter().zip(&all).zip(paths).find(|((one, _), _)| *one == id);
            match found {
                Some(((_, operation), key)) => {
                    Ok(method_pointer(&format!("/{key}/{}", escape(operation.path)), operation.method))
                }
                None => Err(missing(
                    format!("operation `{id}`"),
                    nearest(id, ids.iter().map(String::as_str)),
                    "`roster routes` lists the operations",
                )),
            }
        }
        Addressee::Pointer(pointer) => match document.pointer(pointer) {
            Some(_) => Ok(pointer.clone()),
            None => Err(missing(format!("place `{pointer}`"), None, "`roster bundle` shows the document in one piece")),
        },
    }
}

fn put(document: &mut Node, pointer: &str, addition: &Addition) -> Result<(), Box<Diagnostic>> {
    let Some(node) = document.pointer_mut(pointer) else { return Ok(()) };
    if let Some(reference) = node.reference() {
        // What a reference leads to is shared by all that refer to it.
        if !reference.starts_with("#/components/schemas/") {
            let (message, help) =
                (format!("there is a reference to `{reference}`"), format!("name `{reference}` instead"));
            return Err(fault(addition, message, help.replace("#/", "/")));
        }
        let place = node.location.clone();
        let whole = Node::new(Value::Array(vec![node.clone()]), place.clone());
        let member = ("allOf".to_owned(), Member { key: place, node: whole });
        node.value = Value::Object(Object::from([member]));
    }
    let type_name = node.type_name();
    let Value::Object(members) = &mut node.value else {
        let message = format!("what stands there is {type_name}");
        return Err(fault(addition, message, "name a schema, a parameter or an operation".to_owned()));
    };
    members.extend(addition.members.clone());
    Ok(())
}
