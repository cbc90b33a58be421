//! What goes out comes in again, and anything else stays out.
//!
//! Where `ROSTER_TEST_DATABASE_URL` names a PostgreSQL database, the round trip leads through it; there is SQLite at
//! both ends in any case.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Connection, Row as _, SqliteConnection};

use super::{ImportError, export, import, line};
use crate::{
    directory::tests::Fixture,
    model::{GroupId, OrganizationId, Roles, UserId},
    store::{self, COUNTED, Kind, NOT_COPIED, Opening, Store, TABLES, Usage, Value},
};

async fn sqlite() -> (tempfile::TempDir, Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = store::open(&format!("sqlite:{}", folder.path().join("roster.db").display()), Opening::Create, None)
        .await
        .unwrap();
    (folder, store)
}

async fn exported(store: &dyn Store) -> String {
    let mut output = Vec::new();
    export(store, &mut output).await.unwrap();
    String::from_utf8(output).unwrap()
}

async fn imported(store: &dyn Store, text: &str) -> Result<u64, ImportError> {
    import(store, &mut text.as_bytes()).await
}

/// A directory with something of everything that a test of the domain can make.
async fn filled() -> Fixture {
    let fixture = Fixture::new().await;
    let group = fixture.directory.create_group(&fixture.owner, "Tänzer \"&\" 💃").await.unwrap();
    for number in 0..3 {
        let user = fixture.user("Dora\u{a0}Dean O'Neil", &format!("dora{number}@example.org"), Roles::default()).await;
        fixture.directory.add_to_group(&fixture.owner, group.id, &user.public_id).await.unwrap();
    }
    fixture.invite("Invited@example.org", &[group.id, GroupId(group.id.0)]).await.unwrap();
    let gone = fixture.user("Gone", "gone@example.org", Roles::default()).await;
    fixture.directory.deactivate_user(&fixture.owner, &gone.public_id).await.unwrap();
    fixture.stranger().await;
    fixture
}

/// A row that fits every table's types, with each column set.
fn odd_file() -> String {
    let file = r#"{"files":{"blob_key":"files/00/00000000000000000000000000000007","created_at":5,"etag":"\"e\"","expires_at":253402300799,"extension":"png",
        "extension_key":"png","id":7,"media_type":"image/png","media_type_key":"image/png","moved_to":"x",
        "name":"a\n💃.png","name_key":"a\n💃.png","organization_id":1,"public_id":"f","size":0,
        "upload_concat":"","upload_metadata":"","user_id":1}}"#;
    let metadata = r#"{"file_metadata":{"file_id":7,"key":"k","kind":"number","number":"0.30000000000000004","organization_id":1,"value":"0.30000000000000004","value_key":"0.30000000000000004"}}"#;
    format!("{}\n{metadata}\n", file.replace("\n        ", ""))
}

#[tokio::test]
async fn a_directory_goes_through_every_database_unchanged() {
    let original = exported(filled().await.store()).await;
    let files = original.find("{\"audit\"").or(original.find("{\"end\"")).unwrap();
    let rows: u64 = original.lines().count() as u64 - 2;
    let (head, tail) = original.split_at(files);
    let tail = tail.replace(&format!("{{\"end\":{{\"rows\":{rows}}}}}"), &line::end(rows + 2));
    let original = format!("{head}{}{tail}", odd_file());
    for table in ["organizations", "users", "groups", "memberships", "invitations", "invitation_groups", "credentials"]
    {
        assert!(original.contains(&format!("{{\"{table}\":")), "{table} is exercised");
    }

    let (_first_folder, first) = sqlite().await;
    assert_eq!(imported(&*first, &original).await.unwrap(), rows + 2);
    assert_eq!(exported(&*first).await, original);
    // SQLite, or PostgreSQL where there is one.
    let folder = tempfile::tempdir().unwrap();
    let second = store::testing::open(folder.path()).await;
    imported(&*second, &exported(&*first).await).await.unwrap();
    let text = exported(&*second).await;
    assert_eq!(text, original);
    let (_third_folder, third) = sqlite().await;
    imported(&*third, &text).await.unwrap();
    assert_eq!(exported(&*third).await, original);
}

#[tokio::test]
async fn what_is_imported_is_counted() {
    let text = exported(filled().await.store()).await;
    let (head, tail) = text.split_at(text.find("{\"audit\"").unwrap());
    let rows: u64 = text.lines().count() as u64 - 2;
    let tail = tail.replace(&line::end(rows), &line::end(rows + 2));
    let file = odd_file().replace(r#""moved_to":"x","#, "").replace(r#""size":0"#, r#""size":7"#);
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::open(folder.path()).await;
    imported(&*store, &format!("{head}{file}{tail}")).await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let seven = Usage { bytes: 7, uploads: 0 };
    assert_eq!(reader.storage_used_everywhere().await.unwrap(), seven);
    assert_eq!(reader.storage_used(OrganizationId(1), UserId(1)).await.unwrap(), (seven, seven));
}

#[tokio::test]
async fn new_ids_follow_the_imported_ones_and_credentials_go_on_working() {
    let source = filled().await;
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::open(folder.path()).await;
    imported(&*store, &exported(source.store()).await).await.unwrap();
    let copy = source.on(store);
    let group = copy.create_group(&source.owner, "One more").await.unwrap();
    assert_eq!(group.id, source.directory.create_group(&source.owner, "One more").await.unwrap().id);
    let token = source.directory.create_token(&source.owner.user, Vec::new()).await.unwrap();
    let kind = store::CredentialKind::Token;
    assert!(copy.authenticate(token.reveal(), kind).await.unwrap().is_none(), "made after the export");
}

#[tokio::test]
async fn an_import_needs_an_empty_database() {
    let text = exported(filled().await.store()).await;
    let fixture = Fixture::new().await;
    assert!(matches!(imported(fixture.store(), &text).await, Err(ImportError::NotEmpty)));
}

#[tokio::test]
async fn a_wrong_line_is_named_and_nothing_is_imported() {
    let text = exported(filled().await.store()).await;
    let lines: Vec<&str> = text.lines().collect();
    let with = |number: usize, line: &str| {
        let mut lines = lines.clone();
        lines[number - 1] = line;
        lines.join("\n")
    };
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::open(folder.path()).await;
    let begin = lines[0];
    let user = lines.iter().position(|line| line.starts_with("{\"users\"")).unwrap() + 1;
    for (text, expected) in [
        (String::new(), "line 1 is missing"),
        ("nonsense".to_owned(), "line 1 is no JSON object"),
        (begin.replace("\"format\":1", "\"format\":2"), "line 1 has the format 2"),
        (begin.replace("\"migration\":", "\"migration\":9"), "line 1 has the tables of migration 9"),
        (lines[1..].join("\n"), "line 1 does not say"),
        (lines[..5].join("\n"), "line 6 is missing: the export is cut off"),
        ([&lines[..2], &lines[3..]].concat().join("\n"), "line "),
        (format!("{text}{{}}"), "follows the end"),
        (with(3, "{\"users\":"), "line 3 is no JSON object"),
        (with(3, "{\"cats\":{}}"), "line 3 names \"cats\""),
        (with(3, "{\"users\":{},\"groups\":{}}"), "line 3 must be an object with one member"),
        (
            with(2, &lines[1].replace("\"seats\":10", "\"seats\":\"ten\"")),
            "line 2 has in organizations.seats no integer",
        ),
        (with(2, &lines[1].replace("\"seats\":10", "\"seats\":-1")), "line 2 has in organizations.seats no integer"),
        (with(2, &lines[1].replace("\"seats\"", "\"saets\"")), "line 2 has in organizations the member \"saets\""),
        (with(user, &lines[user - 1].replace("@example", "\\u0000@example")), "no text"),
        (with(user, &lines[user - 1].replace("@", "")), "has in users.email a text that is not"),
        (
            with(user, &lines[user - 1].replace("\"organization_id\":1", "\"organization_id\":99")),
            "the 99, which no line",
        ),
        (with(user + 1, lines[user - 1]), &format!("line {} does not fit", user + 1)),
        (with(3, &format!("{{\"groups\":{{\"name\":\"{}\"}}}}", "x".repeat(2_000_000))), "line 3 is longer than"),
    ] {
        let error = imported(&*store, &text).await.expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}, not {expected}");
        assert!(store.reader().await.unwrap().organizations_list(1).await.unwrap().is_empty(), "{expected}");
    }
    imported(&*store, &text).await.unwrap();
}

/// Each of these was taken once, and did harm later: the sweeper removed files of others, ids ran out, lists failed.
#[tokio::test]
async fn rows_that_would_do_harm_later_are_refused_with_the_reason() {
    let text = exported(filled().await.store()).await;
    let rows = text.lines().count() - 2;
    let (first, last) = text.trim_end().rsplit_once('\n').unwrap();
    let folder = tempfile::tempdir().unwrap();
    let store = store::testing::open(folder.path()).await;
    let file = r#"{"files":{"blob_key":"KEY","created_at":5,"etag":"\"e\"","extension":"","extension_key":"","id":90,
        "media_type":"a/b","media_type_key":"a/b","name":"a","name_key":"a","organization_id":ORGANIZATION,
        "public_id":"PUBLIC","size":0,"upload_concat":"","upload_metadata":""}}"#
        .replace("\n        ", "");
    let key = "files/00/00000000000000000000000000000007";
    let file = |key: &str, organization: &str, public_id: &str| {
        file.replace("KEY", key).replace("ORGANIZATION", organization).replace("PUBLIC", public_id)
    };
    let group = |id: &str, created: &str| {
        format!(
            r#"{{"groups":{{"active":true,"created_at":{created},"id":{id},"modified_at":1,"name":"A","name_key":"a","organization_id":2,"uuid":"00000000-0000-0000-0000-000000000001"}}}}"#
        )
    };
    let metadata = |organization: u8, kind: &str, value: &str, more: &str| {
        let rest = format!(
            r#""kind":"{kind}","organization_id":{organization},"value":"{value}","value_key":"{value}"{more}"#
        );
        format!("{}\n{{\"file_metadata\":{{\"file_id\":90,\"key\":\"k\",{rest}}}}}", file(key, "1", "f"))
    };
    let removal = |key: &str| format!(r#"{{"blob_removals":{{"blob_key":"{key}","due_at":1,"state":""}}}}"#);
    let invitation = |organization: u8, user: u8| {
        format!(
            r#"{{"invitations":{{"email":"z@example.org","email_key":"z@example.org","expires_at":1,"first_name":"Z","id":90,"last_name":"","link_hash":"AAAA","organization_id":{organization},"sent_at":1,"state":"open","user_id":{user}}}}}"#
        )
    };
    let stranger = stranger(&text);
    for (lines, expected) in [
        (removal("/etc/passwd"), "has in blob_removals.blob_key no key of a blob"),
        (removal("../../etc/passwd"), "has in blob_removals.blob_key no key of a blob"),
        (file("../roster.db", "1", "f"), "has in files.blob_key no key of a blob"),
        (
            format!("{}\n{}", file(key, "1", "f"), removal(key)),
            "has in blob_removals.blob_key a blob that a line before",
        ),
        (
            format!("{}\n{}", file(key, "1", "f"), file(key, "2", "g").replace("90", "91")),
            "has in files.blob_key a blob that a line before has for something else",
        ),
        (file(key, "1", "a/b"), "has in files.public_id no id of letters and digits"),
        (file(key, "1", "f").replace("a/b", "a/\\n"), "has in files.media_type no text of ASCII"),
        (group("9223372036854775807", "1"), "has in groups.id no integer from 1 to 9007199254740991"),
        (group("90", "9223372036854775807"), "has in groups.created_at no integer from 0 to 253402300799"),
        (
            group("90", "1").replace(":2", ":99"),
            "has in groups.organization_id the 99, which no line before has in organizations",
        ),
        (
            format!(r#"{{"memberships":{{"created_at":1,"group_id":1,"user_id":{stranger}}}}}"#),
            "has in memberships.group_id and memberships.user_id two organizations, 1 and 2",
        ),
        (invitation(1, stranger), "has in invitations.organization_id and invitations.user_id two organizations"),
        (
            format!(
                "{}\n{}\n{}",
                group("90", "1"),
                invitation(1, 1),
                r#"{"invitation_groups":{"group_id":90,"invitation_id":90,"position":0}}"#
            ),
            "has in invitation_groups.invitation_id and invitation_groups.group_id two organizations",
        ),
        (
            metadata(2, "text", "a", ""),
            "has in file_metadata.file_id and file_metadata.organization_id two organizations",
        ),
        (metadata(1, "number", "a", ""), "has in file_metadata.value a text that does not go with its kind"),
        (
            metadata(1, "number", "1", r#","number":"2""#),
            "has in file_metadata.value a text that does not go with its kind",
        ),
        (
            metadata(1, "colour", "red", ""),
            "has in file_metadata.kind no text that is known: boolean, date, number, text",
        ),
    ] {
        let number = rows + 1 + lines.lines().count();
        let text = format!("{first}\n{lines}\n{last}");
        let error = imported(&*store, &text).await.expect_err(expected).to_string();
        assert!(error.starts_with(&format!("line {number} {expected}")), "{error}, not {expected}");
        assert!(store.reader().await.unwrap().organizations_list(1).await.unwrap().is_empty(), "{expected}");
    }
}

/// The id of a user of the second organisation.
fn stranger(text: &str) -> u8 {
    let mut users =
        text.lines().filter(|line| line.starts_with("{\"users\"") && line.contains("\"organization_id\":2,"));
    let line: serde_json::Value = serde_json::from_str(users.next().unwrap()).unwrap();
    line["users"]["id"].as_u64().unwrap().try_into().unwrap()
}

/// A reference that a migration adds and an import would not check is found here.
#[tokio::test]
async fn every_reference_is_checked() {
    let (folder, _store) = sqlite().await;
    let url = format!("sqlite:{}", folder.path().join("roster.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    for table in TABLES {
        let query = format!("PRAGMA foreign_key_list({})", table.name);
        let rows = sqlx::query(AssertSqlSafe(query)).fetch_all(&mut connection).await.unwrap();
        let mut found: Vec<(String, String)> = rows.iter().map(|row| (row.get("from"), row.get("table"))).collect();
        found.sort();
        let known = table.references.iter().map(|(column, table)| ((*column).to_owned(), (*table).to_owned()));
        let mut known: Vec<(String, String)> = known.collect();
        known.sort();
        assert_eq!(known, found, "references of {}", table.name);
    }
}

/// A column that a migration adds and an export would leave out is found here.
#[tokio::test]
async fn every_table_and_column_is_copied() {
    let (folder, _store) = sqlite().await;
    let url = format!("sqlite:{}", folder.path().join("roster.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        // Those that begin like another one are where an index of texts keeps its own.
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%' \
         AND name NOT LIKE 'searched_texts_%'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    for table in &tables {
        let rows =
            sqlx::query(AssertSqlSafe(format!("PRAGMA table_info({table})"))).fetch_all(&mut connection).await.unwrap();
        let mut found: Vec<(String, String)> = rows.iter().map(|row| (row.get("name"), row.get("type"))).collect();
        found.retain(|(column, _)| !COUNTED.contains(&column.as_str()));
        found.sort();
        let Some(table) = TABLES.iter().find(|known| known.name == table) else {
            assert!(NOT_COPIED.contains(&table.as_str()), "{table} is in neither TABLES nor NOT_COPIED");
            continue;
        };
        let mut known: Vec<(String, String)> =
            table.columns.iter().map(|(name, kind)| ((*name).to_owned(), sqlite_type(*kind).to_owned())).collect();
        known.sort();
        assert_eq!(known, found, "columns of {}", table.name);
        assert!(table.key.iter().all(|column| table.position(column).is_some()));
    }
    assert!(TABLES.iter().all(|known| tables.iter().any(|table| table == known.name)));
}

fn sqlite_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Id | Kind::Moment | Kind::Count | Kind::Size | Kind::Boolean => "INTEGER",
        Kind::Real => "REAL",
        Kind::Text | Kind::Ascii | Kind::PublicId | Kind::BlobKey | Kind::OneOf(_) => "TEXT",
        Kind::Uuid | Kind::Bytes => "BLOB",
    }
}

#[test]
fn lines_are_read_as_they_were_written() {
    let table = TABLES.iter().find(|table| table.name == "file_metadata").unwrap();
    for number in [0.1, -0.0, 1e300, f64::MIN_POSITIVE, 9_007_199_254_740_993.0] {
        let row = vec![
            Value::Integer(9_007_199_254_740_991),
            Value::Integer(1),
            Value::Text("\u{7f}\\\"\u{2028}".to_owned()),
            Value::Text("number".to_owned()),
            Value::Text(String::new()),
            Value::Text("x".to_owned()),
            Value::Real(number),
        ];
        let line::Line::Row(read, values) = line::parse(&line::row(table, &row)).unwrap() else { panic!("a row") };
        assert_eq!((read.name, values), (table.name, row));
    }
}
