//! What generated methods are made of: a [`Call`] is filled, sent, and its [`Response`] taken apart.

mod answer;
mod call;
mod header_value;
mod metered;
pub mod pages;
mod payload;
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
    metered::{Progress, metered},
    payload::{Payload, Written},
};
