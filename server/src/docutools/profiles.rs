//! Profiles and pages of them in the document's terms.

use roster_stubs::docutools::{
    InvitationStatus, LicenseType, Permission, User, UserLicense, UserPage, UserSettings, UserType,
};

use crate::{
    directory::{PageNumber, rows::Page},
    model::{self, Authentication, Organization, Profile, Roles, UserStatus},
};

/// A profile as this API shows one.
pub(super) fn user_object(profile: Profile, organization: &Organization) -> User {
    let Profile { user, .. } = profile;
    User {
        user_id: user.uuid,
        organisation_id: organization.uuid,
        organisation_name_id: organization.uuid,
        organisation_name: organization.name.clone(),
        username: user.username.to_string(),
        email: user.email.to_string(),
        first_name: user.name.first,
        last_name: user.name.last,
        phone: user.telephone,
        fax: profile.fax,
        job_title: user.position,
        department: profile.department,
        internal_id: profile.internal_id,
        street: profile.street,
        city: profile.city,
        zip: profile.zip,
        comment: None,
        settings: UserSettings {
            language: profile.language,
            time_zone: profile.time_zone,
            two_factor_auth_enabled: profile.two_factor,
            admin: user.roles.admin || user.roles.owner,
            project_creator: user.roles.project_creator,
        },
        owner: user.roles.owner,
        active: user.status == UserStatus::Active,
        verified: user.verified,
        license: profile.licensed_since.map(|since| UserLicense {
            r#type: license_type(organization.subscription.license_type),
            since: Some(since),
            until: organization.subscription.until,
            paid: organization.subscription.paid,
        }),
        permissions: permissions(user.roles),
        created: user.created,
        last_modified: user.modified,
        invitation_status: match user.status {
            UserStatus::Pending => InvitationStatus::Pending,
            UserStatus::Active => InvitationStatus::Active,
            UserStatus::Inactive => InvitationStatus::Inactive,
        },
        r#type: match profile.authentication {
            Authentication::Password => UserType::Password,
            Authentication::Saml => UserType::Saml,
        },
        no_license_message: None,
        privacy_policy_accepted: profile.privacy_accepted,
        terms_and_conditions_accepted: profile.terms_accepted,
    }
}

/// A page, with its place in the whole.
pub(super) fn page_object(page: Page<Profile>, place: PageNumber, organization: &Organization) -> UserPage {
    let pages = page.total.div_ceil(u64::from(place.size.max(1)));
    let content: Vec<User> = page.items.into_iter().map(|profile| user_object(profile, organization)).collect();
    UserPage {
        number: i32::try_from(place.number).unwrap_or(i32::MAX),
        size: i32::try_from(place.size).unwrap_or(i32::MAX),
        number_of_elements: i32::try_from(content.len()).unwrap_or(i32::MAX),
        total_elements: i64::try_from(page.total).unwrap_or(i64::MAX),
        total_pages: i32::try_from(pages).unwrap_or(i32::MAX),
        first: place.number == 0,
        last: u64::from(place.number) + 1 >= pages,
        empty: content.is_empty(),
        content,
    }
}

/// Page and size as the document limits them.
pub(super) fn page_number(page: i32, page_size: i32) -> PageNumber {
    PageNumber { number: u32::try_from(page).unwrap_or(0), size: u32::try_from(page_size).unwrap_or(1) }
}

/// Ruling D20.
fn permissions(roles: Roles) -> Vec<Permission> {
    match roles {
        Roles { owner: true, .. } => Permission::ALL.to_vec(),
        Roles { admin: true, .. } => {
            Permission::ALL.iter().copied().filter(|permission| *permission != Permission::ManageLicenses).collect()
        }
        Roles { project_creator: true, .. } => {
            vec![Permission::CreateProjects, Permission::CreateProjectFolders, Permission::ViewUsers]
        }
        _ => Vec::new(),
    }
}

fn license_type(license_type: model::LicenseType) -> LicenseType {
    match license_type {
        model::LicenseType::Master => LicenseType::Master,
        model::LicenseType::Multi => LicenseType::Multi,
        model::LicenseType::Combo => LicenseType::Combo,
        model::LicenseType::Pocket => LicenseType::Pocket,
        model::LicenseType::Test => LicenseType::Test,
    }
}
