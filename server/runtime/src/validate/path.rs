//! Where in a value the validator is.

use super::Segment;

/// So many steps need no memory from elsewhere: few values nest deeper.
const NEAR: usize = 8;

/// The steps from the value as a whole.
pub(super) struct Path<'value> {
    near: [Segment<'value>; NEAR],
    far: Vec<Segment<'value>>,
    length: usize,
}

impl<'value> Path<'value> {
    pub(super) const fn new() -> Self {
        Self { near: [Segment::Index(0); NEAR], far: Vec::new(), length: 0 }
    }

    pub(super) fn push(&mut self, segment: Segment<'value>) {
        match self.near.get_mut(self.length) {
            Some(place) => *place = segment,
            None => self.far.push(segment),
        }
        self.length += 1;
    }

    pub(super) fn pop(&mut self) {
        self.length -= 1;
        if self.length >= NEAR {
            self.far.pop();
        }
    }

    pub(super) fn segments(&self) -> impl Iterator<Item = &Segment<'value>> {
        self.near[..self.length.min(NEAR)].iter().chain(&self.far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::write_pointer;

    #[test]
    fn steps_are_kept_however_many_they_are() {
        let mut path = Path::new();
        (0..2 * NEAR).for_each(|index| path.push(Segment::Index(index)));
        (0..NEAR - 1).for_each(|_| path.pop());
        path.push(Segment::Name("a"));
        assert_eq!(write_pointer(path.segments()), "/0/1/2/3/4/5/6/7/8/a");
        (0..NEAR).for_each(|_| path.pop());
        path.push(Segment::Name("b"));
        assert_eq!(write_pointer(path.segments()), "/0/1/b");
    }
}
