//! Every test that goes over HTTP, a file per resource, in one binary.

mod audit;
mod authorities;
mod bad_input;
mod change;
mod client;
mod commands;
mod cors;
mod crash;
mod dialects;
mod disk_full;
mod docutools;
mod generator;
mod logs;
mod mails;
mod middleware;
mod outside;
mod rates;
mod round_trip;
mod safety;
mod site;
mod stalled;
mod twona;
