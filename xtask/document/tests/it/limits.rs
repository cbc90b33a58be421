//! Documents that would take long, much memory, or no end: each has its result or one clear line.
//!
//! Every test here is one that took minutes or a stack once; each is as large as it has to be to tell.

use std::fmt::Write as _;

use insta::assert_snapshot;

use crate::project::{HEAD, Project};

#[test]
fn a_document_in_one_line_is_read_in_one_go() {
    let mut properties = String::new();
    for number in 0..50_000 {
        let _ = write!(properties, "\"p{number}\":{{\"type\":\"string\",\"description\":\"ü\"}},");
    }
    let text = format!("{{\"a\":{{{properties}\"last\":true}}}}");
    let column = text.chars().count() - "true}}".len() + 1;
    for name in ["a.json", "a.yaml", "openapi"] {
        let project = Project::new(&[(name, &text)]);
        let node = roster_document::load(&project.path(name)).unwrap();
        let last = &node.pointer("/a/last").unwrap().location;
        assert_eq!((last.line, last.column as usize), (1, column), "{name}");
    }
}

/// `V`, which refers to `C0`, which refers to `C1`, and so on up to a schema.
fn chain(links: usize) -> String {
    let mut text = format!("{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    V: {{$ref: '#/components/schemas/C0'}}\n");
    for link in 0..links {
        let _ = writeln!(text, "    C{link}: {{$ref: '#/components/schemas/C{}'}}", link + 1);
    }
    let _ = writeln!(text, "    C{links}: {{type: string}}");
    text
}

#[test]
fn a_long_chain_of_references_is_followed_once() {
    let project = Project::new(&[("openapi.yaml", &chain(20_000))]);
    let document = project.bundle().document;
    for pointer in ["/components/schemas/V", "/components/schemas/C0", "/components/schemas/C19999"] {
        assert_eq!(document.pointer(pointer).unwrap().reference(), Some("#/components/schemas/C20000"), "{pointer}");
    }
    assert_eq!(project.lint(), "");
}

#[test]
fn a_long_circle_of_references_is_named_once_for_each() {
    let text = chain(5_000).replace("C5000: {type: string}", "C5000: {$ref: '#/components/schemas/C0'}");
    let found = roster_document::bundle(&Project::new(&[("openapi.yaml", &text)]).path("openapi.yaml")).unwrap_err();
    let circles = found.sorted().into_iter().filter(|finding| finding.rule == "reference-cycle").count();
    assert_eq!(circles, 5_001, "all but `V`, which only leads there");
}

#[test]
fn a_long_chain_through_another_file_is_followed_once() {
    let mut links = String::new();
    let mut users = String::new();
    for link in 0..20_000 {
        let _ = writeln!(links, "C{link}: {{$ref: '#/C{}'}}", link + 1);
        let _ = writeln!(users, "        p{link}: {{$ref: 'links.yaml#/C{link}'}}");
    }
    let _ = writeln!(links, "C20000: {{type: string}}");
    let project = Project::new(&[
        ("links.yaml", &links),
        ("openapi.yaml", &format!("{HEAD}paths: {{}}\ncomponents:\n  schemas:\n    V:\n      properties:\n{users}")),
    ]);
    let document = project.bundle().document;
    assert_eq!(
        document.pointer("/components/schemas/V/properties/p0").unwrap().reference(),
        Some("#/components/schemas/C20000")
    );
}

#[test]
fn more_values_than_are_read_are_refused() {
    let project = Project::new(&[("a.json", &format!("[{}1]", "1,".repeat(1_510_000)))]);
    assert_snapshot!(project.load_findings("a.json"), @"
    a.json:1:3000000: error[too-many-values]: the files hold more than 1500000 values up to here, which is all that is read
      help: leave out what this document does not need, or make several documents of it
    ");
}

#[test]
fn all_files_of_a_document_count_together() {
    let members: String = (0..1_000).map(|number| format!("k{number}: 1, ")).collect();
    let part = format!("x-base: &a {{{members}}}\nx-all: [{}]\n", "*a, ".repeat(800));
    let project = Project::new(&[("1.yaml", &part), ("2.yaml", &part)]);
    assert!(project.load_findings("2.yaml").starts_with("read: "), "one of them can be read");
    project.write(
        "openapi.yaml",
        format!("{HEAD}paths: {{}}\ncomponents: {{schemas: {{A: {{$ref: 1.yaml}}, B: {{$ref: 2.yaml}}}}}}\n"),
    );
    assert_snapshot!(project.bundle_findings(), @"
    2.yaml:2:2793: error[too-many-values]: the files hold more than 1500000 values up to here, which is all that is read
      help: leave out what this document does not need, or make several documents of it
    ");
}

#[test]
fn anchors_within_anchors_add_up() {
    let open: String = (0..90).map(|level| format!("&a{level} [")).collect();
    let text = format!("{open}{}{}", "x, ".repeat(20_000), "]".repeat(90));
    assert_snapshot!(Project::new(&[("a.yaml", &text)]).load_findings("a.yaml"), @"
    a.yaml:1:231: error[alias-expansion]: the anchors and aliases of this file expand to more than 1000000 values
      help: use `$ref`s instead of aliases
    ");
}

#[test]
fn what_is_no_file_is_not_opened() {
    let project = Project::new(&[("folder/inner.yaml", "a: 1")]);
    let pipe = project.path("pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert_snapshot!(project.load_findings("pipe.yaml"), @"
    pipe.yaml:1:1: error[unreadable-file]: this is a device or a pipe, not a file
      help: save what it gives in a file, and give that
    ");
    assert_snapshot!(project.load_findings("folder"), @"
    folder:1:1: error[unreadable-file]: this is a folder, not a file
      help: give the file in it that holds the document
    ");
    let device = roster_document::load(std::path::Path::new("/dev/zero")).unwrap_err();
    assert_snapshot!(project.text(device), @"
    /dev/zero:1:1: error[unreadable-file]: this is a device or a pipe, not a file
      help: save what it gives in a file, and give that
    ");
    project.write("openapi.yaml", format!("{HEAD}paths:\n  /a: {{$ref: folder}}\n  /c: {{$ref: pipe.yaml}}\n  /d: {{$ref: /dev/zero}}\n  /f: {{$ref: '../../../../../../etc/passwd'}}\n"));
    assert_snapshot!(project.bundle_findings(), @"
    openapi.yaml:4:14: error[missing-file]: `folder` is a folder, not a file
      help: add the name of a file in it; the path is relative to the file of the `$ref`
    openapi.yaml:5:14: error[missing-file]: `pipe.yaml` is a device or a pipe, not a file
      help: save what it gives in a file, and refer to that
    openapi.yaml:6:14: error[missing-file]: `/dev/zero` is a device or a pipe, not a file
      help: save what it gives in a file, and refer to that
    openapi.yaml:7:14: error[reference-kind]: the target is a string, but a path item belongs here
      help: correct the path or the pointer
    ");
}

#[test]
fn a_folder_by_its_relation_is_no_file() {
    for reference in [".", "..", "./", "folder/.."] {
        let project = Project::document(&format!("paths:\n  /a: {{$ref: '{reference}'}}\n"));
        let found = project.bundle_findings();
        assert!(
            found.starts_with("openapi.yaml:4:14: error[missing-file]: ") && found.contains("is a folder, not a file"),
            "{found}"
        );
    }
}

#[test]
fn a_file_of_another_kind_is_no_target() {
    let project = Project::new(&[
        ("notes.txt", "only words\n"),
        ("utf16.yaml", ""),
        (
            "openapi.yaml",
            &format!("{HEAD}paths:\n  /a: {{$ref: notes.txt}}\n  /b: {{$ref: utf16.yaml}}\n  /c: {{$ref: nul.yaml}}\n"),
        ),
    ]);
    project.write("utf16.yaml", b"\xff\xfea\0:\0 \x001\0");
    project.write("nul.yaml", b"get: {responses: {}}\n\0more: of it\n");
    assert_snapshot!(project.bundle_findings(), @"
    nul.yaml:2:1: error[not-utf-8]: the file is not text: it has the character U+0000 here
      help: save the file in UTF-8
    openapi.yaml:4:14: error[reference-kind]: the target is a string, but a path item belongs here
      help: correct the path or the pointer
    utf16.yaml:1:1: error[not-utf-8]: the file is in UTF-16 or UTF-32, not in UTF-8
      help: save the file in UTF-8
    ");
}

/// Callbacks of which each refers to the next one twice.
fn doubling(levels: usize) -> String {
    let mut text = format!(
        "{HEAD}paths:\n  /a:\n    post:\n      responses: {{'200': {{description: A.}}}}\n      callbacks: {{c: {{$ref: '#/components/callbacks/C0'}}}}\ncomponents:\n  callbacks:\n"
    );
    for level in 0..levels {
        let next = level + 1;
        let _ = writeln!(
            text,
            "    C{level}: {{'{{$url}}': {{post: {{responses: {{'200': {{description: A.}}}}, callbacks: {{a: {{$ref: '#/components/callbacks/C{next}'}}, b: {{$ref: '#/components/callbacks/C{next}'}}}}}}}}}}"
        );
    }
    let _ = writeln!(text, "    C{levels}: {{'{{$url}}': {{post: {{responses: {{'200': {{description: A.}}}}}}}}}}");
    text
}

#[test]
fn what_unfolds_without_end_stays_a_reference_in_an_upgrade() {
    let document = Project::new(&[("openapi.yaml", &doubling(300))]).bundle().document;
    let upgraded = roster_document::upgrade_node(&document);
    assert!(upgraded.pointer("/components/callbacks/C299").is_some());
    let inner = upgraded.pointer("/paths/~1a/post/callbacks/c/{$url}/post/callbacks/a/{$url}/post/callbacks/b");
    assert!(inner.unwrap().reference().is_none(), "the first levels are put in place");
}

#[test]
fn path_items_that_unfold_exponentially_are_refused() {
    let mut items = String::new();
    for level in 0..7 {
        let parameters: String = (0..20).map(|number| format!("{{name: p{number}, in: query}}, ")).collect();
        let twice =
            (0..6).map(|number| format!("k{number}: {{'{{$url}}': {{$ref: '#/I{}'}}}}", level + 1)).collect::<Vec<_>>();
        let _ = writeln!(
            items,
            "I{level}: {{parameters: [{parameters}], post: {{responses: {{'200': {{description: A.}}}}, callbacks: {{{}}}}}}}",
            twice.join(", ")
        );
    }
    let _ = writeln!(items, "I7: {{}}");
    let project = Project::new(&[
        ("items.yaml", &items),
        ("openapi.yaml", &format!("{HEAD}paths:\n  /a: {{$ref: 'items.yaml#/I0'}}\n")),
    ]);
    let found = roster_document::bundle(&project.path("openapi.yaml")).unwrap_err();
    assert_snapshot!(project.text(found), @"
    items.yaml:1:604: error[reference-expansion]: up to here, more than 1500000 values are put in place of references
      help: refer to path items from `paths` only, and to callbacks as components
    ");
}

#[test]
fn a_property_is_looked_for_once_in_parts_that_are_shared() {
    let mut schemas = String::new();
    for level in 0..5_000 {
        let parts = format!("{{$ref: '#/components/schemas/S{}'}}, ", level + 1).repeat(10);
        let _ = writeln!(schemas, "    S{level}: {{allOf: [{parts}]}}");
    }
    let text = format!(
        "paths: {{}}\ncomponents:\n  schemas:\n    U: {{oneOf: [{{$ref: '#/components/schemas/S0'}}], discriminator: {{propertyName: kind}}}}\n{schemas}    S5000: {{type: object}}\n"
    );
    assert_snapshot!(Project::document(&text).lint(), @"
    openapi.yaml:6:17: warning[discriminator]: the alternative has no property `kind`, by which the discriminator tells it; the discriminator is ignored
      help: add the property to the alternative, and require it
    ");
}

#[test]
fn a_default_is_held_against_schemas_however_many_lead_to_each_other() {
    let mut schemas = String::new();
    for level in 0..5_000 {
        let next = level + 1;
        let _ = writeln!(
            schemas,
            "    S{level}: {{type: object, properties: {{s: {{$ref: '#/components/schemas/S{next}'}}}}}}"
        );
    }
    let text = format!(
        "paths: {{}}\ncomponents:\n  schemas:\n    D: {{allOf: [{{$ref: '#/components/schemas/S0'}}], default: {{s: 1}}}}\n{schemas}    S5000: {{type: object}}\n"
    );
    assert_snapshot!(Project::document(&text).lint(), @r#"
    openapi.yaml:6:66: warning[default]: the default does not fit its schema at `/s`: value is not of type "object"; it is left out
      help: correct the default, or the schema
    "#);
}

#[test]
fn an_enum_of_many_values_is_compared_in_one_go() {
    let values: String = (0..60_000).map(|value| format!("v{value}, ")).collect();
    let text = format!("paths: {{}}\ncomponents:\n  schemas:\n    E: {{type: string, enum: [{values}v0]}}\n");
    let found = Project::document(&text).lint();
    assert!(found.ends_with("\"v0\" stands twice in the `enum`\n  help: remove one of the two"), "{found}");
}

#[test]
fn path_items_deep_in_each_other_do_not_exhaust_the_stack() {
    let mut items = String::new();
    for level in 0..7 {
        let open = "{post: {callbacks: {c: {'{$url}': ".repeat(20);
        let _ = writeln!(items, "I{level}: {open}{{$ref: '#/I{}'}}{}", level + 1, "}}}}".repeat(20));
    }
    let _ = writeln!(items, "I7: {{summary: the end}}");
    let project = Project::new(&[
        ("items.yaml", &items),
        ("openapi.yaml", &format!("{HEAD}paths:\n  /a: {{$ref: 'items.yaml#/I0'}}\n")),
    ]);
    let document = project.bundle().document;
    let way = format!("/paths/~1a{}/summary", "/post/callbacks/c/{$url}".repeat(140));
    assert_eq!(document.pointer(&way).and_then(roster_document::Node::as_str), Some("the end"));
    assert!(roster_document::upgrade(&document).pointer("/paths").is_some());
    assert!(project.lint().contains("responses-empty"), "operations without responses");
}
