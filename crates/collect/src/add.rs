//! Looking at an address before it is followed: what it is, and what it would give.

use crate::gate::Gate;
use crate::listing::{self, Listing};
use crate::rhythm::millis;
use crate::{CollectError, Collector};
use marsad_acquire::feeds::{self, FeedError};
use marsad_acquire::robots::{Access, Robots};
use marsad_acquire::{AcquireError, Answer, Conditions, PRODUCT, host_and_origin};
use marsad_store::ledger::{FeedKind, HostRow, Millis, NewFeed};
use std::time::Duration;

/// How long a person is let wait until a host may be asked that somebody else holds, or that asked for time.
const PATIENCE: Duration = Duration::from_secs(15);
/// The longest delay between two requests that a person is let wait out.
const LONGEST_DELAY: Duration = Duration::from_secs(40);

/// Guessed addresses that are tried on a site that names no feed.
const MAX_GUESSES: usize = 4;

/// What the user said of a feed to be added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// What it is, if that is not to be found out.
    pub kind: Option<FeedKind>,
    /// Which links are articles.
    pub pattern: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// How often to visit it.
    pub every: Option<Millis>,
}

/// Why an address cannot be looked at, or is nothing that can be followed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookError {
    /// What is wrong with it, and what to do.
    #[error("{0}")]
    Address(String),
    /// The ledger failed.
    #[error(transparent)]
    Collect(#[from] CollectError),
}

impl Wish {
    /// A feed at an address, as it stands.
    ///
    /// # Errors
    /// Where it is no address of the web, or the pattern is none.
    pub fn at(&self, address: &str, kind: FeedKind, title: Option<String>) -> Result<NewFeed, LookError> {
        let (host, _) = host_and_origin(address).ok_or_else(|| {
            LookError::Address(format!("{address}: not a web address; give one like https://example.org/rss"))
        })?;
        if let Some(pattern) = &self.pattern {
            feeds::LinkPattern::parse(pattern).map_err(|e| LookError::Address(e.to_string()))?;
        } else if kind == FeedKind::Index {
            let why = "a page of links needs --pattern, which says which links are articles, like /news/*/#";
            return Err(LookError::Address(format!("{address}: {why}")));
        }
        let address = feeds::clean_link(address, None).unwrap_or_else(|| address.to_owned());
        let (pattern, outlet, every) = (self.pattern.clone(), self.outlet.clone(), self.every);
        Ok(NewFeed {
            address,
            host,
            kind,
            parent: None,
            title: title.filter(|t| !t.is_empty()),
            outlet,
            pattern,
            every,
        })
    }
}

impl Collector<'_> {
    /// Asks for an address as the collector would: when its host may be asked, if its robots.txt lets us, also where redirects
    /// lead.
    ///
    /// # Errors
    /// Where there is no answer of success, with the reason.
    pub fn look(&self, address: &str) -> Result<Answer, LookError> {
        let gate = Gate::default();
        let mut at = address.trim().to_owned();
        let limit = self.settings.visitor.limits.max_redirects;
        for _ in 0..=limit {
            let answer = self.look_once(&gate, &at)?;
            let status = answer.exchange.status;
            match answer.moved {
                Some(to) => at = to,
                None if (200..300).contains(&status) => return Ok(answer),
                None => return Err(LookError::Address(AcquireError::Status { url: at, status }.to_string())),
            }
        }
        Err(LookError::Address(AcquireError::Redirects { url: address.to_owned(), limit }.to_string()))
    }

    fn look_once(&self, gate: &Gate, address: &str) -> Result<Answer, LookError> {
        let no = |why: String| Err(LookError::Address(why));
        let Some((host, origin)) = host_and_origin(address) else {
            return no(format!("{address}: not a web address; give one like https://example.org/rss"));
        };
        let mut patience = PATIENCE;
        // Twice: the first time its robots.txt may have to be fetched.
        for _ in 0..2 {
            let token = (self.world.random() >> 1) as i64;
            if !self.hold(&host, token, patience).map_err(LookError::Collect)? {
                return no(format!(
                    "{address}: {host} may not be asked at the moment (a collector is there, or it asked for time); try again later"
                ));
            }
            let now = self.world.now();
            let lease_until = now + millis(self.settings.lease);
            let Some((access, _)) = gate.access(self, &origin, now)? else {
                let row =
                    HostRow { host: host.clone(), not_before: now, crawl_delay: None, failures: 0, last_cause: None };
                self.fetch_robots(&origin, &row, token, lease_until)?;
                // Whether there is anything to wait for: a site that does not answer is not waited for.
                let delay = match gate.access(self, &origin, self.world.now())? {
                    Some((access, _)) if *access == Access::Nothing => {
                        return no(format!(
                            "{address}: the site does not give its robots.txt, and without it nothing is fetched; try again later, or add it with --unseen"
                        ));
                    }
                    Some((access, _)) => match &*access {
                        Access::Rules(rules) => rules.delay().unwrap_or_default(),
                        _ => Duration::ZERO,
                    },
                    None => Duration::ZERO,
                };
                if delay > LONGEST_DELAY {
                    return no(format!(
                        "{address}: the site's robots.txt asks for {} s between two requests; add it with --unseen, and the collector takes that time",
                        delay.as_secs()
                    ));
                }
                patience = patience.max(delay.mul_f64(1.0 + self.settings.jitter.clamp(0.0, 10.0)));
                continue;
            };
            if !access.allows(address) {
                self.give_back(&host, token, now)?;
                let nothing = *access == Access::Nothing;
                let why = if nothing {
                    "cannot be had, and without it nothing is fetched; try again later"
                } else {
                    "asks programs not to fetch this; ask the outlet"
                };
                return no(format!("{address}: the site's robots.txt {why}"));
            }
            let answer = self.web.ask(address, &Conditions::default());
            let delay = match &*access {
                Access::Rules(rules) => rules.delay().map(millis),
                _ => None,
            };
            self.give_back(&host, token, self.world.now() + self.delay(delay))?;
            return answer.or_else(|error| no(error.to_string()));
        }
        no(format!(
            "{address}: the site's robots.txt cannot be had, and without it nothing is fetched; try again later"
        ))
    }

    fn give_back(&self, host: &str, token: i64, not_before: Millis) -> Result<(), LookError> {
        self.ledger.release_host(host, token, not_before, None).map_err(CollectError::from)?;
        Ok(())
    }

    /// Finds out what an address is: one feed, or the feeds that a page names, each with what it lists now where that is known.
    ///
    /// # Errors
    /// Where it cannot be had or nothing that could be followed is found.
    pub fn discover(&self, address: &str, wish: &Wish) -> Result<Vec<(NewFeed, Option<Listing>)>, LookError> {
        let answer = self.look(address)?;
        let exchange = &answer.exchange;
        let (bytes, target) = (&exchange.fetched.bytes, exchange.fetched.target.as_str());
        let content_type = exchange.header("content-type");
        let kind = match (wish.kind, feeds::parse(bytes, target, content_type.as_deref())) {
            (Some(kind), _) => kind,
            (None, Ok(_)) => FeedKind::Feed,
            (None, Err(FeedError::Sitemap { .. })) => FeedKind::Sitemap,
            (None, Err(FeedError::Page { .. })) if wish.pattern.is_some() => FeedKind::Index,
            (None, Err(FeedError::Page { .. })) => return self.of_a_page(address, wish, &answer),
            (None, Err(error)) => return Err(LookError::Address(error.to_string())),
        };
        let mut feed = wish.at(address, kind, None)?;
        let listing = listing::read(&feed, exchange, self.world.now()).map_err(|why| {
            LookError::Address(if why.starts_with("http") { why } else { format!("{address}: {why}") })
        })?;
        feed.title.clone_from(&listing.title);
        Ok(vec![(feed, Some(listing))])
    }

    /// The feeds of a page: those it declares, else those it links to, else the sitemaps that its robots.txt names, else what is
    /// found where news systems put feeds.
    fn of_a_page(
        &self,
        address: &str,
        wish: &Wish,
        answer: &Answer,
    ) -> Result<Vec<(NewFeed, Option<Listing>)>, LookError> {
        let exchange = &answer.exchange;
        let found = feeds::discover(
            &exchange.fetched.bytes,
            &exchange.fetched.target,
            exchange.header("content-type").as_deref(),
        );
        let declared = found.feeds.iter().any(|f| f.declared);
        let mut out = Vec::new();
        for one in found.feeds.iter().filter(|f| f.declared == declared) {
            out.push((wish.at(&one.link, FeedKind::Feed, Some(one.title.clone()))?, None));
        }
        let mut sitemaps = found.sitemaps;
        if out.is_empty() && sitemaps.is_empty() {
            let origin = host_and_origin(&exchange.fetched.target).map(|(_, origin)| origin).unwrap_or_default();
            let row = self.ledger.robots(&origin).map_err(CollectError::from)?;
            sitemaps = row.map(|row| Robots::parse(&row.body, PRODUCT).sitemaps().to_vec()).unwrap_or_default();
        }
        if out.is_empty() {
            for sitemap in &sitemaps {
                out.extend(wish.at(sitemap, FeedKind::Sitemap, None).ok().map(|feed| (feed, None)));
            }
        }
        if out.is_empty() {
            for guess in found.hints.iter().take(MAX_GUESSES) {
                let Ok(answer) = self.look(guess) else { continue };
                let feed = wish.at(guess, FeedKind::Feed, None)?;
                if let Ok(listing) = listing::read(&feed, &answer.exchange, self.world.now()) {
                    out.push((NewFeed { title: listing.title.clone(), ..feed }, Some(listing)));
                    break;
                }
            }
        }
        if out.is_empty() {
            let why = "this page names no feed, and none was found in the usual places; give a feed's address, or follow the page itself with --pattern, like /news/*/#";
            return Err(LookError::Address(format!("{address}: {why}")));
        }
        Ok(out)
    }
}
