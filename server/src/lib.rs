//! The Roster server: one directory of organisations, users, groups and invitations behind two documented APIs.
//!
//! [`start()`] runs a server inside a process, [`cli`] is the binary's command line. [`directory`] holds the rules and
//! knows no HTTP; [`store`] holds the data and knows no rules; both speak of what is in [`model`]. `twona` and `docutools`
//! translate between the generated stubs and the directory.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod api_error;
pub mod backup;
pub mod blobs;
pub mod cli;
pub mod config;
mod connections;
pub mod directory;
mod disposition;
mod docutools;
mod entity_tags;
pub mod environment;
mod failure;
pub mod images;
mod lists;
pub mod mail;
mod middleware;
pub mod model;
mod origin;
mod pages;
mod preflight;
pub mod proxies;
mod ranges;
pub mod rates;
mod service;
mod session_cookie;
mod start;
pub mod store;
mod telemetry;
mod templates;
pub mod tus;
mod twona;

pub use config::Config;
pub use connections::ConnectionLimits;
pub use middleware::{AllowedOrigins, Site};
pub use start::{Running, StartError, start};
