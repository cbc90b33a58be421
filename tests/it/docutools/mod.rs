//! The docutools API.

pub(crate) mod avatars;
mod batch;
mod invite;
mod licenses;
mod members;
mod unsubscribe;
mod users;
mod vcard;

use roster_tests::Caller;
use serde_json::Value;
use uuid::Uuid;

/// An id that is nobody's.
const NOBODY: Uuid = Uuid::from_u128(0x4711);

/// One property of every item of an array.
fn each<'a>(items: &'a Value, property: &str) -> Vec<&'a str> {
    items.as_array().into_iter().flatten().map(|item| item[property].as_str().unwrap_or_default()).collect()
}

async fn profile(caller: &Caller, id: &str) -> Value {
    caller.docutools("users_get").path("userId", id).send().await.expect(200).json()
}
