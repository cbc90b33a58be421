//! The docutools API.

mod avatars;
