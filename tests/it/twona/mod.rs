//! The Twona API over HTTP, a file per resource.

mod auto_keys;
mod files;
mod groups;
mod invitations;
mod search;
mod session;
pub(crate) mod uploads;
mod users;
