//! Delivery by SMTP (RFC 5321), to the one server that takes all mails.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use url::Url;

use super::{DeliveryError, Reason, Sender};
use crate::model::mail::Mail;

/// How long a server may take for one command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// How long it may take for a mail; less than a lease lasts.
const MAIL_TIMEOUT: Duration = Duration::from_secs(60);

/// Connections to the server at once.
const CONNECTIONS: u32 = 4;

/// Where mails are delivered:
/// `smtp://[USER:PASSWORD@]HOST[:PORT][?tls=required|opportunistic|none][&ca=FILE]`, or `smtps://…`.
///
/// `smtps` encrypts from the first byte, `smtp` by STARTTLS (RFC 3207). Without `tls`, the connection must be encrypted.
/// `ca` is a file of PEM certificates that are trusted beside the public ones.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpServer {
    host: String,
    port: u16,
    encryption: Encryption,
    authorities: Option<PathBuf>,
    credentials: Option<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encryption {
    FromTheStart,
    Required,
    Opportunistic,
    None,
}

/// Connections to an [`SmtpServer`].
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: lettre::Address,
}

impl SmtpServer {
    /// Makes no connection yet. The error is for the operator.
    pub(crate) fn open(&self, sender: &Sender) -> Result<Smtp, String> {
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(self.host.clone())
            .port(self.port)
            .tls(self.tls()?)
            .hello_name(ClientId::Domain(sender.domain().to_owned()))
            .timeout(Some(COMMAND_TIMEOUT))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if let Some((user, password)) = &self.credentials {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Smtp { transport: builder.build(), sender: sender.mailbox().email.clone() })
    }

    fn tls(&self) -> Result<Tls, String> {
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(path) = &self.authorities {
            let pem = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            let certificate = Certificate::from_pem(&pem).map_err(|_| format!("{}: no certificate", path.display()))?;
            parameters = parameters.add_root_certificate(certificate);
        }
        let parameters = parameters.build().map_err(|error| error.to_string())?;
        Ok(match self.encryption {
            Encryption::FromTheStart => Tls::Wrapper(parameters),
            Encryption::Required => Tls::Required(parameters),
            Encryption::Opportunistic => Tls::Opportunistic(parameters),
            Encryption::None => Tls::None,
        })
    }
}

impl Smtp {
    pub(super) async fn send(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let unusable = DeliveryError::Permanent(Reason::Address);
        let recipient = mail.recipient.for_delivery().parse().map_err(|_| unusable)?;
        let envelope = Envelope::new(Some(self.sender.clone()), vec![recipient]).map_err(|_| unusable)?;
        match tokio::time::timeout(MAIL_TIMEOUT, self.transport.send_raw(&envelope, &mail.message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(failure(&error)),
            Err(_) => Err(DeliveryError::Temporary(Reason::TimeOut)),
        }
    }
}

fn failure(error: &lettre::transport::smtp::Error) -> DeliveryError {
    let code = error.status().and_then(|code| code.to_string().parse().ok());
    match code {
        // RFC 4954, section 6: these are about us, and another mail would fare no better.
        Some(code @ (530 | 534 | 535 | 538)) => DeliveryError::Temporary(Reason::Credentials(code)),
        Some(code) if error.is_permanent() => DeliveryError::Permanent(Reason::Answer(code)),
        Some(code) => DeliveryError::Temporary(Reason::Answer(code)),
        None if error.is_timeout() => DeliveryError::Temporary(Reason::TimeOut),
        None if error.is_tls() => DeliveryError::Temporary(Reason::Tls),
        None if error.is_client() => DeliveryError::Temporary(Reason::Unsupported),
        None => DeliveryError::Temporary(Reason::Connection),
    }
}

/// An error does not repeat the text, which may hold a password.
impl FromStr for SmtpServer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str =
            "must be smtp://[USER:PASSWORD@]HOST[:PORT][?tls=required|opportunistic|none][&ca=FILE], or smtps://…";
        let url = Url::parse(text).map_err(|_| WRONG)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(WRONG)?;
        let mut encryption = match url.scheme() {
            "smtps" => Encryption::FromTheStart,
            "smtp" => Encryption::Required,
            _ => return Err(WRONG),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(WRONG);
        }
        let mut authorities = None;
        for (name, value) in url.query_pairs() {
            match (&*name, &*value) {
                ("ca", path) if !path.is_empty() => authorities = Some(PathBuf::from(path)),
                ("tls", _) if url.scheme() == "smtps" => return Err("smtps is always encrypted, so leave out tls"),
                ("tls", "required") => encryption = Encryption::Required,
                ("tls", "opportunistic") => encryption = Encryption::Opportunistic,
                ("tls", "none") => encryption = Encryption::None,
                _ => return Err(WRONG),
            }
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| WRONG);
        let credentials = match (url.username(), url.password()) {
            ("", None) => None,
            (user, Some(password)) if !user.is_empty() => Some((decoded(user)?, decoded(password)?)),
            _ => return Err(WRONG),
        };
        let port = url.port().unwrap_or(match encryption {
            Encryption::FromTheStart => 465,
            Encryption::Required => 587,
            Encryption::Opportunistic | Encryption::None => 25,
        });
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port, encryption, authorities, credentials })
    }
}

/// Without the password.
impl fmt::Debug for SmtpServer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = formatter.debug_struct("SmtpServer");
        debug.field("host", &self.host).field("port", &self.port).field("encryption", &self.encryption);
        debug.finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> SmtpServer {
        text.parse().unwrap()
    }

    #[test]
    fn servers_are_read_with_safe_defaults() {
        let plain = of("smtp://mail.example");
        assert_eq!((plain.port, plain.encryption, plain.credentials), (587, Encryption::Required, None));
        let relay = of("smtp://127.0.0.1:2525?tls=none");
        assert_eq!((relay.host.as_str(), relay.port, relay.encryption), ("127.0.0.1", 2525, Encryption::None));
        assert_eq!(of("smtp://mail.example?tls=opportunistic").port, 25);
        assert_eq!(of("smtp://[::1]/?tls=none").host, "::1");
        let full = of("smtps://roster%40example:p%3Ass%2Fword@mail.example?ca=/etc/ca.pem");
        assert_eq!((full.port, full.encryption), (465, Encryption::FromTheStart));
        assert_eq!(full.credentials, Some(("roster@example".to_owned(), "p:ss/word".to_owned())));
        assert!(full.authorities.is_some() && !format!("{full:?}").contains("word"));
    }

    #[test]
    fn other_addresses_are_refused_without_their_password() {
        for refused in [
            "mail.example",
            "http://mail.example",
            "smtp://",
            "smtp://user@mail.example",
            "smtp://:secret@mail.example",
            "smtp://u:secret@mail.example/path",
            "smtp://u:secret@mail.example?tls=maybe",
            "smtps://u:secret@mail.example?tls=none",
            "smtp://u:secret@mail.example?starttls=1",
            "smtp://mail.example:99999",
        ] {
            let error = refused.parse::<SmtpServer>().unwrap_err();
            assert!(!error.contains("secret"), "{refused}");
        }
    }

    #[test]
    fn certificates_that_are_not_there_are_found_at_once() {
        let sender = "mail@roster.example".parse().unwrap();
        let missing = of("smtps://mail.example?ca=/nowhere/ca.pem").open(&sender);
        assert!(missing.is_err_and(|error| error.contains("/nowhere/ca.pem")));
    }
}
