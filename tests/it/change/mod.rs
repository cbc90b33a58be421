//! What follows from a change of a document: exactly what it should, and a server that no longer is what is documented.
//!
//! The documents are copied and changed, every stage runs in memory, and its result is held against the committed files.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use roster_openapi::output::{self, Files, MANIFEST, Mode, Report};
use roster_tests::{App, document::DOCUMENTS};
use xtask::plan::plan;

use self::support::{Copy, Difference, changes, names};
use crate::round_trip::differences;

/// What the committed stubs say, held against a changed document: what the round trip would report.
async fn round_trip(files: &Files) -> Vec<String> {
    let app = App::start().await;
    let mut found = Vec::new();
    for (document, (name, derived)) in DOCUMENTS.iter().zip(app.server.documents()) {
        assert_eq!(document.name, *name);
        let path = PathBuf::from(format!("openapi/bundled/{name}.yaml"));
        let bundle = roster_document::parse(&files[&path], path.as_path()).expect("the bundle is YAML");
        differences("", &roster_document::acting(&roster_document::mend(&bundle).0), derived, &mut found);
    }
    found
}

#[test]
fn without_a_change_nothing_changes_twice() {
    let (first, second) = (Copy::new().plan(), Copy::new().plan());
    assert_eq!(names(&changes(&first)), [""; 0]);
    assert!(first.files == second.files, "the same documents give the same bytes");
}

/// Every changed line is a line that has `old`, with `new` in its place; in the files of `comments` it is a comment.
fn assert_replaced(changes: &BTreeMap<String, Difference>, old: &str, new: &str, comments: &[&str]) {
    for (path, difference) in changes {
        let replaced: Vec<String> = difference.removed.iter().map(|line| line.replace(old, new)).collect();
        assert_eq!(difference.added, replaced, "{path}");
        assert!(difference.removed.iter().all(|line| line.contains(old)), "{path}: {difference:#?}");
        if comments.contains(&path.as_str()) {
            let is_comment =
                |line: &String| !line.contains('"') && (line.contains("///") || !line.contains(['{', ';']));
            assert!(difference.added.iter().all(is_comment), "{path}: {difference:#?}");
        }
    }
}

#[tokio::test]
async fn a_schemas_description_changes_where_it_is_repeated() {
    let old = "What holds users, groups, invitations and files together, and apart from those of others.";
    let new = "What keeps users, groups, invitations and files together, and apart from everybody else's.";
    let copy = Copy::new();
    copy.edit("twona/schemas/session.yaml", old, new);
    let plan = copy.plan();
    let changes = changes(&plan);
    assert_eq!(
        names(&changes),
        [
            "client/src/generated/twona/types.rs",
            "openapi/bundled/twona.json",
            "openapi/bundled/twona.openapi31.json",
            "openapi/bundled/twona.yaml",
            "server/stubs/src/twona/types.rs",
        ]
    );
    assert!(changes.values().all(|difference| difference.added.len() == 1), "{changes:#?}");
    assert_replaced(&changes, old, new, &["client/src/generated/twona/types.rs", "server/stubs/src/twona/types.rs"]);
    assert_eq!(round_trip(&plan.files).await, [""; 0], "a server does the same as before");
}

#[tokio::test]
async fn an_operations_description_changes_where_it_is_repeated() {
    let old = "Answers whose token it is, and so whether it works.";
    let new = "Tells whose token it is, and thereby whether it works.";
    let copy = Copy::new();
    copy.edit("twona/paths/session.yaml", old, new);
    let plan = copy.plan();
    let changes = changes(&plan);
    let code = ["client/src/generated/twona/session.rs", "server/stubs/src/twona/session.rs"];
    assert_eq!(
        names(&changes),
        [
            code[0],
            "openapi/bundled/twona.json",
            "openapi/bundled/twona.openapi31.json",
            "openapi/bundled/twona.yaml",
            code[1],
        ]
    );
    assert!(changes.values().all(|difference| difference.added.len() == 1), "{changes:#?}");
    assert_replaced(&changes, old, new, &code);
    assert_eq!(round_trip(&plan.files).await, [""; 0], "a server does the same as before");
}

#[tokio::test]
async fn a_constraint_changes_the_table_that_is_enforced() {
    let copy = Copy::new();
    let schema = |length: u32| {
        format!(
            "GroupUpdate:\n  type: object\n  description: What the group is to be.\n  required: [name]\n  \
             properties:\n    name:\n      type: string\n      description: Name of the group; no other group of the \
             organization has it, whatever the case of its letters.\n      x-ruling: [T9, C6]\n      minLength: 1\n      \
             maxLength: {length}\n"
        )
    };
    copy.edit("twona/schemas/groups.yaml", &schema(128), &schema(64));
    let plan = copy.plan();
    let changed: BTreeMap<_, _> = changes(&plan)
        .into_iter()
        .map(|(path, difference)| (path, (difference.removed.join("\n"), difference.added.join("\n"))))
        .collect();
    let replaced = |line: fn(u32) -> String| (line(128), line(64));
    assert_eq!(
        changed.iter().map(|(path, lines)| (path.as_str(), lines.clone())).collect::<Vec<_>>(),
        [
            ("openapi/bundled/twona.json", replaced(|length| format!("            \"maxLength\": {length},"))),
            (
                "openapi/bundled/twona.openapi31.json",
                replaced(|length| format!("            \"maxLength\": {length},"))
            ),
            ("openapi/bundled/twona.yaml", replaced(|length| format!("          maxLength: {length}"))),
            (
                "server/stubs/src/twona/schemas.rs",
                replaced(|length| format!("                        max_length: Some({length}),"))
            ),
        ]
    );
    let pointer = "/components/schemas/GroupUpdate/properties/name/maxLength";
    assert_eq!(round_trip(&plan.files).await, [format!("{pointer}: documented 64, derived 128")]);
}

#[tokio::test]
async fn a_new_operation_adds_its_items_and_touches_no_other() {
    let copy = Copy::new();
    copy.edit(
        "twona/openapi.yaml",
        "  /v2/groups/{group_id}/users:\n",
        "  /v2/groups/{group_id}/size:\n    $ref: 'paths/groups.yaml#/size'\n  /v2/groups/{group_id}/users:\n",
    );
    copy.append("twona/paths/groups.yaml", PATH_ITEM);
    copy.append("twona/schemas/groups.yaml", SCHEMA);
    let plan = copy.plan();
    let changes = changes(&plan);
    assert_eq!(
        names(&changes),
        [
            "client/src/generated/twona/groups.rs",
            "client/src/generated/twona/raw.rs",
            "client/src/generated/twona/types.rs",
            "openapi/bundled/twona.json",
            "openapi/bundled/twona.openapi31.json",
            "openapi/bundled/twona.yaml",
            "server/stubs/src/twona/conformance.rs",
            "server/stubs/src/twona/groups.rs",
            "server/stubs/src/twona/mod.rs",
            "server/stubs/src/twona/operations.rs",
            "server/stubs/src/twona/schemas.rs",
            "server/stubs/src/twona/types.rs",
        ]
    );
    for (path, difference) in &changes {
        // What progenitor's client cannot have is counted at its top: nothing else that was there has changed.
        let counts = |line: &String| line.starts_with("//! - ") && line.ends_with(" operations");
        assert!(difference.removed.iter().all(|line| path.ends_with("raw.rs") && counts(line)), "{path}");
        for line in &difference.added {
            let declares = ["pub struct ", "pub enum ", "pub static ", "pub trait ", "impl"];
            if declares.iter().any(|start| line.trim_start().starts_with(start)) {
                let name = line.to_lowercase().replace('_', "");
                assert!(name.contains("groupsmeasure") || name.contains("groupsize"), "{path}: {line}");
            }
        }
    }
    let added = |path: &str| changes[path].added.join("\n");
    assert_eq!(
        added("server/stubs/src/twona/mod.rs"),
        "        &schemas::GROUP_SIZE,\n        &operations::GROUPS_MEASURE,"
    );
    let stub = added("server/stubs/src/twona/groups.rs");
    assert!(stub.contains("async { not_implemented(&operations::GROUPS_MEASURE) }"), "{stub}");
    assert!(added("client/src/generated/twona/groups.rs").contains("pub async fn groups_measure("));
    assert!(added("client/src/generated/twona/raw.rs").contains("pub fn groups_measure("));

    let found = round_trip(&plan.files).await;
    let documented =
        ["/components/schemas/GroupSize: documented ", "/paths/~1v2~1groups~1{group_id}~1size: documented "];
    assert_eq!(found.len(), documented.len(), "{found:#?}");
    for (found, start) in found.iter().zip(documented) {
        assert!(found.starts_with(start) && found.ends_with(", not derived"), "{found}");
    }
}

#[test]
fn a_mistake_is_told_with_its_place_and_nothing_is_generated() {
    let copy = Copy::new();
    let old = "    active:\n      type: boolean\n      description: Whether users can be added to the group.\n";
    copy.edit("twona/schemas/groups.yaml", old, &old.replace("boolean", "bool"));
    let plan = plan(copy.0.path()).expect("the documents are found");
    assert!(plan.found.has_errors());
    assert_eq!(plan.files, Files::new());
    let found = plan.found.sorted();
    let place = &found[0].location;
    assert!(place.file.ends_with("twona/schemas/groups.yaml"), "{}", found[0]);
    assert_eq!((place.line, place.column), (9, 13), "{}", found[0]);
}

const PATH_ITEM: &str = "
size:
  parameters:
    - $ref: '../parameters.yaml#/GroupId'
  get:
    operationId: groups_measure
    tags: [groups]
    summary: Measure a group
    description: Counts the members of a group.
    x-addition: true
    parameters:
      - name: unit
        in: query
        description: What is counted.
        schema:
          type: string
          enum: [people, seats]
    responses:
      '200':
        description: The size.
        content:
          application/json:
            schema:
              $ref: '../schemas/groups.yaml#/GroupSize'
      '400':
        $ref: '../../shared/responses.yaml#/BadRequest'
      '401':
        $ref: '../../shared/responses.yaml#/Unauthorized'
      '404':
        $ref: '../../shared/responses.yaml#/NotFound'
      '429':
        $ref: '../../shared/responses.yaml#/TooManyRequests'
      '500':
        $ref: '../../shared/responses.yaml#/InternalServerError'
      '503':
        $ref: '../../shared/responses.yaml#/ServiceUnavailable'
";

const SCHEMA: &str = "
GroupSize:
  type: object
  description: How big a group is.
  required: [size]
  properties:
    size:
      type: integer
      format: int64
      minimum: 0
      description: How many there are.
      example: 3
  example:
    size: 3
";

#[test]
fn check_reports_what_is_stale_missing_and_orphaned() {
    let plan = Copy::new().plan();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let apply = |mode| output::apply(folder.path(), &plan.files, &plan.owned, mode).expect("a report");
    let at = |path: &str| folder.path().join(path);
    let write = |path: &str, text: &str| fs::write(at(path), text).expect("written");
    let count = plan.files.len();

    let all: Vec<PathBuf> = plan.files.keys().cloned().collect();
    let lists = plan.owned.folders.iter().map(|folder| folder.join(MANIFEST)).collect();
    let expected = Report { missing: all, lists, ..Report::default() };
    assert_eq!(apply(Mode::Check), expected);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 0, "`check` writes nothing");
    assert_eq!(apply(Mode::Write), expected);
    let clean = Report { unchanged: count, ..Report::default() };
    assert_eq!(apply(Mode::Check), clean);

    let (stale, missing) = ("server/stubs/src/twona/groups.rs", "openapi/bundled/docutools.json");
    let orphans = ["client/src/generated/twona/gone.rs", "openapi/bundled/gone.yaml", "server/stubs/src/gone/mod.rs"];
    let by_hand = ["server/stubs/src/lib.rs", "openapi/bundled/by-hand.yaml"];
    let first_line = "// @generated by roster from openapi/bundled/gone.yaml. Do not edit.\n";
    write(stale, &plan.files[Path::new(stale)].replace("Result", "Option"));
    fs::remove_file(at(missing)).expect("removed");
    fs::create_dir_all(at("server/stubs/src/gone")).expect("a folder");
    for orphan in orphans {
        write(orphan, first_line);
        let mut parts = plan.owned.folders.iter().filter_map(|part| Some((part, orphan.strip_prefix(part.to_str()?)?)));
        let (part, name) = parts.next().expect("the orphan is in a folder of generated files");
        let list = at("").join(part).join(MANIFEST);
        let text = fs::read_to_string(&list).expect("a list");
        fs::write(&list, format!("{text}  {}\n", name.trim_start_matches('/'))).expect("written");
    }
    for path in by_hand {
        write(path, first_line);
    }

    let report = apply(Mode::Check);
    let expected = Report {
        unchanged: count - 2,
        stale: vec![stale.into()],
        missing: vec![missing.into()],
        orphaned: orphans.map(PathBuf::from).to_vec(),
        lists: plan.owned.folders.iter().map(|folder| folder.join(MANIFEST)).collect(),
        versions: Vec::new(),
    };
    assert_eq!(report, expected);
    assert!(!report.is_clean());
    let mut all = vec![("stale", stale), ("missing", missing)];
    all.extend(orphans.map(|orphan| ("orphaned", orphan)));
    all.extend(expected.lists.iter().filter_map(|list| Some(("stale", list.to_str()?))));
    all.sort_by_key(|(_, path)| PathBuf::from(path));
    let told: Vec<_> =
        report.differences().into_iter().map(|(kind, path)| (kind, path.to_str().unwrap_or(""))).collect();
    assert_eq!(told, all);

    assert_eq!(apply(Mode::Write), expected, "`generate` mends what `check` reports");
    assert_eq!(apply(Mode::Check), clean);
    assert!(by_hand.iter().all(|path| at(path).exists()) && !at("server/stubs/src/gone").exists());
}
