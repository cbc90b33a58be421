//! Drawings: what is drawn, what is left out, and what would never end.

use super::*;

const HEAD: &str =
    r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 100""#;

fn svg(content: &str) -> String {
    format!("{HEAD}>{content}</svg>")
}

#[track_caller]
fn assert_refused(result: Result<Renditions, ImageError>, name: &str) {
    match result {
        Err(ImageError::Refused(_)) => {}
        other => panic!("{name}: {other:?}"),
    }
}

#[tokio::test]
async fn a_drawing_becomes_a_png_of_a_fixed_size() {
    let drawing = svg(r##"<rect width="100" height="50" fill="red"/><circle cx="50" cy="75" r="20" fill="#00f"/>"##);
    let renditions = sound(drawing).await;
    assert_eq!((size(&renditions.original), size(&renditions.thumbnail)), ((512, 512), (256, 256)));
    for (rendition, scale) in [(&renditions.original, 512), (&renditions.thumbnail, 256)] {
        assert_eq!(rendition.kind, RenditionKind::Png);
        assert_color(rendition, (scale / 2, scale / 4), [255, 0, 0, 255]);
        assert_color(rendition, (scale / 2, scale * 3 / 4), [0, 0, 255, 255]);
        assert_color(rendition, (2, scale - 2), [0, 0, 0, 0]);
    }
    let flat = format!("{} width='30' height='10'/>", HEAD.replace("100 100", "30 10"));
    assert_eq!(size(&sound(flat).await.original), (512, 171));
    let declared =
        format!("\u{feff}<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x.dtd'>{}", svg(""));
    sound(declared).await;
    sound(r#"<s:svg xmlns:s="http://www.w3.org/2000/svg" width="4" height="4"/>"#).await;
}

#[tokio::test]
async fn what_drawing_programs_write_is_drawn() {
    let drawing = svg(r##"
        <style>.a{fill:url(#g)} .b{clip-path:url(#c)}</style>
        <defs>
          <linearGradient id="g"><stop offset="0" stop-color="#0f0"/><stop offset="1" stop-color="#0f0"/></linearGradient>
          <clipPath id="c"><use xlink:href="#shape"/></clipPath>
          <rect id="shape" width="100" height="100"/>
          <mask id="m"><rect width="100" height="100" fill="white"/></mask>
          <filter id="f"><feGaussianBlur stdDeviation="1"/><feOffset dx="0"/></filter>
          <symbol id="s" viewBox="0 0 10 10"><rect class="a" width="10" height="10"/></symbol>
        </defs>
        <g class="b" mask="url(#m)"><g filter="url(#f)" opacity="0.9"><use href="#s" width="100" height="100"/></g></g>"##);
    assert_color(&sound(drawing).await.original, (256, 256), [0, 255, 0, 230]);
}

#[tokio::test]
async fn nothing_is_read_from_elsewhere_and_no_script_runs() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret.png");
    std::fs::write(&file, encode(&DynamicImage::new_rgb8(100, 100), ImageFormat::Png)).unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let file = file.display();
    let pixel = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAMAAAACAQMAAACnuvRZAAAAA1BMVEUAAACnej3aAAAAAXRSTlMAQObYZgAAAAxJREFUeJxjYGBgAAAABAAB9hc4VQAAAABJRU5ErkJggg==";
    let nested = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1'/></svg>".replace('<', "&lt;").replace('\'', "&apos;");
    for reference in [
        format!("file://{file}"),
        file.to_string(),
        format!("http://127.0.0.1:{port}/x.png"),
        format!("http://127.0.0.1:{port}/x.svg#a"),
        pixel.to_owned(),
        nested,
    ] {
        let drawing = svg(&format!(
            "<script>alert(1)</script><script href='{reference}'/><style>@import url({reference});</style>\
             <image width='100' height='100' xlink:href=\"{reference}\"/><use href=\"{reference}\"/>\
             <foreignObject width='9' height='9'><iframe xmlns='http://www.w3.org/1999/xhtml' src='{reference}'/></foreignObject>\
             <text y='50' font-size='90' font-family='{reference}'>XX</text>"
        ));
        let renditions = sound(drawing).await;
        assert!(decode(&renditions.original).to_rgba8().pixels().all(|pixel| pixel.0[3] == 0), "{reference} is drawn");
    }
    assert!(listener.accept().is_err(), "somebody was asked for a picture");
}

#[tokio::test]
async fn entities_are_refused() {
    let laughs: String = (1..10).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let bomb = format!("<!DOCTYPE svg [<!ENTITY l0 'lol'>{laughs}]>{}", svg("<desc>&l9;</desc>"));
    assert_refused(render(bomb).await, "billion laughs");
    let external = format!("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{}", svg("<desc>&x;</desc>"));
    assert_refused(render(external).await, "an external entity");
    assert_eq!(render(svg("&unknown;")).await.unwrap_err(), ImageError::Broken);
}

/// `levels` elements, each of which has ten references to the one before.
fn tower(levels: usize, level: impl Fn(usize) -> String) -> String {
    svg(&format!("<defs>{}</defs>{}", (1..=levels).map(&level).collect::<String>(), level(levels + 1)))
}

#[tokio::test]
async fn what_unfolds_without_end_is_refused_before_it_does() {
    let start = r#"<rect id="e0" width="9" height="9"/>"#;
    let uses = |n: usize| {
        format!(
            "{}<g id='e{n}'>{}</g>",
            if n == 1 { start } else { "" },
            format!("<use href='#e{}'/>", n - 1).repeat(10)
        )
    };
    assert_refused(render(tower(12, uses)).await, "nested use");
    for (element, attribute) in [("mask", "mask"), ("clipPath", "clip-path")] {
        let through = |n: usize| {
            let shapes = format!("<rect width='9' height='9' {attribute}='url(#e{})'/>", n - 1).repeat(10);
            format!("<{element} id='e{n}'>{shapes}</{element}>")
        };
        assert_refused(render(tower(12, through)).await, element);
        let styled = |n: usize| {
            let shapes = format!("<rect width='9' height='9' class='c{}'/>", n - 1).repeat(10);
            format!("<style>.c{n}{{{attribute}:url(#e{n})}}</style><{element} id='e{n}'>{shapes}</{element}>")
        };
        assert_refused(render(tower(12, styled)).await, element);
        let inherited = svg(&format!(
            "<{element} id='e'>{}</{element}><g {attribute}='url(#e)'>{}</g>",
            "<rect width='9' height='9'/>".repeat(1000),
            format!("<rect width='9' height='9' {attribute}='inherit'/>").repeat(1000)
        ));
        assert_refused(render(inherited).await, "inherited");
        let hidden = |n: usize| {
            let shapes = format!("<rect width='9' height='9' {attribute}='url(#e {})'/>", n - 1).repeat(10);
            format!("<{element} id='e {n}'>{shapes}</{element}>")
        };
        assert_refused(render(tower(12, hidden)).await, "ids with spaces");
        let prefixed = |n: usize| {
            let shapes = format!("<rect width='9' height='9' {attribute}='url(#e{})'/>", n - 1).repeat(10);
            format!("<{element} xlink:id='e{n}'>{shapes}</{element}>")
        };
        assert_refused(render(tower(12, prefixed)).await, "ids with a prefix");
    }
    let texts = |n: usize| format!("<text id='e{n}'>{}</text>", format!("<tref xlink:href='#e{}'/>", n - 1).repeat(10));
    assert_refused(render(tower(12, texts)).await, "texts of texts");
    let round = svg("<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>");
    assert_refused(render(round).await, "a circle");
}

/// Each would take a core for minutes, or gigabytes, in the parser of XML or in that of styles.
#[tokio::test]
async fn what_is_dear_to_parse_is_refused_before_it_is_parsed() {
    let many = |count: usize, item: &dyn Fn(usize) -> String| (0..count).map(item).collect::<String>();
    let styled = |sheet: &str, content: &str| svg(&format!("<style>{sheet}</style>{content}"));
    let shape = "<rect width='9' height='9'/>";
    let bombs = [
        (
            "namespaces",
            format!(
                "{HEAD} {}>{}</svg>",
                many(20_000, &|n| format!("xmlns:a{n}='u' ")),
                "<g xmlns:z='a'/>".repeat(3_000)
            ),
        ),
        ("namespaces, two a level", {
            let nested = many(33, &|n| format!("<g xmlns:a{n}='u' xmlns:b{n}='u'>"));
            svg(&format!("{nested}{}{}", "<g xmlns:z='a'/>".repeat(5_000), "</g>".repeat(33)))
        }),
        ("attributes", svg(&format!("<rect {}/>", many(80_000, &|n| format!("a{n}='1' "))))),
        ("small attributes", svg(&format!("<rect {}/>", many(250, &|n| format!("a{n}='' "))).repeat(400))),
        ("declarations", svg(&format!("<rect style='{}'/>", "d:e;".repeat(255_000)))),
        ("properties", svg(&format!("<rect style='{}'/>", "fill:red;".repeat(100_000)))),
        ("numbers", svg(&format!("<rect style='d:{}'/>", "1 ".repeat(500_000)))),
        ("styles, used often", {
            let dear = format!("<rect id='r' style='{}'/>", "d:e;".repeat(3_000));
            svg(&format!("<defs>{dear}</defs>{}", "<use href='#r'/>".repeat(100)))
        }),
        ("a sheet", styled(&"a{d:e}".repeat(150_000), "")),
        ("at-rules", styled(&"@".repeat(500_000), "")),
        ("selectors", styled(&format!("{}g{{{}}}", "a,".repeat(4_000), "d:e;".repeat(4_000)), "")),
        ("ways to an ancestor", {
            let nested = format!("{}{shape}{}", "<g>".repeat(50), "</g>".repeat(50));
            styled(&format!("x {}rect{{fill:red}}", "* ".repeat(20)), &nested)
        }),
        (
            "ways to a sibling",
            styled(&"g:first-child{d:e}".repeat(50), &("<!---->".repeat(9_000) + &"<g/>".repeat(100))),
        ),
        ("a long value, often", styled(&format!("rect{{d:'{}'}}", "x".repeat(100_000)), &shape.repeat(2_000))),
        ("fonts", styled(&format!("rect{{{}}}", "font:1em a;".repeat(300)), &shape.repeat(2_000))),
    ];
    for (name, bomb) in bombs {
        assert!(bomb.len() < 1 << 20, "{name}");
        assert_refused(render(bomb).await, name);
    }
}

#[tokio::test]
async fn what_drawing_programs_declare_is_no_burden() {
    let names = "sodipodi inkscape cc dc rdf serif krita bx vectornator figma sketch";
    let declared: String = names.split(' ').map(|name| format!(" xmlns:{name}='http://{name}.example/'")).collect();
    let style: String = ["fill:#1f77b4", "stroke:#000000", "stroke-width:0.26458332", "stroke-opacity:1"]
        .iter()
        .cycle()
        .take(40)
        .map(|declaration| format!("{declaration};"))
        .collect();
    let classes: String = (0..300).map(|n| format!(".cls-{n}{{fill:#{:03x};stroke-width:.{n}px}}\n", n)).collect();
    let shapes: String =
        (0..300).map(|n| format!("<rect class='cls-{n}' style='{style}' width='9' height='9'/>\n")).collect();
    let label = "<foreignObject><div xmlns='http://www.w3.org/1999/xhtml'>label</div></foreignObject>".repeat(200);
    sound(format!(
        "{HEAD}{declared}><style>{classes} g .cls-1, svg > g{{opacity:1}}</style><g>{shapes}</g>{label}</svg>"
    ))
    .await;
}

#[tokio::test]
async fn what_is_too_dear_to_paint_is_refused() {
    let whole = "<rect width='100' height='100' fill-opacity='0.5'/>";
    let layers = |n: usize| svg(&format!("{}{whole}{}", "<g opacity='0.9'>".repeat(n), "</g>".repeat(n)));
    let filter = |steps: &str| {
        svg(&format!(
            "<filter id='f' x='-9' y='-9' width='99' height='99'>{steps}</filter><g filter='url(#f)'>{whole}</g>"
        ))
    };
    let bombs = [
        ("many shapes", svg(&whole.repeat(15_000))),
        ("large shapes", svg(&whole.repeat(3_000))),
        ("many layers", layers(20)),
        ("deep groups", svg(&format!("{}{}", "<g>".repeat(60_000), "</g>".repeat(60_000)))),
        ("many nodes", svg(&"<g/>".repeat(100_000))),
        ("many comments", svg(&"<!---->".repeat(100_000))),
        (
            "a pattern",
            svg(
                "<pattern id='p' width='99999' height='99999' patternUnits='userSpaceOnUse'/><rect width='9' height='9' fill='url(#p)'/>",
            ),
        ),
        ("markers", svg("<marker id='m'/><path marker-mid='url(#m)' d='M0 0L1 1'/>")),
        ("noise", filter("<feTurbulence numOctaves='2000000000' baseFrequency='1'/>")),
        ("a thick line", filter("<feMorphology radius='9999'/>")),
        ("a steep filter", filter("<feConvolveMatrix order='9999'/>")),
        ("itself", filter("<feImage href='#f'/>")),
        ("many steps", filter(&"<feGaussianBlur stdDeviation='9'/>".repeat(100))),
        ("dashes", svg("<path stroke='red' stroke-dasharray='0.0001' d='M0 0L100000 100000'/>")),
        ("blurs", filter(&"<feGaussianBlur stdDeviation='9'/>".repeat(8))),
        ("edges", svg(&format!("<path d='M0 0{}'/>", "L100 100L0 99L99 0L1 0L50 100".repeat(10_000)))),
        (
            "thick lines",
            svg(&format!("<path stroke='red' stroke-width='50' d='M0 0{}'/>", "C100 100 0 99 99 0".repeat(20_000))),
        ),
        (
            "many rules",
            svg(&format!("<style>{}</style>{}", "g g{fill:red}".repeat(20_000), "<g><g/></g>".repeat(2_000))),
        ),
        (
            "a long line, often",
            svg(&format!(
                "<defs><path id='p' d='M0 0{}'/></defs>{}",
                "L1 1".repeat(100_000),
                "<use href='#p'/>".repeat(2_000)
            )),
        ),
    ];
    for (name, bomb) in bombs {
        assert!(bomb.len() < 1 << 20, "{name}");
        assert_refused(render(bomb).await, name);
    }
    for size in [
        "width='100000' height='100000'",
        "width='1e30' height='1e30'",
        "width='NaN' height='-1'",
        "width='0' height='0'",
    ] {
        let error = render(format!("{HEAD} {size}/>")).await.expect_err(size);
        assert!(matches!(error, ImageError::TooManyPixels { .. } | ImageError::Broken), "{size}: {error}");
    }
}

#[tokio::test]
async fn the_deepest_drawing_that_is_taken_fits_the_stack() {
    let deep = |n: usize| {
        svg(&format!(
            "{}<rect width='9' height='9'/>{}",
            "<g transform='scale(1.01)' id='x'>".repeat(n),
            "</g>".repeat(n)
        ))
    };
    sound(deep(60)).await;
    let chain = tower(20, |n| {
        format!("<clipPath id='e{n}' clip-path='url(#e{})'><rect width='9' height='9'/></clipPath>", n - 1)
    });
    assert!(render(chain).await.is_ok(), "clips of clips that nothing is painted through");
}

#[tokio::test]
async fn what_is_no_drawing_is_broken() {
    for broken in [
        "<svg",
        "<svg>",
        "<svg xmlns='http://www.w3.org/2000/svg'",
        "<svg></SVG>",
        "<svg xmlns='urn:other' width='1' height='1'/>",
    ] {
        assert!(render(broken).await.is_err(), "{broken}");
    }
}
