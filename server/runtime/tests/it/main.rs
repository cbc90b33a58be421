//! The runtime over HTTP, on tables written by hand: no generated code, no server.

#![allow(clippy::unwrap_used)]

mod bodies;
mod describe;
mod harness;
mod multipart;
mod newer_keywords;
mod order;
mod parameters;
mod responses;
mod routing;
mod security;
mod validation;
mod values;
mod ways;
mod wire;
