//! What goes out comes in again, and anything else stays out.
//!
//! Where `ROSTER_TEST_DATABASE_URL` names a PostgreSQL database, the round trip leads through it; there is SQLite at
//! both ends in any case.

use std::sync::Arc;

use sqlx::{AssertSqlSafe, Connection, Row as _, SqliteConnection};

use super::{ImportError, export, import, line};
use crate::{
    directory::{
        model::{GroupId, Roles},
        tests::Fixture,
    },
    store::{self, Kind, NOT_COPIED, Store, TABLES, Value},
};

async fn sqlite() -> (tempfile::TempDir, Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store = store::open(&format!("sqlite:{}", folder.path().join("roster.db").display()), None).await.unwrap();
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
    let file = r#"{"files":{"blob_key":"b","created_at":5,"etag":"\"e\"","expires_at":9223372036854775807,"extension":"png",
        "extension_key":"png","id":7,"media_type":"image/png","media_type_key":"image/png","moved_to":"x",
        "name":"a\n💃.png","name_key":"a\n💃.png","organization_id":1,"public_id":"f","size":0,
        "upload_metadata":""}}"#;
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
        (with(2, &lines[1].replace("\"seats\":10", "\"seats\":-1")), "line 2 does not fit"),
        (with(2, &lines[1].replace("\"seats\"", "\"saets\"")), "line 2 has in organizations the member \"saets\""),
        (with(user, &lines[user - 1].replace("@example", "\\u0000@example")), "no text"),
        (with(user, &lines[user - 1].replace("@", "")), "has an email that"),
        (with(user, &lines[user - 1].replace("\"organization_id\":1", "\"organization_id\":99")), "does not fit"),
        (with(user + 1, lines[user - 1]), &format!("line {} does not fit", user + 1)),
        (with(3, &format!("{{\"groups\":{{\"name\":\"{}\"}}}}", "x".repeat(2_000_000))), "line 3 is longer than"),
    ] {
        let error = imported(&*store, &text).await.expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}, not {expected}");
        assert!(store.reader().await.unwrap().organizations_list(1).await.unwrap().is_empty(), "{expected}");
    }
    imported(&*store, &text).await.unwrap();
}

/// A column that a migration adds and an export would leave out is found here.
#[tokio::test]
async fn every_table_and_column_is_copied() {
    let (folder, _store) = sqlite().await;
    let url = format!("sqlite:{}", folder.path().join("roster.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlx_%'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    for table in &tables {
        let rows =
            sqlx::query(AssertSqlSafe(format!("PRAGMA table_info({table})"))).fetch_all(&mut connection).await.unwrap();
        let mut found: Vec<(String, String)> = rows.iter().map(|row| (row.get("name"), row.get("type"))).collect();
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
        Kind::Integer | Kind::Boolean => "INTEGER",
        Kind::Real => "REAL",
        Kind::Text => "TEXT",
        Kind::Uuid | Kind::Bytes => "BLOB",
    }
}

#[test]
fn lines_are_read_as_they_were_written() {
    let table = TABLES.iter().find(|table| table.name == "file_metadata").unwrap();
    for number in [0.1, -0.0, 1e300, f64::MIN_POSITIVE, 9_007_199_254_740_993.0] {
        let row = vec![
            Value::Integer(i64::MIN),
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
