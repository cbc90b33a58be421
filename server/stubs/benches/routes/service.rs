//! What both routers stand on: who may call, and the data that is answered. No store, so that routes are measured.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use roster_stubs::docutools;
use uuid::Uuid;

/// The token of somebody who may do everything.
pub(crate) const TOKEN: &str = "b3duZXItdG9rZW4tb2YtMzItYnl0ZXM";
/// The token of somebody who may not update users.
pub(crate) const TOKEN_OF_MEMBER: &str = "bWVtYmVyLXRva2VuLW9mLTMyLWJ5dGVz";

/// When uploads expire, as an HTTP date.
pub(crate) const EXPIRES: &str = "Thu, 31 Dec 2026 23:59:59 GMT";

/// Somebody with a token.
#[derive(Debug)]
pub(crate) struct Caller {
    pub(crate) email: String,
    pub(crate) authorities: Vec<&'static str>,
}

impl Caller {
    pub(crate) fn has_authority(&self, authority: &str) -> bool {
        self.authorities.contains(&authority)
    }
}

/// The state of a server.
pub(crate) struct Service {
    callers: HashMap<&'static str, Arc<Caller>>,
    pub(crate) created: DateTime<Utc>,
    users: Vec<docutools::User>,
}

impl Service {
    pub(crate) fn new() -> Self {
        let caller = |email: &str, authorities: &[&'static str]| {
            Arc::new(Caller { email: email.to_owned(), authorities: authorities.to_vec() })
        };
        let created = DateTime::from_timestamp(1_561_027_041, 0).expect("a time of 2019");
        Self {
            callers: HashMap::from([
                (TOKEN, caller("alice@example.com", &["admin"])),
                (TOKEN_OF_MEMBER, caller("bob@example.com", &[])),
            ]),
            created,
            users: vec![user("ada", created), user("grace", created)],
        }
    }

    pub(crate) fn caller(&self, token: &str) -> Option<Arc<Caller>> {
        self.callers.get(token).cloned()
    }

    /// The page that was asked for; searching and sorting are the database's work elsewhere, and left out here.
    pub(crate) fn page(&self, number: i32, size: i32) -> docutools::UserPage {
        let content = self.users.clone();
        let elements = content.len() as i32;
        docutools::UserPage {
            number,
            size,
            number_of_elements: elements,
            total_elements: i64::from(elements),
            total_pages: 1,
            first: number == 0,
            last: true,
            empty: false,
            content,
        }
    }
}

fn user(name: &str, created: DateTime<Utc>) -> docutools::User {
    let organisation = Uuid::from_u128(0x2d1d_8e5c_7a90_4f0b_b6c4_91a2_f3e4_d5c6);
    docutools::User {
        user_id: Uuid::from_u128(0x67e5_5044_10b1_426f_9247_bb68_0e5f_e0c8),
        organisation_id: organisation,
        organisation_name_id: organisation,
        organisation_name: "Example".to_owned(),
        username: format!("{name}@example.com"),
        email: format!("{name}@example.com"),
        first_name: name.to_owned(),
        last_name: "Example".to_owned(),
        phone: Some("+43 1 2345678".to_owned()),
        fax: None,
        job_title: Some("Surveyor".to_owned()),
        department: None,
        internal_id: None,
        street: None,
        city: None,
        zip: None,
        comment: None,
        settings: docutools::UserSettings {
            language: "en".to_owned(),
            time_zone: Some("Europe/Vienna".to_owned()),
            two_factor_auth_enabled: false,
            admin: false,
            project_creator: false,
        },
        owner: false,
        active: true,
        verified: true,
        license: None,
        permissions: Vec::new(),
        created,
        last_modified: created,
        invitation_status: docutools::InvitationStatus::Active,
        r#type: docutools::UserType::Password,
        no_license_message: None,
        privacy_policy_accepted: true,
        terms_and_conditions_accepted: true,
    }
}
