//! How much memory a server takes while it receives a large upload and sends it back: `cargo bench -p roster-server
//! --bench uploads`. The size in MiB is in `ROSTER_BENCH_UPLOAD`, 2048 by default. Fails at 100 MiB of resident memory.

use std::{
    error::Error,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

const MIB: usize = 1024 * 1024;

/// The server may take no more, in KiB.
const ALLOWED: u64 = 100 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let size = std::env::var("ROSTER_BENCH_UPLOAD").ok().and_then(|size| size.parse().ok()).unwrap_or(2048) * MIB;
    let data = tempfile::tempdir()?;
    let server = Server::start(data.path())?;
    let peak = server.watch();

    let id = server.create(size)?;
    let part = vec![0x5a; 8 * MIB];
    let begin = Instant::now();
    for offset in (0..size).step_by(part.len()) {
        server.append(&id, offset, &part[..part.len().min(size - offset)])?;
    }
    report("upload", size, begin, peak.so_far());
    let begin = Instant::now();
    let received = server.download(&id)?;
    report("download", received, begin, peak.so_far());
    if received != size || peak.so_far() > ALLOWED {
        return Err(format!("{received} of {size} bytes came back; the peak was {} KiB", peak.so_far()).into());
    }
    Ok(())
}

fn report(what: &str, size: usize, begin: Instant, peak: u64) {
    let seconds = begin.elapsed().as_secs_f64();
    let (size, peak) = (size / MIB, peak / 1024);
    println!(
        "{what}: {size} MiB in {seconds:.1} s, {:.0} MiB/s; peak resident memory {peak} MiB",
        size as f64 / seconds
    );
}

/// A serving process on an empty folder, killed with this.
struct Server {
    child: Child,
    address: String,
    token: String,
}

impl Server {
    fn start(data: &std::path::Path) -> Result<Self, Box<dyn Error>> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_roster-server"));
        command.env("ROSTER_DATA", data).args(["--listen", "127.0.0.1:0", "--log", "warn"]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().ok_or("the output is piped")?);
        output.read_line(&mut line)?;
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let address = line.trim().rsplit("http://").next().unwrap_or_default().to_owned();
        let token = fs::read_to_string(data.join("owner.token"))?.trim().to_owned();
        Ok(Self { child, address, token })
    }

    /// Looks at the process's memory from now on.
    fn watch(&self) -> Peak {
        let peak = Peak { kibibytes: Arc::default(), ended: Arc::default() };
        let (kibibytes, ended, id) = (peak.kibibytes.clone(), peak.ended.clone(), self.child.id());
        thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                kibibytes.fetch_max(resident(id), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(20));
            }
        });
        peak
    }

    fn create(&self, size: usize) -> Result<String, Box<dyn Error>> {
        let headers = format!("upload-length: {size}\r\nupload-metadata: filename YmlnLmJpbg==,filetype YS9i\r\n");
        let (head, _) = self.request("POST", "/v2/files", &headers, &[])?;
        let location = head.lines().find_map(|line| line.strip_prefix("location: ")).ok_or(head.clone())?;
        Ok(location.rsplit('/').next().unwrap_or_default().to_owned())
    }

    fn append(&self, id: &str, offset: usize, part: &[u8]) -> Result<(), Box<dyn Error>> {
        let headers = format!("upload-offset: {offset}\r\ncontent-type: application/offset+octet-stream\r\n");
        let (head, _) = self.request("PATCH", &format!("/v2/files/{id}"), &headers, part)?;
        if head.starts_with("HTTP/1.1 204") { Ok(()) } else { Err(head.into()) }
    }

    fn download(&self, id: &str) -> Result<usize, Box<dyn Error>> {
        let (head, received) = self.request("GET", &format!("/v2/files/{id}/content"), "", &[])?;
        if head.starts_with("HTTP/1.1 200") { Ok(received) } else { Err(head.into()) }
    }

    /// The head of the answer, in lower case but for its first line, and the length of its body.
    fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<(String, usize), Box<dyn Error>> {
        let mut stream = TcpStream::connect(&self.address)?;
        let (token, length) = (&self.token, body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\nconnection: close\r\naccess-token: {token}\r\n{headers}\
             content-length: {length}\r\n\r\n"
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body)?;
        let mut reader = BufReader::with_capacity(MIB, stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
        let mut received = 0;
        let mut buffer = vec![0; MIB];
        while let length @ 1.. = reader.read(&mut buffer)? {
            received += length;
        }
        Ok((head, received))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The most memory that a process had.
struct Peak {
    kibibytes: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
}

impl Peak {
    fn so_far(&self) -> u64 {
        self.kibibytes.load(Ordering::Relaxed)
    }
}

impl Drop for Peak {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// `VmRSS` of a process, in KiB.
fn resident(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
