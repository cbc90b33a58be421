//! Requests over loopback TCP: a server on a thread of its own, and a client that costs next to nothing.
//!
//! Every connection is kept alive. The client writes one request on each, then reads the answers in the same order,
//! so that the server always has work and never waits for the client's turn-around.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::Instant,
};

use axum::{Router, serve::ListenerExt};

use crate::measure::{Cost, ThreadClock};

/// Serves both routers on one thread, so that neither has more of the machine; it ends with the program.
pub(crate) fn serve(routers: [Router; 2]) -> ([SocketAddr; 2], ThreadClock) {
    let listeners = routers.map(|router| (TcpListener::bind(("127.0.0.1", 0)).expect("a port is free"), router));
    let addresses = [&listeners[0], &listeners[1]].map(|(listener, _)| listener.local_addr().expect("it is bound"));
    let (send, receive) = mpsc::channel();
    thread::spawn(move || {
        send.send(ThreadClock::of_this_thread()).expect("the program waits for it");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime starts");
        runtime.block_on(async move {
            let [first, second] = listeners.map(|(listener, router)| async move {
                listener.set_nonblocking(true).expect("sockets can be asynchronous");
                let listener = tokio::net::TcpListener::from_std(listener).expect("the runtime is here");
                let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
                axum::serve(listener, router).await.expect("serving never ends");
            });
            tokio::join!(first, second);
        });
    });
    (addresses, receive.recv().expect("the server starts"))
}

/// Connections to one server, which all send the same request.
pub(crate) struct Client {
    connections: Vec<TcpStream>,
    request: Vec<u8>,
    /// Every answer has this length: only the date changes.
    response: Vec<u8>,
    clock: ThreadClock,
}

impl Client {
    pub(crate) fn new(address: SocketAddr, request: Vec<u8>, connections: usize, clock: ThreadClock) -> Self {
        let connect = |_| {
            let stream = TcpStream::connect(address).expect("the server listens");
            stream.set_nodelay(true).expect("the socket takes options");
            stream
        };
        let mut client =
            Self { connections: (0..connections).map(connect).collect(), request, response: Vec::new(), clock };
        client.response = client.first_response();
        client
    }

    /// Head and body, by the length that the head declares.
    fn first_response(&mut self) -> Vec<u8> {
        let stream = &mut self.connections[0];
        stream.write_all(&self.request).expect("the server reads");
        let mut response = Vec::new();
        while !response.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("the server answers");
            response.push(byte[0]);
        }
        let head = String::from_utf8_lossy(&response).to_ascii_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(0, |text| text.trim().parse().expect("a length is a number"));
        let start = response.len();
        response.resize(start + length, 0);
        stream.read_exact(&mut response[start..]).expect("the server answers in full");
        response
    }

    /// The head without the date, and the body.
    pub(crate) fn response(&self) -> String {
        let text = String::from_utf8_lossy(&self.response);
        let mut lines: Vec<&str> = text.split("\r\n").filter(|line| !line.starts_with("date:")).collect();
        let head = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
        lines[1..head].sort_unstable();
        lines.join("\n")
    }

    /// Sends about `requests` requests, evenly over the connections.
    pub(crate) fn run(&mut self, requests: usize) -> Cost {
        let (start, processor) = (Instant::now(), self.clock.now());
        let status = self.response[..12].to_vec();
        for _ in 0..requests.div_ceil(self.connections.len()) {
            for stream in &mut self.connections {
                stream.write_all(&self.request).expect("the server reads");
            }
            for stream in &mut self.connections {
                stream.read_exact(&mut self.response).expect("the server answers");
                assert!(self.response.starts_with(&status), "{}", String::from_utf8_lossy(&self.response));
            }
        }
        let wall = start.elapsed();
        Cost { wall, processor: self.clock.now().zip(processor).map(|(end, start)| end.saturating_sub(start)) }
    }
}
