//! How far a queue has come, asked again only after a while: the answer reads every review that was ever given.

use marsad_store::Progress;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long an answer is good enough.
const GOOD: Duration = Duration::from_secs(20);
/// Most questions that are remembered.
const MOST: usize = 64;

/// Answers by question.
#[derive(Debug, Default)]
pub struct Remembered(Mutex<HashMap<String, (Instant, Progress)>>);

impl Remembered {
    /// The answer to a question, from memory or made anew.
    ///
    /// # Errors
    /// What making it says.
    pub fn get<E>(&self, question: &str, make: impl FnOnce() -> Result<Progress, E>) -> Result<Progress, E> {
        let now = Instant::now();
        let fresh = |at: Instant| now.saturating_duration_since(at) < GOOD;
        {
            let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, found)) = all.get(question).filter(|(at, _)| fresh(*at)) {
                return Ok(found.clone());
            }
        }
        let made = make()?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, (at, _)| fresh(*at));
        }
        if all.len() < MOST {
            all.insert(question.to_owned(), (now, made.clone()));
        }
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_made_once_for_a_while_and_the_memory_is_bounded() {
        let memory = Remembered::default();
        let make = |total| move || Ok::<_, ()>(Progress { total, ..Progress::default() });
        assert_eq!(memory.get("a", make(1)).unwrap().total, 1);
        assert_eq!(memory.get("a", make(2)).unwrap().total, 1);
        assert!(memory.get("b", || Err(())).is_err());
        for n in 0..200 {
            assert_eq!(memory.get(&n.to_string(), make(n)).unwrap().total, n);
        }
        assert!(memory.0.lock().unwrap().len() <= MOST);
    }
}
