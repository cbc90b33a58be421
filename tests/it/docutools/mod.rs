//! The docutools API.

pub(crate) mod avatars;
