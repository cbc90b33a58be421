//! Names that differ in case or punctuation only, or clash with names the generator makes.

use crate::{names_collisions as generated, support::*};

#[derive(Default)]
pub struct Handler {
    seen: Seen<Value>,
}
impl generated::DefaultApi for Handler {
    async fn users_list(
        &self,
        _: Call<()>,
        parameters: generated::UsersList2Parameters,
    ) -> Result<generated::UsersList2Response, Problem> {
        self.seen.put(serde_json::to_value(&parameters).unwrap());
        Ok(generated::UsersList2Response::Ok(serde_json::from_value(json!({"name": "a"})).unwrap()))
    }

    async fn users_list2(&self, _: Call<()>, body: generated::User) -> Result<generated::UsersList22Response, Problem> {
        self.seen.put(serde_json::to_value(&body).unwrap());
        Ok(generated::UsersList22Response::Ok(serde_json::from_value(json!({"address": {"city": "b"}})).unwrap()))
    }
}

#[tokio::test]
async fn all_of_them_arrive() {
    let (handler, server) = start!(names_collisions);
    let reply = server.send(request("GET", "/users?user-id=1&user_id=2").header("userid", "3")).await;
    assert_eq!((reply.status, reply.json()), (200, json!({"name": "a"})));
    let seen = handler.seen.take();
    let mut numbers: Vec<_> = seen.as_object().unwrap().values().filter_map(Value::as_i64).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3]);
    let user = json!({"firstName": "a", "first_name": "b", "first-name": "c", "address": {"street": "d"}});
    let reply = server.post("/users", user.clone()).await;
    assert_eq!((reply.status, reply.json()), (200, json!({"address": {"city": "b"}})));
    assert_eq!(handler.seen.take(), user);
}
