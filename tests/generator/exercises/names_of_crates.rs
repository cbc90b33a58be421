//! Names of crates, of traits that generated code implements, and names that become one another's.

use crate::{names_of_crates as generated, support::*};

#[derive(Default)]
pub struct Handler;
impl generated::StdApi for Handler {
    async fn values_put(
        &self,
        _: Call<()>,
        body: generated::Values,
    ) -> Result<generated::ValuesPutResponse, Problem> {
        // The names by which programs know them.
        let generated::Values { capital, small, suffixed, from, into, .. } = &body;
        let _: (&Option<generated::Self_>, &Option<generated::Self3>) = (capital, small);
        let _: (&Option<generated::Self2>, &Option<generated::From>) = (suffixed, from);
        let _: &Option<generated::Into_> = into;
        Ok(generated::ValuesPutResponse::Ok(body))
    }
}

impl generated::CoreApi for Handler {}
impl generated::SerdeApi for Handler {}
impl generated::RosterRuntimeApi for Handler {}
impl generated::UtoipaAxumApi for Handler {}
impl generated::SuperApi for Handler {}
impl generated::U1f980Api for Handler {}
impl generated::UserGroupsApi for Handler {}
impl generated::UserGroupsApi2 for Handler {}
impl generated::TypeApi for Handler {}
impl generated::ATagWhoseNameIsLongerThanTheNameOfAFileMayBeOnAnyOfTheUsualFileSystemsSoThatTheModuleOfItsOperationsNeedsAnotherNameItGoesOnAndOnWithoutTellingAnythingThatSomebodyWouldWantToKnowAboutTheseOperationsAndStopsOnlyHereAfterMoreThanTwoHundredAndFiftyFiveBytesApi for Handler {}

#[tokio::test]
async fn all_of_them_are_served() {
    let (_, server) = start!(names_of_crates);
    for target in ["std", "core", "serde", "runtime", "axum", "super", "crab", "upper", "lower", "empty", "long"] {
        assert_eq!(server.get(&format!("/{target}")).await.status, 501, "{target}");
    }
    let body = json!({
        "capital": {"a": 1}, "small": {"b": 2}, "suffixed": {"c": 3}, "from": -1, "tryFrom": 1,
        "default": {"x": "y", "z": 1}, "into": "From", "d": 0, "ĸ": {"ĸ": "z"}, "\u{202e}": "a\tb\r"
    });
    let reply = server.send(request("PUT", "/values").json(&body)).await;
    assert_eq!((reply.status, reply.json()), (200, body));
}
