//! Counters and durations of requests, by operation, in Prometheus' text format.
//!
//! Each server has its own recorder, so that several in one process (as in tests) do not add up.

use std::{sync::Arc, time::Duration};

use metrics::{Counter, Gauge, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};

use crate::store::Usage;

const REQUESTS: &str = "roster_requests_total";
const DURATION: &str = "roster_request_duration_seconds";
const IN_FLIGHT: &str = "roster_requests_in_flight";
const CONNECTIONS: &str = "roster_connections";
const TURNED_AWAY: &str = "roster_connections_turned_away_total";
const STORED: &str = "roster_stored_bytes";
const UPLOADS: &str = "roster_unfinished_uploads";
const ROOM: &str = "roster_room_bytes";

/// Upper bounds of the duration histogram, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// The metrics of one server. Clones share them.
#[derive(Clone)]
pub(crate) struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
    in_flight: Gauge,
    connections: Gauge,
    turned_away: Counter,
}

/// How a request is named in metrics.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labels<'a> {
    /// Short name of the document; `none` outside the APIs.
    pub(super) api: &'static str,
    /// `operationId`; outside the APIs, the route.
    pub(super) operation: &'a str,
    pub(super) method: &'a str,
    pub(super) status: u16,
}

/// Counts a request as in flight until it is dropped, answered or abandoned.
pub(super) struct InFlight(Gauge);

impl Metrics {
    pub(crate) fn new() -> Self {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.to_owned()), BUCKETS);
        let recorder = builder.expect("there are buckets").build_recorder();
        let handle = recorder.handle();
        let (in_flight, connections, turned_away) = metrics::with_local_recorder(&recorder, || {
            describe_counter!(REQUESTS, "Requests that were answered.");
            describe_histogram!(DURATION, "Seconds from the head of a request to the head of its answer.");
            describe_gauge!(IN_FLIGHT, "Requests that are not answered yet.");
            describe_gauge!(CONNECTIONS, "Connections that are open.");
            describe_counter!(TURNED_AWAY, "Connections that were refused, or made room for others.");
            describe_gauge!(STORED, "Bytes of files, and of uploads as long as they are announced.");
            describe_gauge!(UPLOADS, "Uploads that are not finished.");
            describe_gauge!(ROOM, "Bytes that the folder of files can still take, without what is kept free.");
            (gauge!(IN_FLIGHT), gauge!(CONNECTIONS), counter!(TURNED_AWAY))
        });
        Self { recorder: Arc::new(recorder), handle, in_flight, connections, turned_away }
    }

    /// Everything measured so far, as Prometheus reads it.
    pub(crate) fn render(&self) -> String {
        self.handle.render()
    }

    /// Folds what was measured into the histograms; without it, memory would grow until somebody reads them.
    pub(crate) fn fold(&self) {
        self.handle.run_upkeep();
    }

    /// Notes how many connections are open.
    pub(crate) fn connections(&self, open: usize) {
        self.connections.set(u32::try_from(open).unwrap_or(u32::MAX));
    }

    /// Counts a connection that there was no room for.
    pub(crate) fn turn_away(&self) {
        self.turned_away.increment(1);
    }

    /// Sets what is stored, and for how much there is room.
    pub(crate) fn set_storage(&self, used: Usage, room: Option<u64>) {
        metrics::with_local_recorder(&*self.recorder, || {
            gauge!(STORED).set(used.bytes as f64);
            gauge!(UPLOADS).set(used.uploads as f64);
            if let Some(room) = room {
                gauge!(ROOM).set(room as f64);
            }
        });
    }

    pub(super) fn enter(&self) -> InFlight {
        self.in_flight.increment(1);
        InFlight(self.in_flight.clone())
    }

    pub(super) fn record(&self, labels: Labels<'_>, duration: Duration) {
        let Labels { api, operation, method, status } = labels;
        let (operation, method) = (operation.to_owned(), method.to_owned());
        metrics::with_local_recorder(&*self.recorder, || {
            histogram!(DURATION, "api" => api, "operation" => operation.clone()).record(duration);
            let status = status.to_string();
            counter!(REQUESTS, "api" => api, "operation" => operation, "method" => method, "status" => status)
                .increment(1);
        });
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1);
    }
}
