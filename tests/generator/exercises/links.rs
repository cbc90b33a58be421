//! A link is a method of the answer that has it.

use roster_client_runtime::{Error, exchange::Exchange};

use crate::{clients::links as client, links::*, support::*};

#[derive(Default)]
pub struct Handler;

impl DefaultApi for Handler {
    async fn users_create(&self, _: Call<()>, parameters: UsersCreateParameters) -> Result<UsersCreateResponse, Problem> {
        if parameters.from.is_none() {
            return Ok(UsersCreateResponse::Accepted);
        }
        let body = User { id: 7, tags: Some(vec!["a".to_owned(), "b".to_owned()]) };
        Ok(UsersCreateResponse::Created { body, x_owner: 3 })
    }

    async fn users_get(&self, _: Call<()>, parameters: UsersGetParameters) -> Result<UsersGetResponse, Problem> {
        Ok(UsersGetResponse::Ok(show((parameters.id, parameters.expand, parameters.tags))))
    }

    async fn users_clear(&self, _: Call<()>) -> Result<UsersClearResponse, Problem> {
        Ok(UsersClearResponse::NoContent)
    }
}

#[tokio::test]
async fn links_are_followed_with_what_answers_say() {
    let (_, server) = start!(links);
    let client = client::Client::new(&server.url()).unwrap();
    let made = client.users_create(&client::UsersCreateParameters { from: Some(5) }).await.unwrap();
    assert_eq!(made.it(&client).await.unwrap().into_body(), "(7, Some(true), Some([\"a\", \"b\"]))");
    assert_eq!(made.owner(&client).await.unwrap().into_body(), "(3, None, None)");
    let request = Exchange::new("POST", "/users?from=5");
    assert_eq!(made.source(&client, &request).await.unwrap().into_body(), "(5, None, None)");
    let refused = made.source(&client, &Exchange::new("POST", "/users")).await.unwrap_err();
    assert!(matches!(refused, Error::InvalidArgument { .. }), "{refused}");
    assert!(matches!(made.list(&client).await, Err(Error::InvalidArgument { .. })));
    let later = client.users_create(&client::UsersCreateParameters::default()).await.unwrap();
    later.list(&client).await.unwrap();
    assert!(matches!(later.it(&client).await, Err(Error::InvalidArgument { .. })));
}
