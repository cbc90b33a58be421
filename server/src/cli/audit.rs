//! `audit`: prints the log of changes, however long it is, as a table or as JSON lines.

use std::io::{self, BufWriter, ErrorKind, Write};

use chrono::SecondsFormat;
use futures_util::StreamExt;
use serde_json::json;

use super::{
    Failure, UsageError,
    arguments::Audit,
    commands::{explain, open},
};
use crate::{
    directory::{Directory, UserSelector},
    environment::Environment,
    model::{
        audit::{AuditEntry, AuditQuery},
        email::Email,
    },
};

pub(super) async fn print(options: Audit) -> Result<(), Failure> {
    let (store, directory) = open(&options.storage).await?;
    let query = query(&directory, &options).await?;
    let rows = directory.audit_log(query).await?;
    let mut output = BufWriter::new(io::stdout().lock());
    let write = if options.json { write_json } else { write_line };
    let mut written = if options.json { Ok(()) } else { write_heading(&mut output) };
    for entry in rows.first {
        written = written.and_then(|()| write(&mut output, &entry));
    }
    if let Some(mut rest) = rows.rest {
        while let Some(entry) = rest.next().await {
            let entry = entry?;
            written = written.and_then(|()| write(&mut output, &entry));
            if written.is_err() {
                break;
            }
        }
    }
    store.close().await;
    match written.and_then(|()| output.flush()) {
        // A reader who has seen enough is no failure.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Other(error.to_string())),
        _ => Ok(()),
    }
}

async fn query(directory: &Directory, options: &Audit) -> Result<AuditQuery, Failure> {
    let organization = match &options.organization {
        Some(wanted) => Some(directory.find_organization(Some(wanted)).await.map_err(explain)?.id),
        None => None,
    };
    let actor = match &options.actor {
        Some(text) if text.contains('@') => {
            let email = Email::parse(text).map_err(|detail| UsageError(format!("--actor {detail}")))?;
            let selector = UserSelector { email, organization: options.organization.clone() };
            Some(directory.find_user(&selector).await.map_err(explain)?.public_id)
        }
        Some(id) if !directory.is_actor(id).await? => {
            return Err(Failure::Other(format!("--actor {id}: there is no user with this id, and never was")));
        }
        other => other.clone(),
    };
    let now = Environment::system().now();
    Ok(AuditQuery { organization, actor, since: options.since.map(|since| since.moment(now)) })
}

fn write_heading(output: &mut dyn Write) -> io::Result<()> {
    write_columns(output, ["TIME", "ORGANIZATION", "ACTOR", "ACTION", "SUBJECT", "ADDRESS", "REQUEST"])
}

fn write_line(output: &mut dyn Write, entry: &AuditEntry) -> io::Result<()> {
    let time = entry.recorded.to_rfc3339_opts(SecondsFormat::Secs, true);
    let organization = entry.organization.0.to_string();
    let subject = format!("{} {}", entry.subject_kind, entry.subject);
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let (address, request) = (or_dash(&entry.address), or_dash(&entry.request_id));
    let actor = entry.actor.as_deref().unwrap_or(&entry.actor_kind);
    write_columns(output, [&time, &organization, actor, &entry.action, &subject, &address, &request])
}

fn write_columns(output: &mut dyn Write, columns: [&str; 7]) -> io::Result<()> {
    let [time, organization, actor, action, subject, address, request] = columns;
    writeln!(output, "{time:20}  {organization:12}  {actor:12}  {action:20}  {subject:36}  {address:15}  {request}")
}

fn write_json(output: &mut dyn Write, entry: &AuditEntry) -> io::Result<()> {
    let line = json!({
        "id": entry.id,
        "time": entry.recorded.to_rfc3339_opts(SecondsFormat::Secs, true),
        "organization": entry.organization.0,
        "actor_kind": entry.actor_kind,
        "actor": entry.actor,
        "action": entry.action,
        "subject_kind": entry.subject_kind,
        "subject": entry.subject,
        "address": entry.address,
        "request_id": entry.request_id,
    });
    writeln!(output, "{line}")
}
