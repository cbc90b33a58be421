//! What only documents is derived back, and changes nothing.

use crate::{documentation::*, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<(Option<String>, Option<i64>)>,
}
impl DefaultApi for Handler {
    async fn thing_get(&self, _: Call<()>, parameters: ThingGetParameters) -> Result<ThingGetResponse, Problem> {
        #[allow(deprecated)]
        self.seen.put((parameters.q, parameters.r));
        Ok(ThingGetResponse::Ok(serde_json::from_value(json!({"id": 1})).unwrap()))
    }
}

#[tokio::test]
async fn it_is_answered_as_without() {
    let (handler, server) = start!(documentation);
    let reply = server.get("/thing?q=a&r=1").await;
    assert_eq!((reply.status, reply.json()), (200, json!({"id": 1})));
    assert_eq!(handler.seen.take(), (Some("a".to_owned()), Some(1)));
}
