//! Lists in pages, which the client goes through: every way in which one page leads to the next, and servers that
//! never come to an end.

use futures_util::TryStreamExt;
use roster_client_runtime::{Credential, Error, Options, Paged};

use crate::{
    clients::pages::{self as client, Client, credentials},
    pages::*,
    support::*,
};

#[derive(Default)]
pub struct Handler {
    seen: Seen<String>,
}
keyed!(Handler, "s3cret");

impl Handler {
    /// Notes what is asked for.
    fn note(&self, call: &Call<()>) {
        self.seen.put(call.parts.uri.to_string());
    }
}

fn entry(id: i64) -> Entry {
    serde_json::from_value(json!({"id": id})).unwrap()
}

impl DefaultApi for Handler {
    async fn links(&self, call: Call<()>, parameters: LinksParameters) -> Result<LinksResponse, Problem> {
        self.note(&call);
        let page = parameters.page.unwrap_or(100);
        let link = match parameters.kind.as_str() {
            "relative" if page < 3 => Some(format!("<?page=1>; rel=first, <?key=s3cret&page={}#a>; rel=\"next\"", page + 1)),
            "same" => Some("</links/same?page=2>; rel=next".to_owned()),
            "elsewhere" => Some("<http://127.0.0.1:1/links/elsewhere?page=2>; rel=next".to_owned()),
            "malformed" => Some("<http://[>; rel=next".to_owned()),
            "empty" => return Ok(LinksResponse::NoContent),
            _ => None,
        };
        Ok(LinksResponse::Ok { body: vec![page].into(), link })
    }

    async fn addresses(&self, call: Call<()>, parameters: AddressesParameters) -> Result<AddressesResponse, Problem> {
        self.note(&call);
        let offset = parameters.offset.unwrap_or(0);
        let next = (offset < 2).then(|| format!("/addresses?offset={}", offset + 1));
        let body = json!({"data": [{"id": offset}], "links": {"next": next}});
        Ok(AddressesResponse::Ok(serde_json::from_value(body).unwrap()))
    }

    async fn cursors(&self, _: Call<()>, parameters: CursorsParameters) -> Result<CursorsResponse, Problem> {
        let (id, next) = match (parameters.kind.as_str(), parameters.page_token.as_deref()) {
            ("same", _) => (0, Some("same")),
            (_, None) => (1, Some("a/b c")),
            (_, Some("a/b c")) => (2, Some("z")),
            (_, Some(_)) => (3, Some("")),
        };
        let body = CursorsOkBody { entries: vec![entry(id)], next_page_token: next.map(str::to_owned) };
        Ok(CursorsResponse::Ok(body))
    }

    async fn numbers(&self, call: Call<()>, parameters: NumbersParameters) -> Result<NumbersResponse, Problem> {
        self.note(&call);
        let page = parameters.page_number.unwrap_or(100);
        let (content, last, total) = match (parameters.kind.as_str(), page) {
            ("last", _) => (vec![page], Some(page == 2), None),
            ("total", _) => (vec![page, page], None, Some(4)),
            ("empty", 0 | 1) => (vec![page], None, None),
            ("empty", _) => (vec![], None, None),
            _ => (vec![7, 8], Some(false), None),
        };
        let body = NumbersOkBody { content, last };
        Ok(NumbersResponse::Ok { body, x_total_count: total })
    }

    async fn offsets(&self, call: Call<()>, parameters: OffsetsParameters) -> Result<OffsetsResponse, Problem> {
        self.note(&call);
        let first = parameters.skip.unwrap_or(100);
        Ok(OffsetsResponse::Ok((first..(first + 3).min(7)).collect::<Vec<_>>().into()))
    }

    async fn said(&self, call: Call<()>, parameters: SaidParameters) -> Result<SaidResponse, Problem> {
        self.note(&call);
        let from = parameters.from.unwrap_or(0);
        // Its cursor goes on and on; another member says where it ends.
        let body = json!({"found": {"hits": [from], "alike": []}, "goes_on": from < 20});
        Ok(SaidResponse::Ok { body: serde_json::from_value(body).unwrap(), x_next: Some(from + 10) })
    }

    async fn book(&self, _: Call<()>, _: BookParameters) -> Result<BookResponse, Problem> {
        Ok(BookResponse::Ok(vec![].into()))
    }
}

fn client_of(server: &Server) -> Client {
    Client::new(&server.url(), "s3cret").unwrap()
}

/// The items of all pages until the end, and the error that it was.
async fn all<T>(items: impl futures_util::Stream<Item = Result<T, Error>>) -> (Vec<T>, Option<String>) {
    let mut items = std::pin::pin!(items);
    let mut found = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => found.push(item),
            Ok(None) => return (found, None),
            Err(error) => {
                assert!(items.try_next().await.unwrap().is_none(), "an error ends the stream");
                return (found, Some(error.to_string()));
            }
        }
    }
}

const AGAIN: &str = "the answer with status 200 OK cannot be read: the next page is one that was answered before";

#[tokio::test]
async fn links_are_followed_with_one_key() {
    let (handler, server) = start!(pages);
    let client = client_of(&server);
    let parameters = client::LinksParameters { page: Some(2) };
    assert_eq!(all(client.links_pages("relative", &Default::default()).items()).await, (vec![1, 2, 3], None));
    assert_eq!(
        handler.seen.all(),
        ["/links/relative?page=1&key=s3cret", "/links/relative?page=2&key=s3cret", "/links/relative?page=3&key=s3cret"]
    );
    assert_eq!(all(client.links_pages("relative", &parameters).items()).await, (vec![2, 3], None));
    handler.seen.all();
    let pages: Vec<_> = client.links_pages("empty", &parameters).try_collect().await.unwrap();
    assert!(matches!(pages.as_slice(), [client::LinksResponse::NoContent]), "{pages:?}");
    assert!(pages[0].items().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_to_another_origin() {
    let (handler, server) = start!(pages);
    let client = client_of(&server);
    let (items, error) = all(client.links_pages("elsewhere", &Default::default()).items()).await;
    let words = "the answer with status 200 OK cannot be read: the next page is at another origin, `http://127.0.0.1:1`";
    assert_eq!((items.as_slice(), error.as_deref()), (&[][..], Some(words)));
    assert_eq!(handler.seen.all().len(), 1);
    let (_, error) = all(client.links_pages("malformed", &Default::default()).items()).await;
    assert!(error.unwrap().contains("`http://[`"));
}

#[tokio::test]
async fn a_server_that_answers_the_same_for_ever_is_left() {
    let (handler, server) = start!(pages);
    let client = client_of(&server);
    let (items, error) = all(client.links_pages("same", &Default::default()).items()).await;
    assert_eq!((items, error.as_deref()), (vec![1], Some(AGAIN)));
    assert_eq!(handler.seen.all().len(), 2);
    let (items, error) = all(client.cursors_pages("same", &Default::default()).items()).await;
    assert_eq!((items.len(), error.as_deref()), (1, Some(AGAIN)));
    let (items, error) = all(client.numbers_pages("same", &Default::default()).items()).await;
    assert_eq!(items, [7, 8]);
    assert!(error.unwrap().ends_with("the next page has the items of the page before"));
}

#[tokio::test]
async fn addresses_and_cursors_of_bodies_lead_on() {
    let (_, server) = start!(pages);
    let client = client_of(&server);
    let ids = |items: Vec<client::Entry>| items.iter().map(|entry| entry.id).collect::<Vec<_>>();
    let (items, error) = all(client.addresses_pages(&Default::default()).items()).await;
    assert_eq!((ids(items), error), (vec![0, 1, 2], None));
    let (items, error) = all(client.cursors_pages("any", &Default::default()).items()).await;
    assert_eq!((ids(items), error), (vec![1, 2, 3], None));
}

#[tokio::test]
async fn pages_and_items_are_counted_to_the_last() {
    let (handler, server) = start!(pages);
    let client = client_of(&server);
    for (kind, expected, requests) in [("last", vec![0, 1, 2], 3), ("total", vec![0, 0, 1, 1], 2), ("empty", vec![0, 1], 3)] {
        assert_eq!(all(client.numbers_pages(kind, &Default::default()).items()).await, (expected, None), "{kind}");
        assert_eq!(handler.seen.all().len(), requests, "{kind}");
    }
    let from_the_second = client::NumbersParameters { page_number: Some(1) };
    assert_eq!(all(client.numbers_pages("last", &from_the_second).items()).await, (vec![1, 2], None));
    handler.seen.all();
    assert_eq!(all(client.offsets_pages(&Default::default()).items()).await, ((0..7).collect(), None));
    assert_eq!(handler.seen.all().len(), 4);
    let mut pages = client.offsets_pages(&Default::default());
    pages.try_next().await.unwrap();
    assert_eq!(handler.seen.all().len(), 1, "nothing is asked for ahead");
}

#[tokio::test]
async fn what_an_operation_says_of_its_pages_is_done() {
    let (_, server) = start!(pages);
    let (items, error) = all(client_of(&server).said_pages(&Default::default()).items()).await;
    assert_eq!((items, error), (vec![0, 10, 20], None));
}

#[tokio::test]
async fn a_page_that_fails_ends_the_stream() {
    let (_, server) = start!(pages);
    let key: Credential = credentials::key("wrong").unwrap();
    let client = Client::with(&server.url(), key, Options::default()).unwrap();
    let (items, error) = all(client.offsets_pages(&Default::default()).items()).await;
    assert!(items.is_empty() && error.unwrap().starts_with("401"));
    // What cannot be written down is told, too.
    let (_, error) = all(client.links_pages("..", &Default::default()).items()).await;
    assert_eq!(error.unwrap(), "argument `kind`: is written as nothing or as dots alone, which cannot be part of a path");
}
