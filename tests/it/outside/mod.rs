//! Against what others wrote: servers, clients in other languages, a browser. `.ci/outside` sets these up.

mod browser;
mod cluster;
mod collections;
mod database;
mod extensions;
mod guides;
mod json_schema;
mod s3;
mod sarif;
mod sdk;
mod second_validator;
mod site;
mod smtp;
mod tus_clients;
mod vcard;
