//! Whose turn it is to write.
//!
//! There is one writer at a time. Those who wait are asked one organisation after the other, so that one that writes
//! without end makes the others wait for one transaction, and not for all of its own.

use std::{
    collections::VecDeque,
    mem,
    sync::{Arc, Mutex, MutexGuard},
};

use tokio::sync::oneshot;

/// An organisation; none where something else is written.
type Party = Option<i64>;

/// The turns of one file. Clones are the same.
#[derive(Clone, Default)]
pub(super) struct Turns(Arc<Mutex<Queue>>);

#[derive(Default)]
struct Queue {
    /// Who writes.
    writing: Option<Party>,
    /// Who waits, in the order in which it is their turn.
    parties: VecDeque<(Party, VecDeque<oneshot::Sender<Turn>>)>,
    /// Others of the party that writes: it is the last again when it has written.
    behind: VecDeque<oneshot::Sender<Turn>>,
}

/// The right to write, until it is dropped.
pub(super) struct Turn(Option<Turns>);

impl Turns {
    /// Waits for a turn.
    pub(super) async fn take(&self, party: Party) -> Turn {
        let given = {
            let mut queue = self.lock();
            if queue.writing.is_none() {
                queue.writing = Some(party);
                return Turn(Some(self.clone()));
            }
            let (giver, given) = oneshot::channel();
            queue.wait(party, giver);
            given
        };
        given.await.expect("a turn is given to all who wait")
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().expect("no holder of the lock panics")
    }
}

impl Queue {
    fn wait(&mut self, party: Party, giver: oneshot::Sender<Turn>) {
        if self.writing == Some(party) {
            self.behind.push_back(giver);
        } else if let Some((_, waiting)) = self.parties.iter_mut().find(|(other, _)| *other == party) {
            waiting.push_back(giver);
        } else {
            self.parties.push_back((party, VecDeque::from([giver])));
        }
    }

    /// Ends a turn; who is next, if anybody is.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        if let Some(party) = self.writing.take()
            && !self.behind.is_empty()
        {
            self.parties.push_back((party, mem::take(&mut self.behind)));
        }
        let (party, mut waiting) = self.parties.pop_front()?;
        let next = waiting.pop_front();
        self.writing = Some(party);
        self.behind = waiting;
        next
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(turns) = self.0.take() else { return };
        loop {
            let next = turns.lock().next();
            match next.map(|next| next.send(Turn(Some(turns.clone())))) {
                // Whoever does not wait any more is passed over.
                Some(Err(mut refused)) => drop(refused.0.take()),
                Some(Ok(())) | None => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{pin::Pin, task::Poll};

    use futures_util::{FutureExt, poll};

    use super::*;

    /// One who waits already.
    async fn waiting(turns: &Turns, party: i64) -> Pin<Box<dyn Future<Output = Turn>>> {
        let turns = turns.clone();
        let mut waiting = Box::pin(async move { turns.take(Some(party)).await });
        assert!(poll!(&mut waiting).is_pending());
        waiting
    }

    #[tokio::test]
    async fn those_who_wait_are_asked_one_organisation_after_the_other() {
        let turns = Turns::default();
        let mut turn = turns.take(Some(1)).await;
        let mut all = Vec::new();
        for party in [1, 1, 1, 2, 3, 2, 1] {
            all.push((party, waiting(&turns, party).await));
        }
        let mut order = Vec::new();
        while !all.is_empty() {
            drop(turn);
            let mut given = None;
            for (place, (party, waiting)) in all.iter_mut().enumerate() {
                if let Poll::Ready(taken) = poll!(waiting) {
                    assert!(given.is_none(), "one at a time");
                    given = Some((place, *party, taken));
                }
            }
            let (place, party, taken) = given.expect("somebody is next");
            turn = taken;
            order.push(party);
            drop(all.remove(place));
        }
        assert_eq!(order, [2, 3, 1, 2, 1, 1, 1]);
        drop(turn);
        assert!(turns.take(None).now_or_never().is_some(), "nobody writes");
    }

    #[tokio::test]
    async fn who_does_not_wait_any_more_is_passed_over() {
        let turns = Turns::default();
        let turn = turns.take(Some(1)).await;
        let (first, second, third) = (waiting(&turns, 2).await, waiting(&turns, 1).await, waiting(&turns, 3).await);
        drop(first);
        drop(turn);
        // It was given to the third one, who never looks.
        drop(third);
        drop(second.now_or_never().expect("a turn"));
        assert!(turns.take(Some(2)).now_or_never().is_some(), "nobody writes");
    }
}
