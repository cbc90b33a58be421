//! Documented answers, as examples that a program can show beside a request.

use http::StatusCode;

use super::{
    bodies::{Variant, is_binary, written},
    model::{Example, ResponseBody},
    parameters::{example, plain},
    sample::Direction,
};
use roster_document::{Document, Operation, Response, StatusPattern};

/// Every documented answer: one for each of its examples, and the first success once for each example of the request.
pub(super) fn examples(document: &Document, operation: &Operation, bodies: &[Variant]) -> Vec<Example> {
    let mut all = Vec::new();
    let mut first_success = true;
    for (status, response) in &operation.responses {
        let status = code(*status);
        let mut answers = answers(document, status, response);
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

fn answers(document: &Document, status: u16, response: &Response) -> Vec<Example> {
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
            description: response.description.trim().to_owned(),
            status,
            reason: reason.to_owned(),
            headers,
            body,
            request_body: None,
        }
    };
    let Some(media) = response.content.first() else { return vec![answer(None, None)] };
    let body = |text: Option<String>| Some(ResponseBody { media_type: media.name.clone(), text });
    let several: Vec<_> = media
        .examples
        .iter()
        .filter_map(|example| {
            let text = example.serialized.clone();
            let text = text.or_else(|| example.value.as_ref().map(|value| written(&media.name, value)));
            Some(answer(Some(example.title()?), body(text)))
        })
        .collect();
    if !several.is_empty() {
        return several;
    }
    let value = example(document, &media.examples, media.schema, Direction::Response);
    let value = value.filter(|_| !is_binary(document, media));
    vec![answer(None, body(value.map(|value| written(&media.name, &value))))]
}

fn headers(document: &Document, response: &Response) -> Vec<(String, String)> {
    let headers = response.headers.iter();
    headers
        .map(|(name, header)| {
            let sent = header.examples.first().and_then(|example| example.serialized.clone());
            let value = || example(document, &header.examples, Some(header.schema), Direction::Response);
            (name.clone(), sent.or_else(|| value().as_ref().map(plain)).unwrap_or_default())
        })
        .collect()
}

/// `2XX` is 200, and `default` is what nobody foresaw.
fn code(status: StatusPattern) -> u16 {
    match status {
        StatusPattern::Exact(status) => status,
        StatusPattern::Range(class) => u16::from(class) * 100,
        StatusPattern::Default => 500,
    }
}
