//! The list of generated types, for the check that holds their serde attributes against the tables.

use quote::quote;

use super::{
    print,
    table::{self, Expression, call, field, generic, list, member, reference, structure, text, word},
    tokens::ident,
};
use crate::ir::{Api, Group, Operation, TypeDefinition};
use roster_document::SchemaRef;

pub(super) fn module(api: &Api) -> String {
    let mut module = print(quote! {
        //! Every generated type beside the table that it was generated from.

        #![allow(unused_imports)]

        use roster_runtime::{
            conformance::{Shape, TypeInfo, round_trip, round_trip_of_value},
            schema::SchemaRef,
        };

        use super::{operations, schemas, types};
    });
    let types = api.types.iter().filter_map(|definition| of_schema(api, definition));
    let parameters = api
        .groups
        .iter()
        .flat_map(|group| group.operations.iter().filter_map(|index| of_parameters(group, &api.operations[*index])));
    module.push_str("/// Types of schemas, and of parameters.\n");
    table::push_item(&mut module, "pub static TYPES: &[TypeInfo]", &list(types.chain(parameters)));
    module
}

fn of_schema(api: &Api, definition: &TypeDefinition) -> Option<Expression> {
    let schema = definition.schema?;
    let table = reference(word(format!("schemas::{}", api.constant(schema)?)));
    let kind = match schema {
        SchemaRef::Component(_) => "SchemaRef::Component",
        SchemaRef::Inline(_) => "SchemaRef::Inline",
    };
    let ty = word(format!("types::{}", ident(&definition.name)));
    let decoded = if definition.nullable { generic("Option", ty) } else { ty };
    let round_trip = if definition.directions.request { "round_trip::" } else { "round_trip_of_value::" };
    Some(info(&definition.name, call("Shape::Schema", call(kind, table)), generic(round_trip, decoded)))
}

fn of_parameters(group: &Group, operation: &Operation) -> Option<Expression> {
    let name = operation.parameters_type.as_ref()?;
    let parameters = field(format!("operations::{}", operation.constant), ".parameters");
    let decoded = word(format!("super::{}::{name}", ident(&group.module)));
    Some(info(name, call("Shape::Parameters", parameters), generic("round_trip_of_value::", decoded)))
}

fn info(name: &str, shape: Expression, round_trip: Expression) -> Expression {
    let members =
        [member("name", Some(text(name))), member("shape", Some(shape)), member("round_trip", Some(round_trip))];
    structure("TypeInfo", members, None)
}
