//! What generated clients stand on: connection, attempts, credentials, bodies both ways, errors.
//!
//! It knows no document. [`http`], [`nullable`], [`union`], [`constant`] and the macros are what generated code is made of; programs use
//! the rest.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod base64;
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
pub mod nullable;
mod options;
mod problem;
mod retry;
pub mod sequence;
mod transport;
#[cfg(test)]
mod transport_tests;
pub mod union;

pub use self::{
    base64::Base64,
    content::{Content, FilePart},
    credential::{Credential, KeyLocation},
    download::Download,
    error::Error,
    hook::{Attempt, Hook, Outcome, Refusal, RequestHead},
    http::pages::{Paged, Pages},
    items::Items,
    nullable::Nullable,
    options::{Options, OwnServers},
    problem::{Problem, Violation},
    retry::{Failure, RetryPolicy},
    sequence::{Framing, JsonText},
    transport::Transport,
};
pub use ::bytes::Bytes;
pub use ::http::{HeaderMap, StatusCode};
pub use ::url::Url;
