//! Three server processes on one PostgreSQL and one bucket are one service.

use std::{
    collections::HashSet,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use roster_tests::{
    Caller, database,
    outside::require,
    process::{self, Process},
};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Names a file `a.b` of the type `a/b`.
const METADATA: &str = "filename YS5i,filetype YS9i";

/// Processes, each with a folder of its own; what they share is in the database and in the bucket.
struct Cluster {
    members: Vec<(TempDir, Process)>,
    /// The first owner's.
    token: String,
    database_url: String,
    blob_url: String,
    /// Where the bucket answers over HTTP.
    bucket: String,
}

impl Cluster {
    /// What each process answers to this token.
    async fn sessions(&self, token: &str, status: u16) -> Vec<Value> {
        let mut answers = Vec::new();
        for (_, member) in &self.members {
            answers.push(member.caller(token).twona("session_get").send().await.expect(status).json());
        }
        answers
    }

    /// Three processes; none where there is no PostgreSQL or no S3.
    async fn start() -> Option<Self> {
        let (base, endpoint) = (require("ROSTER_TEST_DATABASE_URL")?, require("ROSTER_TEST_S3_ENDPOINT")?);
        let database_url = database::schema(&base).await;
        let bucket = format!("cluster-{}", uuid::Uuid::new_v4().simple());
        let address = format!("{}/{bucket}", endpoint.trim_end_matches('/'));
        let made = reqwest::Client::new().put(&address).send().await;
        assert!(made.expect("S3 answers").status().is_success(), "a new bucket");
        let mut blob_url: url::Url = format!("s3://{bucket}").parse().expect("a URL");
        blob_url
            .query_pairs_mut()
            .append_pair("endpoint", &endpoint)
            .append_pair("region", "us-east-1")
            .append_pair("path_style", "true");
        let mut cluster = Self {
            members: Vec::new(),
            token: String::new(),
            database_url,
            blob_url: blob_url.into(),
            bucket: address,
        };
        for _ in 0..3 {
            let data = tempfile::tempdir().expect("a folder");
            let process = cluster.process(data.path()).await;
            cluster.members.push((data, process));
        }
        cluster.token = process::owner_token(cluster.members[0].0.path());
        Some(cluster)
    }

    async fn process(&self, data: &Path) -> Process {
        let mut command = process::command(data);
        command.env("ROSTER_DATABASE_URL", &self.database_url).env("ROSTER_BLOB_URL", &self.blob_url);
        // Links in mails lead to the service, not to one of its processes.
        command.env("ROSTER_PUBLIC_URL", "https://roster.example");
        Process::start(command).await
    }

    /// The owner, who calls the process with this number.
    fn owner(&self, number: usize) -> Caller {
        self.members[number].1.caller(&self.token)
    }
}

#[tokio::test]
async fn an_upload_goes_from_process_to_process() {
    let Some(cluster) = Cluster::start().await else { return };
    let bytes: Vec<u8> = (0..12 * 1024 * 1024_u32).map(|number| (number * 7 / 3) as u8).collect();
    let created = cluster
        .owner(0)
        .twona("uploads_create")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", &bytes.len().to_string())
        .header("upload-metadata", "filename ZGFuY2UubXA0,filetype dmlkZW8vbXA0")
        .send()
        .await
        .expect(201);
    let location = created.header("location").expect("a location");
    let id = location.rsplit('/').next().expect("an id").to_owned();
    for (number, part) in [(1, 0..5 * 1024 * 1024), (2, 5 * 1024 * 1024..bytes.len())] {
        let offset = cluster.owner(0).twona("uploads_check").path("file_id", &id).send().await.expect(200);
        assert_eq!(offset.header("upload-offset"), Some(part.start.to_string().as_str()), "seen by another process");
        cluster
            .owner(number)
            .twona("uploads_append")
            .path("file_id", &id)
            .header("upload-offset", &part.start.to_string())
            .bytes("application/offset+octet-stream", bytes[part].to_vec())
            .send()
            .await
            .expect(204);
    }
    for number in 0..3 {
        let read = cluster.owner(number).twona("files_download").path("file_id", &id).send().await.expect(200);
        assert!(read.body == bytes, "process {number} reads what two others wrote");
    }
}

#[tokio::test]
async fn what_ends_on_one_process_has_ended_on_all() {
    let Some(cluster) = Cluster::start().await else { return };
    let command = |arguments: &[&str]| run(cluster.members[1].0.path(), &cluster.database_url, arguments);
    let bob = ["--email", "bob@example.org"];
    let new_token = || command(&[&["token", "create"][..], &bob].concat());
    command(&[&["user", "create", "--name", "Bob"][..], &bob].concat());

    let token = new_token();
    let id = cluster.sessions(&token, 200).await.remove(0)["user"]["id"].as_str().expect("an id").to_owned();
    command(&[&["token", "revoke", "--all"][..], &bob].concat());
    cluster.sessions(&token, 401).await;

    let token = new_token();
    cluster.sessions(&token, 200).await;
    cluster.owner(1).twona("users_deactivate").path("user_id", &id).send().await.expect(204);
    cluster.sessions(&token, 401).await;
}

#[tokio::test]
async fn every_mail_goes_out_once() {
    let Some(cluster) = Cluster::start().await else { return };
    const MAILS: usize = 45;
    let invite = |number: usize| {
        let owner = cluster.owner(number % 3);
        async move {
            let body = json!({"name": "Dora Dean", "email": format!("dora{number}@example.org")});
            owner.twona("invitations_create").json(body).send().await.expect(204);
        }
    };
    futures_util::future::join_all((0..MAILS).map(invite)).await;
    let mut connection = database::look_into(&cluster.database_url).await;
    for attempt in 0.. {
        let waiting: i64 =
            sqlx::query_scalar("SELECT count(*) FROM mails").fetch_one(&mut connection).await.expect("a count");
        if waiting == 0 {
            break;
        }
        assert!(attempt < 300, "{waiting} mails are waiting");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let delivered: Vec<String> = cluster.members.iter().flat_map(|(data, _)| mails(data.path())).collect();
    assert_eq!(delivered.len(), MAILS, "no mail is lost, and none is sent twice");
    for number in 0..MAILS {
        let address = format!("dora{number}@example.org");
        assert_eq!(delivered.iter().filter(|mail| mail.contains(&address)).count(), 1, "{address}");
    }
}

#[tokio::test]
async fn what_has_expired_is_swept_once_by_processes_that_sweep_together() {
    let Some(mut cluster) = Cluster::start().await else { return };
    for number in 0..9 {
        let length = 1000 + number;
        let owner = cluster.owner(number % 3);
        let create = owner.twona("uploads_create").header("upload-length", &length.to_string());
        let created = create.header("upload-metadata", METADATA).send().await.expect(201);
        let id = created.header("location").and_then(|location| location.rsplit('/').next()).expect("an id").to_owned();
        // Every second one is finished, and is a temporary file.
        if number % 2 == 0 {
            let owner = cluster.owner((number + 1) % 3);
            let append = owner.twona("uploads_append").path("file_id", &id).header("upload-offset", "0");
            append.bytes("application/offset+octet-stream", vec![7; length]).send().await.expect(204);
        }
    }
    let listing = format!("{}?list-type=2", cluster.bucket);
    let objects = || async {
        let listed = reqwest::get(&listing).await.expect("S3 answers").text().await.expect("a list");
        listed.matches("<Key>").count()
    };
    assert!(objects().await >= 5, "there is something to sweep");
    let mut connection = database::look_into(&cluster.database_url).await;
    for expire in ["UPDATE uploads SET expires_at = 1", "UPDATE files SET expires_at = 1"] {
        sqlx::query(expire).execute(&mut connection).await.expect("time passes");
    }
    // A process sweeps when it starts, so all three begin together.
    for (_, process) in &mut cluster.members {
        process.kill();
    }
    let (first, second, third) = tokio::join!(
        cluster.process(cluster.members[0].0.path()),
        cluster.process(cluster.members[1].0.path()),
        cluster.process(cluster.members[2].0.path())
    );
    for (member, process) in cluster.members.iter_mut().zip([first, second, third]) {
        member.1 = process;
    }
    for attempt in 0.. {
        let rows: i64 = sqlx::query_scalar(
            "SELECT (SELECT count(*) FROM uploads) + (SELECT count(*) FROM files) + (SELECT count(*) FROM blob_removals)",
        )
        .fetch_one(&mut connection)
        .await
        .expect("a count");
        if rows == 0 {
            break;
        }
        assert!(attempt < 300, "{rows} rows are left");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(objects().await, 0, "the bytes are gone as well");
    for (_, process) in &cluster.members {
        assert!(!process.log().contains("ERROR"), "{}", process.log());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_takes_nothing_acknowledged_with_it() {
    let Some(mut cluster) = Cluster::start().await else { return };
    let stop = Arc::new(AtomicBool::new(false));
    let acknowledged = Arc::new(Mutex::new(HashSet::new()));
    let writers: Vec<_> = (0..6)
        .map(|writer| {
            // Each begins with a process of its own, and turns to the next where one does not answer.
            let callers: Vec<Caller> = (0..3).map(|number| cluster.owner((writer + number) % 3)).collect();
            tokio::spawn(write(writer, callers, stop.clone(), acknowledged.clone()))
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    cluster.members[1].1.kill();
    let before = acknowledged.lock().expect("nobody panicked").len();
    tokio::time::sleep(Duration::from_millis(1500)).await;
    stop.store(true, Ordering::Relaxed);
    let mut turned = 0;
    for writer in writers {
        turned += writer.await.expect("a writer does not panic");
    }
    assert!(turned > 0, "somebody was in the middle of it");
    let acknowledged = std::mem::take(&mut *acknowledged.lock().expect("nobody panicked"));
    assert!(before > 0 && acknowledged.len() > before, "the others went on");
    for number in [0, 2] {
        let groups = cluster.owner(number).twona("groups_list").send().await.expect(200).json();
        let names: HashSet<&str> =
            groups.as_array().expect("a list").iter().filter_map(|group| group["name"].as_str()).collect();
        let lost: Vec<&String> = acknowledged.iter().filter(|name| !names.contains(name.as_str())).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

/// Creates groups until it is stopped; how often it had to turn to another process.
async fn write(
    writer: usize,
    callers: Vec<Caller>,
    stop: Arc<AtomicBool>,
    acknowledged: Arc<Mutex<HashSet<String>>>,
) -> usize {
    let (mut current, mut turned) = (0, 0);
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        let name = format!("w{writer}n{number}");
        let caller = &callers[current % callers.len()];
        let request = caller
            .raw("POST", "/v2/groups")
            .header("access-token", caller.token.as_deref().expect("a token"))
            .json(&json!({"name": name}));
        let answer: Result<(u16, Value), reqwest::Error> = async {
            let answer = request.send().await?;
            Ok((answer.status().as_u16(), answer.json().await?))
        }
        .await;
        match answer {
            // The first try may have been committed by the process that was killed before it could answer.
            Ok((200 | 409, _)) => {
                acknowledged.lock().expect("nobody panicked").insert(name);
                number += 1;
            }
            Ok((status, body)) => panic!("{status} {body}"),
            Err(_) => {
                current += 1;
                turned += 1;
            }
        }
    }
    turned
}

/// Runs a command of the operator beside the servers; what it printed.
fn run(data: &Path, database_url: &str, arguments: &[&str]) -> String {
    let output =
        process::command(data).env("ROSTER_DATABASE_URL", database_url).args(arguments).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

fn mails(data: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(data.join("outbox")).expect("the outbox");
    entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| std::fs::read_to_string(path).expect("a mail is text"))
        .collect()
}
