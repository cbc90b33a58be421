//! Lists of files: the same results from every database, whole and in windows.

use chrono::{DateTime, TimeDelta};

use super::{Fixture, open};
use crate::{
    blobs::{BlobKey, BlobKind},
    model::{
        File, FileContent, Metadata, MetadataValue, NewFile, OrganizationId,
        search::{FileField, FileOrder, Order, parse_filter, parse_order},
    },
    store::{FileQuery, Slice, Store, Window},
};

/// Name, size, age in hours, metadata.
type Sample = (&'static str, u64, i64, &'static [(&'static str, Value)]);

#[derive(Clone, Copy)]
enum Value {
    Text(&'static str),
    Number(f64),
    Boolean(bool),
}

use Value::{Boolean, Number, Text};

const FILES: [Sample; 8] = [
    ("a.pdf", 10, 1, &[("owner", Text("diego")), ("revision", Number(3.0))]),
    ("B.PDF", 9, 2, &[("owner", Text("Donna")), ("revision", Number(10.0)), ("due", Text("2019-07-01"))]),
    (
        "c.txt",
        100,
        3,
        &[("owner", Text("100%")), ("revision", Text("draft")), ("due", Text("2019-07-01T10:00:00+02:00"))],
    ),
    ("d", 1024, 4, &[("approved", Boolean(true)), ("revision", Number(-0.5)), ("due", Text("soon"))]),
    ("É.txt", 0, 5, &[("owner", Text("Éva")), ("due", Text("2020-01-01T00:00:00Z"))]),
    ("f.txt", 1024, 6, &[]),
    ("g.txt", 1024, 6, &[("owner", Text("3")), ("revision", Number(3.0)), ("a.b", Text("x"))]),
    ("temporary.txt", 5, 7, &[]),
];

fn now() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap()
}

async fn fill(store: &dyn Store, organization: OrganizationId) {
    let mut transaction = store.transaction().await.unwrap();
    for (name, size, hours, metadata) in FILES {
        let content = FileContent {
            name: name.to_owned(),
            extension: name.rsplit_once('.').map_or("", |(_, extension)| extension).to_owned(),
            media_type: if size > 100 { "Application/PDF" } else { "text/plain" }.to_owned(),
            size,
            etag: "\"e\"".to_owned(),
            blob_key: BlobKey::new(BlobKind::File, uuid::Uuid::new_v4()),
            upload_metadata: String::new(),
            upload_concat: String::new(),
        };
        let file = NewFile {
            public_id: format!("x{}", uuid::Uuid::new_v4().simple()),
            organization,
            user: None,
            content,
            created: now() - TimeDelta::hours(hours),
            expires: (name == "temporary.txt").then(|| now() + TimeDelta::hours(1)),
        };
        let id = transaction.files_insert(&file).await.unwrap();
        let metadata: Metadata = metadata
            .iter()
            .map(|(key, value)| {
                let value = match *value {
                    Text(text) => MetadataValue::Text(text.to_owned()),
                    Number(number) => MetadataValue::Number(crate::model::number::Number::from_f64(number).unwrap()),
                    Boolean(value) => MetadataValue::Boolean(value),
                };
                ((*key).to_owned(), value)
            })
            .collect();
        transaction.files_put_metadata(organization, id, &metadata).await.unwrap();
    }
    transaction.commit().await.unwrap();
}

/// First letters of the names, in their order; the list is read whole, and in windows of three.
async fn listed(fixture: &Fixture, q: &str, sort_by: &str) -> String {
    let filter = (!q.is_empty()).then(|| parse_filter::<FileField>(q).unwrap());
    let order: Vec<Order<FileOrder>> = if sort_by.is_empty() { Vec::new() } else { parse_order(sort_by).unwrap() };
    let query = FileQuery { organization: fixture.organization, now: now(), filter, order };
    let mut reader = fixture.store.reader().await.unwrap();
    let whole = reader.files_list(&query, Window::After { last: None, limit: 100 }).await.unwrap();
    let mut chunks: Vec<File> = Vec::new();
    loop {
        let last = chunks.last().cloned().map(Box::new);
        let chunk = reader.files_list(&query, Window::After { last, limit: 3 }).await.unwrap();
        if chunk.is_empty() {
            break;
        }
        chunks.extend(chunk);
    }
    assert_eq!(chunks, whole, "{q} {sort_by}");
    for (number, expected) in whole.chunks(2).enumerate() {
        let slice = Slice::new(2 * number as u64, 2, whole.len() as u64).unwrap();
        assert_eq!(reader.files_list(&query, Window::Slice(slice)).await.unwrap(), expected, "{q} {sort_by}");
    }
    assert_eq!(reader.files_count(&query).await.unwrap(), whole.len() as u64, "{q}");
    whole.iter().map(|file| file.content.name.chars().next().unwrap()).collect()
}

#[tokio::test]
async fn files_are_found_by_every_kind_of_value() {
    let fixture = open().await;
    fill(&*fixture.store, fixture.organization).await;
    for (q, expected) in [
        ("", "aBcdÉgft"),
        ("owner:diego*", "a"),
        ("owner:DONNA", "B"),
        ("owner:éVA", "É"),
        ("owner:*", "aBcÉg"),
        (r"owner:100%", "c"),
        ("owner:*%*", "c"),
        ("owner:*_*", ""),
        ("revision:3", "ag"),
        ("revision:3.0", "ag"),
        ("owner:3", "g"),
        ("revision:>3", "B"),
        ("revision:<3", "d"),
        ("revision:>-1", "aBdg"),
        ("revision:draft", "c"),
        ("approved:true", "d"),
        ("approved:false", ""),
        ("due:2019-07-01", "Bc"),
        ("due:>2019-07-01", "É"),
        ("due:<2019-07-02", "Bc"),
        ("due:2019-07-01T08:00:00Z", "c"),
        ("due:soon", "d"),
        ("a.b:x", "g"),
        ("no_such_key:1", ""),
        ("name:*.txt-owner:*", "ft"),
        ("extension:pdf", "aB"),
        ("mimetype:application/pdf", "dgf"),
        ("size:1024", "dgf"),
        ("size:>9.5+size:<101", "ac"),
        ("date:>2023-11-14T21:00:00Z", "a"),
        ("owner:diego|owner:donna+revision:10", "aB"),
    ] {
        assert_eq!(listed(&fixture, q, "").await, expected, "{q}");
    }
}

#[tokio::test]
async fn files_are_sorted_by_every_kind_of_value_and_those_without_it_come_last() {
    let fixture = open().await;
    fill(&*fixture.store, fixture.organization).await;
    for (sort_by, expected) in [
        ("name", "aBcdfgtÉ"),
        ("-name", "Étgfd cBa"),
        ("size,name", "ÉtBacdfg"),
        ("-size,-name", "gfdcaBtÉ"),
        ("date", "tfgÉdcBa"),
        ("-date", "aBcdÉgft"),
        ("extension,name", "daBcfgtÉ"),
        ("mimetype", "dfgaBcÉt"),
        // Booleans, dates, numbers, texts.
        ("revision", "dagBcÉft"),
        ("-revision", "cBgadtfÉ"),
        ("due", "BcÉdafgt"),
        ("-due,name", "dÉcBafgt"),
        ("owner,-revision", "cgaBÉdtf"),
        ("id,name", ""),
    ] {
        let listed = listed(&fixture, "", sort_by).await;
        if expected.is_empty() {
            assert_eq!(listed.chars().count(), FILES.len());
        } else {
            assert_eq!(listed, expected.replace(' ', ""), "{sort_by}");
        }
    }
}

#[tokio::test]
async fn a_temporary_file_moves_once_and_before_it_expires() {
    let fixture = open().await;
    fill(&*fixture.store, fixture.organization).await;
    let query = FileQuery {
        organization: fixture.organization,
        now: now(),
        filter: Some(parse_filter("name:temporary.txt").unwrap()),
        order: Vec::new(),
    };
    let mut transaction = fixture.store.transaction().await.unwrap();
    let files = transaction.files_list(&query, Window::After { last: None, limit: 10 }).await.unwrap();
    let id = files[0].id;
    let expired = now() + TimeDelta::hours(1);
    let late = FileQuery { now: expired, ..query.clone() };
    assert_eq!(transaction.files_count(&late).await.unwrap(), 0);
    assert!(!transaction.files_move(id, "new", expired).await.unwrap());
    assert!(transaction.files_move(id, "new", now()).await.unwrap());
    assert!(!transaction.files_move(id, "newer", now()).await.unwrap());
    assert_eq!(transaction.files_count(&query).await.unwrap(), 0);
    let moved = transaction.files_get(fixture.organization, &files[0].public_id).await.unwrap().unwrap();
    assert_eq!(moved.moved_to.as_deref(), Some("new"));
}
