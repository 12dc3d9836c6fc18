//! What a run remembers of what it read: the lately used, within bounds.

use std::collections::HashMap;
use std::rc::Rc;

/// Values by number, of two generations: when the young one is full it becomes the old one, and the old one goes.
pub(super) struct Kept<V> {
    young: HashMap<i64, Rc<V>>,
    old: HashMap<i64, Rc<V>>,
    most: usize,
}

impl<V> Kept<V> {
    /// Keeps about so many.
    pub(super) fn new(most: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), most: most / 2 }
    }

    pub(super) fn get(&mut self, id: i64) -> Option<Rc<V>> {
        if let Some(found) = self.young.get(&id) {
            return Some(Rc::clone(found));
        }
        let found = self.old.remove(&id)?;
        Some(self.put(id, found))
    }

    pub(super) fn put(&mut self, id: i64, value: Rc<V>) -> Rc<V> {
        if self.young.len() >= self.most {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, Rc::clone(&value));
        value
    }
}
