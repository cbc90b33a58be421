//! What generated server stubs stand on: tables of operations and schemas, and everything that reads them.
//!
//! Knows no document. Reads requests, validates, authorizes, answers, and derives the document back.

pub mod operation;
pub mod schema;
