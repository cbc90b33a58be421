//! Lists of users that were asked for before, kept as long as nothing has changed in their organisation.
//!
//! A total, and from the second time on the ids of all that a list has, in its order. The database says how often an
//! organisation's users have changed, in the same snapshot as what is kept, so that one server process learns of what
//! others change. Memory is bounded: what was asked for longest ago goes first.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::sync::OwnedMutexGuard;

use crate::{
    model::UserId,
    store::{Count, Listed, ProfileQuery, UserQuery},
};

/// Lists that are kept.
const LISTS: usize = 256;

/// Ids that are kept, of all lists together, of 8 bytes each.
const IDS: usize = 1_000_000;

/// Ids of one list; a longer one is read anew for each page.
const IDS_OF_ONE: u64 = 200_000;

/// What a list was asked for by.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ListQuery {
    Users(UserQuery),
    Profiles(ProfileQuery),
}

/// What is known of a list.
#[derive(Clone, Debug)]
pub(super) struct KeptList {
    pub(super) count: Count,
    pub(super) ids: Option<Arc<[UserId]>>,
    /// Held by who reads the ids, so that others need not.
    reading: Arc<tokio::sync::Mutex<()>>,
}

impl From<Count> for KeptList {
    fn from(count: Count) -> Self {
        Self { count, ids: None, reading: Arc::default() }
    }
}

impl From<Listed> for KeptList {
    fn from(Listed { changes, ids }: Listed) -> Self {
        let count = Count { total: ids.len() as u64, changes };
        Self { ids: Some(ids.into()), ..count.into() }
    }
}

impl KeptList {
    /// Whether the ids are wanted still, and nobody else reads them while what comes back is held.
    pub(super) fn read_ids(&self) -> Option<OwnedMutexGuard<()>> {
        if self.ids.is_some() || self.count.total > IDS_OF_ONE {
            return None;
        }
        self.reading.clone().try_lock_owned().ok()
    }
}

#[derive(Debug, Default)]
pub(super) struct KeptLists(Mutex<VecDeque<(ListQuery, KeptList)>>);

impl KeptLists {
    /// What is known of a list of an organisation whose users have changed so many times.
    pub(super) fn get(&self, query: &ListQuery, changes: i64) -> Option<KeptList> {
        let mut lists = self.0.lock().expect("no holder of the lock panics");
        let place = lists.iter().position(|(kept, _)| kept == query)?;
        let (query, list) = lists.remove(place)?;
        if list.count.changes != changes {
            return None;
        }
        lists.push_back((query, list.clone()));
        Some(list)
    }

    pub(super) fn keep(&self, query: ListQuery, list: KeptList) {
        let mut lists = self.0.lock().expect("no holder of the lock panics");
        lists.retain(|(kept, _)| *kept != query);
        lists.push_back((query, list));
        let length = |(_, list): &(ListQuery, KeptList)| list.ids.as_ref().map_or(0, |ids| ids.len());
        let mut ids: usize = lists.iter().map(length).sum();
        while ids > IDS || lists.len() > LISTS {
            ids -= lists.pop_front().as_ref().map_or(0, length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::OrganizationId,
        store::{ProfileScope, ProfileSort},
    };

    fn query(organization: i64) -> ListQuery {
        let scope = ProfileScope::All { licensed: None, sort: ProfileSort::Name, descending: false };
        ListQuery::Profiles(ProfileQuery { organization: OrganizationId(organization), scope, search: None })
    }

    fn list(changes: i64, length: usize) -> KeptList {
        Listed { changes, ids: vec![UserId(1); length] }.into()
    }

    #[test]
    fn ids_are_read_by_one_at_a_time() {
        let lists = KeptLists::default();
        lists.keep(query(1), Count { total: 3, changes: 7 }.into());
        let [first, second] = [(); 2].map(|()| lists.get(&query(1), 7).unwrap());
        let reading = first.read_ids();
        assert!(reading.is_some());
        assert!(second.read_ids().is_none());
        drop(reading);
        assert!(second.read_ids().is_some(), "the first one has given up");
        assert!(list(7, 3).read_ids().is_none(), "they are there");
        assert!(KeptList::from(Count { total: IDS_OF_ONE + 1, changes: 7 }).read_ids().is_none());
    }

    #[test]
    fn a_list_lasts_until_something_changes() {
        let lists = KeptLists::default();
        lists.keep(query(1), list(7, 3));
        assert_eq!(lists.get(&query(1), 7).unwrap().count.total, 3);
        assert!(lists.get(&query(2), 7).is_none());
        assert!(lists.get(&query(1), 8).is_none());
    }

    #[test]
    fn the_longest_unasked_goes_when_there_are_too_many() {
        let lists = KeptLists::default();
        for organization in 0..LISTS as i64 {
            lists.keep(query(organization), list(1, 1));
        }
        assert!(lists.get(&query(0), 1).is_some());
        lists.keep(query(-1), list(1, 1));
        assert!(lists.get(&query(0), 1).is_some(), "it was asked for");
        assert!(lists.get(&query(1), 1).is_none());
        lists.keep(query(-2), list(1, IDS));
        assert!(lists.get(&query(2), 1).is_none());
        assert!(lists.get(&query(-2), 1).is_some(), "the newest fits");
    }
}
