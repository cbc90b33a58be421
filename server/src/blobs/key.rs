//! The names of blobs, so that no other text ever becomes a path.

use uuid::Uuid;

/// What a blob is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlobKind {
    File,
    Avatar,
}

/// `<kind>/<two digits>/<id>`, so that no folder grows without bounds; the id has 32 hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlobKey(String);

impl BlobKind {
    const ALL: [Self; 2] = [Self::File, Self::Avatar];

    fn folder(self) -> &'static str {
        match self {
            Self::File => "files",
            Self::Avatar => "avatars",
        }
    }
}

impl BlobKey {
    pub fn new(kind: BlobKind, id: Uuid) -> Self {
        let id = id.simple().to_string();
        Self(format!("{}/{}/{id}", kind.folder(), &id[..2]))
    }

    /// None for what [`Self::new`] never makes.
    pub fn parse(text: &str) -> Option<Self> {
        let id = Uuid::try_parse(text.rsplit('/').next()?).ok()?;
        BlobKind::ALL.into_iter().map(|kind| Self::new(kind, id)).find(|key| key.0 == text)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part that no other key has.
    pub fn id(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }
}

impl std::fmt::Display for BlobKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_made_here_is_a_key() {
        for kind in BlobKind::ALL {
            let key = BlobKey::new(kind, Uuid::from_u128(7));
            assert_eq!(BlobKey::parse(key.as_str()), Some(key));
        }
        let id = "00000000000000000000000000000007";
        for refused in [
            "",
            "b",
            "/etc/passwd",
            "../../etc/passwd",
            id,
            &format!("files/{id}"),
            &format!("files/01/{id}"),
            &format!("/files/00/{id}"),
            &format!("files/00/../00/{id}"),
            &format!("files/00//{id}"),
            &format!("others/00/{id}"),
            &format!("files/00/{id}/tail"),
            "files/00/00000000-0000-0000-0000-000000000007",
            "files/AB/AB000000000000000000000000000007",
        ] {
            assert_eq!(BlobKey::parse(refused), None, "{refused}");
        }
    }
}
