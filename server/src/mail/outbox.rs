//! The outbox: a folder with one `.eml` file (RFC 5322) for each mail, complete as soon as it is visible.

use std::path::{Path, PathBuf};

use tokio::{fs, io::AsyncWriteExt};

/// The folder.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
}

/// A mail that is written and not visible yet. Dropping it throws it away.
#[derive(Debug)]
pub struct PreparedMail {
    hidden: PathBuf,
    visible: PathBuf,
    released: bool,
}

impl Outbox {
    /// Creates the folder where it is missing.
    pub async fn open(folder: impl Into<PathBuf>) -> std::io::Result<Self> {
        let folder = folder.into();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        builder.mode(0o700);
        builder.create(&folder).await?;
        Ok(Self { folder })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a mail, hidden until it is released.
    pub(super) async fn prepare(&self, name: &str, bytes: &[u8]) -> std::io::Result<PreparedMail> {
        let hidden = self.folder.join(format!(".{name}.part"));
        let mail = PreparedMail { hidden, visible: self.folder.join(name), released: false };
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        // The links in mails are secrets.
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&mail.hidden).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        Ok(mail)
    }
}

impl PreparedMail {
    /// Puts the mail into the outbox.
    pub async fn release(mut self) -> Result<(), super::MailError> {
        fs::rename(&self.hidden, &self.visible).await?;
        self.released = true;
        Ok(())
    }
}

impl Drop for PreparedMail {
    fn drop(&mut self) {
        if !self.released {
            // Nothing to be done about a failure: what is left is hidden, and never delivered.
            let _ = std::fs::remove_file(&self.hidden);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_mail_is_visible_only_once_released_and_gone_when_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(folder.path().join("outbox")).await.unwrap();
        let visible = || {
            let names = std::fs::read_dir(outbox.folder()).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| !name.to_string_lossy().starts_with('.')).count()
        };
        let mail = outbox.prepare("a.eml", b"Subject: a\r\n\r\n").await.unwrap();
        assert_eq!(visible(), 0);
        mail.release().await.unwrap();
        assert_eq!(visible(), 1);
        drop(outbox.prepare("b.eml", b"Subject: b\r\n\r\n").await.unwrap());
        assert_eq!(std::fs::read_dir(outbox.folder()).unwrap().count(), 1);
    }
}
