//! A request on its way to a handler: authenticated, not yet decoded.
//!
//! Decoding goes through content type, parameters and body, in this order, and answers all violations at once.

use std::future::Future;
use std::sync::Arc;

use axum::body::Body as AxumBody;
use axum::extract::FromRequestParts;
use http::request::Parts;
use roster_wire::media_type::is_json;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::body::limited::LimitedBody;
use crate::body::{BodyRejection, BodySource, Declared, FromBody};
use crate::content_type::{ContentType, find};
use crate::decode::{self, Failure};
use crate::operation::{BodyInfo, MediaTypeInfo, OperationInfo};
use crate::parameters;
use crate::prepared::{Media, Prepared};
use crate::problem::{Problem, Violation};
use crate::refusal::{Found, refuse, unsupported};
use crate::security::{Authenticator, Identity};

/// What a handler knows of the call besides parameters and body.
#[derive(Clone, Debug)]
pub struct Call<P> {
    /// The principal, `Option` of it where anonymous calls are allowed, `()` where no credential is looked at.
    pub principal: P,
    pub operation: &'static OperationInfo,
    /// Head of the request. It is large, and so moves as a pointer.
    pub parts: Box<Parts>,
}

impl<P> Call<P> {
    /// What an extractor finds in the head of the request: one of axum's, or the server's own. The operation
    /// (`&'static OperationInfo`) is among the extensions that it sees.
    ///
    /// # Errors
    ///
    /// The extractor's rejection; which problem that is, the handler says.
    pub async fn extract<E: FromRequestParts<()>>(&mut self) -> Result<E, E::Rejection> {
        self.parts.extensions.insert(self.operation);
        E::from_request_parts(&mut self.parts, &()).await
    }

    /// Of media types that could be answered, the one that `Accept` wants most; `None`: it wants none of them.
    pub fn accepts<'offer>(&self, offers: &[&'offer str]) -> Option<&'offer str> {
        crate::negotiate::choose(&self.parts.headers, offers)
    }
}

impl<P> Call<Option<P>> {
    /// The call of an operation that cannot be called without a credential.
    ///
    /// # Panics
    ///
    /// Where the operation's security allows anonymous calls; generated code does not ask then.
    pub fn authenticated(self) -> Call<P> {
        let principal =
            self.principal.expect("the runtime lets nobody through to an operation without anonymous access");
        Call { principal, operation: self.operation, parts: self.parts }
    }

    /// The call of an operation that looks at no credential.
    pub fn anonymous(self) -> Call<()> {
        Call { principal: (), operation: self.operation, parts: self.parts }
    }
}

/// A request that passed security.
pub struct Incoming<A: Authenticator> {
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) identity: Identity<A::Principal>,
    pub(crate) parts: Box<Parts>,
    pub(crate) body: AxumBody,
}

impl<A: Authenticator> Incoming<A> {
    pub fn operation(&self) -> &'static OperationInfo {
        self.prepared.operation
    }

    /// Reads parameters and body, validates both, and reports all violations at once.
    ///
    /// Streamed bodies are not read yet: what is wrong with them, the handler learns while it reads.
    #[expect(clippy::manual_async_fn, reason = "an `async fn` has room for each argument twice")]
    pub fn decode<P: DeserializeOwned + Send, B: FromBody>(
        self,
    ) -> impl Future<Output = Result<Decoded<A, P, B>, Problem>> + Send {
        // Fields stay where they are: what is moved out before an await has its place in the future twice.
        async move {
            let operation = self.prepared.operation;
            let source = match operation.body {
                Some(info) => {
                    let mut body = LimitedBody::new(self.body, &self.parts.headers, info.limit);
                    match self.prepared.media_as_written(&self.parts.headers) {
                        Some(media) => {
                            let is_absent = media.is_never_empty && body.is_empty().await;
                            (!is_absent).then(|| as_documented(&self.prepared, info, media, body))
                        }
                        // Seldom, and of many steps: in the request's own future there is no room for them.
                        None => {
                            Box::pin(open(&self.prepared, info, self.identity.is_by_header, &self.parts, body)).await?
                        }
                    }
                }
                None => None,
            };
            let read = || parameters::read(operation, &self.prepared.parameters, &self.parts, self.prepared.nul);
            let (values, mut found) = read();
            let body = match source {
                Some(source) => B::from_body(source).await,
                None if operation.body.is_some_and(|info| info.required) => Err(missing_body()),
                None => B::absent().ok_or_else(missing_body),
            };
            match body {
                Ok(body) if found.is_empty() => {
                    let parameters = decode_parameters(&self.prepared, values, || read().0)?;
                    Ok((Call { principal: self.identity.principal, operation, parts: self.parts }, parameters, body))
                }
                Ok(_) => Err(refuse(found)),
                Err(BodyRejection::Problem(problem)) if found.is_empty() => Err(problem),
                Err(BodyRejection::Problem(_)) => Err(refuse(found)),
                Err(BodyRejection::Violations(violations)) => {
                    let status = operation.rejections.body;
                    found.extend(violations.into_iter().map(|violation| Found { violation, status }));
                    Err(refuse(found))
                }
            }
        }
    }
}

/// What a request is for a handler: the call, its parameters, and its body.
pub type Decoded<A, P, B> = (Call<Option<<A as Authenticator>::Principal>>, P, B);

/// The body under a media type that is declared just as it is documented.
fn as_documented(prepared: &Prepared, info: &'static BodyInfo, media: &Media, body: LimitedBody) -> BodySource {
    let Media { info: media_type, reading, .. } = *media;
    let rejection = prepared.operation.rejections.body;
    BodySource { info, media_type, declared: Declared::AsDocumented, body, reading, rejection, is_lenient: false }
}

/// Finds out under which media type there is a body; none: there is no body.
async fn open(
    prepared: &Prepared,
    info: &'static BodyInfo,
    is_by_header: bool,
    parts: &Parts,
    mut body: LimitedBody,
) -> Result<Option<BodySource>, Problem> {
    let rejection = prepared.operation.rejections.body;
    let content_type = ContentType::of(&parts.headers).map_err(|_| unsupported(info))?;
    // Ruling C7: what `curl -d` sends is JSON all the same, but never on the word of a cookie alone.
    let lenient_json = || {
        (prepared.lenient_json && is_by_header)
            .then(|| info.content.iter().find(|media_type| is_json(media_type.media_type)))
            .flatten()
    };
    let mut is_lenient = false;
    let media_type: &'static MediaTypeInfo = match &content_type {
        None => {
            if body.is_empty().await {
                return Ok(None);
            }
            let lenient = lenient_json();
            is_lenient = lenient.is_some();
            lenient
                .or_else(|| find(info.content, &ContentType::plain("application/octet-stream")))
                .ok_or_else(|| unsupported(info))?
        }
        Some(given) => match find(info.content, given) {
            Some(media_type) => media_type,
            None => {
                if !info.required && body.is_empty().await {
                    return Ok(None);
                }
                is_lenient = true;
                (given.essence == "application/x-www-form-urlencoded")
                    .then(lenient_json)
                    .flatten()
                    .ok_or_else(|| unsupported(info))?
            }
        },
    };
    let index = info.content.iter().position(|candidate| std::ptr::eq(candidate, media_type)).unwrap_or(0);
    let Media { reading, is_multipart, is_never_empty, .. } = prepared.media[index];
    if content_type.as_ref().is_some_and(|given| !is_multipart && !given.is_utf8() && is_textual(&given.essence)) {
        return Err(unsupported(info));
    }
    if is_never_empty && body.is_empty().await {
        return Ok(None);
    }
    let declared = content_type.map_or(Declared::Nothing, |given| Declared::Otherwise(Box::new(given)));
    Ok(Some(BodySource { info, media_type, declared, body, reading, rejection, is_lenient }))
}

/// Media types whose bytes are read as text here.
fn is_textual(essence: &str) -> bool {
    is_json(essence) || essence.starts_with("text/") || essence == "application/x-www-form-urlencoded"
}

#[cold]
fn missing_body() -> BodyRejection {
    BodyRejection::Violations(vec![Violation::at_pointer("", "is required")])
}

fn decode_parameters<P: DeserializeOwned>(
    prepared: &Prepared,
    values: Vec<(&'static str, Value)>,
    again: impl FnOnce() -> Vec<(&'static str, Value)>,
) -> Result<P, Problem> {
    let operation = prepared.operation;
    if prepared.parameters.is_empty() {
        return decode::from_value(Value::Null).or_else(|_| decode::from_members(Vec::new())).map_err(contradiction);
    }
    decode::from_members(values).map_err(|mut failure| {
        let values = again();
        let place = failure.take_first_step().and_then(|step| values.get(step));
        let find = |field| operation.parameters.iter().find(|parameter| parameter.field == field);
        let Some((parameter, value)) = place.and_then(|(field, value)| Some((find(*field)?, value))) else {
            return contradiction(failure);
        };
        tracing::warn!(operation = operation.id, %failure, "a valid parameter does not fit into its type");
        refuse(vec![parameters::unfit(operation, parameter, &failure.pointer(value))])
    })
}

/// The struct is generated from the same document as the tables: that the two differ is a fault of the generator.
#[cold]
fn contradiction(failure: Failure) -> Problem {
    tracing::error!(%failure, "parameters do not decode into their struct");
    Problem::internal().mark_of_runtime()
}
