//! A project around generated stubs and client, which runs at once: what is the user's from the moment it is written.
//!
//! One operation is written out ([`example`]), and tried through the client; all others answer 501.

mod example;
mod literal;

use std::path::PathBuf;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    Runtime, client_crate_name, crate_name,
    rust::{ident, shown},
    stubs,
    text::print,
};
use crate::{
    Files,
    ir::{Api, Principal},
};
use example::Example;

/// What the project says of itself.
#[derive(Clone, Debug)]
pub struct ProjectOptions {
    /// The document's short name.
    pub name: String,
    /// Where stubs and client find their runtimes; vendored ones are in the crates.
    pub server_runtime: Runtime,
    pub client_runtime: Runtime,
    /// Whether the project is a package of a workspace around it.
    pub is_member: bool,
}

/// The folders of the generated crates.
pub const STUBS: &str = "stubs";
pub const CLIENT: &str = "client";

/// The files of the project, beside its crates.
pub fn emit(api: &Api, options: &ProjectOptions) -> Files {
    let example = Example::of(api);
    Files::from([
        (PathBuf::from("Cargo.toml"), manifest(api, options, example.as_ref())),
        (PathBuf::from("README.md"), readme(api, example.as_ref())),
        (PathBuf::from(".gitignore"), "/target/\n".to_owned()),
        (PathBuf::from("src/main.rs"), main(api, example.as_ref())),
        (PathBuf::from("src/tests.rs"), tests(api, example.as_ref())),
    ])
}

/// The project's package.
pub fn project_name(name: &str) -> String {
    format!("{}-server", crate_name(name))
}

fn manifest(api: &Api, options: &ProjectOptions, example: Option<&Example<'_>>) -> String {
    let ProjectOptions { name, is_member, .. } = options;
    let runtime = |runtime: &Runtime, folder: &str, features: Option<&[&str]>| match runtime {
        Runtime::Vendored(_) => Runtime::Path(format!("{folder}/runtime")).dependency(features),
        // It is relative to the crate, which is one folder further down.
        Runtime::Path(path) => Runtime::Path(path.strip_prefix("../").unwrap_or(path).to_owned()).dependency(features),
        other => other.dependency(features),
    };
    let (stubs, client) = (crate_name(name), client_crate_name(name));
    let project = project_name(name);
    let server_runtime = runtime(&options.server_runtime, STUBS, Some(&stubs::features(api)));
    let mut development = vec![format!("client = {{ package = {client:?}, path = {CLIENT:?} }}")];
    if example.is_some_and(|example| example.needs_client_runtime()) {
        development.push(format!("roster-client-runtime = {}", runtime(&options.client_runtime, CLIENT, None)));
    }
    let development = development.join("\n");
    let workspace = match is_member {
        true => String::new(),
        false => format!("\n[workspace]\nmembers = [{STUBS:?}, {CLIENT:?}]\nresolver = \"3\"\n"),
    };
    format!(
        r#"[package]
name = {project:?}
version = "0.1.0"
edition = "2024"
publish = false

[dependencies]
axum = {{ version = "0.8", default-features = false, features = ["http1", "tokio"] }}
roster-runtime = {server_runtime}
stubs = {{ package = {stubs:?}, path = {STUBS:?} }}
tokio = {{ version = "1", features = ["macros", "net", "rt-multi-thread", "signal"] }}
tower-http = {{ version = "0.7", features = ["trace"] }}
tracing = "0.1"
tracing-subscriber = {{ version = "0.3", features = ["env-filter"] }}

[dev-dependencies]
{development}
{workspace}"#
    )
}

fn main(api: &Api, example: Option<&Example<'_>>) -> String {
    let title = shown(&api.document.info.title.replace('\n', " "));
    let has_security = api.has_security();
    let handled = example.map(|example| example.operation);
    let mut names = vec!["Problem"];
    let (mut state, mut value, mut authentication) = ("struct Api;".to_owned(), "Api".to_owned(), String::new());
    if has_security {
        names.extend(["Authenticator", "Credential", "SecurityScheme"]);
        state = STATE.to_owned();
        value = "Api { secret: std::env::var(\"API_SECRET\").ok() }".to_owned();
        authentication = AUTHENTICATOR.to_owned();
    }
    if handled.is_some() {
        names.push("Call");
    }
    if !has_security && handled.is_none() {
        names.clear();
    }
    names.sort_unstable();
    let imports = match names.as_slice() {
        [] => String::new(),
        [name] => format!("use roster_runtime::{name};\n"),
        names => format!("use roster_runtime::{{{}}};\n", names.join(", ")),
    };
    let implementations = api.groups.iter().map(|group| {
        let trait_name = ident(&group.trait_name);
        let handler = group.operations.iter().map(|index| &api.operations[*index]).find_map(|operation| {
            let example = example.filter(|example| example.operation.id == operation.id)?;
            Some(handler(example))
        });
        print(quote!(impl stubs::#trait_name for Api { #handler }))
    });
    let implementations: Vec<_> = implementations.collect();
    let (before, after) = MAIN.split_once("IMPLEMENTATIONS").expect("the template has a place for them");
    let text = format!("{before}{}{after}", implementations.join("\n").trim_end());
    text.replace("TITLE", &title)
        .replace("IMPORTS", &imports)
        .replace("STATE", &state)
        .replace("AUTHENTICATION", &authentication)
        .replace("VALUE", &value)
}

const MAIN: &str = r#"//! A server of TITLE.
//!
//! Write methods of the traits in `stubs` here; what is not written is answered with 501.

use std::{error::Error, io::IsTerminal, sync::Arc};

use axum::Router;
IMPORTSuse tokio::net::TcpListener;
use tower_http::trace::TraceLayer;
use tracing_subscriber::EnvFilter;

/// What handlers share: a pool of connections, a clock, whatever they need.
STATE

AUTHENTICATIONIMPLEMENTATIONS

fn router(api: Api) -> Router {
    Router::from(stubs::routes(Arc::new(api))).fallback(roster_runtime::not_found).layer(TraceLayer::new_for_http())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,tower_http=debug".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stdout().is_terminal())
        .init();
    let address = std::env::var("LISTEN").unwrap_or_else(|_| "127.0.0.1:8000".to_owned());
    let listener = TcpListener::bind(&address).await?;
    tracing::info!("listening on http://{}", listener.local_addr()?);
    let stop = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    axum::serve(listener, router(VALUE)).with_graceful_shutdown(stop).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
"#;

const STATE: &str = r"struct Api {
    /// What callers have to know; without one, nobody is let in.
    secret: Option<String>,
}";

const AUTHENTICATOR: &str = r#"/// Fill in how callers prove who they are, and who may do what.
impl Authenticator for Api {
    /// Who calls, as handlers are told.
    type Principal = String;

    async fn authenticate(
        &self,
        _: &'static SecurityScheme,
        credential: Credential<'_>,
        _scopes: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        let (name, secret) = match credential {
            Credential::ApiKey(secret) | Credential::Bearer(secret) | Credential::Http(secret) => ("somebody", secret),
            Credential::Basic { username, password } => (username, password),
            Credential::MutualTls(_) => return Ok(None),
        };
        Ok((self.secret.as_deref() == Some(secret)).then(|| name.to_owned()))
    }

    fn has_authority(&self, _: &String, _authority: &str) -> bool {
        true
    }
}

"#;

/// A method of the trait, written out.
fn handler(example: &Example<'_>) -> TokenStream {
    let Example { operation, answer, .. } = example;
    let (name, response) = (ident(&operation.method_name), ident(&operation.response_type));
    let principal = match operation.principal() {
        Principal::None => quote!(()),
        Principal::Optional => quote!(Option<String>),
        Principal::Required => quote!(String),
    };
    let parameters = operation.parameters_type.as_ref().map(|name| {
        let name = format_ident!("{name}");
        quote!(_parameters: stubs::#name,)
    });
    quote! {
        async fn #name(&self, _call: Call<#principal>, #parameters) -> Result<stubs::#response, Problem> {
            Ok(stubs::#response::#answer)
        }
    }
}

fn tests(api: &Api, example: Option<&Example<'_>>) -> String {
    let secret = if api.has_security() { "Api { secret: Some(\"secret\".to_owned()) }" } else { "Api" };
    let credential = example.and_then(Example::credential);
    let credential = credential.unwrap_or_else(|| "Default::default()".to_owned());
    let client = format!("client::Client::with(&url, {credential}, Default::default())");
    let test = match example {
        Some(example) => {
            let method = example.client_method();
            let (name, arguments) = (&example.operation.method_name, &example.arguments);
            let (response, variant) = (&example.operation.response_type, &example.variant);
            format!(
                "#[tokio::test]\nasync fn {name}_answers_what_is_documented() {{\n    let answer = \
                 client().await.{method}({arguments}).await.expect(\"it succeeds\");\n    \
                 assert!(matches!(answer, client::{response}::{variant} {{ .. }}), \"{{answer:?}}\");\n}}\n"
            )
        }
        None => "#[tokio::test]\nasync fn the_server_starts() {\n    client().await;\n}\n".to_owned(),
    };
    format!(
        "//! The server on a port of its own, called as others call it.\n\nuse super::*;\n\nasync fn client() -> \
         client::Client {{\n    let listener = TcpListener::bind(\"127.0.0.1:0\").await.expect(\"a port is free\");\n    \
         let url = format!(\"http://{{}}\", listener.local_addr().expect(\"it has an address\"));\n    let api = \
         {secret};\n    tokio::spawn(async move {{ axum::serve(listener, router(api)).await }});\n    \
         {client}.expect(\"it is a URL\")\n}}\n\n{test}"
    )
}

fn readme(api: &Api, example: Option<&Example<'_>>) -> String {
    let title = shown(&api.document.info.title.replace('\n', " "));
    let secret = if api.has_security() { "API_SECRET=secret " } else { "" };
    let call = example.map_or_else(String::new, |example| {
        let method = match example.operation.method.as_str() {
            "GET" => String::new(),
            method => format!(" -X {method}"),
        };
        format!("    curl{method}{} 'http://127.0.0.1:8000{}'\n", example.curl(), example.path())
    });
    let authentication = match api.has_security() {
        true => {
            "`Authenticator` in `src/main.rs` lets everybody in who knows `API_SECRET`: fill in how your callers prove who\nthey \
             are.\n\n"
        }
        false => "",
    };
    format!(
        "# {title}\n\n    {secret}cargo run\n{call}    cargo test\n\n`src/` is yours: `roster` has written it once, and \
         never touches it again. Every operation is a\nmethod of a trait in `stubs`; write it in `src/main.rs`, or \
         wherever you like. Until then it answers 501.\n\n{authentication}`RUST_LOG` says what is logged, `LISTEN` where \
         the server listens.\n\n`stubs` and `client` follow from the document, which `roster.toml` names. When it \
         changes:\n\n    roster generate\n"
    )
}
