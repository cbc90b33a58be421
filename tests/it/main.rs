//! Every test that goes over HTTP, a file per resource, in one binary.
