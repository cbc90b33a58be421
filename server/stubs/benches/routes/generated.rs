//! The three routes by the generated stubs: a trait implementation a document.

use std::sync::Arc;

use axum::Router;
use roster_runtime::{Authenticator, Call, Credential, Nullable, Options, Problem, Raw, operation::SecurityScheme};
use roster_stubs::{docutools, twona};

use crate::service::{Caller, EXPIRES, Service};

/// All routes of both documents.
pub(crate) fn router(service: &Arc<Service>) -> Router {
    // As the server decides.
    let options = Options { refuse_nul: true };
    let (twona, _) = twona::routes_with(Arc::new(Twona(Arc::clone(service))), options).split_for_parts();
    let (docutools, _) = docutools::routes_with(Arc::new(Docutools(Arc::clone(service))), options).split_for_parts();
    twona.merge(docutools)
}

struct Twona(Arc<Service>);

impl Authenticator for Twona {
    type Principal = Arc<Caller>;

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        credential: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<Arc<Caller>>, Problem> {
        Ok(find(&self.0, credential))
    }

    fn has_authority(&self, principal: &Arc<Caller>, authority: &str) -> bool {
        principal.has_authority(authority)
    }
}

fn find(service: &Service, credential: Credential<'_>) -> Option<Arc<Caller>> {
    match credential {
        Credential::ApiKey(token) | Credential::Bearer(token) => service.caller(token),
        Credential::Basic { .. } | Credential::Http(_) | Credential::MutualTls(_) => None,
    }
}

impl twona::UsersApi for Twona {
    async fn users_update(
        &self,
        call: Call<Arc<Caller>>,
        parameters: twona::UsersUpdateParameters,
        body: twona::UserUpdate,
    ) -> Result<twona::UsersUpdateResponse, Problem> {
        Ok(twona::UsersUpdateResponse::Created(twona::User {
            date_created: self.0.created,
            email: call.principal.email.clone(),
            id: parameters.user_id,
            name: body.name.unwrap_or_default(),
            position: body.position.and_then(Nullable::into_option),
        }))
    }
}

impl twona::UploadsApi for Twona {
    async fn uploads_append(
        &self,
        _: Call<Arc<Caller>>,
        parameters: twona::UploadsAppendParameters,
        mut body: Raw,
    ) -> Result<twona::UploadsAppendResponse, Problem> {
        let mut offset = parameters.upload_offset;
        while let Some(chunk) = body.next_chunk().await? {
            offset += chunk.len() as i64;
        }
        Ok(twona::UploadsAppendResponse::NoContent {
            upload_offset: offset,
            upload_expires: EXPIRES.to_owned(),
            twona_file_id: parameters.file_id,
            tus_resumable: twona::TusProtocolVersion::Value100,
        })
    }
}

impl twona::SessionApi for Twona {}
impl twona::InvitationsApi for Twona {}
impl twona::GroupsApi for Twona {}
impl twona::FilesApi for Twona {}
impl twona::AutoKeysApi for Twona {}

struct Docutools(Arc<Service>);

impl Authenticator for Docutools {
    type Principal = Arc<Caller>;

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        credential: Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<Arc<Caller>>, Problem> {
        Ok(find(&self.0, credential))
    }

    fn has_authority(&self, principal: &Arc<Caller>, authority: &str) -> bool {
        principal.has_authority(authority)
    }
}

impl docutools::UsersApi for Docutools {
    async fn users_list(
        &self,
        _: Call<Arc<Caller>>,
        parameters: docutools::UsersListParameters,
    ) -> Result<docutools::UsersListResponse, Problem> {
        std::hint::black_box((parameters.filter, parameters.sort, parameters.sort_direction, &parameters.search));
        Ok(docutools::UsersListResponse::Ok(self.0.page(parameters.page, parameters.page_size)))
    }
}

impl docutools::AvatarsApi for Docutools {}
impl docutools::LicensesApi for Docutools {}
impl docutools::MembersApi for Docutools {}
