//! The Roster server: one directory of organisations, users, groups and invitations behind two documented APIs.
//!
//! [`directory`] holds the rules and knows no HTTP; [`store`] holds the data and knows no rules.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod directory;
pub mod environment;
pub mod mail;
pub mod store;
