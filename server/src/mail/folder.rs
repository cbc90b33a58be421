//! A folder with one `.eml` file (RFC 5322) for each mail, complete as soon as it is visible.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::{fs, io::AsyncWriteExt};

use super::{DeliveryError, Reason};
use crate::model::mail::Mail;

/// The folder.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Creates the folder where it is missing.
    pub async fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(&path).await?;
        Ok(Self(path))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Puts a mail into the folder; once more, it takes the place of the first.
    pub(super) async fn put(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let written = self.write(&mail.file_name(), &mail.message).await;
        written.map_err(|error| DeliveryError::Temporary(Reason::Folder(error.kind())))
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let hidden = self.0.join(format!(".{name}.part"));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        // The links in mails are secrets.
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&hidden).await?;
        let written = async {
            file.write_all(bytes).await?;
            file.sync_all().await
        };
        if let Err(error) = written.await {
            // What cannot be removed either is hidden, and written over by the next attempt.
            let _ = fs::remove_file(&hidden).await;
            return Err(error);
        }
        fs::rename(&hidden, self.0.join(name)).await
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::model::email::Email;

    #[tokio::test]
    async fn a_mail_is_one_file_however_often_it_is_put() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Folder::open(folder.path().join("outbox")).await.unwrap();
        let mail = Mail {
            id: Uuid::nil(),
            recipient: Email::parse("a@example.com").unwrap(),
            message: b"Subject: a\r\n\r\n".to_vec(),
            created: DateTime::UNIX_EPOCH,
        };
        for _ in 0..2 {
            outbox.put(&mail).await.unwrap();
        }
        let names: Vec<_> = std::fs::read_dir(outbox.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, [mail.file_name().as_str()]);
        std::fs::remove_dir_all(outbox.path()).unwrap();
        let missing = DeliveryError::Temporary(Reason::Folder(io::ErrorKind::NotFound));
        assert_eq!(outbox.put(&mail).await, Err(missing));
        assert!(!format!("{mail:?}").contains("example"));
    }
}
