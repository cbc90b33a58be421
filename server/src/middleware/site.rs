//! A built docs site at `/docs`, in place of the vendored page.
//!
//! The folder is read anew at each request, so that a site that is built again shows at once. What its pages say is the
//! business of `cargo xtask docs`; that nothing outside of the folder is answered is this module's.

use std::{
    convert::Infallible,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
};

use axum::{
    Router,
    extract::{Request, State},
    middleware::map_response,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_TYPE},
};
use roster_runtime::Problem;
use tokio::fs;
use tower::service_fn;
use tower_http::services::fs::{Backend, ServeDir, TokioBackend, TokioFile};

use super::{documents::guard, fallback};
use crate::failure;

/// Scripts of the site's own; its reference sets styles on elements, draws from data URLs, and calls this server.
const POLICY: &str = "default-src 'self'; img-src 'self' data:; font-src 'self' data:; style-src 'self' 'unsafe-inline'; \
                      object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// A folder with a built site.
#[derive(Clone, Debug)]
pub struct Site {
    /// Without links, so that what leads out of it can be told.
    folder: Arc<Path>,
}

impl Site {
    /// # Errors
    /// The folder cannot be read, or has no `index.html`.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let found = folder.canonicalize()?;
        if !found.join("index.html").is_file() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no index.html"));
        }
        Ok(Self { folder: found.into() })
    }

    /// `/docs/` and everything below it.
    pub(super) fn routes(&self) -> Router {
        let absent = get(absent).fallback(fallback::method_not_allowed).with_state(self.clone());
        let files = ServeDir::with_backend(&self.folder, self.clone())
            .redirect_path_prefix("/docs")
            .call_fallback_on_method_not_allowed(true)
            .fallback(absent);
        let files = service_fn(move |request: Request| {
            let mut files = files.clone();
            async move {
                let response = match files.try_call(request).await {
                    Ok(response) => response.into_response(),
                    Err(error) => {
                        failure::log(&error);
                        Problem::of_io(&error).into_response()
                    }
                };
                Ok::<_, Infallible>(response)
            }
        });
        Router::new()
            // Relative, for a proxy that has this server below a path of its own.
            .route("/docs", get(|| async { Redirect::temporary("docs/") }))
            .nest_service("/docs/", files)
            .layer(map_response(finish))
    }

    /// Where the file is, if it is in the folder and not hidden. Links may lead to other places in the folder, which is
    /// how orchestrators mount files, and nowhere else.
    async fn find(&self, path: PathBuf) -> io::Result<PathBuf> {
        let inner = path.strip_prefix(&self.folder).map_err(io::Error::other)?;
        let is_hidden = inner.iter().any(|name| name.as_encoded_bytes().starts_with(b"."));
        let found = fs::canonicalize(&path).await?;
        if is_hidden || !found.starts_with(&self.folder) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(found)
    }
}

impl Backend for Site {
    type File = TokioFile;
    type Metadata = std::fs::Metadata;
    type OpenFuture = Pin<Box<dyn Future<Output = io::Result<TokioFile>> + Send>>;
    type MetadataFuture = Pin<Box<dyn Future<Output = io::Result<std::fs::Metadata>> + Send>>;

    fn open(&self, path: PathBuf) -> Self::OpenFuture {
        let site = self.clone();
        Box::pin(async move {
            let found = site.find(path).await?;
            // Opening a pipe would wait for whoever writes to it.
            if !fs::metadata(&found).await?.is_file() {
                return Err(io::ErrorKind::NotFound.into());
            }
            TokioBackend.open(found).await
        })
    }

    fn metadata(&self, path: PathBuf) -> Self::MetadataFuture {
        let site = self.clone();
        Box::pin(async move { TokioBackend.metadata(site.find(path).await?).await })
    }
}

/// The site's own page for what is not there, or a problem document where it has none.
async fn absent(State(site): State<Site>) -> Response {
    match fs::read(site.folder.join("404.html")).await {
        Ok(page) => (StatusCode::NOT_FOUND, [(CONTENT_TYPE, "text/html")], page).into_response(),
        Err(_) => roster_runtime::not_found().await.into_response(),
    }
}

/// What every answer has beside its content.
async fn finish(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if let Some(value) = with_charset(headers) {
        headers.insert(CONTENT_TYPE, value);
    }
    // Kept by anyone, and asked for again by its entity tag: names of files stay when the site is built again.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    guard(headers, POLICY);
    response
}

/// The media type of text that names no character set yet; a site is UTF-8.
fn with_charset(headers: &HeaderMap) -> Option<HeaderValue> {
    let media_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let is_bare_text = media_type.starts_with("text/") && !media_type.contains(';');
    is_bare_text.then(|| HeaderValue::from_str(&format!("{media_type}; charset=utf-8")).ok())?
}
