//! Operations with servers of their own: the client sends to these, unless it is told otherwise.

use std::sync::Mutex;

use futures_util::{FutureExt, future::BoxFuture};
use roster_client_runtime::{Attempt, Credential, Error, Hook, Options, OwnServers, Refusal, RequestHead};

use crate::{
    clients::servers_of_operations::{Client, servers},
    servers_of_operations::*,
    support::*,
};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn here(&self, _: Call<()>) -> Result<HereResponse, Problem> {
        Ok(HereResponse::Ok("/here".to_owned()))
    }
    async fn list(&self, _: Call<()>) -> Result<ListResponse, Problem> {
        Ok(ListResponse::Ok("/files".to_owned()))
    }
    async fn upload(&self, _: Call<()>) -> Result<UploadResponse, Problem> {
        Ok(UploadResponse::Ok("/files".to_owned()))
    }
    async fn beside(&self, _: Call<()>) -> Result<BesideResponse, Problem> {
        Ok(BesideResponse::Ok("/beside".to_owned()))
    }
}

/// Notes where requests are to go, and lets none through.
#[derive(Debug, Default)]
struct Addresses(Mutex<Vec<String>>);

impl Hook for Addresses {
    fn before<'a>(&'a self, _: Attempt, head: &'a mut RequestHead) -> BoxFuture<'a, Result<(), Refusal>> {
        self.0.lock().unwrap().push(head.url.to_string());
        async { Err("noted".into()) }.boxed()
    }
}

async fn addresses(own_servers: OwnServers) -> Vec<String> {
    let hook = std::sync::Arc::new(Addresses::default());
    let options = Options { own_servers, hooks: vec![hook.clone()], ..Options::default() };
    let client = Client::with("http://localhost/v1", Credential::anonymous(), options).unwrap();
    assert!(matches!(client.here().await, Err(Error::Refused(_))));
    for refused in [client.list().await.err(), client.upload().await.err(), client.beside().await.err()] {
        assert!(matches!(refused, Some(Error::Refused(_))), "{refused:?}");
    }
    std::mem::take(&mut *hook.0.lock().unwrap())
}

#[tokio::test]
async fn the_client_goes_to_the_server_of_the_operation() {
    assert_eq!(
        addresses(OwnServers::Documented).await,
        [
            "http://localhost/v1/here",
            "https://eu.files.example/v3/files",
            "https://uploads.example/files",
            "http://localhost/v2/beside"
        ]
    );
}

#[tokio::test]
async fn another_address_can_be_given_for_each() {
    let files = ("https://{region}.files.example/{version}", servers::list(servers::ListRegion::Us, "v4"));
    let uploads = ("https://uploads.example", servers::upload_());
    let replaced = [files, uploads].map(|(documented, url)| (documented.to_owned(), url));
    assert_eq!(
        addresses(OwnServers::Replaced(replaced.into())).await,
        [
            "http://localhost/v1/here",
            "https://us.files.example/v4/files",
            "https://slow.example/files",
            "http://localhost/v2/beside"
        ]
    );
}

#[tokio::test]
async fn all_can_be_sent_to_one_server() {
    let (_, server) = start!(servers_of_operations);
    let options = Options { own_servers: OwnServers::Ignored, ..Options::default() };
    let client = Client::with(&server.url(), Credential::anonymous(), options).unwrap();
    assert_eq!(client.here().await.unwrap().into_body(), "/here");
    assert_eq!(client.list().await.unwrap().into_body(), "/files");
    assert_eq!(client.upload().await.unwrap().into_body(), "/files");
    assert_eq!(client.beside().await.unwrap().into_body(), "/beside");
}
