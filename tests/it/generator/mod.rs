//! The generator, tried on tiny documents: `tests/generator/README.md` says how.
//!
//! [`positive`] compiles what is generated and calls it over HTTP, [`negative`] reads the diagnostics, [`mutation`]
//! changes generated stubs and expects the round trip to notice.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod corpus;
mod documents;
mod mutation;
mod negative;
mod positive;
mod round_trip;
mod throwaway;
