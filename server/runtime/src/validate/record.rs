//! What becomes of violations: all of them are collected, or it is only asked whether there is one.

use super::path::Path;
use super::{Finding, Segment, finding, status_of, write_pointer};
use crate::problem::MAXIMUM_VIOLATIONS;
use crate::schema::{Schema, ViolationStatus};

pub(super) trait Record<'value> {
    /// Whether violations are collected.
    const COLLECTS: bool;

    /// Steps into a value, until [`Self::leave`].
    fn enter(&mut self, segment: Segment<'value>);

    fn leave(&mut self);

    /// `outer` are the statuses of the schema that this one is an `allOf` member of.
    fn report(
        &mut self,
        schema: &'static Schema,
        outer: &'static [ViolationStatus],
        keyword: &'static str,
        detail: impl FnOnce() -> String,
    );

    /// Whether nothing that is found from here on would change the result.
    fn is_done(&self) -> bool;
}

/// Whether there is a violation.
#[derive(Default)]
pub(super) struct Probe {
    pub(super) failed: bool,
}

impl<'value> Record<'value> for Probe {
    const COLLECTS: bool = false;

    #[inline]
    fn enter(&mut self, _: Segment<'value>) {}

    #[inline]
    fn leave(&mut self) {}

    #[inline]
    fn report(
        &mut self,
        _: &'static Schema,
        _: &'static [ViolationStatus],
        _: &'static str,
        _: impl FnOnce() -> String,
    ) {
        self.failed = true;
    }

    #[inline]
    fn is_done(&self) -> bool {
        self.failed
    }
}

/// Every violation, with its place and the status that the document gives it.
pub(super) struct Collector<'value> {
    pub(super) findings: Vec<Finding>,
    path: Path<'value>,
}

impl Collector<'_> {
    pub(super) const fn new() -> Self {
        Self { findings: Vec::new(), path: Path::new() }
    }
}

impl<'value> Record<'value> for Collector<'value> {
    const COLLECTS: bool = true;

    #[inline]
    fn enter(&mut self, segment: Segment<'value>) {
        self.path.push(segment);
    }

    #[inline]
    fn leave(&mut self) {
        self.path.pop();
    }

    #[cold]
    fn report(
        &mut self,
        schema: &'static Schema,
        outer: &'static [ViolationStatus],
        keyword: &'static str,
        detail: impl FnOnce() -> String,
    ) {
        if self.is_done() {
            return;
        }
        let status = status_of(schema.violation_statuses, keyword).or_else(|| status_of(outer, keyword));
        let detail = finding::cut(detail());
        self.findings.push(Finding { pointer: write_pointer(self.path.segments()), keyword, detail, status });
    }

    #[inline]
    fn is_done(&self) -> bool {
        self.findings.len() >= MAXIMUM_VIOLATIONS
    }
}
