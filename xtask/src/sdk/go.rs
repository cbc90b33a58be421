//! To be written.

use anyhow::{Result, bail};

use super::{
    package::Package,
    tools::{self, Tools},
};

pub(super) fn require() -> Result<()> {
    tools::GO.require()
}

pub(super) fn generate(_package: &Package, _tools: &Tools) -> Result<()> {
    bail!("not written yet")
}

pub(super) fn check(_package: &Package, _tools: &Tools) -> Result<()> {
    bail!("not written yet")
}
