//! Links between documents: by their words, and by credits where both tell one event.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;

use datafusion::prelude::SessionContext;
use marsad_corroborate::{CANDIDATES, HOLDERS, Link, link};

use super::events::Found;
use super::library::{Library, Number};
use super::pairs::register;
use crate::error::BatchError;
use crate::numbers::Rows;
use crate::pipeline;

/// A link with what it rests on.
pub(super) struct Linked {
    pub(super) link: Link,
    pub(super) by_event: bool,
}

/// The links between documents, by the numbers of the later and the earlier.
pub(super) type Links = BTreeMap<(Number, Number), Linked>;

/// Who is compared by words: as a store asks for it. Of each key the first documents are looked at, and of those that share enough
/// keys the ones with the most; whoever shares a long quotation is compared, too.
fn question() -> String {
    let ranked = |table: &str| {
        format!(
            "SELECT key, doc, n, row_number() OVER (PARTITION BY key ORDER BY doc) AS turn, count(*) OVER (PARTITION BY key) AS holders
             FROM {table}"
        )
    };
    format!(
        "WITH w AS (SELECT key, doc, n, turn FROM ({words}) WHERE holders > 1),
              met AS (SELECT a.doc AS a, b.doc AS b, count(*) AS shared, max(a.n) AS enough
                      FROM w a JOIN w b ON a.key = b.key WHERE b.doc < a.doc AND b.turn <= {HOLDERS} GROUP BY a.doc, b.doc),
              best AS (SELECT a, b, row_number() OVER (PARTITION BY a ORDER BY shared DESC, b) AS turn FROM met WHERE shared >= enough),
              q AS (SELECT key, doc, turn FROM ({quotes}) WHERE holders > 1)
         SELECT a, b FROM (
           SELECT a, b FROM best WHERE turn <= {CANDIDATES}
           UNION
           SELECT a.doc AS a, b.doc AS b FROM q a JOIN q b ON a.key = b.key WHERE b.doc < a.doc AND b.turn <= {HOLDERS}
         ) ORDER BY a, b",
        words = ranked("words"),
        quotes = ranked("quotes"),
    )
}

/// Finds the links by words.
pub(super) fn by_words(
    library: &Library,
    session: &SessionContext,
    scratch: &Path,
    threads: usize,
    runtime: &tokio::runtime::Handle,
) -> Result<Links, BatchError> {
    runtime.block_on(register(session, scratch))?;
    let mut links = Links::new();
    pipeline::ordered(
        Rows::<2>::of(session, &question(), runtime)?,
        |_| 0,
        |_| 8 << 10,
        threads,
        |pair| {
            let [later, earlier] = pair?.map(|n| n as u64);
            let found = link(&*library.page(earlier)?, &*library.page(later)?, false);
            Ok(found.map(|link| ((later, earlier), Linked { link, by_event: false })))
        },
        |found: Result<_, BatchError>, _| {
            links.extend(found?);
            Ok(ControlFlow::Continue(()))
        },
    )?;
    Ok(links)
}

/// Adds the links that a credit or citation makes where two documents tell one event.
pub(super) fn by_events(
    library: &Library,
    events: &Found,
    threads: usize,
    links: &mut Links,
) -> Result<(), BatchError> {
    let known: std::collections::BTreeSet<(Number, Number)> = links.keys().copied().collect();
    // Those of one event are compared with each other: in one turn, as their pages are kept then.
    let shared = events.groups.iter().filter(|group| group.len() > 1).map(|group| {
        let mut documents: Vec<Number> = group.iter().map(|(number, _)| *number).collect();
        documents.sort_unstable();
        documents.dedup();
        documents
    });
    pipeline::ordered(
        shared,
        |_| 0,
        |documents| documents.len() << 10,
        threads,
        |documents| {
            let mut sources = Vec::new();
            for number in documents {
                let of = library.sources(number)?;
                if !of.is_empty() {
                    sources.push((number, of));
                }
            }
            let mut out = Vec::new();
            for (at, (a, x)) in sources.iter().enumerate() {
                for (b, y) in &sources[at + 1..] {
                    if x.meet(y)
                        && !known.contains(&(*b, *a))
                        && let Some(link) = link(&*library.page(*a)?, &*library.page(*b)?, true)
                    {
                        out.push(((*b, *a), Linked { link, by_event: true }));
                    }
                }
            }
            Ok(out)
        },
        |found: Result<Vec<_>, BatchError>, _| {
            for (pair, linked) in found? {
                links.entry(pair).or_insert(linked);
            }
            Ok(ControlFlow::Continue(()))
        },
    )
}
