//! Parts that are bytes go both ways with their headers; parts and items that differ by position are an enum.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt, TryStreamExt, stream};
use roster_client_runtime::{Error, Items as Received};
use roster_runtime::{BinaryPart, Items};

use crate::{
    clients::parts_by_position::{self as client, types as sent},
    parts_by_position::*,
    support::*,
};

#[derive(Default)]
pub struct Handler {
    images: Seen<BinaryPart>,
}

fn album() -> types::Album {
    types::Album { title: "a".to_owned(), secret: Some("hidden".to_owned()) }
}

fn image(content: &'static str) -> BinaryPart {
    BinaryPart::new(content).with_media_type("image/png")
}

impl DefaultApi for Handler {
    async fn images_echo(&self, _: Call<()>, body: Items<BinaryPart>) -> Result<ImagesEchoResponse, Problem> {
        let images: Vec<BinaryPart> = body.try_collect().await?;
        let is_png = |image: &BinaryPart| image.media_type.as_deref() != Some("image/gif");
        images.iter().for_each(|image| self.images.put(image.clone()));
        Ok(ImagesEchoResponse::Ok(images.into_iter().filter(is_png).collect::<Vec<_>>().into()))
    }

    async fn albums_echo(
        &self,
        _: Call<()>,
        body: Items<types::AlbumsEchoBodyItem>,
    ) -> Result<AlbumsEchoResponse, Problem> {
        // The same media type, and the same items.
        Ok(AlbumsEchoResponse::Ok(body))
    }

    async fn albums_get(&self, _: Call<()>, parameters: AlbumsGetParameters) -> Result<AlbumsGetResponse, Problem> {
        use types::AlbumsEchoBodyItem::{First, Rest, Second};
        let (first, second) = (First(album()), Second("b".to_owned()));
        let items = match parameters.fault.as_str() {
            "none" => vec![first, second, Rest(BinaryPart::new("c").with_media_type("image/webp"))],
            "order" => vec![second, first],
            "few" => vec![first],
            "many" => vec![first, second, Rest(image("c")), Rest(image("d")), Rest(image("e"))],
            "type" => vec![first, second, Rest(BinaryPart::new("c"))],
            "length" => vec![first, second, Rest(image(""))],
            _ => vec![first, Second("bcdefg".to_owned())],
        };
        Ok(AlbumsGetResponse::Ok(items.into()))
    }

    async fn pairs_echo(&self, _: Call<()>, body: Items<types::PairsEchoBodyItem>) -> Result<PairsEchoResponse, Problem> {
        let items: Vec<_> = body.try_collect().await?;
        Ok(PairsEchoResponse::Ok(items.into()))
    }

    async fn tables_echo(
        &self,
        _: Call<()>,
        body: Items<types::TablesEchoBodyItem>,
    ) -> Result<TablesEchoResponse, Problem> {
        let items: Vec<_> = body.try_collect().await?;
        Ok(TablesEchoResponse::Ok(items.into()))
    }

    async fn notes_count(&self, _: Call<()>, body: Items<String>) -> Result<NotesCountResponse, Problem> {
        let notes: Vec<String> = body.try_collect().await?;
        Ok(NotesCountResponse::Ok(notes.len().to_string()))
    }
}

async fn collect<T>(items: Received<T>) -> Vec<T> {
    items.try_collect().await.unwrap()
}

#[tokio::test]
async fn parts_of_bytes_go_both_ways_with_their_headers() {
    let (handler, server) = start!(parts_by_position);
    let client = client::Client::new(&server.url()).unwrap();
    let mut first = image("\r\n--\0").with_media_type("image/png; a=b");
    first.headers.append("content-id", "<1>".parse().unwrap());
    let images = vec![first.clone(), BinaryPart::new("").with_media_type("image/gif"), image("c")];
    let echoed = collect(client.images_echo(images.clone()).await.unwrap().into_body()).await;
    assert_eq!(handler.images.all(), images);
    assert_eq!(echoed, [first, image("c")]);
}

#[tokio::test]
async fn parts_of_bytes_at_fault_are_refused_by_their_index() {
    let (_, server) = start!(parts_by_position);
    let post = |part: &str| {
        let body = format!("--x\r\n\r\na\r\n--x\r\n{part}\r\n--x--");
        server.send(request("POST", "/images").body("multipart/mixed; boundary=x", body))
    };
    let reply = post("content-type: image/gif\r\n\r\nb").await;
    let boundary = reply.header("content-type").unwrap().strip_prefix("multipart/related; boundary=").unwrap();
    let part = format!("--{boundary}\r\ncontent-type: image/png\r\n\r\na\r\n--{boundary}--\r\n");
    // A part that says nothing is sent on as what is documented there.
    assert_eq!(reply.pair(), (200, part.as_str()));
    assert_eq!(post("content-type: text/plain\r\n\r\nb").await.refusal(), refusal(415, &["/1"]));
    assert_eq!(post(&format!("\r\n{}", "b".repeat(21))).await.refusal(), refusal(400, &["/1"]));
    assert_eq!(post(&format!("\r\n{}", "b".repeat(1001))).await.refusal(), refusal(413, &["/1"]));
    assert_eq!(post("a b: c\r\n\r\nb").await.refusal(), refusal(400, &["/1"]));
    let reply = server.send(request("POST", "/images").body("multipart/mixed", "--x--")).await;
    assert_eq!(reply.refusal(), refusal(400, &[""]));
    // Nothing is sent that the document does not allow.
    let client = client::Client::new(&server.url()).unwrap();
    let failed = client.images_echo(vec![BinaryPart::new("a").with_media_type("text/plain")]).await;
    assert!(failed.is_err(), "{failed:?}");
}

#[tokio::test]
async fn parts_differ_by_position() {
    use sent::AlbumsEchoBodyItem::{First, Rest, Second};
    let (_, server) = start!(parts_by_position);
    let client = client::Client::new(&server.url()).unwrap();
    let album = sent::Album { title: "a".to_owned(), secret: None };
    let parts = vec![First(album.clone()), Second("b".to_owned()), Rest(image("c"))];
    let echoed = collect(client.albums_echo(parts.clone()).await.unwrap().into_body()).await;
    assert_eq!(echoed, parts);
    let parts = |fault: &str| client::AlbumsGetParameters { fault: fault.to_owned() };
    let whole = collect(client.albums_get(&parts("none")).await.unwrap().into_body()).await;
    assert_eq!(whole[..2], [First(album), Second("b".to_owned())]);
    let reply = server.get("/albums?fault=none").await;
    assert!(reply.text().contains("content-type: application/vnd.album+json\r\n\r\n{\"title\":\"a\"}\r\n"), "{reply:?}");
    for fault in ["order", "few", "many", "type", "length", "text"] {
        let reply = server.get(&format!("/albums?fault={fault}")).await;
        assert!(!reply.complete || reply.status == 500, "{fault}: {reply:?}");
    }
}

#[tokio::test]
async fn a_part_is_there_before_the_next_one() {
    use sent::AlbumsEchoBodyItem::{First, Rest, Second};
    let (_, server) = start!(parts_by_position);
    let client = client::Client::new(&server.url()).unwrap();
    let (first, second) = (First(sent::Album { title: "a".to_owned(), secret: None }), Second("b".to_owned()));
    let (more, made) = futures_util::future::abortable(std::future::pending::<()>());
    let third = more.map(|_| Rest(image("c"))).into_stream();
    let parts = Received::from_stream(stream::iter([first.clone(), second.clone()]).chain(third));
    let mut echoed = client.albums_echo(parts).await.unwrap().into_body();
    for expected in [first, second] {
        let part = tokio::time::timeout(Duration::from_secs(5), echoed.next_item()).await;
        assert_eq!(part.expect("it does not wait for the next one").unwrap(), Some(expected));
    }
    made.abort();
    assert_eq!(collect(echoed).await, [Rest(image("c"))]);
}

#[tokio::test]
async fn parts_are_checked_by_their_position_and_counted() {
    let (_, server) = start!(parts_by_position);
    let post = |target: &'static str, parts: &[&str]| {
        let parts: String = parts.iter().map(|part| format!("--x\r\n{part}\r\n")).collect();
        server.send(request("POST", target).body("multipart/mixed; boundary=x", format!("{parts}--x--")))
    };
    let (album, name, image) = ("\r\n{\"title\":\"a\"}", "\r\nb", "content-type: image/png\r\n\r\nc");
    // The answer is on its way by the time that a later part comes.
    let is_refused = |reply: Reply| !reply.complete || reply.status == 400;
    assert_eq!(post("/albums", &[album, name, image, image]).await.status, 200);
    assert_eq!(post("/albums", &["\r\n{}", name]).await.refusal(), refusal(400, &["/0/title"]));
    assert_eq!(post("/albums", &["content-type: text/plain\r\n\r\n{}", name]).await.refusal(), refusal(415, &["/0"]));
    assert!(is_refused(post("/albums", &[album, "\r\nbcdefg"]).await));
    assert!(is_refused(post("/albums", &[album, name, "\r\n"]).await));
    assert!(is_refused(post("/albums", &[album]).await));
    assert!(is_refused(post("/albums", &[album, name, image, image, image]).await));
    let reply = post("/pairs", &["content-type: text/plain\r\n\r\n5", "\r\n\0"]).await;
    let shown = "content-type: text/plain\r\n\r\n5\r\n";
    assert!(reply.status == 200 && reply.text().contains(shown), "{reply:?}");
    assert_eq!(post("/pairs", &["\r\n5"]).await.status, 200);
    assert_eq!(post("/pairs", &["\r\n5", "content-type: image/png\r\n\r\n"]).await.refusal(), refusal(415, &["/1"]));
    assert_eq!(post("/pairs", &["\r\n10", "\r\n"]).await.refusal(), refusal(400, &["/0"]));
    assert_eq!(post("/pairs", &["\r\n5", "\r\n", "\r\n"]).await.refusal(), refusal(400, &[""]));
}

#[tokio::test]
async fn lines_differ_by_position_and_are_counted() {
    use sent::TablesEchoBodyItem::{First, Rest};
    let (_, server) = start!(parts_by_position);
    let post = |body: &'static str| server.send(request("POST", "/tables").body("application/jsonl", body));
    assert_eq!(post("{\"title\":\"a\"}\n[1,2]\n[]").await.pair(), (200, "{\"title\":\"a\"}\n[1,2]\n[]\n"));
    assert_eq!(post("{\"title\":\"a\"}\n[1,\"2\"]").await.refusal(), refusal(400, &["/1/1"]));
    assert_eq!(post("[1]").await.refusal(), refusal(400, &["/0"]));
    assert_eq!(post("").await.refusal(), refusal(400, &[""]));
    let client = client::Client::new(&server.url()).unwrap();
    let lines = vec![First(sent::Album { title: "a".to_owned(), secret: None }), Rest(vec![1])];
    assert_eq!(collect(client.tables_echo(lines.clone()).await.unwrap().into_body()).await, lines);
    let reply = server.send(request("POST", "/notes").body("application/jsonl", "\"a\"")).await;
    assert_eq!(reply.pair(), (200, "1"));
}

#[tokio::test]
async fn clients_read_on_behind_a_part_of_another_type() {
    let parts = "--b\r\n\r\n{\"title\":\"a\"}\r\n--b\r\n\r\nb\r\n\
                 --b\r\ncontent-type: text/plain\r\n\r\nc\r\n--b\r\n\r\nd\r\n--b--";
    let client = client::Client::new(&saying("multipart/mixed; boundary=b", parts).await).unwrap();
    let parameters = client::AlbumsGetParameters { fault: String::new() };
    let mut parts = client.albums_get(&parameters).await.unwrap().into_body();
    let mut read = Vec::new();
    while let Some(part) = parts.next_item().await.transpose() {
        read.push(part);
    }
    assert!(read.len() == 4 && read[1].is_ok() && read[3].is_ok(), "{read:?}");
    assert!(matches!(&read[2], Err(Error::Item { index: 2, .. })), "{read:?}");
}
