//! A server that is killed in the middle of its work: what it acknowledged is there, and nothing is half there.

use std::{
    collections::HashSet,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use roster_tests::{
    Caller, database,
    process::{self, Process},
};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

const ROUNDS: u64 = 50;
const WRITERS: u64 = 4;

/// How many addresses are added at once: all of them, or none.
const BULK: usize = 5;

/// Bytes of an upload, sent in one part.
const UPLOAD: usize = 300_000;

/// What the server was asked, and whether it said that it was done.
#[derive(Default)]
struct Journal {
    groups: Vec<(String, bool)>,
    bulks: Vec<(Vec<String>, bool)>,
    invitations: Vec<(String, bool)>,
    /// Id of a group, and the name it was given.
    renamed: Vec<(i64, String, bool)>,
    /// Id of an upload, and whether its bytes were acknowledged.
    uploads: Vec<(String, bool)>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_fifty_kills_and_nothing_is_half_there() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Process::start(process::command(data.path())).await;
    let token = process::owner_token(data.path());
    let mut all = Journal::default();
    for round in 0..ROUNDS {
        let journal = Arc::new(Mutex::new(Journal::default()));
        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let writer = Writer {
                    caller: server.caller(&token),
                    name: format!("r{round}w{writer}"),
                    journal: journal.clone(),
                    stop: stop.clone(),
                };
                tokio::spawn(writer.write())
            })
            .collect();
        // At a different moment of the traffic each time.
        let has_worked = || journal.lock().expect("nobody panicked").groups.iter().any(|(_, done)| *done);
        let start = Instant::now();
        while !has_worked() {
            assert!(start.elapsed() < Duration::from_secs(30), "no group was acknowledged");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(round * 37 % 200)).await;
        server.kill();
        stop.store(true, Ordering::Relaxed);
        for writer in writers {
            writer.await.expect("a writer does not panic");
        }
        server = Process::start(process::command(data.path())).await;
        let journal = std::mem::take(&mut *journal.lock().expect("nobody panicked"));
        check(data.path(), &journal).await;
        all.groups.extend(journal.groups);
        all.bulks.extend(journal.bulks);
        all.invitations.extend(journal.invitations);
        all.renamed.extend(journal.renamed);
        all.uploads.extend(journal.uploads);
    }
    check(data.path(), &all).await;
    check_mails(data.path(), &all).await;
    check_uploads(&server.caller(&token), &all).await;
    let owner = server.caller(&token);
    let listed = owner.raw("GET", "/v2/users").header("access-token", &token).send().await.expect("an answer");
    let listed: Vec<Value> = listed.json().await.expect("the whole list");
    let acknowledged = all.bulks.iter().filter(|(_, done)| *done).count() * BULK;
    assert!(listed.len() > acknowledged, "{} users are listed, {acknowledged} were acknowledged", listed.len());
}

/// Writes one thing after another until the server is gone.
struct Writer {
    caller: Caller,
    name: String,
    journal: Arc<Mutex<Journal>>,
    stop: Arc<AtomicBool>,
}

impl Writer {
    async fn write(self) {
        for number in 0.. {
            let name = format!("{}n{number}", self.name);
            if self.stop.load(Ordering::Relaxed) || self.write_one(&name).await.is_none() {
                return;
            }
        }
    }

    /// None once the server does not answer.
    async fn write_one(&self, name: &str) -> Option<()> {
        let group = self.send("POST", "/v2/groups", json!({"name": name})).await;
        self.note(|journal| journal.groups.push((name.to_owned(), group.is_some())));
        let group = group?["id"].as_i64().expect("an id");

        let emails: Vec<String> = (0..BULK).map(|number| format!("{name}-{number}@example.org")).collect();
        let body = json!({"emails": emails, "groups": vec![group; BULK]});
        let bulk = self.send("POST", "/v2/users/bulk", body).await;
        self.note(|journal| journal.bulks.push((emails, bulk.is_some())));
        bulk?;

        let email = format!("{name}@invited.example");
        let body = json!({"name": "Dora Dean", "email": email, "groups": [group]});
        let invitation = self.send("POST", "/v2/users/invitations", body).await;
        self.note(|journal| journal.invitations.push((email, invitation.is_some())));
        invitation?;

        let renamed = format!("{name}-renamed");
        let update = self.send("PUT", &format!("/v2/groups/{group}"), json!({"name": renamed})).await;
        self.note(|journal| journal.renamed.push((group, renamed, update.is_some())));
        update?;

        let create = self.request("POST", "/v2/files").header("upload-length", UPLOAD);
        let created = create.header("upload-metadata", "filename YS5i,filetype YS9i").send().await.ok()?;
        assert_eq!(created.status(), 201);
        let location = created.headers()["location"].to_str().expect("a location");
        let id = location.rsplit('/').next().expect("an id").to_owned();
        let sent = append(self.request("PATCH", &format!("/v2/files/{id}")), &id, 0).await;
        self.note(|journal| journal.uploads.push((id, matches!(sent, Some(204)))));
        sent.map(|_| ())
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.caller.raw(method, path).header("access-token", self.caller.token.as_deref().expect("a token"))
    }

    fn note(&self, note: impl FnOnce(&mut Journal)) {
        note(&mut self.journal.lock().expect("nobody panicked"));
    }

    /// The answer's body, once all of it has arrived; null where it is empty.
    async fn send(&self, method: &str, path: &str, body: Value) -> Option<Value> {
        let answer = self.request(method, path).json(&body).send().await.ok()?;
        let status = answer.status();
        let body = answer.bytes().await.ok()?;
        assert!(status.is_success(), "{method} {path}: {status} {}", String::from_utf8_lossy(&body));
        Some(serde_json::from_slice(&body).unwrap_or_default())
    }
}

/// Looks into the database beside the server that has just been started on it.
async fn check(data: &Path, journal: &Journal) {
    let mut connection = database::look_into_file(data).await;
    let integrity: String =
        sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut connection).await.expect("a check");
    assert_eq!(integrity, "ok");
    let dangling = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut connection).await.expect("a check");
    assert!(dangling.is_empty(), "rows refer to others that are not there");

    let groups: HashSet<String> = texts(&mut connection, "SELECT name FROM groups").await;
    for (name, done) in &journal.groups {
        assert!(
            !done || groups.contains(name) || groups.contains(&format!("{name}-renamed")),
            "{name} was acknowledged"
        );
    }
    for (id, name, done) in &journal.renamed {
        assert!(!done || groups.contains(name), "group {id} was renamed to {name}");
    }
    let members: HashSet<String> = texts(
        &mut connection,
        "SELECT users.email FROM users JOIN memberships ON memberships.user_id = users.id WHERE users.status = 'active'",
    )
    .await;
    let users: HashSet<String> = texts(&mut connection, "SELECT email FROM users").await;
    for (emails, done) in &journal.bulks {
        let there = emails.iter().filter(|email| users.contains(*email)).count();
        assert!(there == BULK || (there == 0 && !done), "{there} of {emails:?} are there, acknowledged: {done}");
        assert!(there == 0 || emails.iter().all(|email| members.contains(email)), "{emails:?} are members");
    }
    // The invited user, the invitation, its groups: one change.
    let invited: HashSet<String> = texts(
        &mut connection,
        "SELECT invitations.email FROM invitations JOIN users ON users.id = invitations.user_id \
         JOIN invitation_groups ON invitation_groups.invitation_id = invitations.id WHERE users.status = 'pending'",
    )
    .await;
    for (email, done) in &journal.invitations {
        assert!(!done || invited.contains(email), "{email} was invited");
        assert_eq!(users.contains(email), invited.contains(email), "{email} is invited in part");
    }
}

/// Each invitation that was acknowledged has its mail: in the outbox, or in the queue, where it may still be held for the
/// process that was killed while it delivered it.
async fn check_mails(data: &Path, journal: &Journal) {
    let mut connection = database::look_into_file(data).await;
    let waiting = texts(&mut connection, "SELECT recipient FROM mails").await;
    let mut delivered = String::new();
    for entry in std::fs::read_dir(data.join("outbox")).expect("the outbox") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "eml") {
            delivered.push_str(&std::fs::read_to_string(path).expect("a mail is text"));
        }
    }
    for (email, done) in &journal.invitations {
        let has_mail = waiting.contains(email) || delivered.contains(email);
        assert!(!done || has_mail, "{email} was invited and is sent no mail");
    }
}

/// Uploads that were acknowledged are files; the others go on where they were, to bytes that are as they should be.
async fn check_uploads(owner: &Caller, journal: &Journal) {
    let request = |method: &str, path: &str| {
        owner.raw(method, path).header("access-token", owner.token.as_deref().expect("a token"))
    };
    let mut resumed = 0;
    for (id, done) in &journal.uploads {
        let path = format!("/v2/files/{id}");
        for attempt in 0.. {
            let check = request("HEAD", &path).send().await.expect("an answer");
            // Every byte arrived, and the lease of the process that was killed has not ended yet.
            if check.status() == 503 && attempt < 60 {
                tokio::time::sleep(Duration::from_millis(500)).await;
                continue;
            }
            assert_eq!(check.status(), 200, "the upload {id} is there, acknowledged ({done}) or not");
            let offset: usize = check.headers()["upload-offset"].to_str().expect("text").parse().expect("a number");
            assert!(offset == UPLOAD || !done, "{offset} bytes of an upload that was acknowledged");
            if offset == UPLOAD {
                break;
            }
            resumed += usize::from(attempt == 0);
            // The process that was killed may still be taken to be at it.
            match append(request("PATCH", &path), id, offset).await {
                Some(204) => {}
                Some(409) if attempt < 60 => tokio::time::sleep(Duration::from_millis(500)).await,
                other => panic!("the upload goes on from {offset}: {other:?}"),
            }
        }
        let read = request("GET", &format!("{path}/content")).send().await.expect("an answer");
        assert_eq!(read.status(), 200);
        assert!(read.bytes().await.expect("bytes") == content(id), "no byte is lost or doubled");
    }
    assert!(!journal.uploads.is_empty(), "the writers came to their uploads; {resumed} were broken off");
}

/// Sends the rest of an upload; the status, where there is an answer.
async fn append(request: reqwest::RequestBuilder, id: &str, offset: usize) -> Option<u16> {
    let request = request.header("content-type", "application/offset+octet-stream").header("upload-offset", offset);
    Some(request.body(content(id)[offset..].to_vec()).send().await.ok()?.status().as_u16())
}

/// What is uploaded under an id.
fn content(id: &str) -> Vec<u8> {
    id.bytes().cycle().enumerate().map(|(index, byte)| byte ^ (index / 251) as u8).take(UPLOAD).collect()
}

async fn texts(connection: &mut SqliteConnection, query: &'static str) -> HashSet<String> {
    let texts: Vec<String> = sqlx::query_scalar(query).fetch_all(connection).await.expect("rows");
    texts.into_iter().collect()
}
