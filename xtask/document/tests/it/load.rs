//! Reading files: values as `serde_yaml` reads them, and what is refused.

use std::path::Path;

use insta::assert_snapshot;

use crate::project::Project;

fn refused(yaml: &str) -> String {
    Project::new(&[("a.yaml", yaml)]).load_findings("a.yaml")
}

fn refused_json(json: &str) -> String {
    Project::new(&[("a.json", json)]).load_findings("a.json")
}

#[test]
fn own_documents_read_as_serde_yaml_reads_them() {
    let openapi = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi");
    let mut files = Vec::new();
    let mut directories = vec![openapi];
    while let Some(directory) = directories.pop() {
        for entry in directory.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml") {
                files.push(path);
            }
        }
    }
    assert!(files.len() > 5, "the documents are there: {files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let theirs: serde_json::Value = serde_yaml::from_str(&text).unwrap();
        let ours = roster_document::load(&file).unwrap_or_else(|problems| panic!("{:?}", problems.sorted()));
        assert_eq!(ours.to_json(), theirs, "{}", file.display());
    }
}

#[test]
fn every_syntax_of_yaml_reads_as_serde_yaml_reads_it() {
    let yaml = r#"
plain: text # comment
quoted: "a\tb \u00e9 \x41"
single: 'it''s'
literal: |
  two
    lines
folded: >-
  one
  line

  another
empty:
tilde: ~
numbers: [0, -1, 1.5, 1e3, 0x1f, 0o17, 007, +5, 1_000, .5, 1., 18446744073709551615]
words: [yes, no, on, true, True, NULL, 12:30, 2020-01-01, 1.2.3]
flow: {a: 1, "b": [x, {c: d}], e: }
? explicit
: value
anchored: &anchor {x: [1, 2]}
alias: *anchor
long key with spaces: ok
"": empty key
200: integer key
tagged: !!str 12
document: "--- is text here"
unicode: 'Grüße 🎉'
"#;
    let theirs: serde_yaml::Value = serde_yaml::from_str(yaml).unwrap();
    let theirs = serde_json::to_value(theirs).unwrap();
    let ours =
        roster_document::parse(yaml, Path::new("a.yaml")).unwrap_or_else(|problems| panic!("{:?}", problems.sorted()));
    assert_eq!(ours.to_json(), theirs);
}

#[test]
fn places_are_lines_and_columns_from_one() {
    let node = roster_document::parse("a:\n  - b\n  - {c: 'ü', d: 1}\n", Path::new("a.yaml")).unwrap();
    let place = |pointer: &str| node.pointer(pointer).unwrap().location.to_string();
    assert_eq!(place("/a/0"), "a.yaml:2:5");
    assert_eq!(place("/a/1/c"), "a.yaml:3:9");
    assert_eq!(place("/a/1/d"), "a.yaml:3:17");
    let json = Project::new(&[("a.json", "{\n\t\"a\": [1,\n  {\"b\": true}]\n}")]);
    let node = roster_document::load(&json.path("a.json")).unwrap();
    let line =
        |pointer: &str| (node.pointer(pointer).unwrap().location.line, node.pointer(pointer).unwrap().location.column);
    assert_eq!(line("/a/0"), (2, 8));
    assert_eq!(line("/a/1/b"), (3, 9));
}

#[test]
fn json_reads_as_serde_json_reads_it() {
    let text = "\u{feff}{\"a\": \"\\ud83c\\udf89 \\/ \\n\", \"b\": [1, -2.5e3, 18446744073709551615, true, null, {}, []], \"\": \"\"}\n";
    let project = Project::new(&[("a.json", text)]);
    let theirs: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap();
    assert_eq!(roster_document::load(&project.path("a.json")).unwrap().to_json(), theirs);
}

#[test]
fn an_empty_file_is_null() {
    assert_snapshot!(refused(""), @"read: null");
    assert_snapshot!(refused("# only a comment\n"), @"read: null");
}

#[test]
fn duplicate_keys_are_refused_and_all_are_named() {
    assert_snapshot!(refused("a: 1\nb: {c: 1, c: 2}\na: 3\n"), @"
    a.yaml:2:11: error[duplicate-key]: the key `c` stands twice in this object, first in line 2
      help: remove or rename one of the two
    a.yaml:3:1: error[duplicate-key]: the key `a` stands twice in this object, first in line 1
      help: remove or rename one of the two
    ");
    assert_snapshot!(refused_json("{\"a\": 1,\n \"a\": 2}"), @"
    a.json:2:2: error[duplicate-key]: the key `a` stands twice in this object, first in line 1
      help: remove or rename one of the two
    ");
}

#[test]
fn what_other_tools_read_differently_is_refused() {
    assert_snapshot!(refused("a: !secret x\nb: !!binary aGk=\nc: !!set {x}\n"), @"
    a.yaml:1:4: error[yaml-tag]: the YAML tag `!secret` has no meaning in an OpenAPI document
      help: remove the tag; quote the value if it is text
    a.yaml:2:4: error[yaml-tag]: the YAML tag `!!binary` has no meaning in an OpenAPI document
      help: remove the tag; quote the value if it is text
    a.yaml:3:4: error[yaml-tag]: the YAML tag `!!set` has no meaning in an OpenAPI document
      help: remove the tag; quote the value if it is text
    ");
    assert_snapshot!(refused("[a, b]: 1\n~: 2\n? {c: d}\n: 3\n"), @"
    a.yaml:1:1: error[key-not-text]: the key is a list or an object
      help: write the key as text, in quotes
    a.yaml:2:1: error[key-not-text]: the key is null
      help: write the key as text, in quotes
    a.yaml:3:3: error[key-not-text]: the key is a list or an object
      help: write the key as text, in quotes
    ");
    assert_snapshot!(refused("a: 1\n---\nb: 2\n"), @"
    a.yaml:2:1: error[several-documents]: the file holds more than one YAML document
      help: keep one document per file, remove `---`
    ");
    assert_snapshot!(refused("a: .nan\nb: -.inf\n"), @"
    a.yaml:1:4: error[not-json]: `.nan` has no JSON form: JSON has no infinity and no NaN
      help: write a finite number, or quote it
    a.yaml:2:4: error[not-json]: `-.inf` has no JSON form: JSON has no infinity and no NaN
      help: write a finite number, or quote it
    ");
}

#[test]
fn merge_keys_take_over_what_is_not_there() {
    let yaml = "a: &a {x: 1, y: 1, z: 1}\nb: &b {y: 2, w: 2}\nc:\n  y: 3\n  <<: [*b, *a, {v: 4}]\n  x: 3\nd: {<<: *a, <<: *b, '<<': text}\ne: &e {<<: *a, x: 5}\nf: {<<: *e}\n";
    assert_snapshot!(refused(yaml), @r#"read: {"a":{"x":1,"y":1,"z":1},"b":{"w":2,"y":2},"c":{"v":4,"w":2,"x":3,"y":3,"z":1},"d":{"<<":"text","w":2,"x":1,"y":1,"z":1},"e":{"x":5,"y":1,"z":1},"f":{"x":5,"y":1,"z":1}}"#);
    assert_snapshot!(refused("a: &a [1]\nb: {<<: *a}\nc: {<<: text}\nd: {<<: }\n"), @"
    a.yaml:2:5: error[merge-key]: `<<` takes over the members of an object, and here is a number
      help: write `<<: *anchor` with the anchor of an object, or a list of such; put the key in quotes if it is text
    a.yaml:3:5: error[merge-key]: `<<` takes over the members of an object, and here is a string
      help: write `<<: *anchor` with the anchor of an object, or a list of such; put the key in quotes if it is text
    a.yaml:4:5: error[merge-key]: `<<` takes over the members of an object, and here is null
      help: write `<<: *anchor` with the anchor of an object, or a list of such; put the key in quotes if it is text
    ");
}

#[test]
fn json_is_read_as_json_whatever_its_name() {
    let json = "\n{\n\t\"a\": \"\\ud83c\\udf89 \\/\",\n\t\"KEY\": [1.50]}";
    let json = json.replace("KEY", &"k".repeat(2_000));
    let yaml = "{a: 1, \"b\": [x, y,],}";
    let broken = "{\"a\": 1, \"b\": ]";
    let twice = "{\"a\": 1, \"a\": 2}";
    let project = Project::new(&[
        ("a.yaml", &json),
        ("a", &json),
        ("b.yaml", yaml),
        ("b", "a: 1\n"),
        ("c.yaml", broken),
        ("d.yaml", twice),
    ]);
    let theirs: serde_json::Value = serde_json::from_str(&json).unwrap();
    for name in ["a.yaml", "a"] {
        let node = roster_document::load(&project.path(name)).unwrap();
        assert_eq!(node.to_json(), theirs, "{name}");
    }
    assert_snapshot!(project.load_findings("b.yaml"), @r#"read: {"a":1,"b":["x","y"]}"#);
    assert_snapshot!(project.load_findings("b"), @r#"read: {"a":1}"#);
    assert_snapshot!(project.load_findings("c.yaml"), @"
    c.yaml:1:15: error[syntax]: the YAML is not well formed: while parsing a node, did not find expected node content
      help: check indentation, quotes, brackets and colons here and just above
    ");
    assert_snapshot!(project.load_findings("d.yaml"), @"
    d.yaml:1:10: error[duplicate-key]: the key `a` stands twice in this object, first in line 1
      help: remove or rename one of the two
    ");
}

#[test]
fn brackets_on_a_line_of_their_own_close_what_is_in_quotes() {
    let yaml = "example: {\n  \"x\": \"a\"\n}\nb:\n  list: [\n    {\n      \"y\": 'b'\n    }, \"z\"\n  ]\n  text: |\n    {\n      \"x\": \"a\"\n    }\n  after: 1.10\n";
    assert_snapshot!(refused(yaml), @r#"read: {"b":{"after":1.1,"list":[{"y":"b"},"z"],"text":"{\n  \"x\": \"a\"\n}\n"},"example":{"x":"a"}}"#);
    let node = roster_document::parse(yaml, Path::new("a.yaml")).unwrap();
    assert_eq!(node.pointer("/b/list/1").unwrap().location.to_string(), "a.yaml:8:8");
    assert_eq!(node.pointer("/b/after").unwrap().spelling().unwrap(), "1.10");
    assert_snapshot!(refused("a:\n  b: {\n    \"x\": \"a\"\n  }\n c: 1\n"), @"
    a.yaml:5:2: error[syntax]: the YAML is not well formed: while parsing a block mapping, did not find expected key
      help: check indentation, quotes, brackets and colons here and just above
    ");
    let folded = "a: {\n  \"x\": {\n    \"y\": \"a\"\n  }\n}\nb: >\n  one \"two\"\n  ]\n  three\nc: {\n  x: 'a'\n}\n";
    assert_snapshot!(refused(folded), @r#"read: {"a":{"x":{"y":"a"}},"b":"one \"two\" ] three\n","c":{"x":"a"}}"#);
    let many = "- {\n  \"x\": \"a\"\n}\n".repeat(10_000);
    assert_eq!(roster_document::parse(&many, Path::new("a.yaml")).unwrap().as_array().unwrap().len(), 10_000);
}

#[test]
fn a_comma_before_the_end_is_left_out() {
    let json = "{\"a\": [1, 2, ], \"b\": {\"c\": 1,},\n}";
    assert_snapshot!(refused_json(json), @r#"read: {"a":[1,2],"b":{"c":1}}"#);
    assert_snapshot!(refused_json("[1,,]"), @"
    a.json:1:4: error[syntax]: the JSON is not well formed: a value is missing
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json("[,]"), @"
    a.json:1:2: error[syntax]: the JSON is not well formed: a value is missing
      help: check commas, quotes and brackets here and just before
    ");
    let project = Project::new(&[(
        "openapi.json",
        "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"T\", \"version\": \"1\",}, \"paths\": {}}",
    )]);
    let bundle = roster_document::bundle(&project.path("openapi.json")).unwrap();
    assert_snapshot!(project.text(bundle.warnings), @"
    openapi.json:1:60: warning[trailing-comma]: JSON has no comma before the end of a list or an object; it is left out
      help: remove the comma
    ");
}

#[test]
fn syntax_errors_say_where() {
    assert_snapshot!(refused("a:\n  b: 1\n c: 2\n"), @"
    a.yaml:3:2: error[syntax]: the YAML is not well formed: while parsing a block mapping, did not find expected key
      help: check indentation, quotes, brackets and colons here and just above
    ");
    assert_snapshot!(refused("a: [1, 2\nb: 3\n"), @"
    a.yaml:2:2: error[syntax]: the YAML is not well formed: illegal placement of ':' indicator
      help: check indentation, quotes, brackets and colons here and just above
    ");
    assert_snapshot!(refused("a: *nowhere\n"), @"
    a.yaml:1:4: error[syntax]: the YAML is not well formed: while parsing node, found unknown anchor
      help: check indentation, quotes, brackets and colons here and just above
    ");
    assert_snapshot!(refused("a: 'never closed\n"), @"
    a.yaml:1:4: error[syntax]: the YAML is not well formed: while scanning a quoted scalar, found unexpected end of stream
      help: check indentation, quotes, brackets and colons here and just above
    ");
    assert_snapshot!(refused_json("{\"a\": 1, a: 2}"), @"
    a.json:1:10: error[syntax]: the JSON is not well formed: a key in double quotes is missing
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json("{\"a\" 1}"), @"
    a.json:1:6: error[syntax]: the JSON is not well formed: `:` is missing
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json("[1, 01]"), @"
    a.json:1:5: error[syntax]: the JSON is not well formed: invalid number
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json("\"open\n\""), @"
    a.json:1:1: error[syntax]: the JSON is not well formed: the closing quote of a string is missing
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json("{} {}"), @"
    a.json:1:4: error[syntax]: the JSON is not well formed: something follows the end of the value
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json("[\"\\ud800\"]"), @"
    a.json:1:2: error[syntax]: the JSON is not well formed: unexpected end of hex escape
      help: check commas, quotes and brackets here and just before
    ");
    assert_snapshot!(refused_json(""), @"
    a.json:1:1: error[syntax]: the JSON is not well formed: a value is missing, and the text ends here
      help: check commas, quotes and brackets here and just before
    ");
}

#[test]
fn an_alias_bomb_is_refused_at_once() {
    let mut yaml = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        yaml.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    assert_snapshot!(refused(&yaml), @"
    a.yaml:6:40: error[alias-expansion]: the anchors and aliases of this file expand to more than 1000000 values
      help: use `$ref`s instead of aliases
    ");
}

#[test]
fn a_bomb_of_long_text_is_refused_too() {
    let aliases = vec!["*a"; 2000].join(", ");
    let yaml = format!("a: &a {}\nb: [{aliases}]\n", "x".repeat(100_000));
    assert_snapshot!(refused(&yaml), @"
    a.yaml:2:2557: error[alias-expansion]: the anchors and aliases of this file expand to more than 1000000 values
      help: use `$ref`s instead of aliases
    ");
}

#[test]
fn an_alias_inside_of_its_anchor_is_refused() {
    assert_snapshot!(refused("a: &a\n  b: *a\n"), @"
    a.yaml:2:6: error[alias-cycle]: the alias stands inside of the value that it refers to
      help: use a `$ref` for what is recursive
    ");
}

#[test]
fn deep_nesting_is_refused() {
    assert_snapshot!(refused(&format!("{}{}", "[".repeat(150), "]".repeat(150))), @"
    a.yaml:1:101: error[nesting-too-deep]: values are nested more than 100 levels deep
      help: move the inner part into a component of its own and refer to it with `$ref`
    ");
    assert_snapshot!(refused(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), @"
    a.yaml:1:101: error[nesting-too-deep]: values are nested more than 100 levels deep
      help: move the inner part into a component of its own and refer to it with `$ref`
    ");
    let blocks: String = (0..150).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    assert_snapshot!(refused(&blocks), @"
    a.yaml:101:101: error[nesting-too-deep]: values are nested more than 100 levels deep
      help: move the inner part into a component of its own and refer to it with `$ref`
    ");
    assert_snapshot!(refused_json(&"[".repeat(100_000)), @"
    a.json:1:101: error[nesting-too-deep]: values are nested more than 100 levels deep
      help: move the inner part into a component of its own and refer to it with `$ref`
    ");
    let inner = format!("a: &a {}1{}\n", "[".repeat(60), "]".repeat(60));
    assert_snapshot!(refused(&format!("{inner}b: {}*a{}\n", "[".repeat(60), "]".repeat(60))), @"
    a.yaml:2:64: error[nesting-too-deep]: values are nested more than 100 levels deep
      help: move the inner part into a component of its own and refer to it with `$ref`
    ");
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let project = Project::new(&[]);
    project.write("latin1.yaml", b"a: ok\nb: Gr\xfc\xdfe\n");
    project.write("utf16.yaml", b"\xff\xfea\0:\0 \x001\0");
    assert_snapshot!(project.load_findings("latin1.yaml"), @"
    latin1.yaml:2:6: error[not-utf-8]: the file is not UTF-8: byte 0xfc starts no character here
      help: save the file in UTF-8
    ");
    assert_snapshot!(project.load_findings("utf16.yaml"), @"
    utf16.yaml:1:1: error[not-utf-8]: the file is in UTF-16 or UTF-32, not in UTF-8
      help: save the file in UTF-8
    ");
    assert_snapshot!(project.load_findings("missing.yaml"), @"
    missing.yaml:1:1: error[unreadable-file]: the file cannot be read: No such file or directory (os error 2)
      help: check the path and its permissions
    ");
}
