//! Typed clients for the two APIs that Roster serves: [`twona`] and [`docutools`].
//!
//! ```no_run
//! # async fn example() -> Result<(), roster_client::Error> {
//! use roster_client::{Client, twona};
//!
//! let client = Client::twona("http://127.0.0.1:8080", "the owner's token")?;
//! let session = client.session_get().await?.into_body();
//! println!("signed in at {}", session.organization.name);
//!
//! let twona::UsersGetResponse::Ok(user) = client.users_get("u1").await?;
//! println!("{}", user.name);
//! # Ok(())
//! # }
//! ```
//!
//! # What a method answers
//!
//! There is a method for every operation of the document, named by its `operationId`. Path parameters are its
//! arguments, other parameters are fields of one struct, then comes the body. The answer is an enum with a variant for
//! each documented status below 400 and each of its media types: documented headers are fields, typed, and bodies that
//! are not JSON or text are streams ([`Download`]). Where there is one variant only, `let` takes it apart.
//!
//! Anything else is an [`Error`]. Problem documents (RFC 9457) come parsed, whether the document lists their status or
//! not: see [`Error::status`], [`Error::problem`] and [`Error::headers`].
//!
//! ```no_run
//! # async fn example(client: roster_client::twona::Client) -> Result<(), roster_client::Error> {
//! match client.users_get("nobody").await {
//!     Ok(found) => println!("{}", found.into_body().name),
//!     Err(error) if error.status().is_some_and(|status| status == 404) => println!("there is no such user"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Absent, null, and a value
//!
//! A property that may be left out is an [`Option`]; one that may be null as well is `Option<Nullable<T>>`, so that
//! an update can clear a value ([`Nullable::Null`]), set it, or leave it alone (`None`).
//!
//! # Connections
//!
//! Redirects are not followed: where one is documented it is a variant of the answer. A connection must be made within
//! [`Options::connect_timeout`]; after that only silence is limited ([`Options::idle_timeout`]), never the whole of a
//! long transfer, unless [`Options::call_timeout`] does. [`Options::hooks`] are called around every attempt. Requests that are safe to repeat are repeated with growing pauses: see [`RetryPolicy`].
//! The token is sent the way the document's security scheme says, and is never part of `Debug` output.
//!
//! # Pages
//!
//! Beside a method whose list comes in pages there is one that goes through all of them: a stream ([`Pages`]), which asks
//! for a page when it is polled, and gives each as the method would.
//!
//! ```no_run
//! # async fn example(client: roster_client::twona::Client) -> Result<(), roster_client::Error> {
//! use futures_util::TryStreamExt;
//!
//! let mut users = client.users_list_pages(&Default::default()).items();
//! while let Some(user) = users.try_next().await? {
//!     println!("{}", user.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Files
//!
//! [`twona::Client::upload`] sends files of any size in parts, and goes on where a broken connection left them: see
//! [`upload`].
//!
//! # Examples
//!
//! `client/examples` has whole programs, which take address and token from `ROSTER_URL` and `ROSTER_TOKEN`: `session`
//! (sign in, invite, list), `users`, `groups`, `logins`, `profiles`, `pages`, `members`, `updates` (null and absent, files
//! as parts of a form), `uploads`, `errors`.
//!
//! # Lower down
//!
//! With the feature `raw`, which is off by default, `twona::Client::raw` and `docutools::Client::raw` give the
//! builder-style client that progenitor generates, over the same connection settings and with the same models. It knows
//! one body per operation and neither multipart, OPTIONS nor hooks; the methods above have no such gaps.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod entry;
mod generated;
#[cfg(feature = "raw")]
mod raw;
pub mod upload;

pub use self::entry::Client;
pub use generated::{docutools, twona};
pub use roster_client_runtime::{
    Attempt, Base64, Content, Credential, Download, Error, FilePart, HeaderMap, Hook, KeyLocation, Nullable, Options,
    Outcome, Paged, Pages, Problem, Refusal, RequestHead, RetryPolicy, StatusCode, Transport, Violation,
};
