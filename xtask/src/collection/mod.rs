//! Collections of requests for people who try an API by hand: for Postman, and for Bruno.
//!
//! `read` turns a bundled document into a [`Collection`], which knows neither program; [`postman`] and [`bruno`] turn
//! that into text. Nothing here reads or writes a file, and the same document gives the same bytes.

mod bodies;
mod bruno;
mod model;
mod parameters;
mod postman;
mod read;
mod responses;
mod sample;
mod security;

pub use bruno::bruno;
pub use model::{
    Auth, Authentication, Body, Collection, Example, Field, Folder, Part, Request, ResponseBody, Variable,
};
pub use postman::{environment, postman};
pub use read::read;

#[cfg(test)]
mod tests;
