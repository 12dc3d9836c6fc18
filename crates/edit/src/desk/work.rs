//! Work behind pages: trials, and documents read again.

use super::{Desk, KEPT, Kept, Tried, held};
use crate::again::Again;
use crate::cases::Case;
use crate::change::Change;
use crate::draft::Draft;
use crate::error::{CutShort, EditError};
use crate::job::{Job, JobState, JobView};
use crate::reach::Reach;
use crate::totals::Totals;
use crate::trial::{Documents, Trial};
use marsad_lexicon::Lexicon;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

impl Desk {
    /// Makes a change ready and begins to try it on a sample. Gives its number.
    ///
    /// # Errors
    /// When the change is not what its family asks for, or as many trials run as may.
    pub fn attempt(self: &Arc<Self>, changes: Vec<Change>, cases: &str, who: &str) -> Result<u64, EditError> {
        let current = self.current();
        let key = Draft::key(&changes, &current.files);
        let cases = Case::read(cases, key.as_deref())?;
        let mut draft = Draft::make(&current.files, &current.lexicon, self.folder.path(), changes, cases)?;
        let lexicon = draft.lexicon.take();
        let tried = lexicon.is_some();
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let kept = Arc::new(Kept {
            id,
            who: who.to_owned(),
            at: crate::now(),
            draft,
            lexicon: Mutex::new(lexicon),
            job: Mutex::default(),
            saved: Mutex::default(),
        });
        if tried {
            self.start(&kept, false)?;
        }
        let mut all = held(&self.tried);
        all.push_back(kept);
        if all.len() > KEPT
            && let Some(gone) = all.pop_front()
            && let Some((job, _)) = &*held(&gone.job)
        {
            job.cancel();
        }
        Ok(id)
    }

    pub(super) fn kept(&self, id: u64) -> Result<Arc<Kept>, EditError> {
        let found = held(&self.tried).iter().find(|kept| kept.id == id).cloned();
        found.ok_or_else(|| {
            EditError::bad(format!("trial {id} is not remembered any more: fill in the form again (it tries anew)"))
        })
    }

    /// A change that is tried.
    ///
    /// # Errors
    /// When it is not remembered any more.
    pub fn tried(&self, id: u64) -> Result<Tried, EditError> {
        let kept = self.kept(id)?;
        let job = held(&kept.job).clone();
        Ok(Tried {
            id,
            who: kept.who.clone(),
            at: kept.at.clone(),
            draft: kept.draft.clone(),
            whole: job.as_ref().is_some_and(|(_, whole)| *whole),
            job: job.map(|(job, _)| job.view()),
            saved: *held(&kept.saved),
        })
    }

    /// Tries a change on all documents that it can touch.
    ///
    /// # Errors
    /// When it is not remembered any more, or as many trials run as may.
    pub fn try_all(self: &Arc<Self>, id: u64) -> Result<(), EditError> {
        let kept = self.kept(id)?;
        self.start(&kept, true)
    }

    /// Calls a trial off.
    ///
    /// # Errors
    /// When it is not remembered any more.
    pub fn stop(&self, id: u64) -> Result<(), EditError> {
        if let Some((job, _)) = &*held(&self.kept(id)?.job) {
            job.cancel();
        }
        Ok(())
    }

    fn start(self: &Arc<Self>, kept: &Arc<Kept>, whole: bool) -> Result<(), EditError> {
        if held(&kept.job).as_ref().is_some_and(|(job, _)| job.is_running()) {
            return Ok(());
        }
        let running = held(&self.tried)
            .iter()
            .filter(|other| held(&other.job).as_ref().is_some_and(|(job, _)| job.is_running()))
            .count();
        if running >= self.limits.trials {
            return Err(EditError::Busy);
        }
        let job = Arc::new(Job::new(kept.id, self.limits.shown));
        *held(&kept.job) = Some((Arc::clone(&job), whole));
        let (desk, kept) = (Arc::clone(self), Arc::clone(kept));
        std::thread::spawn(move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.run(&kept, &job, whole)));
            let (state, totals) = match outcome {
                Ok(Ok(totals)) => (JobState::Done, totals),
                Ok(Err(cut)) => cut_short(*cut),
                Err(_) => (JobState::Failed("the trial failed inside Marsad".into()), job.view().totals),
            };
            job.end(state, totals);
        });
        Ok(())
    }

    fn run(&self, kept: &Kept, job: &Job, whole: bool) -> Result<Totals, CutShort<Totals>> {
        let none = |error: EditError| Box::new((error, Totals::default()));
        let after = match held(&kept.lexicon).take() {
            Some(lexicon) => lexicon,
            None => Arc::new(Lexicon::compile(&kept.draft.files).map_err(|e| none(e.into()))?),
        };
        let current = self.now();
        let trial = Trial { store: &*self.store, before: &current.lexicon, after: &after, reach: &kept.draft.reach };
        let which = if whole { Documents::All } else { Documents::Sample(self.limits.sample) };
        let mut progress = |done, of| {
            job.at(done, of);
            if job.began().elapsed() > self.limits.time {
                job.cancel();
            }
        };
        let mut found = |diff| job.found(diff);
        trial.run(&which, self.limits.threads, job.cancelled(), &mut progress, &mut found)
    }

    /// Begins to read documents again: those that a change can touch, or all.
    ///
    /// # Errors
    /// When documents are read again already, or there is no such change.
    pub fn read_again(self: &Arc<Self>, entry: Option<u64>) -> Result<(), EditError> {
        let reach = match entry {
            Some(id) => self.folder.reach(id)?,
            None => Reach::All("-".to_owned()),
        };
        let mut slot = held(&self.again);
        if slot.as_ref().is_some_and(|(job, _)| job.is_running()) {
            return Err(EditError::Busy);
        }
        let job = Arc::new(Job::new(self.next.fetch_add(1, Ordering::Relaxed), self.limits.shown));
        *slot = Some((Arc::clone(&job), entry));
        let desk = Arc::clone(self);
        std::thread::spawn(move || {
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.go_again(&job, &reach)));
            let (state, totals) = match outcome {
                Ok(Ok(totals)) => (JobState::Done, totals),
                Ok(Err(cut)) => cut_short(*cut),
                Err(_) => (JobState::Failed("reading again failed inside Marsad".into()), job.view().totals),
            };
            job.end(state, totals);
        });
        Ok(())
    }

    fn go_again(&self, job: &Job, reach: &Reach) -> Result<Totals, CutShort<Totals>> {
        let current = self.current();
        let again = Again { store: &*self.store, lexicon: &current.lexicon, reach };
        let mut progress = |done, of| job.at(done, of);
        let mut found = |diff| job.found(diff);
        let outcome = again.run(&Documents::All, false, job.cancelled(), &mut progress, &mut found);
        // What was read again until then is weighed, also where somebody called it off.
        let above = |id: &str| current.lexicon.entities.get(id).and_then(|entity| entity.parent.clone());
        let weighed = self.store.weigh(&above, &mut |_, _| {});
        match (outcome, weighed) {
            (Ok(out), Ok(_)) => Ok(out.totals),
            (Ok(out), Err(error)) => Err(Box::new((error.into(), out.totals))),
            (Err(cut), _) => {
                let (error, out) = *cut;
                Err(Box::new((error, out.totals)))
            }
        }
    }

    /// The documents that are or were read again, and for which change.
    #[must_use]
    pub fn reading_again(&self) -> Option<(JobView, Option<u64>)> {
        let slot = held(&self.again).clone();
        slot.map(|(job, entry)| (job.view(), entry))
    }

    /// Calls reading again off; what was read until then stays.
    pub fn stop_again(&self) {
        if let Some((job, _)) = &*held(&self.again) {
            job.cancel();
        }
    }
}

/// How a job ends that was cut short.
fn cut_short((error, totals): (EditError, Totals)) -> (JobState, Totals) {
    let state = match error {
        EditError::Cancelled => JobState::Stopped,
        error => JobState::Failed(error.to_string()),
    };
    (state, totals)
}
