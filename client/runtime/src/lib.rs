//! What generated clients stand on: connection, attempts, credentials, bodies both ways, errors.
//!
//! It knows no document. [`http`], [`nullable`], [`union`], [`constant`] and the macros are what generated code is made of;
//! programs use the rest.
//!
//! In browsers (`wasm32-unknown-unknown`) there are no files, so that `Content::file`, `FilePart::file` and
//! `Download::copy_to` are not there, nor is `Options::connect_timeout`. Bodies are put together before they are sent, and
//! the browser follows redirects by itself. What futures and streams hold need not be [`Send`] there, which is what
//! [`MaybeSend`] says.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod constant;
mod content;
mod credential;
mod download;
mod enumeration;
mod error;
pub mod exchange;
mod hook;
pub mod http;
mod items;
mod options;
mod platform;
mod problem;
mod retry;
mod transport;
#[cfg(test)]
mod transport_tests;
pub mod union;

pub use self::{
    content::{Content, FilePart},
    credential::{Credential, KeyLocation},
    download::Download,
    error::Error,
    hook::{Attempt, Hook, Outcome, Refusal, RequestHead},
    http::pages::{Paged, Pages},
    items::Items,
    options::{Options, OwnServers},
    platform::{BoxFuture, MaybeSend},
    problem::{Problem, Violation},
    retry::{Failure, RetryPolicy},
    transport::Transport,
};
pub use ::bytes::Bytes;
pub use ::http::{HeaderMap, StatusCode};
pub use ::roster_wire::{
    base64::Base64,
    nullable::{self, Nullable},
    sequence::{self, BinaryPart, Framing, JsonText},
};
pub use ::url::Url;
