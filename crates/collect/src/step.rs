//! One claim from beginning to end.

use crate::gate::Gate;
use crate::rhythm::{self, back_off, millis};
use crate::{CollectError, Collector, Event, listing};
use marsad_acquire::{AcquireError, Answer, Conditions, Unanswered, host_and_origin};
use marsad_store::ExchangeRole;
use marsad_store::ledger::{
    Claim, FeedOutcome, FeedResult, FeedRow, Hop, Millis, TargetOutcome, TargetResult, TargetRow, TargetState, Work,
};

/// Why there is no page or list, and what follows.
struct Trouble {
    cause: String,
    then: Then,
}

#[derive(Clone, Copy)]
enum Then {
    /// To be tried again, at most so many times in all; what it is after that.
    Retry { tries: u32, end: TargetState },
    /// To be asked again when the host may be, which costs no try: the pace was ours.
    Pace,
    /// Never again.
    End(TargetState),
}

/// What an answer comes to.
enum Came {
    Page(Box<Answer>),
    Unchanged,
    Moved { hop: Hop, host: String },
    Trouble(Trouble),
}

impl Collector<'_> {
    /// Tells of something.
    pub(crate) fn tell(&self, event: Event) {
        (self.told)(&event);
    }

    /// Works on a claim.
    pub(crate) fn step(&self, gate: &Gate, claim: &Claim) -> Result<(), CollectError> {
        let ask = match &claim.work {
            Work::Feed(feed) => &feed.ask,
            Work::Target(target) => &target.ask,
        };
        let now = self.world.now();
        let Some((_, origin)) = host_and_origin(ask) else {
            self.release(claim, now, None)?;
            let cause = format!("{ask} is no address of the web");
            return self.conclude(claim, Came::Trouble(Trouble { cause, then: Then::End(TargetState::Failed) }), now);
        };
        let Some((access, until)) = gate.access(self, &origin, now)? else {
            self.fetch_robots(&origin, &claim.host, claim.token, claim.lease_until)?;
            self.ledger.postpone(claim, self.world.now())?;
            return Ok(());
        };
        if *access == marsad_acquire::robots::Access::Nothing {
            self.release(claim, now, Some("its robots.txt cannot be had"))?;
            return self.wait_for_robots(claim, now, until);
        }
        if !access.allows(ask) {
            self.release(claim, now, None)?;
            let cause = "the site's robots.txt asks programs not to fetch it".to_owned();
            return self.conclude(claim, Came::Trouble(Trouble { cause, then: Then::End(TargetState::Refused) }), now);
        }
        let answer = self.web.ask(ask, &conditions(claim));
        if let Ok(answer) = &answer {
            let address = match &claim.work {
                Work::Feed(feed) => &feed.feed.address,
                Work::Target(target) => &target.address,
            };
            self.keep_answer(address, answer)?;
        }
        let came = self.after(claim, answer)?;
        self.conclude(claim, came, now)
    }

    /// Gives the host back and says what the answer comes to.
    fn after(&self, claim: &Claim, answer: Result<Answer, Unanswered>) -> Result<Came, CollectError> {
        let now = self.world.now();
        let fine = now + self.delay(claim.host.crawl_delay);
        let trouble = |cause: String, then| Came::Trouble(Trouble { cause, then });
        let often = Then::Retry { tries: self.settings.tries, end: TargetState::Failed };
        let answer = match answer {
            Ok(answer) => answer,
            Err(Unanswered { error, begun }) => {
                let cause = error.to_string();
                return Ok(match error {
                    AcquireError::RefusedAddress { .. } | AcquireError::BadUrl { .. } => {
                        self.release(claim, now, None)?;
                        trouble(cause, Then::End(TargetState::Refused))
                    }
                    AcquireError::TooLarge { .. } => {
                        self.release(claim, fine, None)?;
                        trouble(cause, Then::End(TargetState::Failed))
                    }
                    // The host is there; the page is what does not come.
                    _ if begun => {
                        self.release(claim, fine, None)?;
                        trouble(cause, often)
                    }
                    _ => {
                        self.avoid(claim, now, None, &cause)?;
                        trouble(cause, often)
                    }
                });
            }
        };
        let status = answer.exchange.status;
        if matches!(status, 429 | 503) {
            let asked = answer.exchange.header("retry-after").and_then(|v| rhythm::retry_after(&v, now));
            let cause = AcquireError::Status { url: answer.exchange.fetched.target.clone(), status }.to_string();
            self.avoid(claim, now, asked, &cause)?;
            let then = if status == 429 || asked.is_some() { Then::Pace } else { often };
            return Ok(trouble(cause, then));
        }
        self.release(claim, fine, None)?;
        if let Some(to) = answer.moved {
            return Ok(self.moved(claim, status, to));
        }
        let cause = AcquireError::Status { url: answer.exchange.fetched.target.clone(), status }.to_string();
        Ok(match status {
            200..=299 => Came::Page(Box::new(answer)),
            304 => Came::Unchanged,
            410 => trouble(cause, Then::End(TargetState::Gone)),
            // A page may be announced a moment before it is there.
            404 => trouble(cause, Then::Retry { tries: 2, end: TargetState::Gone }),
            300..=499 => trouble(cause, Then::Retry { tries: 3, end: TargetState::Failed }),
            _ => trouble(cause, often),
        })
    }

    fn moved(&self, claim: &Claim, status: u16, to: String) -> Came {
        let (address, ask, redirects) = match &claim.work {
            Work::Feed(feed) => (&feed.feed.address, &feed.ask, &feed.redirects),
            Work::Target(target) => (&target.address, &target.ask, &target.redirects),
        };
        let before: &[Hop] = if ask == address { &[] } else { redirects };
        let circle = to == *address || before.iter().any(|hop| hop.to == to);
        let limit = self.settings.visitor.limits.max_redirects;
        if circle || before.len() >= limit {
            let cause = if circle {
                format!(
                    "{address}: its redirects go round in a circle; open it in a browser and give the address it ends at"
                )
            } else {
                AcquireError::Redirects { url: address.clone(), limit }.to_string()
            };
            return Came::Trouble(Trouble { cause, then: Then::Retry { tries: 2, end: TargetState::Failed } });
        }
        match host_and_origin(&to) {
            Some((host, _)) => Came::Moved { hop: Hop { status, to }, host },
            None => Came::Trouble(Trouble {
                cause: format!("it leads to {to}, which is no address of the web"),
                then: Then::End(TargetState::Failed),
            }),
        }
    }

    fn release(&self, claim: &Claim, not_before: Millis, cause: Option<&str>) -> Result<(), CollectError> {
        self.ledger.release_host(&claim.host.host, claim.token, not_before, cause)?;
        Ok(())
    }

    /// Gives back a host that is in trouble, for later.
    fn avoid(
        &self,
        claim: &Claim,
        now: Millis,
        asked: Option<std::time::Duration>,
        cause: &str,
    ) -> Result<(), CollectError> {
        let wait = self.host_wait(&claim.host, asked);
        self.release(claim, now + wait, Some(cause))?;
        self.tell(Event::Host { host: claim.host.host.clone(), cause: cause.to_owned(), wait });
        Ok(())
    }

    /// A site whose rules are unknown: nothing is asked, nothing is counted as a try.
    fn wait_for_robots(&self, claim: &Claim, now: Millis, until: Millis) -> Result<(), CollectError> {
        if let Work::Feed(feed) = &claim.work {
            let cause = "the site's robots.txt cannot be had, and without it nothing is fetched".to_owned();
            return self.feed_failed(claim, feed, cause, now, (until - now).max(1));
        }
        self.ledger.postpone(claim, until)?;
        Ok(())
    }

    fn conclude(&self, claim: &Claim, came: Came, at: Millis) -> Result<(), CollectError> {
        match &claim.work {
            Work::Feed(feed) => self.conclude_feed(claim, feed, came, at),
            Work::Target(target) => self.conclude_target(claim, target, came, at),
        }
    }

    fn conclude_feed(&self, claim: &Claim, feed: &FeedRow, came: Came, at: Millis) -> Result<(), CollectError> {
        let mut notes = Vec::new();
        let result = match came {
            Came::Moved { hop, host } => FeedResult::Moved { hop, host },
            Came::Unchanged => {
                let signs = rhythm::Signs { before: feed.rhythm, every: feed.feed.every, ..rhythm::Signs::default() };
                FeedResult::Unchanged { wait: self.jittered(rhythm::waits(&signs, self.settings).1) }
            }
            Came::Trouble(Trouble { then: Then::Pace, .. }) => {
                self.ledger.postpone(claim, self.world.now())?;
                return Ok(());
            }
            Came::Trouble(Trouble { cause, then }) => {
                let wait = match then {
                    // Somebody may change it; it is looked at from time to time.
                    Then::End(_) => millis(self.settings.longest_rhythm.max(self.settings.retry)),
                    _ => back_off(self.settings.retry, 2, feed.failures.saturating_add(1), self.settings.longest_retry),
                };
                return self.feed_failed(claim, feed, cause, at, wait);
            }
            Came::Page(answer) => match self.read_list(feed, &answer, at)? {
                Err(cause) => {
                    let wait =
                        back_off(self.settings.retry, 2, feed.failures.saturating_add(1), self.settings.longest_retry);
                    return self.feed_failed(claim, feed, cause, at, wait);
                }
                Ok(listing) => {
                    let signs = rhythm::Signs { before: feed.rhythm, every: feed.feed.every, ..listing.signs };
                    let (wait_if_new, wait_if_none) = rhythm::waits(&signs, self.settings);
                    let Conditions { etag, last_modified } = answer.conditions();
                    notes = listing.notes;
                    FeedResult::Entries {
                        found: listing.found,
                        children: listing.children,
                        title: listing.title,
                        etag,
                        last_modified,
                        may_miss: listing.may_miss,
                        wait_if_new: self.jittered(wait_if_new),
                        wait_if_none: self.jittered(wait_if_none),
                    }
                }
            },
        };
        let read = matches!(result, FeedResult::Entries { .. } | FeedResult::Unchanged { .. });
        // Where the lease was lost, another has done it.
        if let Some(done) = self.ledger.feed_done(claim, &FeedOutcome { at, result })?
            && read
        {
            self.tell(Event::Feed { address: feed.feed.address.clone(), done, notes });
        }
        Ok(())
    }

    /// Reads a list and archives it, readable or not. An inner error is about the list alone.
    fn read_list(
        &self,
        feed: &FeedRow,
        answer: &Answer,
        at: Millis,
    ) -> Result<Result<listing::Listing, String>, CollectError> {
        let read = listing::read(&feed.feed, &answer.exchange, at);
        let cause = read.as_ref().err().map(String::as_str);
        self.archive(ExchangeRole::Feed, &feed.feed.address, &answer.exchange, None, cause)?;
        Ok(read)
    }

    fn feed_failed(
        &self,
        claim: &Claim,
        feed: &FeedRow,
        cause: String,
        at: Millis,
        wait: Millis,
    ) -> Result<(), CollectError> {
        let wait = self.jittered(wait);
        let result = FeedResult::Failed { cause: cause.clone(), wait };
        if self.ledger.feed_done(claim, &FeedOutcome { at, result })?.is_some() {
            self.tell(Event::FeedFailed { address: feed.feed.address.clone(), cause, wait });
        }
        Ok(())
    }

    fn conclude_target(&self, claim: &Claim, target: &TargetRow, came: Came, at: Millis) -> Result<(), CollectError> {
        let address = target.address.clone();
        let later = |visits: u32| {
            let after = self.settings.revisits.get(visits as usize)?;
            Some(at.saturating_add(self.jittered(millis(*after))))
        };
        let (result, next_try, event) = match came {
            Came::Moved { hop, host } => (TargetResult::Moved { hop, host }, None, None),
            Came::Unchanged => (TargetResult::Unchanged, later(target.visits), Some(Event::Unchanged { address })),
            Came::Trouble(trouble) => return self.target_failed(claim, target, trouble, at),
            Came::Page(answer) => match self.keep(target, *answer)? {
                Err(cause) => {
                    return self.target_failed(
                        claim,
                        target,
                        Trouble { cause, then: Then::Retry { tries: 2, end: TargetState::Failed } },
                        at,
                    );
                }
                Ok((result, event)) => (result, later(target.visits), Some(event)),
            },
        };
        if self.ledger.target_done(claim, &TargetOutcome { at, next_try, result })? {
            event.into_iter().for_each(|event| self.tell(event));
        }
        Ok(())
    }

    fn target_failed(
        &self,
        claim: &Claim,
        target: &TargetRow,
        trouble: Trouble,
        at: Millis,
    ) -> Result<(), CollectError> {
        let Trouble { cause, then } = trouble;
        let address = target.address.clone();
        let tries = target.tries.saturating_add(1);
        let (result, next_try, event) = match then {
            Then::Pace => {
                self.ledger.postpone(claim, self.world.now())?;
                return Ok(());
            }
            Then::Retry { tries: most, .. } if tries < most => {
                let wait = self.jittered(back_off(self.settings.retry, 4, tries, self.settings.longest_retry));
                let event = Event::Again { address, cause: cause.clone(), wait };
                (TargetResult::Again { cause }, Some(at.saturating_add(wait)), event)
            }
            Then::Retry { end: state, .. } | Then::End(state) => {
                (TargetResult::Over { state, cause: cause.clone() }, None, Event::Over { address, state, cause })
            }
        };
        if self.ledger.target_done(claim, &TargetOutcome { at, next_try, result })? {
            self.tell(event);
        }
        Ok(())
    }
}

/// What was said of the last answer, where the same address is asked.
fn conditions(claim: &Claim) -> Conditions {
    let (etag, last_modified) = match &claim.work {
        Work::Feed(feed) => (&feed.etag, &feed.last_modified),
        Work::Target(target) => (&target.etag, &target.last_modified),
    };
    Conditions { etag: etag.clone(), last_modified: last_modified.clone() }
}
