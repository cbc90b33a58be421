//! The Twona API over HTTP, a file per resource.

mod groups;
mod invitations;
mod search;
mod session;
mod users;
