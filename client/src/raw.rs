//! What makes the clients that progenitor generates fit: its hooks, filled from the shared [`Transport`].
//!
//! The generated modules implement `ClientHooks` by these two functions.

use http::{
    HeaderName, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};

use crate::{Error, Transport};
use roster_client_runtime::Failure;

/// The connections of a raw client: progenitor leaves no room for the time-out that the typed methods have, so silence
/// is limited by `reqwest`, from the first byte sent to the first received.
pub(crate) fn http(transport: &Transport) -> Result<reqwest::Client, Error> {
    transport.http_with(|builder, options| builder.read_timeout(options.idle_timeout))
}

/// Takes away the header that only servers of progenitor's makers read, gives a body its real media type where
/// progenitor knows none, and adds the credential.
pub(crate) fn prepare(
    transport: &Transport,
    request: &mut reqwest::Request,
    authenticated: bool,
    media_type: Option<&'static str>,
) {
    let headers = request.headers_mut();
    headers.remove(HeaderName::from_static("api-version"));
    if headers.remove(ACCEPT).is_some() {
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, application/problem+json"));
    }
    if let Some(media_type) = media_type {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    if authenticated {
        transport.authenticate(headers);
        if let Some(pair) = transport.credential().query() {
            let query = request.url().query().map_or_else(|| pair.clone(), |query| format!("{query}&{pair}"));
            request.url_mut().set_query(Some(&query));
        }
    }
}

/// Sends a request, repeated by the client's policy where its body is in memory.
pub(crate) async fn execute(
    transport: &Transport,
    http: &reqwest::Client,
    request: reqwest::Request,
) -> reqwest::Result<reqwest::Response> {
    let mut next = Some(request);
    let mut made = 0;
    loop {
        let request = next.take().expect("set before the loop and before every turn of it");
        let (method, again) = (request.method().clone(), request.try_clone());
        let result = http.execute(request).await;
        let failure = match &result {
            Ok(response) if response.status().as_u16() < 400 => None,
            Ok(response) => Some(Failure::Answer(response.status(), response.headers())),
            Err(error) => (error.is_connect() || error.is_request()).then_some(Failure::Connection),
        };
        let pause = failure.and_then(|failure| transport.options().retry.pause(&method, failure, made));
        let (Some(pause), Some(again)) = (pause, again) else { return without_key(transport, result) };
        tokio::time::sleep(pause).await;
        next = Some(again);
        made += 1;
    }
}

/// A key in the query is part of the address, which errors and answers show, and both end up in logs.
fn without_key(
    transport: &Transport,
    result: reqwest::Result<reqwest::Response>,
) -> reqwest::Result<reqwest::Response> {
    match result {
        result if transport.credential().query().is_none() => result,
        // What is put together anew has no address.
        Ok(response) => Ok(http::Response::<reqwest::Body>::from(response).into()),
        Err(error) => Err(error.without_url()),
    }
}
