//! What a program does around every attempt of a call: signs it, measures it, writes it down, refuses it.

use std::{error, fmt};

use http::{HeaderMap, Method, StatusCode};
use url::Url;

use crate::{Error, platform::BoxFuture};

/// Is called around every attempt of every call: those that repeat one too, and none for tokens that are asked for.
///
/// ```
/// use roster_client_runtime::{Attempt, BoxFuture, Hook, Outcome, Refusal, RequestHead};
///
/// struct Log;
///
/// impl Hook for Log {
///     fn after<'a>(
///         &'a self,
///         attempt: Attempt,
///         outcome: Outcome<'a>,
///     ) -> BoxFuture<'a, Result<(), Refusal>> {
///         println!("{} {}: {outcome:?}", attempt.operation, attempt.number);
///         Box::pin(async { Ok(()) })
///     }
/// }
/// ```
pub trait Hook: Send + Sync {
    /// Before the request is sent, with credentials and all else in it that is not the body. What it changes is sent; where
    /// it fails, nothing is, and the call fails with [`Error::Refused`].
    fn before<'a>(&'a self, attempt: Attempt, request: &'a mut RequestHead) -> BoxFuture<'a, Result<(), Refusal>> {
        let _ = (attempt, request);
        Box::pin(async { Ok(()) })
    }

    /// After the head of the answer has come, or none. Where it fails, the call does, and is not repeated.
    fn after<'a>(&'a self, attempt: Attempt, outcome: Outcome<'a>) -> BoxFuture<'a, Result<(), Refusal>> {
        let _ = (attempt, outcome);
        Box::pin(async { Ok(()) })
    }
}

/// Why a hook refuses.
pub type Refusal = Box<dyn error::Error + Send + Sync>;

/// Which request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// `operationId`, or what was made up of method and path.
    pub operation: &'static str,
    /// From 1.
    pub number: u32,
}

/// A request that is to be sent.
#[derive(Clone, Debug)]
pub struct RequestHead {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
}

/// What became of it.
#[derive(Clone, Copy, Debug)]
pub enum Outcome<'a> {
    /// An answer, of any status.
    Answered(StatusCode, &'a HeaderMap),
    /// No answer came.
    Failed(&'a Error),
}

impl fmt::Debug for dyn Hook {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Hook")
    }
}
