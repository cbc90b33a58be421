//! What a million items cost on their way from a client to a server and back, over TCP, in time and memory of the one process
//! that both are, and how long one item takes while the next is not made yet:
//! `cargo bench -p roster-client-runtime --bench streams`.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use roster_client_runtime::{Credential, Items as Received, Options, Transport, http::Operation};
use roster_runtime::{
    Answer, Authenticator, BodyInfo, Credential as Given, DocumentInfo, Incoming, Items, ItemsInfo, MediaTypeInfo,
    OperationInfo, Problem, ResponseInfo, Routes, Schema, SchemaRef, SecurityScheme, StatusPattern,
    schema::{Property, SchemaType},
    sequence::Framing,
};
use serde::{Deserialize, Serialize};

const COUNT: i64 = 1_000_000;

/// Of items that come one by one: how many, and the pause between two.
const FEW: i64 = 100;
const PAUSE: Duration = Duration::from_millis(20);

#[derive(Debug, Serialize, Deserialize)]
struct Item {
    id: i64,
    text: String,
}

const fn of_type(schema_type: SchemaType) -> Schema {
    Schema { schema_type, ..Schema::ANY }
}

static ITEM: Schema = Schema {
    required: &["id", "text"],
    properties: &[
        Property { name: "id", schema: SchemaRef::Inline(&of_type(SchemaType::Integer)) },
        Property { name: "text", schema: SchemaRef::Inline(&of_type(SchemaType::String)) },
    ],
    ..of_type(SchemaType::Object)
};

const ITEMS: MediaTypeInfo = MediaTypeInfo {
    media_type: "application/jsonl",
    items: Some(ItemsInfo { framing: Some(Framing::JsonLines), schema: Some(SchemaRef::Inline(&ITEM)) }),
    ..MediaTypeInfo::EMPTY
};

static ECHO: OperationInfo = OperationInfo {
    id: "echo",
    method: "POST",
    path: "/echo",
    body: Some(&BodyInfo { required: true, content: &[ITEMS], ..BodyInfo::EMPTY }),
    responses: &[ResponseInfo { status: StatusPattern::Exact(200), content: &[ITEMS], ..ResponseInfo::EMPTY }],
    ..OperationInfo::EMPTY
};

static DOCUMENT: DocumentInfo = DocumentInfo {
    name: "echo",
    title: "Echo",
    version: "1",
    security_schemes: &[],
    schemas: &[],
    operations: &[&ECHO],
    lenient_json: false,
};

struct Nobody;

impl Authenticator for Nobody {
    type Principal = ();

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        _: Given<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<()>, Problem> {
        Ok(None)
    }

    fn has_authority(&self, (): &(), _: &str) -> bool {
        false
    }
}

/// The most memory that the process ever had, in mebibytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / 1024
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let routes =
        Routes::new(&DOCUMENT, Arc::new(Nobody)).operation(&ECHO, |_, incoming: Incoming<Nobody>| async move {
            let (_, (), items) = incoming.decode::<(), Items<Item>>().await?;
            Ok(Answer::new(200).items("application/jsonl", &ECHO, items))
        });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = axum::Router::from(routes.into_router());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let transport = Transport::new(&url, Credential::anonymous(), Options::default())?;
    for count in [1_000, COUNT] {
        let (begun, before) = (Instant::now(), peak());
        let answer = echo(&transport, stream::iter(0..count)).await?;
        let read = answer.try_fold(0, |read, item| async move {
            assert_eq!(item.id, read);
            Ok(read + 1)
        });
        let read = read.await?;
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{read} items there and back in {seconds:.2} s, {:.0} a second; the most memory was {before} MiB before, {} MiB after",
            read as f64 / seconds,
            peak()
        );
    }
    let made = Arc::new(Mutex::new(Vec::new()));
    let ids = stream::iter(0..FEW).then({
        let made = made.clone();
        move |id| {
            let made = made.clone();
            async move {
                tokio::time::sleep(PAUSE).await;
                made.lock().expect("nobody panics with it").push(Instant::now());
                id
            }
        }
    });
    let mut answer = echo(&transport, ids).await?;
    let mut ways = Vec::new();
    while let Some(item) = answer.try_next().await? {
        ways.push(made.lock().expect("nobody panics with it")[usize::try_from(item.id)?].elapsed());
    }
    let first = ways[0];
    ways.sort();
    println!(
        "{} items, {PAUSE:?} apart, there and back: the first in {first:.2?}, the median in {:.2?}, the slowest in {:.2?}",
        ways.len(),
        ways[ways.len() / 2],
        ways[ways.len() - 1]
    );
    Ok(())
}

/// What comes back of items that are sent.
async fn echo(
    transport: &Transport,
    ids: impl Stream<Item = i64> + Send + 'static,
) -> Result<Received<Item>, roster_client_runtime::Error> {
    static CALL: Operation =
        Operation { id: "echo", method: "POST", path: "/echo", accept: "application/jsonl", security: &[] };
    let items = ids.map(|id| Item { id, text: "The quick brown fox".to_owned() });
    let call = transport.call(&CALL).items(
        "application/jsonl",
        roster_client_runtime::Framing::JsonLines,
        Received::from_stream(items),
    );
    call.send().await?.items(roster_client_runtime::Framing::JsonLines)
}
