//! The harness: a server for each test, callers by operationId, and the document held against every answer.

mod app;
mod caller;
mod database;
pub mod document;
pub mod ledger;
mod mail;
pub mod outside;

pub use app::{App, Person};
pub use caller::{Caller, Request, Response};
pub use mail::Mail;
