//! The tags without an implementation yet: their operations answer 501 through the default of the stubs.

use roster_stubs::twona::{FilesApi, UploadsApi};

use super::Twona;

impl FilesApi for Twona {}

impl UploadsApi for Twona {}
