//! Errors: every documented one that the server makes and a typed client can provoke, with its problem document parsed.

use std::{collections::BTreeSet, fmt::Debug, time::Duration};

use roster_client::{
    Client, Error, Problem,
    twona::{
        GroupCreateOrActivate, GroupMember, GroupUpdate, InvitationCreate, UserActivation, UserBulk, UserUpdate,
        UsersListParameters,
    },
};
use roster_tests::{
    App,
    document::DOCUMENTS,
    requests::{self, names_an_entity},
};

use super::{calls::call, docutools, group, named, twona};

/// The operations and statuses that were seen.
#[derive(Default)]
struct Seen(BTreeSet<(String, u16)>);

impl Seen {
    /// The problem that came instead of an answer, which must be of this status and code.
    #[track_caller]
    fn refused<T: Debug>(&mut self, operation: &str, status: u16, code: &str, result: Result<T, Error>) -> Problem {
        let error = result.expect_err(operation);
        assert_eq!(
            (error.status().map(|status| status.as_u16()), error.code()),
            (Some(status), Some(code)),
            "{error:?}"
        );
        let Error::Problem { problem, .. } = error else { panic!("{operation}: {error:?}") };
        assert_eq!(problem.status, Some(status));
        assert!(problem.title.is_some() && problem.detail.is_some(), "{operation}: {problem:?}");
        self.0.insert((operation.to_owned(), status));
        *problem
    }
}

/// The pointers and parameters that a problem names.
fn places(problem: &Problem) -> Vec<&str> {
    assert!(problem.errors.iter().all(|violation| !violation.detail.is_empty()), "{problem:?}");
    problem.errors.iter().filter_map(|one| one.pointer.as_deref().or(one.parameter.as_deref())).collect()
}

/// Calls operations that are to be refused alike.
macro_rules! each {
    ($seen:ident, $client:expr, $status:literal, $code:literal; $($operation:ident($($argument:expr),*);)*) => {
        $($seen.refused(stringify!($operation), $status, $code, $client.$operation($($argument),*).await);)*
    };
}

#[tokio::test]
async fn every_documented_error_arrives_with_its_problem() {
    let app = App::start().await;
    let mut seen = Seen::default();
    let (owner, alice, bob) = (twona(&app.owner), app.user("alice").await, app.user("bob").await);
    let (team, other) = (group(&app, "Team").await.id, group(&app, "Other").await.id);
    let invitation = InvitationCreate::new("Grace Hopper", "grace@example.com");
    let (update, member) = (UserUpdate::default(), GroupMember::new(&alice.id));

    // What is valid for its owner is refused to these, for each operation that documents it.
    let (nobody, stranger) = (app.owner.anonymous(), app.stranger().await);
    for operation in DOCUMENTS[0].operations() {
        for (caller, status, code, applies) in [
            (&nobody, 401, "unauthorized", operation.is_guarded),
            (&bob, 403, "forbidden", operation.refusal == 403 && !operation.authorities.is_empty()),
            (&stranger, 404, "not_found", names_an_entity(operation)),
        ] {
            if applies {
                let request = requests::valid(&app, caller, operation.document, &operation.id).await;
                // An answer to HEAD has no body, and so no code.
                if operation.method == http::Method::HEAD {
                    let error = call(caller, operation, &request).await.expect_err(&operation.id);
                    assert_eq!(error.status().map(|status| status.as_u16()), Some(status), "{error:?}");
                } else {
                    seen.refused(&operation.id, status, code, call(caller, operation, &request).await);
                }
            }
        }
    }
    each! { seen, owner, 404, "not_found";
        groups_create_or_activate(&GroupCreateOrActivate { id: Some(4711), ..Default::default() });
        groups_users_add(team, &GroupMember::new("nobody"));
    }

    let me = owner.session_get().await.expect("a session").into_body().user.id;
    seen.refused("users_deactivate", 409, "last_owner", owner.users_deactivate(&me).await);
    let taken = InvitationCreate::new("Alice", alice.email.to_uppercase());
    seen.refused("invitations_create", 409, "email_in_use", owner.invitations_create(&taken).await);
    owner.invitations_create(&invitation).await.expect("invited");
    app.pass(Duration::from_secs(30 * 24 * 3600));
    let cancelled = owner.invitations_cancel("grace@example.com").await;
    seen.refused("invitations_cancel", 409, "invitation_not_pending", cancelled);
    let taken = owner.groups_create_or_activate(&named("TEAM")).await;
    seen.refused("groups_create_or_activate", 409, "name_in_use", taken);
    seen.refused("groups_update", 409, "name_in_use", owner.groups_update(other, &GroupUpdate::new("Team")).await);
    owner.groups_deactivate(other).await.expect("deactivated");
    seen.refused("groups_users_add", 409, "group_inactive", owner.groups_users_add(other, &member).await);

    let too_long = "x".repeat(300);
    let wrong = InvitationCreate { groups: Some(vec![0]), ..InvitationCreate::new(" ", "nowhere") };
    let problem = seen.refused("invitations_create", 422, "invalid_body", owner.invitations_create(&wrong).await);
    assert_eq!(places(&problem), ["/email", "/groups/0", "/name"]);
    let problem =
        seen.refused("users_activate", 422, "invalid_body", owner.users_activate(&UserActivation::new("a b")).await);
    assert_eq!(places(&problem), ["/id"]);
    let long = UserUpdate { name: Some(too_long.clone()), position: Some(too_long.as_str().into()), ..update.clone() };
    let problem = seen.refused("users_update", 422, "invalid_body", owner.users_update(&alice.id, &long).await);
    assert_eq!(places(&problem), ["/name", "/position"]);
    let nameless = owner.groups_create_or_activate(&named(" ")).await;
    seen.refused("groups_create_or_activate", 422, "invalid_body", nameless);
    let problem =
        seen.refused("groups_update", 422, "invalid_body", owner.groups_update(team, &GroupUpdate::new("")).await);
    assert!(places(&problem).contains(&"/name"), "{problem:?}");
    let problem = owner.groups_users_add(team, &GroupMember::new("a b")).await;
    assert_eq!(places(&seen.refused("groups_users_add", 422, "invalid_body", problem)), ["/id"]);

    let many = (0..101).map(|number| format!("user{number}@example.com")).collect();
    for (status, code, emails, at) in [
        (400, "invalid_body", Vec::new(), "/emails"),
        (413, "payload_too_large", many, "/emails"),
        (422, "invalid_body", vec!["fine@example.com".to_owned(), "nowhere".to_owned()], "/emails/1"),
    ] {
        let result = owner.users_create_bulk(&UserBulk::new(emails)).await;
        assert_eq!(places(&seen.refused("users_create_bulk", status, code, result)), [at]);
    }
    let huge = "x".repeat(2 * 1024 * 1024);
    each! { seen, owner, 413, "payload_too_large";
        invitations_create(&InvitationCreate::new(huge.as_str(), "grace@example.com"));
        users_activate(&UserActivation::new(huge.as_str()));
        users_update(&alice.id, &UserUpdate { name: Some(huge.clone()), ..update });
        groups_create_or_activate(&named(&huge));
        groups_update(team, &GroupUpdate::new(huge.as_str()));
        groups_users_add(team, &GroupMember::new(huge.as_str()));
    }
    let malformed = UsersListParameters { q: Some("name = = x".to_owned()), ..Default::default() };
    let problem = seen.refused("users_list", 400, "invalid_parameter", owner.users_list(&malformed).await);
    assert_eq!(places(&problem), ["q"]);

    // Nothing that is documented is left out, but what these requests cannot be refused for.
    let beyond = |operation: &str, status: u16| match status {
        // The client names the media type; there are fewer requests here than a limit of them would allow.
        415 | 429 => true,
        // Its one parameter is a bool.
        400 => operation == "groups_list",
        _ => false,
    };
    let mut missing = Vec::new();
    for operation in DOCUMENTS[0].operations() {
        let id = operation.id.as_str();
        if ["session_", "invitations_", "users_", "groups_"].iter().any(|start| id.starts_with(start)) {
            let statuses = operation.statuses().filter_map(|status| status.parse::<u16>().ok());
            missing.extend(
                statuses
                    .filter(|status| (400..500).contains(status) && !beyond(id, *status))
                    .filter(|status| !seen.0.contains(&(id.to_owned(), *status)))
                    .map(|status| format!("{id} {status}")),
            );
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn a_refused_credential_comes_with_the_challenge() {
    let app = App::start().await;
    for client in [docutools(&app.owner.anonymous()), Client::docutools(app.owner.base(), "").expect("a client")] {
        let error = client.members_list(&Default::default()).await.expect_err("no credential");
        assert_eq!((error.status().map(|status| status.as_u16()), error.code()), (Some(401), Some("unauthorized")));
        let headers = error.headers().expect("headers");
        assert!(headers["www-authenticate"].to_str().expect("text").starts_with("Bearer"), "{headers:?}");
    }
}

#[tokio::test]
async fn an_authority_is_asked_for_before_anything_else() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let client = docutools(&alice);
    let error = client.licenses_remove(uuid::Uuid::nil()).await.expect_err("alice is no owner");
    assert_eq!((error.status().map(|status| status.as_u16()), error.code()), (Some(403), Some("forbidden")));
    let update = docutools::UserUpdate::default();
    let error = client.users_update(uuid::Uuid::nil(), &update).await.expect_err("alice is no administrator");
    assert_eq!(error.code(), Some("forbidden"));
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let app = App::start().await;
    let parameters = docutools::UsersListParameters { page: Some(-1), page_size: Some(0), ..Default::default() };
    let error = docutools(&app.owner).users_list(&parameters).await.expect_err("invalid");
    assert_eq!((error.status().map(|status| status.as_u16()), error.code()), (Some(400), Some("invalid_parameter")));
    assert_eq!(places(error.problem().expect("a problem")), ["page", "pageSize"]);
}
