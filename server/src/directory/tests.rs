//! The rules, on a real database.

mod audit;
mod avatars;
mod bulk;
mod concatenation;
mod credentials;
mod groups;
mod invitations;
mod rows;
mod search;
mod sweep;
mod users;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta};

use super::{BulkEntry, Directory, DirectoryError, InvitationLetter, Quotas, Settings, UserSeed, rows::Rows};
use crate::{
    blobs::{BlobLocation, Blobs},
    environment::{Environment, FixedClock},
    mail::{Courier, Folder, Mailer, Transport},
    model::{GroupId, Roles, User, email::Email, name::PersonName, principal::Principal},
    store::{self, CredentialKind, Store},
};

/// A directory with an organisation and its owner, in a folder of its own.
pub(crate) struct Fixture {
    pub(crate) directory: Directory,
    pub(crate) owner: Principal,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) courier: Courier,
    pub(crate) folder: tempfile::TempDir,
}

impl Fixture {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (environment, clock) = Environment::fixed(DateTime::from_timestamp(1_561_000_000, 0).unwrap(), 42);
        let store = store::testing::open(folder.path()).await;
        let settings = Settings {
            public_url: "http://roster.example".parse().unwrap(),
            invitation_lifetime: TimeDelta::days(7),
            mail_pause: TimeDelta::zero(),
            quotas: Quotas::default(),
        };
        let mailer = Mailer::new(environment.clone(), "no-reply@roster.example".parse().unwrap());
        let open = async |name: &str| Folder::open(folder.path().join(name)).await.unwrap();
        let (outbox, dead_letters) = (open("outbox").await, open("dead-letters").await);
        let courier =
            Courier::new(store.clone(), environment.clone(), &mailer, Transport::Folder(outbox), dead_letters);
        let blobs = Blobs::open(&BlobLocation::Folder(folder.path().join("blobs"))).await.unwrap();
        let directory = Directory::new(store, blobs, environment, mailer, settings);
        let first = directory.first_start().await.unwrap().expect("the store is empty");
        let token = first.commit().await.unwrap();
        let owner = directory.authenticate(token.reveal(), CredentialKind::Token).await.unwrap().unwrap();
        Self { directory, owner, clock, courier, folder }
    }

    pub(crate) async fn user(&self, name: &str, email: &str, roles: Roles) -> User {
        let seed = UserSeed { email: Email::parse(email).unwrap(), name: PersonName::parse(name).unwrap(), roles };
        self.directory.create_user(&self.owner.organization, seed).await.unwrap()
    }

    pub(crate) async fn principal(&self, user: &User) -> Principal {
        let token = self.directory.create_token(user, Vec::new()).await.unwrap();
        self.directory.authenticate(token.reveal(), CredentialKind::Token).await.unwrap().unwrap()
    }

    /// Somebody with a directory entry of their own, who must see nothing of this one.
    pub(crate) async fn stranger(&self) -> Principal {
        let subscription = self.owner.organization.subscription;
        let organization = self.directory.create_organization("Elsewhere", subscription).await.unwrap();
        let seed = UserSeed {
            email: Email::parse("stranger@elsewhere.example").unwrap(),
            name: PersonName::parse("Stranger").unwrap(),
            roles: Roles { owner: true, ..Roles::default() },
        };
        let user = self.directory.create_user(&organization, seed).await.unwrap();
        self.principal(&user).await
    }

    pub(crate) async fn invite(&self, email: &str, groups: &[GroupId]) -> Result<(), DirectoryError> {
        let letter = InvitationLetter {
            name: "Dora Dean".to_owned(),
            email: email.to_owned(),
            groups: groups.to_vec(),
            message: Some("Welcome!".to_owned()),
        };
        self.directory.invite(&self.owner, letter).await
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.directory.store
    }

    /// The same directory on another store.
    pub(crate) fn on(&self, store: Arc<dyn Store>) -> Directory {
        Directory { store, ..self.directory.clone() }
    }

    /// Closes the database, as if it were gone.
    pub(crate) async fn close(&self) {
        self.directory.store.close().await;
    }

    /// Delivers what is queued; the links in all mails, the oldest mail first.
    pub(crate) async fn links(&self) -> Vec<String> {
        self.courier.deliver_due().await.unwrap();
        let mut mails: Vec<_> = std::fs::read_dir(self.folder.path().join("outbox"))
            .unwrap()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_name().to_string_lossy().ends_with(".eml"))
            .collect();
        mails.sort_by_key(|entry| entry.metadata().unwrap().modified().unwrap());
        mails
            .iter()
            .map(|entry| {
                let text = std::fs::read_to_string(entry.path()).unwrap().replace("=\r\n", "");
                let (_, rest) = text.split_once("/invitations/").expect("the mail has the link");
                rest.chars().take_while(|character| !character.is_whitespace()).collect()
            })
            .collect()
    }

    pub(crate) async fn emails(&self, deleted: bool) -> Vec<String> {
        let listing = super::UserListing { deleted, ..Default::default() };
        let rows = self.directory.users(&self.owner, listing).await.unwrap();
        rows.first.iter().map(|user| user.email.to_string()).collect()
    }
}

pub(crate) fn entry(email: &str, group: Option<GroupId>) -> BulkEntry {
    BulkEntry { email: email.to_owned(), group }
}

pub(crate) fn admin() -> Roles {
    Roles { admin: true, ..Roles::default() }
}

pub(crate) fn names(rows: &Rows<User>) -> Vec<String> {
    rows.first.iter().map(|user| user.name.full()).collect()
}

/// The error's code, which is what a caller sees of it.
pub(crate) fn code<T>(result: Result<T, DirectoryError>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(error) => error.code(),
    }
}
