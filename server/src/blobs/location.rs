//! Where blobs are kept, as an operator says it: `file:///FOLDER` or `s3://BUCKET[/PREFIX][?endpoint=…&region=…&path_style=…]`.
//!
//! Credentials of a bucket never stand in the URL: they come from the environment, as every client of AWS reads it
//! (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, or the machine's role).

use std::{path::PathBuf, str::FromStr, sync::Arc, time::Duration};

use object_store::{
    BackoffConfig, ClientOptions, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
};
use url::Url;

use super::{BlobError, Copies};

const FORM: &str = "must be file:///FOLDER or s3://BUCKET[/PREFIX][?endpoint=URL&region=REGION&path_style=true]";

/// A store of blobs that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobLocation {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of S3, or of a server that speaks its protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Before every key; empty, or without a slash at either end.
    pub prefix: String,
    /// AWS's own, without it.
    pub endpoint: Option<Url>,
    /// `AWS_REGION`, or `us-east-1`, without it.
    pub region: Option<String>,
    /// Whether the bucket's name is in the path and not in the host's name; so by default where there is an endpoint.
    pub path_style: bool,
}

impl FromStr for BlobLocation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|_| FORM.to_owned())?;
        match url.scheme() {
            "file" => match url.to_file_path() {
                Ok(folder) if folder.parent().is_some() => Ok(Self::Folder(folder)),
                _ => Err(FORM.to_owned()),
            },
            "s3" => Bucket::of(&url).map(Self::Bucket),
            _ => Err(FORM.to_owned()),
        }
    }
}

impl Bucket {
    fn of(url: &Url) -> Result<Self, String> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err("must not hold credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".to_owned());
        }
        let name = url.host_str().filter(|name| !name.is_empty() && url.port().is_none()).ok_or(FORM)?.to_owned();
        let prefix = url.path().trim_matches('/').to_owned();
        let mut bucket = Self { name, prefix, endpoint: None, region: None, path_style: false };
        let mut path_style = None;
        for (key, value) in url.query_pairs() {
            match &*key {
                "endpoint" => bucket.endpoint = Some(endpoint(&value)?),
                "region" => bucket.region = Some(value.into_owned()),
                "path_style" => path_style = Some(value.parse().map_err(|_| "path_style must be true or false")?),
                _ => return Err(format!("has the option {key}, which is not known; {FORM}")),
            }
        }
        bucket.path_style = path_style.unwrap_or(bucket.endpoint.is_some());
        Ok(bucket)
    }

    pub(super) fn connect(&self) -> Result<(Arc<AmazonS3>, Copies), BlobError> {
        // Transfers take as long as they take, as long as something moves.
        let client = ClientOptions::new()
            .with_timeout_disabled()
            .with_connect_timeout(Duration::from_secs(5))
            .with_read_timeout(Duration::from_secs(20))
            .with_allow_http(self.endpoint.as_ref().is_some_and(|endpoint| endpoint.scheme() == "http"));
        let retry = RetryConfig {
            backoff: BackoffConfig { max_backoff: Duration::from_secs(2), ..BackoffConfig::default() },
            max_retries: 4,
            retry_timeout: Duration::from_secs(20),
        };
        let mut builder = AmazonS3Builder::from_env()
            .with_client_options(client.clone())
            .with_retry(retry)
            .with_bucket_name(&self.name)
            .with_virtual_hosted_style_request(!self.path_style);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/'));
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        let store = Arc::new(builder.build()?);
        let copies = Copies::new(store.clone(), self.name.clone(), &client)?;
        Ok((store, copies))
    }
}

fn endpoint(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| "endpoint must be http://HOST or https://HOST".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_and_buckets_are_told_apart() {
        assert_eq!("file:///var/roster".parse(), Ok(BlobLocation::Folder("/var/roster".into())));
        let text = "s3://bucket/some/prefix/?endpoint=http://127.0.0.1:9000&region=eu-central-1";
        let Ok(BlobLocation::Bucket(bucket)) = text.parse() else { panic!("{text}") };
        assert_eq!((bucket.name.as_str(), bucket.prefix.as_str()), ("bucket", "some/prefix"));
        assert!(bucket.path_style && bucket.region.as_deref() == Some("eu-central-1"));
        let Ok(BlobLocation::Bucket(bucket)) = "s3://bucket".parse() else { panic!() };
        assert!(!bucket.path_style && bucket.prefix.is_empty() && bucket.endpoint.is_none());
    }

    #[test]
    fn slips_are_refused_and_secrets_not_repeated() {
        for refused in [
            "/var/roster",
            "file://",
            "s3://",
            "gs://bucket",
            "s3://key:secret@bucket",
            "s3://bucket?endpoint=ftp://h",
            "s3://bucket?endpont=http://h",
            "s3://bucket?path_style=perhaps",
        ] {
            let error = refused.parse::<BlobLocation>().unwrap_err();
            assert!(!error.contains("secret@"), "{refused}: {error}");
        }
    }
}
