//! Items go over the network between a generated server and its client; what is wrong with one is told with its index.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use roster_client_runtime::{Error, Items as Received};
use roster_runtime::{Items, JsonText};
use tokio::sync::Notify;

use crate::{
    clients::stream_items::{self as client, types},
    stream_items::*,
    support::*,
};

#[derive(Default)]
pub struct Handler {
    /// The second event waits for this.
    second: Arc<Notify>,
    is_dropped: Arc<AtomicBool>,
    /// How many lines were asked for.
    made: Arc<AtomicUsize>,
    /// Where events went on.
    resumed: Mutex<Vec<String>>,
}

fn line(text: &str) -> Line {
    Line { level: LineLevel::Info, text: Some(text.to_owned()), secret: Some("hidden".to_owned()) }
}

fn event(id: &str) -> Event {
    Event { data: JsonText(line(id)), event: None, id: Some(id.to_owned()), retry: Some(1) }
}

/// Says when a stream is gone.
struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl DefaultApi for Handler {
    async fn logs_append(&self, _: Call<()>, body: Items<Line>) -> Result<LogsAppendResponse, Problem> {
        let lines: Vec<Line> = body.try_collect().await?;
        let texts: Vec<_> = lines.into_iter().filter_map(|line| line.text).collect();
        Ok(LogsAppendResponse::Ok(texts.join(",")))
    }

    async fn logs_read(&self, _: Call<()>, parameters: LogsReadParameters) -> Result<LogsReadResponse, Problem> {
        let made = Arc::clone(&self.made);
        let lines = stream::iter(0..parameters.count).map(move |number| {
            made.fetch_add(1, Ordering::SeqCst);
            match number {
                13 if parameters.count == 14 => Ok(line(&"x".repeat(2001))),
                number => Ok(line(&format!("{number:01000}"))),
            }
        });
        Ok(LogsReadResponse::Ok(Items::from_stream(lines)))
    }

    async fn events_follow(&self, call: Call<()>) -> Result<EventsFollowResponse, Problem> {
        if let Some(id) = call.parts.headers.get("last-event-id") {
            let id = id.to_str().unwrap().to_owned();
            self.resumed.lock().unwrap().push(id.clone());
            let next: u32 = id.parse::<u32>().unwrap() + 1;
            let broken = Problem::internal();
            let rest = if next > 4 { vec![] } else { vec![Ok(event(&next.to_string())), Err(broken)] };
            return Ok(EventsFollowResponse::Ok(Items::from_stream(stream::iter(rest))));
        }
        let (second, guard) = (Arc::clone(&self.second), Guard(Arc::clone(&self.is_dropped)));
        let events = stream::unfold((0, guard), move |(number, guard)| {
            let second = Arc::clone(&second);
            async move {
                if number == 1 {
                    second.notified().await;
                }
                let next = if number == 2 { Err(Problem::internal()) } else { Ok(event(&(number + 1).to_string())) };
                Some((next, (number + 1, guard)))
            }
        });
        Ok(EventsFollowResponse::Ok(Items::from_stream(events)))
    }

    async fn events_send(&self, _: Call<()>, body: Option<Items<Event>>) -> Result<EventsSendResponse, Problem> {
        let Some(body) = body else { return Ok(EventsSendResponse::Ok("nothing".to_owned())) };
        let events: Vec<Event> = body.try_collect().await?;
        let shown = events.iter().map(|event| (event.data.text.clone(), event.id.clone(), event.retry));
        Ok(EventsSendResponse::Ok(show(shown.collect::<Vec<_>>())))
    }

    async fn changes_follow(&self, _: Call<()>) -> Result<ChangesFollowResponse, Problem> {
        let changes = [json!({"event": "added", "data": "{\"level\":\"info\"}"}), json!({"event": "note", "data": "a\nb"})];
        let changes = changes.map(|change| serde_json::from_value(change).unwrap());
        Ok(ChangesFollowResponse::Ok(Vec::from(changes).into()))
    }

    async fn texts_echo(&self, _: Call<()>, body: TextsEchoBody) -> Result<TextsEchoResponse, Problem> {
        Ok(match body {
            TextsEchoBody::JsonSeq(texts) => TextsEchoResponse::OkJsonSeq(Items::from_stream(texts.map_ok(|text| {
                serde_json::from_value(serde_json::to_value(text).unwrap()).unwrap()
            }))),
            TextsEchoBody::Ndjson(flags) => TextsEchoResponse::OkNdjson(flags),
        })
    }

    async fn parts_echo(&self, _: Call<()>, body: Items<Line>) -> Result<PartsEchoResponse, Problem> {
        Ok(PartsEchoResponse::Ok(body))
    }

    async fn notes_echo(&self, _: Call<()>, body: Items<String>) -> Result<NotesEchoResponse, Problem> {
        Ok(NotesEchoResponse::Ok(body))
    }
}

async fn collect<T>(items: Received<T>) -> Vec<Result<T, String>> {
    items.map_err(|error| error.to_string()).collect().await
}

fn sent(text: &str) -> types::Line {
    types::Line { level: types::LineLevel::Info, text: Some(text.to_owned()), secret: None }
}

#[tokio::test]
async fn lines_go_both_ways() {
    let (_, server) = start!(stream_items);
    let client = client::Client::new(&server.url()).unwrap();
    let answer = client.logs_append(vec![sent("a"), sent("b")]).await.unwrap().into_body();
    assert_eq!(answer, "a,b");
    let streamed = Received::from_stream(stream::iter(0..5_000).map(|_| sent("a")));
    assert_eq!(client.logs_append(streamed).await.unwrap().into_body().len(), 9_999);
    let count = 20_000;
    let read = collect(client.logs_read(&client::LogsReadParameters { count }).await.unwrap().into_body()).await;
    assert_eq!(read.len(), count as usize);
    // What only clients write is never sent.
    assert!(read.iter().all(|line| line.as_ref().is_ok_and(|line| line.secret.is_none())));
    let reply = server.get("/logs?count=0").await;
    assert_eq!((reply.pair(), reply.header("content-type")), ((200, ""), Some("application/jsonl")));
}

#[tokio::test]
async fn items_at_fault_are_refused_by_their_index() {
    let (_, server) = start!(stream_items);
    let post = |body: String| server.send(request("POST", "/logs").body("application/jsonl", body));
    let good = "{\"level\":\"info\",\"text\":\"a\"}\n";
    assert_eq!(post(format!("{good}\n{good}").trim().to_owned()).await.pair(), (200, "a,a"));
    assert_eq!(post(String::new()).await.pair(), (200, ""));
    assert_eq!(post(format!("{good}{good}{{\"level\":1}}")).await.refusal(), refusal(400, &["/2/level"]));
    assert_eq!(post(format!("{good}{{\"level\"\n{good}")).await.refusal(), refusal(400, &["/1"]));
    assert_eq!(post(format!("{good}{{}}")).await.refusal(), refusal(400, &["/1/level"]));
    // The limit is that of an item, however many there are.
    assert_eq!(post(good.repeat(1000)).await.status, 200);
    let long = format!("{good}{{\"level\":\"info\",\"text\":\"{}\"}}", "x".repeat(1000));
    assert_eq!(post(long).await.refusal(), refusal(413, &["/1"]));
    assert_eq!(server.send(request("POST", "/logs").body("application/json", "[]")).await.status, 415);
}

#[tokio::test]
async fn items_of_answers_at_fault_are_not_sent() {
    let (_, server) = start!(stream_items);
    let reply = server.get("/logs?count=14").await;
    assert_eq!((reply.status, reply.complete), (200, false));
    assert_eq!(reply.text().lines().count(), 13);
    let client = client::Client::new(&server.url()).unwrap();
    let read = collect(client.logs_read(&client::LogsReadParameters { count: 14 }).await.unwrap().into_body()).await;
    assert!(read[..13].iter().all(Result::is_ok) && read[13].is_err() && read.len() == 14);
}

#[tokio::test]
async fn an_event_is_there_before_the_next_one_and_events_go_on_where_they_broke() {
    let (handler, server) = start!(stream_items);
    let client = client::Client::new(&server.url()).unwrap();
    let mut events = client.events_follow().await.unwrap().into_body();
    let first = tokio::time::timeout(Duration::from_secs(5), events.next_item()).await.unwrap().unwrap().unwrap();
    assert_eq!((first.id.as_deref(), first.data.text.as_deref()), (Some("1"), Some("1")));
    handler.second.notify_one();
    let rest: Vec<_> = events.map_ok(|event| event.id.unwrap()).try_collect().await.unwrap();
    assert_eq!(rest, ["2", "3", "4"]);
    assert_eq!(*handler.resumed.lock().unwrap(), ["2", "3", "4"]);
}

#[tokio::test]
async fn who_goes_away_ends_the_stream() {
    let (handler, server) = start!(stream_items);
    let client = client::Client::new(&server.url()).unwrap();
    let mut events = client.events_follow().await.unwrap().into_body();
    assert!(events.next_item().await.unwrap().is_some());
    assert!(!handler.is_dropped.load(Ordering::SeqCst));
    drop(events);
    let gone = async {
        while !handler.is_dropped.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), gone).await.expect("the stream is dropped");
}

#[tokio::test]
async fn who_does_not_read_is_not_written_to() {
    let (handler, server) = start!(stream_items);
    let client = client::Client::new(&server.url()).unwrap();
    let count = 1_000_000;
    let mut lines = client.logs_read(&client::LogsReadParameters { count }).await.unwrap().into_body();
    assert!(lines.next_item().await.unwrap().is_some());
    let mut made = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        match std::mem::replace(&mut made, handler.made.load(Ordering::SeqCst)) {
            before if before == made => break,
            _ => assert!(made < 100_000, "{made} lines of a kilobyte were made for nobody"),
        }
    }
    assert!(lines.next_item().await.unwrap().is_some());
}

#[tokio::test]
async fn events_are_read_and_written_as_they_are_described() {
    let (_, server) = start!(stream_items);
    let post = |body: &'static str| server.send(request("POST", "/events").body("text/event-stream", body));
    let reply = post(": hello\ndata: {\"level\":\ndata: \"info\", \"text\": \"a\"}\nid: 7\nretry: 5\n\n").await;
    assert_eq!(reply.pair(), (200, "[(Some(\"a\"), Some(\"7\"), Some(5))]"));
    assert_eq!(post("data: {\"level\": \"loud\"}\n\n").await.refusal(), refusal(400, &["/0/data"]));
    assert_eq!(post("data: {\n\n").await.refusal(), refusal(400, &["/0/data"]));
    assert_eq!(post("data: {\"level\": \"info\"}\n").await.refusal(), refusal(400, &["/0"]));
    let client = client::Client::new(&server.url()).unwrap();
    let event = types::Event { data: sent("b").into(), event: Some("e".to_owned()), id: None, retry: None };
    let answer = client.events_send(Some(vec![event].into())).await.unwrap().into_body();
    assert_eq!(answer, "[(Some(\"b\"), None, None)]");
    let reply = server.get("/changes").await;
    assert_eq!(reply.text(), "event: added\ndata: {\"level\":\"info\"}\n\nevent: note\ndata: a\ndata: b\n\n");
    let changes = collect(client.changes_follow().await.unwrap().into_body()).await;
    assert!(changes.len() == 2 && changes.iter().all(Result::is_ok), "{changes:?}");
}

#[tokio::test]
async fn sequences_and_parts_go_both_ways() {
    let (_, server) = start!(stream_items);
    let post = |media_type: &'static str, body: &'static str| server.send(request("POST", "/texts").body(media_type, body));
    let reply = post("application/json-seq", "\u{1e}1\n\u{1e}\"a\"\n").await;
    assert_eq!(reply.pair(), (200, "\u{1e}1\n\u{1e}\"a\"\n"));
    assert_eq!(post("application/json-seq", "\u{1e}1").await.refusal(), refusal(400, &["/0"]));
    assert_eq!(post("application/x-ndjson", "true\nfalse").await.pair(), (200, "true\nfalse\n"));
    let client = client::Client::new(&server.url()).unwrap();
    let answer = client.texts_echo(&Default::default(), client::TextsEchoBody::Ndjson(vec![true].into())).await.unwrap();
    let client::TextsEchoResponse::OkNdjson(flags) = answer else { panic!("{answer:?}") };
    assert_eq!(collect(flags).await, [Ok(true)]);
    let lines = collect(client.parts_echo(vec![sent("a"), sent("b")]).await.unwrap().into_body()).await;
    assert_eq!(lines, [Ok(sent("a")), Ok(sent("b"))]);
    let parts = "--x\r\n\r\n{\"level\":\"info\"}\r\n--x\r\n\r\n{}\r\n--x--";
    let reply = server.send(request("POST", "/parts").body("multipart/mixed; boundary=x", parts)).await;
    assert!(!reply.complete || reply.status == 400, "{reply:?}");
}

#[tokio::test]
async fn parts_of_plain_text_are_strings() {
    let (_, server) = start!(stream_items);
    let client = client::Client::new(&server.url()).unwrap();
    let notes = ["a\r\n--b", "", "{\"ü\": 1}"].map(str::to_owned).to_vec();
    let echoed = collect(client.notes_echo(notes.clone()).await.unwrap().into_body()).await;
    assert_eq!(echoed, notes.into_iter().map(Ok).collect::<Vec<_>>());
    let post = |body: &'static str| server.send(request("POST", "/notes").body("multipart/mixed; boundary=x", body));
    let reply = post("--x\r\ncontent-type: text/plain\r\n\r\na b\r\n--x--").await;
    let boundary = reply.header("content-type").unwrap().split_once("; boundary=").unwrap().1;
    let part = format!("--{boundary}\r\ncontent-type: text/plain; charset=utf-8\r\n\r\na b\r\n--{boundary}--\r\n");
    assert_eq!(reply.pair(), (200, part.as_str()));
    let reply = post("--x\r\n\r\n123456789 123456789 1\r\n--x--").await;
    assert_eq!(reply.refusal(), refusal(400, &["/0"]));
}

#[tokio::test]
async fn clients_tell_which_item_is_at_fault() {
    let lines = "{\"level\":\"info\"}\n{\"level\":5}\n{\"level\":\"error\"}\n{\"lev";
    let client = client::Client::new(&saying("application/jsonl", lines).await).unwrap();
    let lines = client.logs_read(&client::LogsReadParameters { count: 1 }).await.unwrap().into_body();
    let lines: Vec<_> = lines.collect().await;
    assert!(lines.len() == 4 && lines[0].is_ok() && lines[2].is_ok(), "{lines:?}");
    let Err(Error::Item { index: 1, detail, .. }) = &lines[1] else { panic!("{lines:?}") };
    assert!(detail.contains("level") || detail.contains("invalid type"), "{detail}");
    assert!(matches!(&lines[3], Err(Error::Item { index: 3, .. })), "{lines:?}");
}

#[allow(dead_code)]
fn is_a_stream(items: Items<Line>) -> impl Stream<Item = Result<Line, Problem>> {
    items
}
