//! What is refused before the body was read, and reaches a client all the same that sends all of it first.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use roster_tests::App;

use super::{MIB, PART, create};

/// A client that sends a request whole, and then looks for the answer.
struct Client {
    reader: BufReader<TcpStream>,
    host: String,
}

impl Client {
    fn new(base: &str) -> Self {
        let host = base.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host).expect("a connection");
        Self { reader: BufReader::new(stream), host }
    }

    /// The status that a request is answered with.
    fn ask(&mut self, head: &str, body: &[u8]) -> std::io::Result<u16> {
        let head = format!("{head}\r\nhost: {}\r\n\r\n", self.host);
        let stream = self.reader.get_mut();
        stream.write_all(head.as_bytes())?;
        body.chunks(64 * 1024).try_for_each(|chunk| stream.write_all(chunk))?;
        self.answer()
    }

    fn answer(&mut self) -> std::io::Result<u16> {
        let (mut status, mut length) = (0, 0);
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            if let Some(line) = line.strip_prefix("HTTP/1.1 ") {
                status = line[..3].parse().expect("a status");
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.trim().parse().expect("a length");
            } else if line.trim().is_empty() {
                break;
            }
        }
        self.reader.read_exact(&mut vec![0; length])?;
        Ok(status)
    }
}

#[tokio::test]
async fn a_refusal_reaches_who_sends_everything_first() {
    let app = App::start().await;
    let id = create(&app.owner, 30 * MIB).await;
    let token = format!("access-token: {}", app.owner.token.as_deref().expect("a token"));
    let part = format!("PATCH /v2/files/{id} HTTP/1.1\r\ncontent-type: {PART}");
    let requests = [
        (401, format!("{part}\r\nupload-offset: 0"), 16 * MIB),
        (401, "POST /v2/users/bulk HTTP/1.1\r\ncontent-type: application/json".to_owned(), 16 * MIB),
        (
            404,
            format!("PATCH /v2/files/nothing HTTP/1.1\r\ncontent-type: {PART}\r\nupload-offset: 0\r\n{token}"),
            10 * MIB,
        ),
        (409, format!("{part}\r\nupload-offset: 1\r\n{token}"), 10 * MIB),
        (413, format!("{part}\r\nupload-offset: 0\r\n{token}"), 11 * MIB),
        (413, format!("{part}\r\nupload-offset: 0\r\n{token}"), 20 * MIB),
        (
            415,
            format!("PATCH /v2/files/{id} HTTP/1.1\r\ncontent-type: text/plain\r\nupload-offset: 0\r\n{token}"),
            10 * MIB,
        ),
        (404, "POST /nowhere HTTP/1.1".to_owned(), 16 * MIB),
    ];
    let base = app.owner.base().to_owned();
    let session = format!("GET /v2/session HTTP/1.1\r\n{token}");
    let answers = tokio::task::spawn_blocking(move || {
        for (status, head, length) in requests {
            let body = vec![0; length];
            for framing in ["content-length", "chunked"] {
                let mut client = Client::new(&base);
                let answered = match framing {
                    "chunked" => {
                        let chunks = [format!("{length:x}\r\n").as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
                        client.ask(&format!("{head}\r\ntransfer-encoding: chunked"), &chunks)
                    }
                    _ => client.ask(&format!("{head}\r\ncontent-length: {length}"), &body),
                };
                assert_eq!(answered.ok(), Some(status), "{head} {framing} {length}");
                assert_eq!(client.ask(&session, b"").ok(), Some(200), "the connection goes on: {head} {framing}");
            }
        }
    });
    answers.await.expect("no panic");
}

#[tokio::test]
async fn what_never_ends_is_not_read_for_ever() {
    let app = App::start().await;
    let base = app.owner.base().to_owned();
    let broken = tokio::task::spawn_blocking(move || {
        let body = vec![0; 64 * MIB];
        Client::new(&base).ask("POST /nowhere HTTP/1.1\r\ncontent-length: 1099511627776", &body)
    });
    broken.await.expect("no panic").expect_err("it is broken off");
}

#[tokio::test]
async fn who_asks_before_sending_is_not_told_to() {
    let app = App::start().await;
    let base = app.owner.base().to_owned();
    let answered = tokio::task::spawn_blocking(move || {
        let head = "POST /v2/users/bulk HTTP/1.1\r\ncontent-length: 9\r\nexpect: 100-continue";
        Client::new(&base).ask(head, b"")
    });
    assert_eq!(answered.await.expect("no panic").expect("an answer"), 401);
}
