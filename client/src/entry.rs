//! Where a program begins: a client of one of the two APIs.

use crate::{Error, docutools, twona};

/// Makes clients. Each is cheap to clone and keeps its connections.
#[derive(Debug)]
#[non_exhaustive]
pub struct Client;

impl Client {
    /// A client of the Twona API of the server at `url` (`https://roster.example`).
    pub fn twona(url: &str, token: &str) -> Result<twona::Client, Error> {
        twona::Client::new(url, twona::credentials::access_token(token)?)
    }

    /// A client of the docutools API of the server at `url`.
    pub fn docutools(url: &str, token: &str) -> Result<docutools::Client, Error> {
        docutools::Client::new(url, token)
    }
}
