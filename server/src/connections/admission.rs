//! Which connections there is room for.
//!
//! A connection by which a valid credential came keeps its place. All others are strangers, and wait in a queue: where
//! there is no more room, in all or for an address, the one that asked for nothing for longest makes room for the next.
//! So whoever floods the server with connections ends their own.

use std::{
    collections::{BTreeMap, HashMap},
    future::Future,
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::sync::Notify;

use crate::origin;

tokio::task_local! {
    static PLACE: Arc<Place>;
}

/// Keeps the place of the connection that this request came by: it has a valid credential.
pub(crate) fn keep() {
    let _ = PLACE.try_with(|place| place.keep());
}

/// Gives places to connections.
pub(super) struct Admission {
    total: u32,
    per_address: u32,
    places: Arc<Mutex<Places>>,
}

#[derive(Default)]
struct Places {
    taken: u32,
    by_address: HashMap<IpAddr, u32>,
    /// By their turn in the queue.
    strangers: BTreeMap<u64, Stranger>,
    last_turn: u64,
}

struct Stranger {
    address: Option<IpAddr>,
    wanted: Arc<Notify>,
}

/// What stands for its turn once a place is kept.
const KEPT: u64 = 0;

/// A connection's place, which is free again when this is dropped.
pub(super) struct Place {
    places: Arc<Mutex<Places>>,
    address: Option<IpAddr>,
    turn: AtomicU64,
    wanted: Arc<Notify>,
}

impl Admission {
    pub(super) fn new(total: u32, per_address: u32) -> Self {
        Self { total, per_address, places: Arc::default() }
    }

    /// A place for a connection from an address, where it counts; none if there is no room and nobody who would make any.
    pub(super) fn admit(&self, address: Option<IpAddr>) -> Option<Arc<Place>> {
        let address = address.map(origin::subscriber);
        let mut places = lock(&self.places);
        let from_there = address.and_then(|address| places.by_address.get(&address).copied()).unwrap_or_default();
        if from_there >= self.per_address {
            places.make_room(|stranger| stranger.address == address)?;
        }
        if places.taken >= self.total {
            places.make_room(|_| true)?;
        }
        places.taken += 1;
        if let Some(address) = address {
            *places.by_address.entry(address).or_default() += 1;
        }
        let wanted = Arc::new(Notify::new());
        let turn = places.queue(Stranger { address, wanted: wanted.clone() });
        drop(places);
        Some(Arc::new(Place { places: self.places.clone(), address, turn: turn.into(), wanted }))
    }
}

impl Places {
    /// Ends the connection of the first stranger in the queue who is one of those.
    fn make_room(&mut self, is_one: impl Fn(&Stranger) -> bool) -> Option<()> {
        let turn = self.strangers.iter().find(|(_, stranger)| is_one(stranger)).map(|(turn, _)| *turn)?;
        let stranger = self.strangers.remove(&turn)?;
        stranger.wanted.notify_one();
        self.free(stranger.address);
        Some(())
    }

    /// Puts a stranger at the end of the queue.
    fn queue(&mut self, stranger: Stranger) -> u64 {
        self.last_turn += 1;
        self.strangers.insert(self.last_turn, stranger);
        self.last_turn
    }

    fn free(&mut self, address: Option<IpAddr>) {
        self.taken -= 1;
        let Some(address) = address else { return };
        if let Some(count) = self.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
    }
}

impl Place {
    /// Runs what serves the connection, so that [`keep`] knows whose place it is.
    pub(super) fn hold<F: Future>(self: Arc<Self>, connection: F) -> impl Future<Output = F::Output> {
        PLACE.scope(self, connection)
    }

    /// Waits until the place is wanted for another connection.
    pub(super) async fn wanted(&self) {
        self.wanted.notified().await;
    }

    /// Something was asked for: a stranger is the last in the queue again.
    pub(super) fn queue_again(&self) {
        self.leave_queue(|places, stranger| places.queue(stranger));
    }

    fn keep(&self) {
        self.leave_queue(|_, _| KEPT);
    }

    /// Does nothing to those who are not in the queue: their place is kept, or is somebody else's already.
    fn leave_queue(&self, next_turn: impl FnOnce(&mut Places, Stranger) -> u64) {
        // Few connections are strangers for long.
        if self.turn.load(Ordering::Relaxed) == KEPT {
            return;
        }
        let mut places = lock(&self.places);
        if let Some(stranger) = places.strangers.remove(&self.turn.load(Ordering::Relaxed)) {
            let turn = next_turn(&mut places, stranger);
            self.turn.store(turn, Ordering::Relaxed);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = lock(&self.places);
        let turn = *self.turn.get_mut();
        if turn == KEPT || places.strangers.remove(&turn).is_some() {
            places.free(self.address);
        }
    }
}

fn lock(places: &Mutex<Places>) -> MutexGuard<'_, Places> {
    places.lock().expect("no holder of the lock panics")
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    fn address(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    fn is_wanted(place: &Place) -> bool {
        place.wanted().now_or_never().is_some()
    }

    #[test]
    fn the_stranger_who_was_silent_longest_makes_room() {
        let admission = Admission::new(3, 9);
        let [first, second, third] =
            ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|text| admission.admit(address(text)).unwrap());
        first.queue_again();
        let fourth = admission.admit(address("192.0.2.4")).unwrap();
        assert_eq!([&first, &second, &third, &fourth].map(|place| is_wanted(place)), [false, true, false, false]);
        drop(second);
        assert_eq!(lock(&admission.places).taken, 3, "its place was given away already");
    }

    #[test]
    fn a_kept_place_is_kept() {
        let admission = Admission::new(2, 9);
        let [first, second] = ["192.0.2.1", "192.0.2.2"].map(|text| admission.admit(address(text)).unwrap());
        first.keep();
        let third = admission.admit(address("192.0.2.3")).unwrap();
        assert!(is_wanted(&second) && !is_wanted(&first));
        third.keep();
        first.queue_again();
        assert!(admission.admit(address("192.0.2.4")).is_none(), "all of them are kept");
        drop(first);
        assert!(admission.admit(address("192.0.2.4")).is_some());
    }

    #[test]
    fn an_address_makes_room_for_its_own_alone() {
        let admission = Admission::new(9, 2);
        let other = admission.admit(address("192.0.2.9")).unwrap();
        let [first, second] = ["192.0.2.1", "::ffff:192.0.2.1"].map(|text| admission.admit(address(text)).unwrap());
        second.keep();
        let third = admission.admit(address("192.0.2.1")).unwrap();
        assert!(is_wanted(&first) && !is_wanted(&other));
        third.keep();
        assert!(admission.admit(address("192.0.2.1")).is_none());
        assert!(admission.admit(None).is_some(), "a proxy stands for many");
        let network = ["2001:db8::1", "2001:db8::2", "2001:db8::3"].map(|text| admission.admit(address(text)).unwrap());
        assert!(is_wanted(&network[0]), "of IPv6, a network counts");
        drop((other, first, second, third, network));
        let places = lock(&admission.places);
        assert_eq!((places.taken, places.by_address.len(), places.strangers.len()), (0, 0, 0));
    }
}
