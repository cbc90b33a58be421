//! Documented answers, as examples that a program can show beside a request.

use http::StatusCode;

use super::{
    bodies::{Variant, written},
    model::{Example, ResponseBody},
    parameters::{description, example, plain},
    sample::Direction,
};
use roster_document::{Node, OperationNode, resolve};

/// Every documented answer: one for each of its examples, and the first success once for each example of the request.
pub(super) fn examples(operation: &OperationNode<'_>, bodies: &[Variant]) -> Vec<Example> {
    let mut all = Vec::new();
    let mut first_success = true;
    for (status, _, response) in operation.responses() {
        let Some(status) = code(status) else { continue };
        let mut answers = answers(operation.document, status, response);
        let is_first_success = (200..300).contains(&status) && std::mem::take(&mut first_success);
        first_success &= !(200..300).contains(&status);
        for answer in &mut answers {
            answer.request_body = bodies.first().map(|variant| variant.body.clone());
        }
        if is_first_success && bodies.len() > 1 {
            answers = answers.iter().flat_map(|answer| bodies.iter().map(|body| sent(answer, body))).collect();
        }
        all.extend(answers);
    }
    all
}

/// The answer to a particular body.
fn sent(answer: &Example, variant: &Variant) -> Example {
    let title =
        variant.title.as_ref().map_or_else(|| answer.title.clone(), |title| format!("{}: {title}", answer.title));
    Example { title, request_body: Some(variant.body.clone()), ..answer.clone() }
}

fn answers(document: &Node, status: u16, response: &Node) -> Vec<Example> {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
    let headers = headers(document, response);
    let answer = |title: Option<&str>, body: Option<ResponseBody>| {
        let mut headers = headers.clone();
        if let Some(body) = &body {
            headers.push(("Content-Type".to_owned(), body.media_type.clone()));
        }
        let name = format!("{status} {reason}").trim_end().to_owned();
        Example {
            title: title.map_or_else(|| name.clone(), |title| format!("{name}: {title}")),
            description: description(response),
            status,
            reason: reason.to_owned(),
            headers,
            body,
            request_body: None,
        }
    };
    let content = response.get("content").and_then(Node::as_object);
    let Some((media_type, member)) = content.and_then(|content| content.first()) else {
        return vec![answer(None, None)];
    };
    let body = |text: Option<String>| Some(ResponseBody { media_type: media_type.clone(), text });
    let several = member.node.get("examples").and_then(Node::as_object);
    let several: Vec<_> = several
        .into_iter()
        .flatten()
        .filter_map(|(name, member)| {
            let example = resolve(document, &member.node);
            let title = example.get("summary").and_then(Node::as_str).unwrap_or(name);
            Some(answer(Some(title), body(Some(written(media_type, example.get("value")?)))))
        })
        .collect();
    if !several.is_empty() {
        return several;
    }
    let schema = member.node.get("schema").map(|schema| resolve(document, schema));
    let is_binary = schema.and_then(|schema| schema.get("format")).and_then(Node::as_str) == Some("binary");
    let value = example(document, &member.node, Direction::Response).filter(|_| !is_binary);
    vec![answer(None, body(value.map(|value| written(media_type, &value))))]
}

fn headers(document: &Node, response: &Node) -> Vec<(String, String)> {
    let headers = response.get("headers").and_then(Node::as_object).into_iter().flatten();
    headers
        .map(|(name, member)| {
            let value = example(document, resolve(document, &member.node), Direction::Response);
            (name.clone(), value.as_ref().map_or_else(String::new, plain))
        })
        .collect()
}

/// `2XX` is 200, and `default` is what nobody foresaw.
fn code(status: &str) -> Option<u16> {
    match status.strip_suffix("XX") {
        _ if status == "default" => Some(500),
        Some(class) => class.parse::<u16>().ok().map(|class| class * 100),
        None => status.parse().ok(),
    }
}
