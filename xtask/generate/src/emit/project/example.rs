//! The operation that a new project has written out: the first of the simplest.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::literal::{Literal, literal};
use crate::{
    emit::{
        client::{as_arguments, method, structure_name},
        rust::ident,
    },
    ir::{
        Api, Operation, Presence, Principal, Response, ResponseContent, ResponseForm, SecurityKind, SecurityScheme,
        Type,
    },
};
use roster_document::{ParameterLocation, SchemaRef, StatusPattern};

pub(super) struct Example<'api> {
    pub(super) operation: &'api Operation,
    /// The variant of the response, and its value.
    pub(super) variant: Ident,
    pub(super) answer: TokenStream,
    /// Of the client's method.
    pub(super) arguments: String,
    /// The parameters of the path, as they are sent.
    path: Vec<(String, String)>,
    schemes: Vec<&'api SecurityScheme>,
}

impl<'api> Example<'api> {
    /// None where every operation wants more than can be made up.
    pub(super) fn of(api: &'api Api) -> Option<Self> {
        let all = api.operations.iter().filter_map(|operation| Self::try_of(api, operation));
        // The first of those that are equally simple.
        all.min_by_key(|(effort, _)| *effort).map(|(_, example)| example)
    }

    /// With what it takes to understand it.
    fn try_of(api: &'api Api, operation: &'api Operation) -> Option<(usize, Self)> {
        let is_usual = matches!(operation.method.as_str(), "GET" | "POST" | "PUT" | "PATCH" | "DELETE");
        let is_free =
            |parameter: &&crate::ir::Parameter| parameter.required && parameter.place != ParameterLocation::Path;
        let in_path = operation.fields().filter(|(parameter, _)| parameter.place == ParameterLocation::Path);
        if !is_usual
            || in_path.count() != as_arguments(operation).count()
            || operation.deprecated
            || operation.body.is_some()
            || operation.parameters.iter().any(|one| is_free(&one))
        {
            return None;
        }
        let mut path = Vec::new();
        let mut arguments = Vec::new();
        for (parameter, field) in as_arguments(operation) {
            let (code, sent) = argument(api, &field.ty, parameter.schema)?;
            arguments.push(code);
            path.push((parameter.name.clone(), sent));
        }
        if structure_name(operation).is_some() {
            arguments.push("&Default::default()".to_owned());
        }
        let schemes = schemes(api, operation)?;
        let (variant, answer, is_telling) = operation.responses.iter().find_map(|response| answer(api, response))?;
        let effort = path.len() + usize::from(operation.method != "GET") + 2 * usize::from(!is_telling);
        Some((effort, Self { operation, variant, answer, arguments: arguments.join(", "), path, schemes }))
    }

    pub(super) fn client_method(&self) -> Ident {
        method(self.operation)
    }

    /// What is asked for with curl.
    pub(super) fn path(&self) -> String {
        let path = self.operation.routed_path().to_owned();
        self.path.iter().fold(path, |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
    }

    /// A credential that the written authentication takes, as code.
    pub(super) fn credential(&self) -> Option<String> {
        let credentials = self.schemes.iter().map(|scheme| {
            let function = format!("client::credentials::{}", ident(&scheme.constant.to_lowercase()));
            match &scheme.kind {
                SecurityKind::Basic => format!("{function}(\"somebody\", \"secret\").expect(\"it can be sent\")"),
                _ if is_granted(scheme) => format!(
                    "roster_client_runtime::Credential::bearer(\"secret\").expect(\"it can be sent\").of_scheme({:?})",
                    scheme.name
                ),
                _ => format!("{function}(\"secret\").expect(\"it can be sent\")"),
            }
        });
        credentials.reduce(|first, next| format!("{first}.and({next})"))
    }

    /// Whether that code names the client's runtime.
    pub(super) fn needs_client_runtime(&self) -> bool {
        self.schemes.iter().any(|scheme| is_granted(scheme))
    }

    /// Arguments of curl that present the same.
    pub(super) fn curl(&self) -> String {
        let arguments = self.schemes.iter().map(|scheme| match &scheme.kind {
            SecurityKind::ApiKey { location: ParameterLocation::Cookie, name } => format!(" -b '{name}=secret'"),
            SecurityKind::ApiKey { location: ParameterLocation::Query, name } => format!(" -G -d '{name}=secret'"),
            SecurityKind::ApiKey { name, .. } => format!(" -H '{name}: secret'"),
            SecurityKind::Basic => " -u somebody:secret".to_owned(),
            SecurityKind::Http { scheme } => format!(" -H 'Authorization: {scheme} secret'"),
            _ => " -H 'Authorization: Bearer secret'".to_owned(),
        });
        arguments.collect()
    }
}

/// Whether the client would ask another server for a token.
fn is_granted(scheme: &SecurityScheme) -> bool {
    matches!(&scheme.kind, SecurityKind::OAuth2 { token_url: Some(url) } if url.contains("://"))
}

/// Those of the first alternative; none at all where one is a certificate.
fn schemes<'api>(api: &'api Api, operation: &Operation) -> Option<Vec<&'api SecurityScheme>> {
    if operation.principal() != Principal::Required {
        return Some(Vec::new());
    }
    let named = |name: &String| api.security_schemes.iter().find(|scheme| scheme.name == *name);
    let schemes: Vec<_> = operation.security.first()?.schemes.iter().filter_map(|(name, _)| named(name)).collect();
    let is_made = |scheme: &&SecurityScheme| !matches!(scheme.kind, SecurityKind::MutualTls);
    schemes.iter().all(is_made).then_some(schemes)
}

/// A value of a parameter of the path, as code and as it is sent; none where the schema asks for more than a type.
fn argument(api: &Api, ty: &Type, schema: SchemaRef) -> Option<(String, String)> {
    const FURTHER: [&str; 12] = [
        "allOf",
        "anyOf",
        "const",
        "enum",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maximum",
        "minLength",
        "multipleOf",
        "not",
        "oneOf",
        "pattern",
    ];
    let schema = api.document.schemas.get(schema);
    let is_bound = FURTHER.iter().any(|keyword| schema.has(keyword));
    let starts_late = schema.number("minimum").and_then(serde_json::Number::as_f64).is_some_and(|least| least > 1.0);
    match ty {
        _ if is_bound || starts_late => None,
        Type::Int32 | Type::Int64 | Type::UInt64 => Some(("1".to_owned(), "1".to_owned())),
        Type::String if schema.format().is_none() => Some(("\"one\"".to_owned(), "one".to_owned())),
        _ => None,
    }
}

/// The variant of a success and its value, and whether that shows anything.
fn answer(api: &Api, response: &Response) -> Option<(Ident, TokenStream, bool)> {
    if !matches!(response.status, StatusPattern::Exact(200..=299)) {
        return None;
    }
    let headers: Vec<_> = response.sent_headers().map(|(_, sent)| &sent.field).collect();
    if headers.iter().any(|field| field.presence == Presence::Required) {
        return None;
    }
    let headers: Vec<_> = headers.iter().map(|field| ident(&field.name)).collect();
    if response.content.is_empty() {
        let variant = ident(&response.variant);
        let answer = if headers.is_empty() { quote!(#variant) } else { quote!(#variant { #(#headers: None),* }) };
        return Some((variant, answer, false));
    }
    let content = |content: &ResponseContent| {
        if content.media.name.contains('*') {
            return None;
        }
        let Literal { code, is_telling } = match &content.form {
            ResponseForm::Json(ty) => literal(api, ty, content.media.schema, "text")?,
            ResponseForm::JsonArray(item) => {
                let items = content.media.schema.and_then(|schema| api.document.schemas.get(schema).items());
                let item = literal(api, item, items, "text")?;
                let code = item.code;
                Literal { code: quote!(vec![#code].into()), ..item }
            }
            ResponseForm::Text => Literal { code: quote!("It works.".to_owned()), is_telling: true },
            ResponseForm::Items(_) | ResponseForm::Raw => return None,
        };
        let variant = ident(&content.variant);
        let answer = match headers.is_empty() {
            true => quote!(#variant(#code)),
            false => quote!(#variant { body: #code, #(#headers: None),* }),
        };
        Some((variant, answer, is_telling))
    };
    response.content.iter().find_map(content)
}
