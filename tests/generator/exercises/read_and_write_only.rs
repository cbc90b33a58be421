//! Properties that only one side sends.

use crate::{read_and_write_only::*, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<Value>,
}
impl DefaultApi for Handler {
    async fn account_create(&self, _: Call<()>, body: Account) -> Result<AccountCreateResponse, Problem> {
        self.seen.put(json!({"name": body.name, "password": body.password, "id": body.id, "created": body.created}));
        // What was written is given back whole: the password is not for anybody to read.
        Ok(AccountCreateResponse::Ok(Account { id: Some(7), ..body }))
    }

    async fn accounts_list(&self, _: Call<()>) -> Result<AccountsListResponse, Problem> {
        let account =
            |id| Account { id: Some(id), name: "a".to_owned(), password: Some("secret".to_owned()), created: None };
        let accounts = roster_runtime::JsonArray::from(vec![account(1), account(2)]);
        Ok(AccountsListResponse::Ok(accounts))
    }

    async fn owners_get(&self, _: Call<()>) -> Result<OwnersGetResponse, Problem> {
        let owners = json!({
            "by_name": {"a": {"name": "a", "password": "secret"}},
            "first": {"kind": "person", "pin": 1234, "name": "b"},
            "secret": "s",
        });
        Ok(OwnersGetResponse::Ok(serde_json::from_value(owners).unwrap()))
    }
}

#[tokio::test]
async fn what_is_read_only_is_ignored_in_requests() {
    let (handler, server) = start!(read_and_write_only);
    let reply = server.post("/accounts", json!({"name": "a", "password": "long enough"})).await;
    assert_eq!((reply.status, reply.json()), (200, json!({"id": 7, "name": "a"})));
    assert_eq!(handler.seen.take()["password"], "long enough");
    let reply = server
        .post("/accounts", json!({"name": "a", "password": "long enough", "id": "not even a number", "created": 3}))
        .await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let seen = handler.seen.take();
    assert_eq!((&seen["id"], &seen["created"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn what_is_write_only_is_not_answered() {
    let (_, server) = start!(read_and_write_only);
    assert_eq!(server.get("/accounts").await.json(), json!([{"id": 1, "name": "a"}, {"id": 2, "name": "a"}]));
    let owners = json!({"by_name": {"a": {"name": "a"}}, "first": {"kind": "person", "name": "b"}});
    assert_eq!(server.get("/owners").await.json(), owners);
}

#[tokio::test]
async fn what_is_write_only_is_required_in_requests() {
    let (_, server) = start!(read_and_write_only);
    assert_eq!(server.post("/accounts", json!({"id": 1})).await.refusal(), refusal(400, &["/name", "/password"]));
    let short = json!({"name": "a", "password": "short"});
    assert_eq!(server.post("/accounts", short).await.refusal(), refusal(400, &["/password"]));
}
