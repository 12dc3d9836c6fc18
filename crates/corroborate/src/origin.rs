//! Origins: the sets of documents that go back to one source, with the evidence of each link.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::link::{Link, LinkKind};
use crate::page::Page;

/// Documents that go back to one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Origin {
    /// The ids of its documents, sorted; the first one names the group.
    pub documents: Vec<String>,
    /// Every link among them.
    pub links: Vec<Link>,
}

impl Origin {
    /// A name for the group that does not depend on the order of arrival: its least document id.
    #[must_use]
    pub fn name(&self) -> &str {
        self.documents.first().map_or("", String::as_str)
    }
}

/// Groups of documents as links come in: a union-find over ids.
///
/// The groups depend on which documents and links there are, not on their order. Dropping a link ([`Origins::cut`]) makes the
/// groups anew from those that are left.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    ids: BTreeMap<String, usize>,
    parent: Vec<usize>,
    links: BTreeMap<(String, String), Link>,
    cut: BTreeSet<(String, String)>,
}

fn key(a: &str, b: &str) -> (String, String) {
    if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) }
}

impl Origins {
    /// No documents yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A document, so far an origin of its own. Adding it again changes nothing.
    pub fn add(&mut self, document: &str) -> usize {
        if let Some(at) = self.ids.get(document) {
            return *at;
        }
        let at = self.parent.len();
        self.parent.push(at);
        self.ids.insert(document.to_owned(), at);
        at
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parent[at] != at {
            at = self.parent[at];
        }
        at
    }

    /// A link between two documents. Of two links between the same two, the stronger kind is kept.
    pub fn join(&mut self, link: Link) {
        let pair = key(&link.a, &link.b);
        let (a, b) = (self.add(&link.a), self.add(&link.b));
        let stronger = |old: &Link| (link.kind, -link.score) < (old.kind, -old.score);
        if self.links.get(&pair).is_none_or(stronger) {
            self.links.insert(pair.clone(), link);
        }
        if !self.cut.contains(&pair) {
            self.unite(a, b);
        }
    }

    fn unite(&mut self, a: usize, b: usize) {
        let (mut a, mut b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        if b < a {
            std::mem::swap(&mut a, &mut b);
        }
        self.parent[b] = a;
    }

    /// A person says that two documents are not linked: the link no longer counts, whatever comes in later.
    pub fn cut(&mut self, a: &str, b: &str) {
        self.cut.insert(key(a, b));
        self.parent = (0..self.parent.len()).collect();
        let pairs: Vec<(usize, usize)> = self
            .links
            .keys()
            .filter(|pair| !self.cut.contains(*pair))
            .filter_map(|(a, b)| Some((*self.ids.get(a)?, *self.ids.get(b)?)))
            .collect();
        pairs.into_iter().for_each(|(a, b)| self.unite(a, b));
    }

    /// Whether two documents go back to one origin. A document that was never added is an origin of its own.
    #[must_use]
    pub fn same(&self, a: &str, b: &str) -> bool {
        match (self.ids.get(a), self.ids.get(b)) {
            (Some(x), Some(y)) => self.root(*x) == self.root(*y),
            _ => a == b,
        }
    }

    /// The groups, those of one document too, in the order of their names.
    #[must_use]
    pub fn groups(&self) -> Vec<Origin> {
        let mut groups: BTreeMap<usize, Origin> = BTreeMap::new();
        for (id, at) in &self.ids {
            let group = groups.entry(self.root(*at)).or_insert_with(|| Origin { documents: vec![], links: vec![] });
            group.documents.push(id.clone());
        }
        for (pair, link) in self.links.iter().filter(|(pair, _)| !self.cut.contains(*pair)) {
            if let Some(group) = self.ids.get(&pair.0).and_then(|at| groups.get_mut(&self.root(*at))) {
                group.links.push(link.clone());
            }
        }
        let mut list: Vec<Origin> = groups.into_values().collect();
        list.sort_by(|a, b| a.documents.cmp(&b.documents));
        list
    }

    /// The name of the origin of each document: how many different ones there are is how many origins an event has.
    #[must_use]
    pub fn names(&self) -> BTreeMap<String, String> {
        let groups = self.groups();
        let named = groups.iter().flat_map(|g| g.documents.iter().map(|d| (d.clone(), g.name().to_owned())));
        named.collect()
    }
}

/// A later text of the same outlet or agency that says something else: a correction or an update.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The earlier document.
    pub earlier: String,
    /// The later one.
    pub later: String,
    /// Numbers of the earlier text that the later one no longer has, as folded.
    pub dropped: Vec<String>,
    /// Numbers that only the later text has.
    pub added: Vec<String>,
}

/// Whether the later of two linked pages revises the earlier: a copy of the same outlet, later or of the same day, with other
/// numbers or words. `None` where they are no copies, of different outlets, or the same text.
#[must_use]
pub fn revision(a: &Page, b: &Page, link: &Link) -> Option<Revision> {
    if link.kind > LinkKind::Copy || a.outlet.is_none() || a.outlet != b.outlet {
        return None;
    }
    let (earlier, later) = if b.published < a.published { (b, a) } else { (a, b) };
    if earlier.shingles.hashes() == later.shingles.hashes() {
        return None;
    }
    let only =
        |x: &Page, y: &Page| x.numbers.iter().filter(|n| !y.numbers.contains(n)).cloned().collect::<Vec<String>>();
    Some(Revision {
        earlier: earlier.id.clone(),
        later: later.id.clone(),
        dropped: only(earlier, later),
        added: only(later, earlier),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credits::Credits;
    use marsad_model::{Day, Document};
    use proptest::prelude::*;

    fn tie(a: usize, b: usize, kind: LinkKind) -> Link {
        Link { a: format!("d{a}"), b: format!("d{b}"), kind, score: 0.8, evidence: vec![], source: None }
    }

    #[test]
    fn copies_of_copies_are_one_origin_and_each_link_keeps_its_evidence() {
        let mut origins = Origins::new();
        (0..5).for_each(|i| {
            origins.add(&format!("d{i}"));
        });
        origins.join(tie(0, 1, LinkKind::Partial));
        origins.join(tie(2, 1, LinkKind::Verbatim));
        origins.join(tie(1, 0, LinkKind::Copy));
        let groups = origins.groups();
        assert_eq!(groups.iter().map(|g| g.documents.len()).collect::<Vec<_>>(), [3, 1, 1]);
        assert_eq!(groups[0].links.iter().map(|l| l.kind).collect::<Vec<_>>(), [LinkKind::Copy, LinkKind::Verbatim]);
        assert!(origins.same("d0", "d2") && !origins.same("d0", "d3"));
    }

    #[test]
    fn a_link_that_a_person_cut_stays_cut() {
        let mut origins = Origins::new();
        origins.join(tie(0, 1, LinkKind::Copy));
        origins.join(tie(1, 2, LinkKind::Copy));
        origins.cut("d1", "d0");
        origins.join(tie(0, 1, LinkKind::Verbatim));
        assert!(!origins.same("d0", "d1") && origins.same("d1", "d2"));
        assert_eq!(origins.groups().iter().map(|g| g.links.len()).sum::<usize>(), 1);
    }

    #[test]
    fn a_later_copy_of_the_same_outlet_with_another_number_is_a_revision() {
        let page = |id: &str, day: i8, toll: &str| {
            let text = format!(
                "قتل {toll} أشخاص في انفجار وقع قرب سوق البلدة صباح اليوم ونقل الجرحى إلى المشفى الوطني وما زالت فرق الإنقاذ تبحث عن ناجين تحت الأنقاض فيما أغلقت الشرطة الطرق المؤدية إلى المكان"
            );
            let document = Document {
                id: id.to_owned(),
                text,
                outlet: Some("One".to_owned()),
                published: Some(Day::constant(2022, 3, day)),
                ..Document::default()
            };
            Page::read(&document, Credits::builtin())
        };
        let (early, late) = (page("a", 6, "5"), page("b", 7, "8"));
        let found = crate::link(&late, &early, false).and_then(|l| revision(&late, &early, &l)).unwrap();
        assert_eq!((found.earlier.as_str(), found.later.as_str()), ("a", "b"));
        assert_eq!((found.dropped, found.added), (vec!["5".to_owned()], vec!["8".to_owned()]));
        let same = page("c", 7, "5");
        assert_eq!(crate::link(&early, &same, false).and_then(|l| revision(&early, &same, &l)), None);
    }

    proptest! {
        #[test]
        fn groups_do_not_depend_on_the_order_of_links(links in proptest::collection::vec((0_usize..12, 0_usize..12), 0..20), seed in 0_usize..50) {
            let build = |order: &[(usize, usize)]| {
                let mut origins = Origins::new();
                (0..12).for_each(|i| { origins.add(&format!("d{i}")); });
                order.iter().filter(|(a, b)| a != b).for_each(|(a, b)| origins.join(tie(*a, *b, LinkKind::Copy)));
                origins.groups().into_iter().map(|g| g.documents).collect::<Vec<_>>()
            };
            let mut turned = links.clone();
            if !turned.is_empty() { let by = seed % turned.len(); turned.rotate_left(by); turned.reverse(); }
            prop_assert_eq!(build(&links), build(&turned));
        }
    }
}
