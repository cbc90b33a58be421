//! Answers and problems on their way out: what the document does not have is not sent, but logged and answered 500.

use std::borrow::Cow;
use std::future::{Future, poll_fn};
use std::task::Poll;

use axum::body::Body as AxumBody;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, BoxStream, Stream, StreamExt};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use http_body::Body as _;

use crate::answer::Answer;
use crate::answer::Content;
use crate::operation::OperationInfo;
use crate::problem::NOT_IMPLEMENTED;
use crate::problem::Problem;

/// The response to what a handler gave back.
#[expect(clippy::manual_async_fn, reason = "an `async fn` has room for each argument twice")]
pub(crate) fn encode(
    operation: &'static OperationInfo,
    mut result: Result<Answer, Problem>,
) -> impl Future<Output = Response> + Send {
    async move {
        // Most answers are whole, and wait for nothing.
        let first = match &mut result {
            // Headers go out with the first chunk: what fails before is still answered as a problem.
            Ok(Answer { content: Content::Array(_, chunks), .. }) => chunks.next().await,
            // Nobody waits for the first item: it may be long in coming. One that is there may be at fault, and is told then.
            Ok(Answer { content: Content::Items(_, chunks), .. }) => {
                poll_fn(|context| match chunks.poll_next_unpin(context) {
                    Poll::Pending => Poll::Ready(None),
                    ready => ready,
                })
                .await
            }
            _ => None,
        };
        match result.and_then(|answer| encode_answer(operation, answer, first)) {
            Ok(response) => response,
            Err(problem) => encode_problem(operation, problem),
        }
    }
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

/// `first` is the first chunk of a body that comes in chunks.
fn encode_answer(
    operation: &'static OperationInfo,
    mut answer: Answer,
    first: Option<Result<Bytes, Problem>>,
) -> Result<Response, Problem> {
    let status = StatusCode::from_u16(answer.status).ok();
    let (Some(status), Some(_)) = (status, operation.response(answer.status)) else {
        tracing::error!(operation = operation.id, status = answer.status, "undocumented status");
        return Err(Problem::internal());
    };
    if let Some(problem) = answer.failure.take() {
        return Err(*problem);
    }
    let mut headers = encode_headers(operation, &mut answer)?;
    // What a range or `default` documents is not for these (RFC 9110, sections 15.3.5, 15.3.6 and 15.4.5).
    if matches!(status, StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED) {
        answer.content = Content::Empty;
        if status != StatusCode::NOT_MODIFIED {
            headers.remove(CONTENT_LENGTH);
        }
    }
    let (media_type, body) = match answer.content {
        // The length of what GET would answer is not known here, and an empty body would declare one of zero.
        Content::Empty if operation.method == "HEAD" => {
            (None, AxumBody::from_stream(stream::empty::<Result<Bytes, Problem>>()))
        }
        Content::Empty => (None, AxumBody::empty()),
        Content::Failed(problem) => return Err(problem),
        Content::Body(media_type, body) => {
            // Of bytes that are there, the router sees how many they are.
            if let Some(length) = body.length.filter(|_| body.inner.size_hint().exact().is_none()) {
                headers.entry(CONTENT_LENGTH).or_insert_with(|| length.into());
            }
            (Some(media_type), body.inner)
        }
        Content::Items(media_type, chunks) | Content::Array(media_type, chunks) => {
            let first = first.transpose()?.unwrap_or_default();
            (Some(media_type), AxumBody::from_stream(logged(operation, first, chunks)))
        }
    };
    if let Some(media_type) = media_type {
        // Media types are constants of the tables, mostly: those are not copied.
        let text = match media_type {
            Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
            Cow::Owned(text) => Bytes::from(text),
        };
        headers.insert(CONTENT_TYPE, legal(operation, "content-type", text)?);
    }
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    Ok(response)
}

/// The chunks of a body; where one fails, it is broken off.
fn logged(
    operation: &'static OperationInfo,
    first: Bytes,
    rest: BoxStream<'static, Result<Bytes, Problem>>,
) -> impl Stream<Item = Result<Bytes, Problem>> + Send + 'static {
    let rest = rest.map(move |chunk| {
        chunk.inspect_err(|problem| {
            tracing::error!(operation = operation.id, %problem, "a streamed answer is broken off");
        })
    });
    stream::iter((!first.is_empty()).then_some(Ok(first))).chain(rest)
}

fn encode_headers(operation: &'static OperationInfo, answer: &mut Answer) -> Result<HeaderMap, Problem> {
    let mut headers = HeaderMap::with_capacity(answer.headers.len() + 2);
    for (name, text) in std::mem::take(&mut answer.headers) {
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
    Ok(headers)
}

/// Text outside of ASCII goes out as UTF-8; control characters are not legal.
fn legal(operation: &'static OperationInfo, name: &str, text: Bytes) -> Result<HeaderValue, Problem> {
    HeaderValue::from_maybe_shared(text).map_err(|_| {
        tracing::error!(operation = operation.id, name, "an answer has a header whose value is not legal");
        Problem::internal()
    })
}
