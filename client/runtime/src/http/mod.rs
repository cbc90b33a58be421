//! What generated methods are made of: a [`Call`] is filled, sent, and its [`Response`] taken apart.

mod answer;
mod call;
mod header_value;
pub mod pages;
mod payload;
mod progress;
mod response;

pub use self::{
    answer::Answer,
    call::{Call, MemberStyle, Operation, Place},
    header_value::HeaderForm,
    payload::Parts,
    response::Response,
};
pub use ::roster_wire::Style;

pub(crate) use self::{
    answer::Head,
    payload::{Payload, Written},
    progress::Progress,
};
