//! One caller of each kind, and what the owner prepares for them.

use roster_server::{
    directory::UserSeed,
    model::{Organization, Roles, User, email::Email, name::PersonName, principal::TokenPermission},
};
use roster_tests::{App, Caller};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Nobody,
    BadToken,
    Deactivated,
    User,
    ProjectCreator,
    Admin,
    Owner,
    /// A user without a role, whose token has the permission `auto_key`.
    Portal,
    /// The owner of another organisation.
    Stranger,
}

impl Kind {
    pub(super) const ALL: [Self; 9] = [
        Self::Nobody,
        Self::BadToken,
        Self::Deactivated,
        Self::User,
        Self::ProjectCreator,
        Self::Admin,
        Self::Owner,
        Self::Portal,
        Self::Stranger,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::BadToken => "bad token",
            Self::Deactivated => "deactivated user",
            Self::User => "user",
            Self::ProjectCreator => "project creator",
            Self::Admin => "admin",
            Self::Owner => "owner",
            Self::Portal => "auto-key token",
            Self::Stranger => "another's owner",
        }
    }

    pub(super) fn is_signed_in(self) -> bool {
        !matches!(self, Self::Nobody | Self::BadToken | Self::Deactivated)
    }

    /// What the rulings give this caller, in the words of `x-authorities` (T22, D12: an owner is an admin as well).
    pub(super) fn authorities(self) -> &'static [&'static str] {
        match self {
            Self::Nobody | Self::BadToken | Self::Deactivated | Self::User => &[],
            Self::ProjectCreator => &["project_creator"],
            Self::Admin => &["admin"],
            Self::Owner | Self::Stranger => &["owner", "admin"],
            Self::Portal => &["auto_key"],
        }
    }
}

/// A server with one caller of each kind.
pub(super) struct World {
    pub(super) app: App,
    callers: Vec<Caller>,
}

impl World {
    pub(super) async fn start() -> Self {
        let app = App::start().await;
        let directory = app.server.directory();
        let organization =
            directory.find_organization(Some("Example organization")).await.expect("the first organisation");
        let mut callers = Vec::new();
        for kind in Kind::ALL {
            callers.push(match kind {
                Kind::Nobody => app.owner.anonymous(),
                Kind::BadToken => app.owner.with_token("oJkcQms0U680bqh9SNcFKY7vzuCJuMVW5iIPhnHuXFc"),
                Kind::Owner => app.owner.clone(),
                Kind::Stranger => app.stranger().await.caller,
                _ => caller(&app, &organization, kind).await,
            });
        }
        Self { app, callers }
    }

    pub(super) fn caller(&self, kind: Kind) -> &Caller {
        let index = Kind::ALL.iter().position(|other| *other == kind).expect("all kinds are there");
        &self.callers[index]
    }
}

/// Creates the user of a kind, and a token.
async fn caller(app: &App, organization: &Organization, kind: Kind) -> Caller {
    let roles = match kind {
        Kind::Admin => Roles { admin: true, ..Roles::default() },
        Kind::ProjectCreator => Roles { project_creator: true, ..Roles::default() },
        _ => Roles::default(),
    };
    let name = kind.name().replace(' ', "-");
    let user = create(app, organization, &name, roles).await;
    let permissions = if kind == Kind::Portal { vec![TokenPermission::AutoKey] } else { Vec::new() };
    let token = app.server.directory().create_token(&user, permissions).await.expect("a token");
    if kind == Kind::Deactivated {
        app.owner.twona("users_deactivate").path("user_id", &user.public_id).send().await.expect(204);
    }
    app.owner.with_token(token.reveal())
}

async fn create(app: &App, organization: &Organization, name: &str, roles: Roles) -> User {
    let email = Email::parse(&format!("{name}@example.org")).expect("an address");
    let seed = UserSeed { email, name: PersonName::parse(name).expect("a name"), roles };
    app.server.directory().create_user(organization, seed).await.expect("a new user")
}
