//! Reading on where an answer needs no more of the body.
//!
//! Most clients send the whole body before they look for an answer. A connection that is closed meanwhile breaks, for them,
//! and takes the answer along; so what they still send is read and forgotten, within bounds.

use std::{
    mem,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::Request,
};
use http::header::EXPECT;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::{runtime::Handle, time::timeout};

use crate::connections::READ_ON;

/// How long to read on.
const PATIENCE: Duration = Duration::from_secs(30);

/// Has what is left of the body read on, whoever drops it. The answer does not wait for that.
pub(super) async fn linger(request: Request) -> Request {
    if request.body().is_end_stream() {
        return request;
    }
    // Who asks before sending is told to send by the first look into the body, and has sent nothing until then.
    let is_sent = !request.headers().contains_key(EXPECT);
    request.map(|body| Body::new(Lingering { body, is_sent }))
}

struct Lingering {
    body: Body,
    is_sent: bool,
}

impl HttpBody for Lingering {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        self.is_sent = !matches!(polled, Poll::Ready(None | Some(Err(_))));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Lingering {
    fn drop(&mut self) {
        if self.is_sent
            && !self.body.is_end_stream()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(timeout(PATIENCE, forget(mem::take(&mut self.body))));
        }
    }
}

/// Ends with the connection, too.
async fn forget(body: Body) {
    let mut body = pin!(body);
    let mut left = READ_ON;
    while let Some(Ok(frame)) = body.frame().await
        && let Some(less) = left.checked_sub(frame.data_ref().map_or(0, Bytes::len))
    {
        left = less;
    }
}
