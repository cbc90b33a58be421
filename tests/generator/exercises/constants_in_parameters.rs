//! Parameters and headers of one value.

use crate::{constants_in_parameters::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn things(
        &self,
        _: roster_runtime::Call<()>,
        p: ThingsParameters,
    ) -> Result<ThingsResponse, roster_runtime::Problem> {
        Ok(ThingsResponse::Ok {
            body: show((p.version, p.mode, p.on)),
            x_version: Default::default(),
            x_kind: Some(Default::default()),
            x_on: Default::default(),
            x_ratio: Some(Default::default()),
        })
    }
}

#[tokio::test]
async fn they_are_read_and_written() {
    let (_, server) = start!(constants_in_parameters);
    let reply = server.get("/v/2?mode=fast").await;
    assert_eq!(reply.pair(), (200, "(ThingsVersion, ThingsMode, ThingsOn)"));
    assert_eq!((reply.header("x-version"), reply.header("x-kind")), (Some("2"), Some("a")));
    assert_eq!(server.get("/v/2?mode=fast&on=true").await.status, 200);
}

#[tokio::test]
async fn others_are_refused() {
    let (_, server) = start!(constants_in_parameters);
    assert_eq!(server.get("/v/3?mode=slow&on=false").await.refusal(), refusal(400, &["version", "mode", "on"]));
}

#[tokio::test]
async fn the_client_has_types_for_them() {
    use crate::clients::constants_in_parameters::{Client, ThingsParameters, ThingsResponse, types};
    use roster_client_runtime::Credential;

    let (_, server) = start!(constants_in_parameters);
    let client = Client::with(&server.url(), Credential::anonymous(), Default::default()).unwrap();
    let parameters = ThingsParameters { on: Some(types::ThingsOn), ..ThingsParameters::default() };
    let answer = client.things(&types::ThingsVersion::default(), &parameters).await.unwrap();
    let ThingsResponse::Ok { x_version, x_kind, x_on, x_ratio, body } = answer;
    assert_eq!(x_version, types::ThingsOkXVersion::default());
    assert_eq!(x_kind.map(|kind| kind.as_str().to_owned()).as_deref(), Some("a"));
    assert_eq!((x_on.value(), x_ratio.map(types::ThingsOkXRatio::value)), (json!(true), Some(json!(0.5))));
    assert_eq!(body, "(ThingsVersion, ThingsMode, ThingsOn)");
}
