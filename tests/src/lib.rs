//! The harness: a server for each test, callers by operationId, and the document held against every answer.

mod app;
mod caller;
pub mod corpus;
pub mod database;
pub mod document;
pub mod ledger;
mod mail;
pub mod outside;
pub mod process;
pub mod proxy;
pub mod requests;
pub mod statements;
pub mod tables;
pub mod two_validators;

pub use app::{App, Person};
pub use caller::{Caller, Request, Response};
pub use mail::Mail;
