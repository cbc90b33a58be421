//! The test that goes beside stubs, and sends instances of what their document describes through client and server:
//! what of `tests/generator/round_trip.rs` is typed.

use std::{fmt::Write as _, path::Path};

use roster_document::{ParameterLocation, StatusPattern, essence};
use roster_generate::{
    Files,
    emit::client::has_long_path,
    ir::{
        Api, Body, Multipart, Operation, Parameter, PartForm, RequestContent, RequestForm, Response, ResponseContent,
        ResponseForm, Type, TypeKind, names,
    },
};

/// The test for stubs with these files, in crates of these names. The client may have a part of the operations alone.
pub(super) fn test(api: &Api, files: &Files, client_api: &Api, stubs: &str, client: &str) -> String {
    let mut text = format!("use ::{client} as client;\nuse client::Client;\n");
    let has_client = |index: &&usize| client_api.operations.iter().any(|one| one.id == api.operations[**index].id);
    for group in &api.groups {
        let source = &files[Path::new(&format!("src/{}.rs", group.module))];
        let indices = group.operations.iter().filter(has_client);
        let methods: String = indices.map(|index| handler(&api.operations[*index], source)).collect();
        write!(
            text,
            "\nmod at_{module} {{\n    use super::Handler;\n    use ::{stubs}::{{r#{module}::*, types}};\n    use \
             roster_runtime::{{Body, Call, JsonArray, Problem}};\n\n    impl {} for Handler {{\n{methods}    }}\n}}\n",
            group.trait_name,
            module = group.module
        )
        .unwrap();
    }
    let operations = &client_api.operations;
    let typed: String =
        operations.iter().enumerate().map(|(index, operation)| typed(client_api, operation, index)).collect();
    let round: String = (0..operations.len())
        .map(|index| {
            format!(
                "        go_round(&::{stubs}::DOCUMENT, &handler, &ABOUT_{index}, &|plan| call_{index}(client.clone(), plan), \
                 &mut report).await;\n"
            )
        })
        .collect();
    write!(
        text,
        "{typed}\n#[test]\nfn instances_go_round() {{\n    run(Box::pin(async {{\n        let handler = \
         std::sync::Arc::<Handler>::default();\n        let url = \
         serve(::{stubs}::routes(handler.clone()).into()).await;\n        let client = Client::with(&url, \
         credentials(&::{stubs}::DOCUMENT), options()).unwrap();\n        let mut report = Report::default();\n{round}        \
         report.finish();\n    }}));\n}}\n"
    )
    .unwrap();
    text
}

fn ident(name: &str) -> String {
    if names::is_keyword(name) { format!("r#{name}") } else { name.to_owned() }
}

/// Implements a method with the signature that the trait has for it.
fn handler(operation: &Operation, source: &str) -> String {
    let name = ident(&operation.method_name);
    let start = format!("    fn {name}(");
    let signature = source.split_once(&start).and_then(|(_, rest)| rest.split_once(") -> impl Future"));
    let (signature, _) = signature.unwrap_or_else(|| panic!("the trait has no method {name}"));
    let parameters =
        operation.parameters_type.as_ref().map_or("", |_| "            self.got_parameters(&parameters);\n");
    let body = operation.body.as_ref().map(received).unwrap_or_default();
    let answer = &operation.response_type;
    let arms: String = answers(operation)
        .map(|Answer { response, content, variant, .. }| {
            let mut fields = Vec::new();
            if !matches!(response.status, StatusPattern::Exact(_)) {
                fields.push("status: plan.answer.status".to_owned());
            }
            if content.is_some_and(|content| content.media.name.contains('*')) {
                fields.push("media_type: plan.answer.media_type.clone()".to_owned());
            }
            for (header, sent) in response.sent_headers() {
                fields.push(format!("{}: self.header(&plan, {:?})?", ident(&sent.field.name), header.name));
            }
            let body = content.map(|content| match content.form {
                ResponseForm::Json(_) | ResponseForm::Text => "self.body(&plan)?",
                ResponseForm::JsonArray(_) => "JsonArray::from(self.body::<Vec<_>>(&plan)?)",
                ResponseForm::Raw => "Body::from(self.body::<String>(&plan)?)",
                ResponseForm::Items(_) => "unreachable!(\"items\")",
            });
            let value = match (body, fields.is_empty()) {
                (None, true) => String::new(),
                (Some(body), true) => format!("({body})"),
                (body, false) => {
                    fields.extend(body.map(|body| format!("body: {body}")));
                    format!(" {{ {} }}", fields.join(", "))
                }
            };
            format!("                {variant:?} => {answer}::{}{value},\n", ident(variant))
        })
        .collect();
    format!(
        "        async fn {name}({signature}) -> Result<{answer}, Problem> {{\n            let plan = \
         self.begin();\n{parameters}{body}            Ok(match plan.answer.variant {{\n{arms}                other => \
         unreachable!(\"{{other}}\"),\n            }})\n        }}\n"
    )
}

/// Looks at what a handler is given as its body.
fn received(body: &Body) -> String {
    if !body.is_offered {
        return String::new();
    }
    let look = |form: &RequestForm| match form {
        RequestForm::Json(_) | RequestForm::Form(_) | RequestForm::Text => "self.got_body(&body)".to_owned(),
        RequestForm::Raw => {
            "{ let body = body.bytes(1 << 20).await?; self.got_body(&String::from_utf8_lossy(&body).into_owned()) }"
                .to_owned()
        }
        RequestForm::Multipart(multipart) => received_parts(multipart),
        RequestForm::Items(_) => "drop(body)".to_owned(),
    };
    let Some(name) = &body.enum_type else {
        let look = look(&body.content[0].form);
        return match body.required {
            true => format!("            {look};\n"),
            false => {
                format!("            match body {{ Some(body) => {look}, None => self.got_body(&None::<String>) }}\n")
            }
        };
    };
    let arms: String = body
        .content
        .iter()
        .map(|content| {
            let pattern = format!("{name}::{}(body)", ident(&content.variant));
            let pattern = if body.required { pattern } else { format!("Some({pattern})") };
            format!("{pattern} => {}, ", look(&content.form))
        })
        .collect();
    let none = if body.required { "" } else { "None => self.got_body(&None::<String>)" };
    format!("            match body {{ {arms}{none} }}\n")
}

/// Reads all parts, as what their names say.
fn received_parts(multipart: &Multipart) -> String {
    let name = &multipart.part_type;
    let arms: String = multipart
        .parts
        .iter()
        .map(|part| {
            let variant = ident(&part.variant);
            let value = match part.form {
                PartForm::File => "part.bytes(1 << 20).await.map(|bytes| String::from_utf8_lossy(&bytes).into())?",
                PartForm::Value(_) => "serde_json::to_value(part).unwrap()",
            };
            format!("{name}::{variant}(part) => ({:?}, {value}), ", part.name)
        })
        .collect();
    let other = if multipart.open { format!("{name}::Other(_) => continue, ") } else { String::new() };
    let parts: String = multipart.parts.iter().map(|part| format!("({:?}, {}), ", part.name, part.repeated)).collect();
    if multipart.parts.is_empty() {
        return "drop(body)".to_owned();
    }
    format!(
        "{{ let mut body = body; let mut parts = Vec::new(); while let Some(part) = body.next_part().await? {{ \
         parts.push(match part {{ {arms}{other} }}); }} self.got_parts(&[{parts}], parts) }}"
    )
}

/// The parts that are planned, as the client takes them.
fn sent_parts(multipart: &Multipart) -> String {
    let mut taken: Vec<String> = Vec::new();
    let mut free = |wanted: String| {
        let mut name = wanted;
        while taken.contains(&name) {
            name.push('_');
        }
        taken.push(name.clone());
        name
    };
    let mut fields: Vec<String> = multipart
        .parts
        .iter()
        .map(|part| {
            let field = ident(&free(names::snake_name(&part.variant)));
            let value = match (&part.form, part.repeated, part.required) {
                (PartForm::File, true, _) => format!("plan.files({:?})", part.name),
                (PartForm::File, false, true) => format!("plan.files({:?}).remove(0)", part.name),
                (PartForm::File, false, false) => format!("plan.files({:?}).pop()", part.name),
                (PartForm::Value(_), true, _) => format!("plan.parts({:?})?", part.name),
                (PartForm::Value(_), false, _) => format!("plan.part({:?})?", part.name),
            };
            format!("{field}: {value}")
        })
        .collect();
    fields.extend(multipart.open.then(|| format!("{}: Vec::new()", free("other_parts".to_owned()))));
    format!("client::{} {{ {} }}", multipart.stream_type, fields.join(", "))
}

/// A documented answer, with one of its media types or without a body.
#[derive(Clone, Copy)]
struct Answer<'a> {
    response: &'a Response,
    content: Option<&'a ResponseContent>,
    variant: &'a str,
    /// The only status, where those of the response's others have bodies.
    status: Option<u16>,
}

/// Every documented answer with each of its media types, but for sequences of items, which exercises send.
fn answers(operation: &Operation) -> impl Iterator<Item = Answer<'_>> {
    operation.responses.iter().flat_map(|response| {
        let none = Answer { response, content: None, variant: &response.variant, status: None };
        let without = response.content.is_empty().then_some(none);
        let whole = response.content.iter().filter(|content| !matches!(content.form, ResponseForm::Items(_)));
        let whole = whole.map(move |content| Answer { content: Some(content), variant: &content.variant, ..none });
        let bodiless = response.bodiless.iter().map(move |bodiless| Answer {
            variant: &bodiless.variant,
            status: bodiless.statuses.first().copied(),
            ..none
        });
        without.into_iter().chain(whole).chain(bodiless)
    })
}

/// What is said of an operation, and the function that calls it.
fn typed(api: &Api, operation: &Operation, index: usize) -> String {
    let mut variants = String::new();
    let mut kinds = String::new();
    for Answer { response, content, variant, status } in answers(operation) {
        let at = operation.responses.iter().position(|other| std::ptr::eq(other, response)).unwrap();
        let of = content.map(|content| response.content.iter().position(|other| std::ptr::eq(other, content)).unwrap());
        write!(variants, "({variant:?}, {at}, {of:?}, {status:?}), ").unwrap();
        let kind = match content.map(|content| &content.form) {
            _ if operation.method == "HEAD" => "None",
            None => "None",
            Some(ResponseForm::Json(_) | ResponseForm::JsonArray(_)) => "Json",
            Some(ResponseForm::Text) => "Text",
            Some(ResponseForm::Raw | ResponseForm::Items(_)) => "Bytes",
        };
        write!(kinds, "Kind::{kind}, ").unwrap();
    }
    let body = operation.body.as_ref().filter(|body| body.is_offered);
    let bodies: String = body.map(body_kinds).unwrap_or_default();
    let mut arguments: Vec<String> = path_parameters(operation)
        .filter(|_| !has_long_path(operation))
        .map(|(field, ty)| match form(api, ty) {
            Form::Small => format!("plan.parameter({field:?})?"),
            Form::Text => format!("&plan.parameter::<String>({field:?})?"),
            Form::List => format!("&plan.parameter::<Vec<_>>({field:?})?"),
            Form::Other => format!("&plan.parameter({field:?})?"),
        })
        .collect();
    arguments.extend(parameters(operation).map(|parameters| format!("&{parameters}")));
    arguments.extend(body.map(|body| body_argument(api, body)));
    let name = match operation.method_name.as_str() {
        name @ ("new" | "raw" | "with") => format!("{name}_"),
        name => ident(name),
    };
    let answer = format!("client::{}", operation.response_type);
    let (successes, errors): (Vec<_>, Vec<_>) =
        answers(operation).partition(|answer| is_success(operation, answer.response));
    let also: Vec<_> = if is_lone_default(operation) { successes.clone() } else { Vec::new() };
    let read = arms(operation, &answer, &successes, false);
    let is_problem = |content: &ResponseContent| essence(&content.media.name) == "application/problem+json";
    let failures: Vec<_> = errors.into_iter().chain(also).collect();
    let has_type = failures
        .iter()
        .any(|answer| operation.method != "HEAD" && answer.content.is_some_and(|content| !is_problem(content)));
    let failed = match has_type {
        true => {
            let error = format!("client::{}", error_type(api, operation));
            let arms = arms(operation, &error, &failures, true);
            format!(
                "match {error}::of(&error) {{ None => Read::untyped(plan, error), Some(read) => Ok(match read? {{ {arms} }}) }}"
            )
        }
        false => "Read::untyped(plan, error)".to_owned(),
    };
    let ok = if successes.is_empty() {
        "Ok(answer) => match answer {}".to_owned()
    } else {
        format!("Ok(answer) => Ok(match answer {{ {read} }})")
    };
    format!(
        "\nconst ABOUT_{index}: About = About {{\n    id: {:?},\n    variants: &[{variants}],\n    bodies: &[{bodies}],\n    \
         answers: &[{kinds}],\n}};\n\nfn call_{index}(client: Client, plan: &Plan) -> BoxFuture<'_, Result<Read, Fault>> \
         {{\n    Box::pin(async move {{\n        match client.{name}({}).await {{\n            {ok},\n            Err(error) => \
         {failed},\n        }}\n    }})\n}}\n",
        operation.id,
        arguments.join(", ")
    )
}

/// As the client has it: `default` is one where nothing else is.
fn is_success(operation: &Operation, response: &Response) -> bool {
    match response.status {
        StatusPattern::Exact(status) => status < 400,
        StatusPattern::Range(class) => class < 4,
        StatusPattern::Default => is_lone_default(operation),
    }
}

fn is_lone_default(operation: &Operation) -> bool {
    !operation.responses.iter().any(|response| match response.status {
        StatusPattern::Exact(status) => status < 400,
        StatusPattern::Range(class) => class < 4,
        StatusPattern::Default => false,
    })
}

fn arms(operation: &Operation, name: &str, answers: &[Answer<'_>], is_error: bool) -> String {
    // Errors all have bodies.
    let answers = answers.iter().filter(|answer| !(is_error && answer.status.is_some()));
    let arms = answers.map(|Answer { response, content, variant, .. }| {
        let content = content.filter(|_| operation.method != "HEAD");
        let mut names: Vec<String> = Vec::new();
        if !matches!(response.status, StatusPattern::Exact(_)) {
            names.push("status: _".to_owned());
        }
        let mut read = format!("Read::new({variant:?})");
        for (header, sent) in response.sent_headers() {
            let field = ident(&sent.field.name);
            write!(read, ".header({:?}, &{field})", header.name).unwrap();
            names.push(field);
        }
        match content.map(|content| &content.form) {
            None => {}
            Some(ResponseForm::Raw) if is_error => read.push_str(".bytes(&body)"),
            Some(ResponseForm::Raw) => read.push_str(".bytes(&body.bytes().await?)"),
            Some(_) => read.push_str(".body(&body)"),
        }
        let pattern = match (names.is_empty(), content) {
            (true, None) => String::new(),
            (true, Some(_)) => "(body)".to_owned(),
            (false, content) => {
                names.extend(content.map(|_| "body".to_owned()));
                format!(" {{ {} }}", names.join(", "))
            }
        };
        format!("{name}::{}{pattern} => {read}, ", ident(variant))
    });
    arms.collect()
}

fn error_type(api: &Api, operation: &Operation) -> String {
    let mut name = format!("{}Error", operation.type_stem);
    let is_taken = |name: &str| {
        api.types.iter().any(|ty| ty.name == name) || api.operations.iter().any(|other| other.response_type == name)
    };
    while is_taken(&name) {
        name.push('_');
    }
    name
}

fn path_parameters(operation: &Operation) -> impl Iterator<Item = (&str, &Type)> {
    let mut fields: Vec<_> =
        operation.fields().filter(|(parameter, _)| parameter.place == ParameterLocation::Path).collect();
    fields.sort_by_key(|(parameter, _)| operation.path.find(&format!("{{{}}}", parameter.name)));
    fields.into_iter().map(|(_, field)| (field.name.as_str(), &field.ty))
}

/// The struct of the other parameters.
fn parameters(operation: &Operation) -> Option<String> {
    let is_in = |parameter: &Parameter| has_long_path(operation) || parameter.place != ParameterLocation::Path;
    let mut fields: Vec<String> = operation
        .fields()
        .filter(|(parameter, _)| is_in(parameter))
        .map(|(_, field)| format!("{}: plan.parameter({:?})?", ident(&field.name), field.name))
        .collect();
    let mut media_types: Vec<&str> = answers(operation)
        .filter(|answer| is_success(operation, answer.response))
        .filter_map(|answer| Some(answer.content?.media.name.as_str()))
        .collect();
    media_types.sort_unstable();
    media_types.dedup();
    if media_types.len() > 1 {
        let mut accept = "accept".to_owned();
        while operation.fields().any(|(parameter, field)| is_in(parameter) && field.name == accept) {
            accept.push('_');
        }
        fields.push(format!("{accept}: None"));
    }
    let name = operation.parameters_type.clone().unwrap_or_else(|| format!("{}Parameters", operation.type_stem));
    (!fields.is_empty()).then(|| format!("client::{name} {{ {} }}", fields.join(", ")))
}

/// How a method takes a value.
enum Form {
    Small,
    Text,
    List,
    Other,
}

fn form(api: &Api, ty: &Type) -> Form {
    match ty {
        Type::Named(id) => match &api.types[id.0].kind {
            TypeKind::Alias(target) => form(api, target),
            _ => Form::Other,
        },
        Type::String => Form::Text,
        Type::Array(_) => Form::List,
        Type::Boolean | Type::Int32 | Type::Int64 | Type::UInt64 | Type::Number | Type::Uuid | Type::Date => {
            Form::Small
        }
        _ => Form::Other,
    }
}

/// The one of several media types of one form that the client sends.
fn sent(body: &Body) -> &RequestContent {
    body.content.iter().find(|content| !content.media.name.contains('*')).unwrap_or(&body.content[0])
}

fn is_open(body: &Body, content: &RequestContent) -> bool {
    let several = body.enum_type.is_none() && body.content.len() > 1;
    content.media.name.contains('*') || (content.form == RequestForm::Raw && several)
}

fn body_kinds(body: &Body) -> String {
    let kinds = body.content.iter().map(|content| match &content.form {
        _ if body.enum_type.is_none() && !std::ptr::eq(content, sent(body)) => "Kind::None, ",
        RequestForm::Json(_) => "Kind::Json, ",
        RequestForm::Form(_) => "Kind::Form, ",
        RequestForm::Text => "Kind::Text, ",
        RequestForm::Raw => "Kind::Bytes, ",
        RequestForm::Multipart(multipart) if !multipart.parts.is_empty() => "Kind::Parts, ",
        RequestForm::Multipart(_) | RequestForm::Items(_) => "Kind::None, ",
    });
    kinds.collect()
}

fn body_argument(api: &Api, body: &Body) -> String {
    let media_type = |content: &RequestContent| match is_open(body, content) {
        true => {
            let name = content.media.name.replace("*/*", "application/octet-stream").replace('*', "x-any");
            format!("{name:?}, ")
        }
        false => String::new(),
    };
    if let Some(name) = &body.enum_type {
        let arms: String = body
            .content
            .iter()
            .enumerate()
            .map(|(index, content)| {
                let media_type = media_type(content).replace("\", ", "\".to_owned(), ");
                let value = match content.form {
                    RequestForm::Json(_) | RequestForm::Form(_) => "plan.body()?".to_owned(),
                    RequestForm::Text => "plan.body::<String>()?".to_owned(),
                    RequestForm::Raw => "plan.body::<String>()?.into()".to_owned(),
                    RequestForm::Multipart(ref multipart) => sent_parts(multipart),
                    RequestForm::Items(_) => "unreachable!(\"items\")".to_owned(),
                };
                format!("Some({index}) => client::{name}::{}({media_type}{value}), ", ident(&content.variant))
            })
            .collect();
        return match body.required {
            true => format!("match plan.body_index() {{ {arms} other => unreachable!(\"{{other:?}}\") }}"),
            false => format!(
                "match plan.body_index() {{ None => None, index => Some(match index {{ {arms} other => \
                 unreachable!(\"{{other:?}}\") }}) }}"
            ),
        };
    }
    let content = sent(body);
    let value = match (&content.form, body.required) {
        (RequestForm::Multipart(multipart), true) => sent_parts(multipart),
        (RequestForm::Multipart(multipart), false) => {
            format!("if plan.body_index().is_some() {{ Some({}) }} else {{ None }}", sent_parts(multipart))
        }
        (RequestForm::Items(_), true) => "unreachable!(\"items\")".to_owned(),
        (RequestForm::Items(_), false) => "None".to_owned(),
        (RequestForm::Text, true) => "&plan.body::<String>()?".to_owned(),
        (RequestForm::Text, false) => "plan.body::<Option<String>>()?.as_deref()".to_owned(),
        (RequestForm::Raw, true) => "plan.body::<String>()?".to_owned(),
        (RequestForm::Raw, false) => "plan.body::<Option<String>>()?.map(Into::into)".to_owned(),
        (RequestForm::Json(ty) | RequestForm::Form(ty), is_required) => match (form(api, ty), is_required) {
            (Form::Small, _) => "plan.body()?".to_owned(),
            (Form::Text, true) => "&plan.body::<String>()?".to_owned(),
            (Form::List, true) => "&plan.body::<Vec<_>>()?".to_owned(),
            (Form::Other, true) => "&plan.body()?".to_owned(),
            (Form::Text, false) => "plan.body::<Option<String>>()?.as_deref()".to_owned(),
            (Form::List, false) => "plan.body::<Option<Vec<_>>>()?.as_deref()".to_owned(),
            (Form::Other, false) => "plan.body::<Option<_>>()?.as_ref()".to_owned(),
        },
    };
    format!("{}{value}", media_type(content))
}
