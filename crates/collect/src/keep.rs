//! What is archived of each answer: everything that came over the wire.
//!
//! A page that was read is archived with its document. Everything else is an exchange that is none: the body of a feed, rules of a
//! robots.txt, a redirect, a refusal, a page without readable text. One that is as it was the last time is archived once.

use crate::{CollectError, Collector, Event};
use marsad_acquire::{Answer, Conditions, Exchange};
use marsad_store::ledger::{TargetResult, TargetRow};
use marsad_store::{Added, ExchangeRole, NewExchange, StoreError};

impl Collector<'_> {
    /// Archives an answer that is no page and no list: where it leads elsewhere, or says that there is nothing.
    pub(crate) fn keep_answer(&self, address: &str, answer: &Answer) -> Result<(), CollectError> {
        let role = match answer.exchange.status {
            // Nothing came but the word that nothing has changed.
            200..=299 | 304 => return Ok(()),
            _ if answer.moved.is_some() => ExchangeRole::Redirect,
            _ => ExchangeRole::Error,
        };
        self.archive(role, address, &answer.exchange, answer.moved.as_deref(), None)
    }

    /// Archives an exchange that is no document.
    pub(crate) fn archive(
        &self,
        role: ExchangeRole,
        address: &str,
        exchange: &Exchange,
        leads_to: Option<&str>,
        cause: Option<&str>,
    ) -> Result<(), CollectError> {
        match self.exchanges.keep(&NewExchange { role, address, exchange, leads_to, cause }) {
            Ok(_) => Ok(()),
            Err(error @ StoreError::BadInput { .. }) => {
                self.tell(Event::NotArchived { address: address.to_owned(), cause: error.to_string() });
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Reads, codes and stores a page. An inner error is about the page alone; its bytes are archived all the same.
    pub(crate) fn keep(
        &self,
        target: &TargetRow,
        answer: Answer,
    ) -> Result<Result<(TargetResult, Event), String>, CollectError> {
        let Conditions { etag, last_modified } = answer.conditions();
        let mut exchange = answer.exchange;
        exchange.requested.clone_from(&target.address);
        let read = match self.reader.read(&exchange, target) {
            Ok(new) => match self.store.add(&new) {
                Ok(added) => Ok((added, new)),
                Err(error @ StoreError::BadInput { .. }) => Err(error.to_string()),
                Err(error) => return Err(error.into()),
            },
            Err(cause) => Err(cause),
        };
        let (added, new) = match read {
            Ok(read) => read,
            Err(cause) => {
                self.archive(ExchangeRole::Unread, &target.address, &exchange, None, Some(&cause))?;
                return Ok(Err(format!("{cause} (its bytes are archived: `marsad archive reread` reads them again)")));
            }
        };
        let (document, is_new) = match added {
            Added::New(id) => (id, true),
            Added::Known(id) => (id, false),
        };
        let event = Event::Stored { document, target: new.target, reports: new.reports.len(), new: is_new };
        Ok(Ok((TargetResult::Done { document, etag, last_modified }, event)))
    }
}
