//! How many connections there may be, and how long they may stand still.

use std::time::Duration;

use super::refusal;

/// Files that the process has open whatever it answers, of its database above all, and connections that have no place.
const OPEN_ANYWAY: u64 = 64 + refusal::AT_ONCE as u64;

/// Bounds of what connections may hold.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Connections in all.
    pub total: u32,
    /// Connections from one address; of IPv6, from one network of 64 bits. Trusted proxies may have any number.
    pub per_address: u32,
    /// How long the head of a request may take, what the connection is idle before it included.
    pub head_timeout: Duration,
    /// How long the other side may take nothing of what is sent.
    pub write_timeout: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            total: 4096,
            per_address: 256,
            head_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
        }
    }
}

impl ConnectionLimits {
    /// Lets the process open as many files as the system allows it, and no more connections than that is enough for: each
    /// may want a file beside its socket.
    pub(crate) fn within_descriptors(self) -> Self {
        let descriptors = match rlimit::increase_nofile_limit(u64::MAX) {
            Ok(descriptors) => descriptors,
            Err(error) => {
                tracing::warn!(%error, "the limit of open files is not known");
                return self;
            }
        };
        let possible = u32::try_from(descriptors.saturating_sub(OPEN_ANYWAY) / 2).unwrap_or(u32::MAX).max(1);
        if possible < self.total {
            tracing::warn!(
                descriptors,
                connections = possible,
                "fewer connections than wanted, for want of open files"
            );
        }
        Self { total: self.total.min(possible), ..self }
    }
}
