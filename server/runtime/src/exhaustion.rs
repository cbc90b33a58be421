//! What fails for want of room or of file descriptors, and may work a little later.

use std::io;

use http::{StatusCode, header::RETRY_AFTER};

use crate::problem::Problem;

/// Seconds after which it is worth trying again.
pub const RETRY_SECONDS: u16 = 5;

/// Whether it was `ENOSPC`, `EDQUOT`, `EFBIG` of a limited process, `EMFILE` or `ENFILE`.
pub fn is_exhausted(error: &io::Error) -> bool {
    let is_full =
        matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge);
    is_full || (cfg!(unix) && matches!(error.raw_os_error(), Some(ENFILE | EMFILE)))
}

// Every Unix has these numbers; the standard library has no kind for them.
const ENFILE: i32 = 23;
const EMFILE: i32 = 24;

impl Problem {
    /// What a failure of the system becomes: 503 where it may work a little later, otherwise 500. The caller logs it.
    pub fn of_io(error: &io::Error) -> Self {
        if is_exhausted(error) { Self::unavailable() } else { Self::internal() }
    }

    /// 503, with the time after which to try again.
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "The service is not available for the moment.")
            .with_header(RETRY_AFTER, RETRY_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_want_of_room_or_descriptors_is_told_from_failures() {
        let exhausted = [io::ErrorKind::StorageFull.into(), io::Error::from_raw_os_error(EMFILE)];
        assert_eq!(exhausted.map(|error| Problem::of_io(&error).status.as_u16()), [503, 503]);
        let others = [io::ErrorKind::PermissionDenied.into(), io::Error::other("broken")];
        assert_eq!(others.map(|error| Problem::of_io(&error).status.as_u16()), [500, 500]);
    }
}
