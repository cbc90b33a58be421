//! How the server does with a million users in a hundred organisations, on one machine.
//!
//!     cargo bench -p roster-server --bench scale -- [--database-url postgres://…] [--users 1000000] [--seconds 5]
//!     cargo bench -p roster-server --bench scale -- --data FOLDER [--server BINARY] [--only WORD]
//!
//! The second keeps what it has seeded for the next run, and can measure another build beside this one.
//! The server is a process of its own, so that its memory is its own; it shares the machine with the client and with the
//! database. Every request is made in the largest organisation, which has a tenth of all users. Fails where an answer is
//! not what it should be, or where the whole list of that organisation takes more memory than it may.

mod client;
mod seed;
mod server;

use std::{path::PathBuf, time::Duration};

use clap::Parser;
use client::Load;
use server::{Binary, Server};

/// What a server may have in memory while it streams the largest organisation's list, the database's caches included.
const MEMORY_LIMIT: u64 = 64 * 1024 * 1024;

#[derive(Debug, Parser)]
struct Options {
    /// A PostgreSQL database, in which a schema is made and removed again; a temporary SQLite file if absent
    #[arg(long)]
    database_url: Option<String>,
    /// Where the SQLite file is kept; where it is there already, nothing is seeded
    #[arg(long, conflicts_with = "database_url")]
    data: Option<PathBuf>,
    /// Another build of the server
    #[arg(long, default_value = env!("CARGO_BIN_EXE_roster-server"))]
    server: PathBuf,
    /// Only what has this word in its name, and `session_get`
    #[arg(long)]
    only: Option<String>,
    #[arg(long, default_value_t = 1_000_000)]
    users: u64,
    /// For how long each kind of request is made
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    #[arg(long, default_value_t = 64)]
    connections: usize,
    /// What cargo adds.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 1)]
async fn main() {
    let options = Options::parse();
    let temporary = tempfile::tempdir().expect("a temporary folder");
    let data = options.data.as_deref().unwrap_or(temporary.path());
    let is_seeded = data.join(seed::FILE).exists();
    let database = seed::Database::create(options.database_url.as_deref(), data).await;
    println!("database: {}", database.name());

    let binary = Binary { path: &options.server, data, database_url: &database.url };
    if !is_seeded {
        let seeding = std::time::Instant::now();
        drop(binary.start());
        database.fill(options.users).await;
        println!(
            "seeded {} users in {} organisations in {:.0?}",
            options.users,
            seed::ORGANIZATIONS,
            seeding.elapsed()
        );
    }
    let token = binary.token(seed::ADMINISTRATOR);

    let server = binary.start();
    println!("resident memory at rest: {}\n", mebibytes(server.resident()));
    println!(
        "{:34} {:>9} {:>9} {:>10} {:>6} {:>10} {:>10}",
        "at the same time: 64 connections".replace("64", &options.connections.to_string()),
        "p50",
        "p99",
        "requests/s",
        "share",
        "CPU",
        "resident"
    );
    let ids = database.ids().await;
    let mut session_get = None;
    for (name, paths) in cases(&ids, options.users) {
        if session_get.is_some() && options.only.as_deref().is_some_and(|word| !name.contains(word)) {
            continue;
        }
        let load = Load {
            address: server.address(),
            token: &token,
            paths,
            connections: options.connections,
            duration: Duration::from_secs(options.seconds),
        };
        let worked = server.worked();
        let measured = load.run().await;
        let worked = server.worked() - worked;
        println!(
            "{name:34} {:>9} {:>9} {:>10.0} {:>6.2} {:>7.0} µs {:>10}",
            milliseconds(measured.quantile(0.5)),
            milliseconds(measured.quantile(0.99)),
            measured.rate(),
            measured.rate() / *session_get.get_or_insert(measured.rate()),
            worked.as_micros() as f64 / measured.answers() as f64,
            mebibytes(server.resident())
        );
    }
    // A new process: what the queries above have left in caches and in the heap is not the list's.
    drop(server);
    let server = binary.start();
    let is_bounded = stream_whole_list(&server, &token, options.users).await;
    drop(server);
    database.remove().await;
    assert!(is_bounded, "more than {} were resident while a list was streamed", mebibytes(MEMORY_LIMIT));
}

/// Names and paths of what is measured; each connection takes the paths of its case in turn.
fn cases(ids: &[String], users: u64) -> Vec<(&'static str, Vec<String>)> {
    let one = |path: &str| vec![path.to_owned()];
    // This document counts pages from 0. The last one of the largest organisation is the thousandth of a million users.
    let last = (seed::largest(users) / 100).max(1) - 1;
    // Nothing is farther from both ends.
    let middle = last / 2;
    vec![
        ("twona session_get", one("/v2/session")),
        ("twona users_get", ids.iter().map(|id| format!("/v2/users/{id}")).collect()),
        ("twona users_list, a page", one("/v2/users?page=3")),
        ("twona users_list, by name", one("/v2/users?page=3&sort_by=-name")),
        ("twona users_list, q begins with", one("/v2/users?page=1&q=email:user12*")),
        ("twona users_list, q all begin with", one("/v2/users?page=1&q=email:user*")),
        ("twona users_list, q contains", one("/v2/users?page=1&q=name:*last7*&sort_by=name")),
        ("docutools users_list, page 1", one("/api/v2/users?page=0&pageSize=100&sort=name")),
        ("docutools users_list, page 500", one(&format!("/api/v2/users?page={middle}&pageSize=100&sort=name"))),
        ("docutools users_list, page 1000", one(&format!("/api/v2/users?page={last}&pageSize=100&sort=name"))),
        ("docutools users_list, search", one("/api/v2/users?page=0&pageSize=100&search=last77")),
        ("docutools users_list, searches", (100..1000).map(|n| format!("/api/v2/users?search=last{n}")).collect()),
        ("docutools users_list, search all", one("/api/v2/users?page=0&pageSize=100&sort=name&search=last")),
    ]
}

/// Whether memory stays within its limit while the whole list goes out.
async fn stream_whole_list(server: &Server, token: &str, users: u64) -> bool {
    server.forget_peak();
    let start = std::time::Instant::now();
    let answer = client::get(server.address(), token, "/v2/users").await;
    let peak = server.peak();
    println!(
        "\nthe whole list of {} users: {} in {:.1?}, at most {} resident",
        seed::largest(users),
        mebibytes(answer.length as u64),
        start.elapsed(),
        mebibytes(peak)
    );
    assert_eq!(answer.status, 200);
    peak <= MEMORY_LIMIT
}

fn milliseconds(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / 1024.0 / 1024.0)
}
