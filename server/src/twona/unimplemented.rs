//! The tags without an implementation yet: their operations answer 501 through the default of the stubs.

use roster_stubs::twona::UploadsApi;

use super::Twona;

impl UploadsApi for Twona {}
