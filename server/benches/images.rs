//! What pictures cost that are made to do harm, and large ones that are not: time until the answer, and memory.
//!
//! `cargo bench -p roster-server --bench images` prints a line for each. Every picture is read by a process of its own,
//! so that its memory is its own; one that has to be refused, and takes more than 100 ms or 64 MiB for it, fails.

use std::{env, fs, io::Cursor, path::Path, process::Command, time::Instant};

use image::{DynamicImage, ImageFormat};
use roster_server::images::Images;

const MILLISECONDS: u128 = 100;
const KIBIBYTES: u64 = 64 * 1024;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().position(|argument| argument == "--picture") {
        Some(index) => read(Path::new(&arguments[index + 1])),
        None => measure_all(),
    }
}

fn measure_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = env::current_exe().expect("the path of this program");
    let mut is_fine = true;
    println!("{:<28}{:>10}{:>10}{:>10}  answer", "picture", "bytes", "ms", "MiB");
    for (name, must_be_refused, bytes) in pictures() {
        let path = folder.path().join("picture");
        fs::write(&path, &bytes).expect("written");
        let output = Command::new(&own).arg("--picture").arg(&path).output().expect("a process");
        let text = String::from_utf8(output.stdout).expect("text");
        let [milliseconds, kibibytes, answer] = text.splitn(3, ' ').collect::<Vec<_>>()[..] else {
            panic!("{name}: {text}{}", String::from_utf8_lossy(&output.stderr))
        };
        let (milliseconds, kibibytes) = (milliseconds.parse::<u128>(), kibibytes.parse::<u64>());
        let (milliseconds, kibibytes) = (milliseconds.expect("a number"), kibibytes.expect("a number"));
        println!("{name:<28}{:>10}{milliseconds:>10}{:>10}  {answer}", bytes.len(), kibibytes / 1024);
        if must_be_refused {
            is_fine &= answer != "taken" && milliseconds <= MILLISECONDS && kibibytes <= KIBIBYTES;
        }
    }
    assert!(is_fine, "a picture that has to be refused was taken, or took too much");
}

/// Prints milliseconds, kibibytes of memory at most, and the answer.
fn read(path: &Path) {
    let bytes = fs::read(path).expect("the picture");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build().expect("a runtime");
    let started = Instant::now();
    let result = runtime.block_on(Images::new().render(bytes.into(), None));
    let elapsed = started.elapsed().as_millis();
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
    let answer = result.map_or_else(|error| error.to_string(), |_| "taken".to_owned());
    print!("{elapsed} {} {answer}", peak.unwrap_or(0u64));
}

/// Name, whether it must be refused, and bytes.
fn pictures() -> Vec<(&'static str, bool, Vec<u8>)> {
    let svg = |content: &str| {
        format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{content}</svg>").into_bytes()
    };
    let shape = "<rect id='e0' width='100' height='100' fill-opacity='.5'/>";
    let nested: String =
        (1..20).map(|n| format!("<g id='e{n}'>{}</g>", format!("<use href='#e{}'/>", n - 1).repeat(10))).collect();
    let laughs: String = (1..20).map(|n| format!("<!ENTITY e{n} '{}'>", format!("&e{};", n - 1).repeat(10))).collect();
    let laughs = [format!("<!DOCTYPE svg [<!ENTITY e0 'ha'>{laughs}]>").into_bytes(), svg("&e19;")].concat();
    let many = |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<String>();
    let namespaces = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' {}>{}</svg>",
        many(20_000, &|n| format!("xmlns:a{n}='u' ")),
        "<g xmlns:z='a'/>".repeat(3_000)
    );
    let whole = format!("<defs>{shape}</defs>{}", "<use href='#e0'/>".repeat(900));
    vec![
        ("PNG of 40000 by 40000", true, png(40_000, 40_000)),
        ("GIF of 65535 by 65535", true, with(&encoded(ImageFormat::Gif), 6, &[0xff; 4])),
        (
            "BMP of 65000 by 65000",
            true,
            with(&with(&encoded(ImageFormat::Bmp), 18, &65_000u32.to_le_bytes()), 22, &65_000u32.to_le_bytes()),
        ),
        ("GIF, frame beyond it", true, with_frame(&encoded(ImageFormat::Gif), 0xffff)),
        ("GIF, frame of 7000 by 7000", true, with_frame(&encoded(ImageFormat::Gif), 7_000)),
        ("SVG of 20,000 namespaces", true, namespaces.into_bytes()),
        ("SVG of 80,000 attributes", true, svg(&format!("<rect {}/>", many(80_000, &|n| format!("a{n}='1' "))))),
        ("SVG of 255,000 declarations", true, svg(&format!("<rect style='{}'/>", "d:e;".repeat(255_000)))),
        ("SVG of 20 ancestors", true, {
            let nested = format!("{}{shape}{}", "<g>".repeat(50), "</g>".repeat(50));
            svg(&format!("<style>x {}rect{{fill:red}}</style>{nested}", "* ".repeat(20)))
        }),
        ("SVG of nested use", true, svg(&format!("{shape}{nested}"))),
        ("SVG of nested entities", true, laughs),
        ("SVG of 100,000 groups", true, svg(&"<g/>".repeat(100_000))),
        ("SVG of 60,000 levels", true, svg(&format!("{}{}", "<g>".repeat(60_000), "</g>".repeat(60_000)))),
        ("SVG of 5,500 shapes", true, svg(&shape.repeat(5_500))),
        (
            "SVG of 100000 by 100000",
            true,
            b"<svg xmlns='http://www.w3.org/2000/svg' width='100000' height='100000'/>".to_vec(),
        ),
        ("SVG, dear but taken", false, svg(&whole)),
        ("SVG, styles that are taken", false, {
            let styled = format!("<rect id='r' style='{}'/>", "d:e;".repeat(2_000));
            svg(&format!("<defs>{styled}</defs>{}", "<use href='#r'/>".repeat(8)))
        }),
        ("PNG of 1000 by 1000", false, encoded_of(1_000, 1_000, ImageFormat::Png)),
        ("JPEG of 4000 by 3000", false, encoded_of(4_000, 3_000, ImageFormat::Jpeg)),
        ("PNG of 7071 by 7071", false, encoded_of(7_071, 7_071, ImageFormat::Png)),
        ("JPEG of 7071 by 7071", false, encoded_of(7_071, 7_071, ImageFormat::Jpeg)),
    ]
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    encoded_of(2, 2, format)
}

fn encoded_of(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(width, height).write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

fn with(bytes: &[u8], place: usize, replacement: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[place..place + replacement.len()].copy_from_slice(replacement);
    bytes
}

/// A PNG whose header promises so many pixels.
fn png(width: u32, height: u32) -> Vec<u8> {
    let bytes = with(&encoded(ImageFormat::Png), 16, &width.to_be_bytes());
    let bytes = with(&bytes, 20, &height.to_be_bytes());
    let checksum = crc32fast::hash(&bytes[12..29]);
    with(&bytes, 29, &checksum.to_be_bytes())
}

/// The size of the first frame is five bytes after the comma that begins its header.
fn with_frame(gif: &[u8], side: u16) -> Vec<u8> {
    let colors = 13 + if gif[10] & 0x80 != 0 { 3 << ((gif[10] & 7) + 1) } else { 0 };
    let comma = colors + gif[colors..].iter().position(|byte| *byte == b',').expect("a frame");
    let [low, high] = side.to_le_bytes();
    with(gif, comma + 5, &[low, high, low, high])
}
