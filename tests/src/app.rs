//! A server of its own for each test: an empty database, a temporary folder, a clock that the test moves.

use std::{
    fs,
    ops::Deref,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use roster_server::{
    Config, Running,
    directory::{UserSeed, UserSelector},
    environment::{Environment, FixedClock},
    model::{
        LicenseType, Organization, Roles, Subscription, email::Email, name::PersonName, principal::TokenPermission,
    },
};
use tempfile::TempDir;

use crate::{caller::Caller, database, mail::Mail, statements};

/// A running server, its first owner, and what is needed to look behind it.
pub struct App {
    /// The owner of `Example organization`.
    pub owner: Caller,
    pub server: Running,
    clock: Arc<FixedClock>,
    http: reqwest::Client,
    data: TempDir,
}

/// Somebody with a token.
pub struct Person {
    pub caller: Caller,
    /// The id that the Twona API uses.
    pub id: String,
    /// The id that the docutools API uses.
    pub uuid: String,
    pub email: String,
}

impl Deref for Person {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

impl App {
    /// Starts a server on an empty store.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts a server with another configuration than the usual one.
    pub async fn start_with(configure: impl FnOnce(&mut Config)) -> Self {
        statements::note();
        let data = tempfile::tempdir().expect("a temporary folder");
        let now: DateTime<Utc> = "2026-03-01T12:00:00Z".parse().expect("a date-time");
        let (environment, clock) = Environment::fixed(now, 7);
        let database_url = database::url().await;
        let mut config = Config { environment, database_url, ..Config::new(data.path()) };
        configure(&mut config);
        let server = roster_server::start(config).await.expect("the server starts");
        let token = server.owner_token().map(str::to_owned);
        let owner = Caller::new(format!("http://{}", server.address()), token);
        Self { http: owner.http.clone(), owner, server, clock, data }
    }

    /// The server's folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// A user of the owner's organisation without any authority.
    pub async fn user(&self, name: &str) -> Person {
        self.person(name, Roles::default()).await
    }

    /// An administrator of the owner's organisation.
    pub async fn admin(&self, name: &str) -> Person {
        self.person(name, Roles { admin: true, ..Roles::default() }).await
    }

    /// A project creator of the owner's organisation.
    pub async fn project_creator(&self, name: &str) -> Person {
        self.person(name, Roles { project_creator: true, ..Roles::default() }).await
    }

    /// The owner of another organisation.
    pub async fn stranger(&self) -> Person {
        self.owner_of("Another organization", Subscription::new(LicenseType::Master, 10)).await
    }

    /// The owner of another organisation, which has this name and subscription.
    pub async fn owner_of(&self, name: &str, subscription: Subscription) -> Person {
        let organization = self.server.directory().create_organization(name, subscription).await;
        let organization = organization.expect("a new organisation");
        self.member(&organization, "stranger", Roles { owner: true, ..Roles::default() }).await
    }

    /// The owner, with a token that may ask for login links.
    pub async fn portal(&self) -> Caller {
        let directory = self.server.directory();
        let email = Email::parse("owner@example.com").expect("an address");
        let user = directory.find_user(&UserSelector { email, organization: None }).await.expect("the owner");
        let token = directory.create_token(&user, vec![TokenPermission::AutoKey]).await.expect("a token");
        self.owner.with_token(token.reveal())
    }

    async fn person(&self, name: &str, roles: Roles) -> Person {
        let organization =
            self.server.directory().find_organization(Some("Example organization")).await.expect("the organisation");
        self.member(&organization, name, roles).await
    }

    async fn member(&self, organization: &Organization, name: &str, roles: Roles) -> Person {
        let directory = self.server.directory();
        let email = format!("{name}@example.org");
        let seed = UserSeed {
            email: Email::parse(&email).expect("an address"),
            name: PersonName::parse(name).expect("a name"),
            roles,
        };
        let user = directory.create_user(organization, seed).await.expect("a new user");
        let token = directory.create_token(&user, Vec::new()).await.expect("a token");
        let caller = self.owner.with_token(token.reveal());
        let session = caller.twona("session_get").send().await.expect(200).json();
        let id = session["user"]["id"].as_str().expect("an id").to_owned();
        Person { caller, id, uuid: user.uuid.to_string(), email }
    }

    /// Lets time pass, for the server.
    pub fn pass(&self, duration: Duration) {
        self.clock.advance(TimeDelta::from_std(duration).expect("a duration"));
    }

    /// The one mail in the outbox to this address, once it is there.
    ///
    /// # Panics
    /// If none comes, or there is more than one.
    pub async fn mail_to(&self, address: &str) -> Mail {
        let mut mails = self.mails_to(address);
        for _ in 0..200 {
            if !mails.is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            mails = self.mails_to(address);
        }
        assert_eq!(mails.len(), 1, "mails to {address}");
        mails.remove(0)
    }

    /// The mails in the outbox to this address, as they are now.
    pub fn mails_to(&self, address: &str) -> Vec<Mail> {
        let mut mails: Vec<Mail> = self.outbox().iter().map(|path| Mail::read(path)).collect();
        mails.retain(|mail| mail.header("To").is_some_and(|to| to.to_lowercase().contains(&address.to_lowercase())));
        mails
    }

    /// Empties the outbox.
    pub fn forget_mail(&self) {
        for path in self.outbox() {
            fs::remove_file(path).expect("the outbox can be emptied");
        }
    }

    fn outbox(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.data.path().join("outbox")).expect("the outbox");
        entries
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect()
    }

    /// Opens a page as a browser does.
    pub async fn browse(&self, link: &str) -> reqwest::Response {
        self.http.get(link).header("accept", "text/html").send().await.expect("a page")
    }

    /// Presses the one button of the page behind `link`.
    pub async fn submit(&self, link: &str) -> reqwest::Response {
        let request = self.http.post(link).header("content-type", "application/x-www-form-urlencoded");
        request.header("sec-fetch-site", "same-origin").body("").send().await.expect("a page")
    }
}
