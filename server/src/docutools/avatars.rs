//! Avatars: set, remove, get as a thumbnail and as the original.

use bytes::Bytes;
use roster_runtime::{Body, Call, Problem};
use roster_stubs::docutools::{
    AvatarsApi, AvatarsDeleteParameters, AvatarsDeleteResponse, AvatarsGetOriginalParameters,
    AvatarsGetOriginalResponse, AvatarsGetParameters, AvatarsGetResponse, AvatarsReplaceMultipart,
    AvatarsReplaceParameters, AvatarsReplacePart, AvatarsReplaceResponse,
};

use crate::{
    api_error::refuse,
    directory::DirectoryError,
    entity_tags::none_match_names,
    images::{MAXIMUM_BYTES, RenditionKind},
    model::{Picture, principal::Principal},
    service::Service,
};

impl AvatarsApi for Service {
    async fn avatars_replace(
        &self,
        call: Call<Principal>,
        parameters: AvatarsReplaceParameters,
        mut body: AvatarsReplaceMultipart,
    ) -> Result<AvatarsReplaceResponse, Problem> {
        let AvatarsReplaceParameters { user_id } = parameters;
        self.directory.check_avatar_change(&call.principal, user_id).await.map_err(refuse(&call))?;
        let mut avatar = (Bytes::new(), None);
        while let Some(AvatarsReplacePart::Avatar(file)) = body.next_part().await? {
            let media_type = file.content_type.clone();
            avatar = (file.bytes(MAXIMUM_BYTES).await?, media_type);
        }
        let (picture, media_type) = avatar;
        let replaced = self.directory.replace_avatar(&call.principal, user_id, picture, media_type.as_deref()).await;
        replaced.map_err(refuse(&call))?;
        Ok(AvatarsReplaceResponse::Ok)
    }

    async fn avatars_delete(
        &self,
        call: Call<Principal>,
        parameters: AvatarsDeleteParameters,
    ) -> Result<AvatarsDeleteResponse, Problem> {
        self.directory.delete_avatar(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        Ok(AvatarsDeleteResponse::Ok)
    }

    async fn avatars_get(
        &self,
        call: Call<Principal>,
        parameters: AvatarsGetParameters,
    ) -> Result<AvatarsGetResponse, Problem> {
        let avatar = self.directory.avatar(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        let picture = avatar.map(|avatar| avatar.thumbnail);
        Ok(match self.find(picture, parameters.if_none_match.as_deref()).await.map_err(refuse(&call))? {
            Found::Nothing => AvatarsGetResponse::NoContent,
            Found::Known { etag } => AvatarsGetResponse::NotModified { etag },
            Found::Picture { kind: RenditionKind::Jpeg, body, etag } => AvatarsGetResponse::OkJpeg { body, etag },
            Found::Picture { kind: RenditionKind::Png, body, etag } => AvatarsGetResponse::OkPng { body, etag },
        })
    }

    async fn avatars_get_original(
        &self,
        call: Call<Principal>,
        parameters: AvatarsGetOriginalParameters,
    ) -> Result<AvatarsGetOriginalResponse, Problem> {
        type Response = AvatarsGetOriginalResponse;
        let avatar = self.directory.avatar(&call.principal, parameters.user_id).await.map_err(refuse(&call))?;
        let picture = avatar.map(|avatar| avatar.original);
        Ok(match self.find(picture, parameters.if_none_match.as_deref()).await.map_err(refuse(&call))? {
            Found::Nothing => Response::NoContent,
            Found::Known { etag } => Response::NotModified { etag },
            Found::Picture { kind: RenditionKind::Jpeg, body, etag } => Response::OkJpeg { body, etag },
            Found::Picture { kind: RenditionKind::Png, body, etag } => Response::OkPng { body, etag },
        })
    }
}

/// What there is to answer about a picture.
enum Found {
    Nothing,
    /// The client has it already.
    Known {
        etag: String,
    },
    Picture {
        kind: RenditionKind,
        body: Body,
        etag: String,
    },
}

impl Service {
    async fn find(&self, picture: Option<Picture>, if_none_match: Option<&str>) -> Result<Found, DirectoryError> {
        let Some(picture) = picture else { return Ok(Found::Nothing) };
        if none_match_names(if_none_match, &picture.etag) {
            return Ok(Found::Known { etag: picture.etag });
        }
        let body = self.directory.picture(&picture).await?.into();
        Ok(Found::Picture { kind: picture.kind, body, etag: picture.etag })
    }
}
