//! What the columns answered since they last changed: many readers ask for the same.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many answers are kept; then all are forgotten. One takes up to some hundred kilobytes, most take a few.
const MOST: usize = 400;

/// Answers by their questions, all of one state of the columns.
#[derive(Default)]
pub(crate) struct KeptAnswers(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    /// How often the columns had changed.
    changes: u64,
    answers: HashMap<String, Arc<dyn Any + Send + Sync>>,
}

impl std::fmt::Debug for KeptAnswers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptAnswers").finish_non_exhaustive()
    }
}

impl KeptAnswers {
    /// An answer of this state of the columns.
    pub(crate) fn get<T: Clone + 'static>(&self, changes: u64, key: &str) -> Option<T> {
        let found = {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.changes != changes {
                return None;
            }
            Arc::clone(kept.answers.get(key)?)
        };
        found.downcast_ref().cloned()
    }

    /// Keeps an answer, and forgets those of an older state. An answer of an older state is not kept.
    pub(crate) fn put<T: Send + Sync + 'static>(&self, changes: u64, key: String, answer: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if changes < kept.changes {
            return;
        }
        if changes > kept.changes || kept.answers.len() >= MOST {
            kept.answers.clear();
        }
        kept.changes = changes;
        kept.answers.insert(key, Arc::new(answer));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_lives_until_the_columns_change_and_is_of_one_kind() {
        let kept = KeptAnswers::default();
        kept.put(1, "a".into(), 7_u32);
        assert_eq!((kept.get(1, "a"), kept.get(2, "a"), kept.get(1, "b")), (Some(7_u32), None::<u32>, None::<u32>));
        assert_eq!(kept.get::<String>(1, "a"), None);
        kept.put(2, "b".into(), 8_u32);
        kept.put(1, "c".into(), 9_u32);
        assert_eq!((kept.get::<u32>(1, "a"), kept.get(2, "b"), kept.get::<u32>(2, "c")), (None, Some(8_u32), None));
        for n in 0..MOST {
            kept.put(2, n.to_string(), n);
        }
        assert!(kept.0.lock().is_ok_and(|kept| kept.answers.len() <= MOST));
    }
}
