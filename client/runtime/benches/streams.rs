//! What a million items cost on their way from a server to a client and back, over TCP, in time and memory of the one process
//! that both are: `cargo bench -p roster-client-runtime --bench streams`.

use std::{sync::Arc, time::Instant};

use futures_util::{StreamExt, TryStreamExt, stream};
use roster_client_runtime::{Credential, Items as Received, Options, Transport, http::Operation};
use roster_runtime::{
    Answer, Authenticator, BodyInfo, Credential as Given, DocumentInfo, Incoming, Items, ItemsInfo, MediaTypeInfo,
    OperationInfo, Problem, ResponseInfo, Routes, Schema, SchemaRef, SecurityScheme, StatusPattern,
    schema::{Property, SchemaType},
    sequence::Framing,
};
use serde::{Deserialize, Serialize};

const COUNT: i64 = 1_000_000;

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
    items: Some(ItemsInfo { framing: Some(Framing::JsonLines), schema: SchemaRef::Inline(&ITEM) }),
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

    static CALL: Operation =
        Operation { id: "echo", method: "POST", path: "/echo", accept: "application/jsonl", security: &[] };
    let transport = Transport::new(&url, Credential::anonymous(), Options::default())?;
    for count in [1_000, COUNT] {
        let items = stream::iter(0..count).map(|id| Item { id, text: "The quick brown fox".to_owned() });
        let (begun, before) = (Instant::now(), peak());
        let call = transport.call(&CALL).items(
            "application/jsonl",
            roster_client_runtime::Framing::JsonLines,
            Received::from_stream(items),
        );
        let answer: Received<Item> = call.send().await?.items(roster_client_runtime::Framing::JsonLines)?;
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
    Ok(())
}
