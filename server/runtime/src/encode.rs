//! Answers and problems on their way out: what the document does not have is not sent, but logged and answered 500.

use std::borrow::Cow;

use axum::body::Body as AxumBody;
use axum::response::Response;
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use http_body::Body as _;

use crate::answer::{Answer, Content};
use crate::operation::OperationInfo;
use crate::problem::{NOT_IMPLEMENTED, Problem};

/// Waits for the first chunk of an answer in chunks: headers go out with it, and what fails before is still answered as a
/// problem.
pub(crate) async fn begin(mut answer: Answer) -> Answer {
    let is_array = matches!(answer.content, Content::Array(..));
    let (Content::Array(_, chunks) | Content::Items(_, chunks)) = &mut answer.content else { return answer };
    // Nobody waits for the first item: it may be long in coming. One that is there may be at fault, and is told then.
    let first = if is_array { chunks.next().await } else { chunks.next().now_or_never().flatten() };
    match first {
        Some(Ok(first)) => {
            let rest = std::mem::replace(chunks, stream::empty().boxed());
            *chunks = stream::iter([Ok(first)]).chain(rest).boxed();
        }
        Some(Err(problem)) => answer.content = Content::Failed(problem),
        None => {}
    }
    answer
}

/// The response to what a handler gave back.
pub(crate) fn encode(operation: &'static OperationInfo, result: Result<Answer, Problem>) -> Response {
    // It is large, and so is filled where it is.
    let mut response = Response::default();
    if let Err(problem) = result.and_then(|answer| write_answer(operation, answer, &mut response)) {
        response = encode_problem(operation, problem);
    }
    response
}

#[cold]
fn encode_problem(operation: &'static OperationInfo, problem: Problem) -> Response {
    let status = problem.status;
    let is_expected = problem.from_runtime
        || status == StatusCode::INTERNAL_SERVER_ERROR
        || (status == StatusCode::NOT_IMPLEMENTED && problem.code == NOT_IMPLEMENTED)
        || operation.response(status.as_u16()).is_some();
    if is_expected {
        return problem.into_response();
    }
    tracing::error!(operation = operation.id, %status, code = problem.code, detail = problem.detail, "undocumented status");
    Problem::internal().into_response()
}

fn write_answer(operation: &'static OperationInfo, answer: Answer, response: &mut Response) -> Result<(), Problem> {
    let Answer { status, headers, mut content, failure } = answer;
    let Some(status) = StatusCode::from_u16(status).ok().filter(|_| operation.response(status).is_some()) else {
        tracing::error!(operation = operation.id, status, "undocumented status");
        return Err(Problem::internal());
    };
    if let Some(problem) = failure {
        return Err(problem);
    }
    *response.status_mut() = status;
    write_headers(operation, headers, response.headers_mut())?;
    // What a range or `default` documents is not for these (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
    if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED) {
        content = Content::Empty;
        if status != StatusCode::NOT_MODIFIED {
            response.headers_mut().remove(CONTENT_LENGTH);
        }
    }
    let (media_type, body) = match content {
        // The length of what GET would answer is not known here, and an empty body would declare one of zero.
        Content::Empty if operation.method == "HEAD" => {
            *response.body_mut() = AxumBody::from_stream(stream::empty::<Result<Bytes, Problem>>());
            return Ok(());
        }
        Content::Empty => return Ok(()),
        Content::Failed(problem) => return Err(problem),
        Content::Body(media_type, body) => {
            // Of bytes that are there, the router sees how many they are.
            if let Some(length) = body.length.filter(|_| body.inner.size_hint().exact().is_none()) {
                response.headers_mut().entry(CONTENT_LENGTH).or_insert_with(|| length.into());
            }
            (media_type, body.inner)
        }
        Content::Items(media_type, chunks) | Content::Array(media_type, chunks) => {
            (media_type, AxumBody::from_stream(logged(operation, chunks)))
        }
    };
    *response.body_mut() = body;
    // Media types are constants of the tables, mostly: those are not copied.
    let text = match media_type {
        Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    response.headers_mut().insert(CONTENT_TYPE, legal(operation, "content-type", text)?);
    Ok(())
}

/// The chunks of a body; where one fails, it is broken off.
fn logged(
    operation: &'static OperationInfo,
    chunks: BoxStream<'static, Result<Bytes, Problem>>,
) -> impl Stream<Item = Result<Bytes, Problem>> + Send + 'static {
    chunks.map(move |chunk| {
        chunk.inspect_err(|problem| {
            tracing::error!(operation = operation.id, %problem, "a streamed answer is broken off");
        })
    })
}

fn write_headers(
    operation: &'static OperationInfo,
    given: Vec<(Cow<'static, str>, String)>,
    headers: &mut HeaderMap,
) -> Result<(), Problem> {
    for (name, text) in given {
        let value = legal(operation, &name, Bytes::from(text))?;
        let Ok(name) = HeaderName::from_bytes(name.as_bytes()) else {
            tracing::error!(
                operation = operation.id,
                name = name.as_ref(),
                "an answer has a header that has no legal name"
            );
            return Err(Problem::internal());
        };
        headers.append(name, value);
    }
    Ok(())
}

/// Text outside of ASCII goes out as UTF-8; control characters are not legal.
fn legal(operation: &'static OperationInfo, name: &str, text: Bytes) -> Result<HeaderValue, Problem> {
    HeaderValue::from_maybe_shared(text).map_err(|_| {
        tracing::error!(operation = operation.id, name, "an answer has a header whose value is not legal");
        Problem::internal()
    })
}
