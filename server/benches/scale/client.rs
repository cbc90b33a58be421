//! A client that costs next to nothing: HTTP/1.1 over connections that stay open.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};

/// Requests that are made again and again.
pub(crate) struct Load<'a> {
    pub(crate) address: &'a str,
    pub(crate) token: &'a str,
    pub(crate) paths: Vec<String>,
    pub(crate) connections: usize,
    pub(crate) duration: Duration,
}

/// How long each answer took, sorted.
pub(crate) struct Measured {
    latencies: Vec<Duration>,
    /// Answers while it warmed up.
    warming: usize,
    elapsed: Duration,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Bytes of the body.
    pub(crate) length: usize,
}

impl Load<'_> {
    /// Makes requests for the load's time, after a tenth of that to warm up.
    ///
    /// # Panics
    /// If an answer is not 200.
    pub(crate) async fn run(&self) -> Measured {
        let requests: Arc<[String]> = self.paths.iter().map(|path| request(self.token, path)).collect();
        let begin = Instant::now() + self.duration / 10;
        let end = begin + self.duration;
        let tasks: Vec<_> = (0..self.connections)
            .map(|number| {
                let (requests, address) = (requests.clone(), self.address.to_owned());
                tokio::spawn(async move {
                    let mut connection = connect(&address).await;
                    let (mut latencies, mut warming) = (Vec::new(), 0);
                    for request in requests.iter().cycle().skip(number * 7 % requests.len()) {
                        let start = Instant::now();
                        if start >= end {
                            break;
                        }
                        let answer = exchange(&mut connection, request).await;
                        assert_eq!(answer.status, 200, "{}", request.lines().next().unwrap_or_default());
                        if start >= begin {
                            latencies.push(start.elapsed());
                        } else {
                            warming += 1;
                        }
                    }
                    (latencies, warming)
                })
            })
            .collect();
        let (mut latencies, mut warming) = (Vec::new(), 0);
        for task in tasks {
            let answers = task.await.expect("a connection does not break");
            latencies.extend(answers.0);
            warming += answers.1;
        }
        latencies.sort_unstable();
        Measured { latencies, warming, elapsed: begin.elapsed() }
    }
}

impl Measured {
    pub(crate) fn quantile(&self, quantile: f64) -> Duration {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies.get((last as f64 * quantile).round() as usize).copied().unwrap_or_default()
    }

    /// All that were answered.
    pub(crate) fn answers(&self) -> usize {
        self.latencies.len() + self.warming
    }

    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// One request on a connection of its own.
pub(crate) async fn get(address: &str, token: &str, path: &str) -> Answer {
    exchange(&mut connect(address).await, &request(token, path)).await
}

/// Each document has a header of its own for the token.
fn request(token: &str, path: &str) -> String {
    let header = if path.starts_with("/api/") {
        format!("authorization: Bearer {token}")
    } else {
        format!("access-token: {token}")
    };
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{header}\r\n\r\n")
}

async fn connect(address: &str) -> BufReader<TcpStream> {
    let stream = TcpStream::connect(address).await.expect("the server listens");
    stream.set_nodelay(true).expect("the socket takes options");
    BufReader::with_capacity(64 * 1024, stream)
}

async fn exchange(connection: &mut BufReader<TcpStream>, request: &str) -> Answer {
    connection.get_mut().write_all(request.as_bytes()).await.expect("the server reads");
    let status = line(connection).await;
    let status = status.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let mut length = None;
    loop {
        let header = line(connection).await.to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(text) = header.strip_prefix("content-length:") {
            length = Some(text.trim().parse().expect("a length is a number"));
        }
    }
    let length = match length {
        Some(length) => {
            skip(connection, length).await;
            length
        }
        None => skip_chunks(connection).await,
    };
    Answer { status, length }
}

async fn skip_chunks(connection: &mut BufReader<TcpStream>) -> usize {
    let mut length = 0;
    loop {
        let size = usize::from_str_radix(&line(connection).await, 16).expect("the size of a chunk");
        skip(connection, size + 2).await;
        if size == 0 {
            return length;
        }
        length += size;
    }
}

async fn skip(connection: &mut BufReader<TcpStream>, length: usize) {
    let copied = tokio::io::copy(&mut connection.take(length as u64), &mut tokio::io::sink()).await;
    assert_eq!(copied.expect("the server answers in full"), length as u64);
}

async fn line(connection: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    connection.read_line(&mut line).await.expect("the server answers");
    line.truncate(line.trim_end().len());
    line
}
