//! The Rust client against a real server: what the typed methods send, and what they make of the answers.

mod calls;
mod connection;
mod examples;
mod reach;
mod rejections;
mod resources;
mod uploads;

use roster_client::{Client, docutools, twona};
use roster_tests::{App, Caller};

/// A client of the Twona API with the caller's token.
fn twona(caller: &Caller) -> twona::Client {
    Client::twona(caller.base(), caller.token.as_deref().unwrap_or("no-such-token")).expect("a client")
}

/// A client of the docutools API with the caller's token.
fn docutools(caller: &Caller) -> docutools::Client {
    Client::docutools(caller.base(), caller.token.as_deref().unwrap_or("no-such-token")).expect("a client")
}

/// What creates a group.
fn named(name: &str) -> twona::GroupCreateOrActivate {
    twona::GroupCreateOrActivate { name: Some(name.to_owned()), ..Default::default() }
}

/// A group, made by the app's owner.
async fn group(app: &App, name: &str) -> twona::Group {
    twona(&app.owner).groups_create_or_activate(&named(name)).await.expect("a group").into_body()
}
