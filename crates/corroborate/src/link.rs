//! Links: on what grounds two documents are said to go back to one origin.

use serde::{Deserialize, Serialize};

use crate::credits::{Credit, CreditKind};
use crate::page::Page;
use crate::shingle::{Passage, shared_sorted};

/// The least containment of a copy as good as word for word.
pub const VERBATIM: f64 = 0.79;
/// The least containment of a copy.
pub const COPY: f64 = 0.6;
/// The least containment that tells of shared text: whole passages are the same and the rest is another's.
pub const PARTIAL: f64 = 0.09;
/// How many words the longest passage of a partial copy must have: shorter ones are turns of phrase.
pub const PASSAGE: usize = 9;
/// The least containment of two texts about one thing that credit one agency.
pub const ABOUT: f64 = 0.03;
/// How many days apart a credit or citation may still mean the same text.
pub const CREDIT_DAYS: u32 = 3;
/// How many passages a link shows.
const SHOWN: usize = 5;

/// What kind of link it is, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// As good as word for word.
    Verbatim,
    /// Most of the shorter text stands in the longer.
    Copy,
    /// They share passages.
    Partial,
    /// They share a quotation of eight words or more.
    Quotation,
    /// They credit one agency and tell the same.
    Wire,
    /// One cites the other's outlet, or the agency that the other credits.
    Citation,
}

/// A link between two documents with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Id of the first document.
    pub a: String,
    /// Id of the second.
    pub b: String,
    /// What kind of link.
    pub kind: LinkKind,
    /// The share of the shorter text that stands in the longer, 0 to 1.
    pub score: f64,
    /// The words in both that show it, the longest first; of a citation, the name and the credit it meets (which may be
    /// empty where the outlet itself is meant).
    pub evidence: Vec<Passage>,
    /// The agency or outlet of a wire or citation link.
    pub source: Option<String>,
}

/// The strongest link between two documents, if there is any.
///
/// `same_event` says whether reports of both were matched as one event: an agency's credit or a citation links only texts
/// that tell the same thing, by their words or by that.
#[must_use]
pub fn link(a: &Page, b: &Page, same_event: bool) -> Option<Link> {
    let score = a.shingles.containment(&b.shingles);
    let made = |kind, evidence, source| Link { a: a.id.clone(), b: b.id.clone(), kind, score, evidence, source };
    if score >= PARTIAL {
        let passages = a.shingles.passages(&b.shingles, SHOWN);
        let long = passages.first().is_some_and(|p| p.words >= PASSAGE);
        let kind = if score >= VERBATIM {
            LinkKind::Verbatim
        } else if score >= COPY {
            LinkKind::Copy
        } else {
            LinkKind::Partial
        };
        if long || kind < LinkKind::Partial {
            return Some(made(kind, passages, None));
        }
    }
    if let Some(shared) = shared_quote(a, b) {
        return Some(made(LinkKind::Quotation, vec![shared], None));
    }
    let near = a.days_apart(b).is_none_or(|days| days <= CREDIT_DAYS);
    if !near || !(same_event || score >= ABOUT) {
        return None;
    }
    if let Some((x, y)) = shared_wire(a, b) {
        let evidence = Passage { a: x.span, b: y.span, words: 1 };
        return Some(made(LinkKind::Wire, vec![evidence], Some(x.id.clone())));
    }
    let (credit, evidence) =
        citation(a, b).or_else(|| citation(b, a).map(|(c, p)| (c, Passage { a: p.b, b: p.a, words: p.words })))?;
    Some(made(LinkKind::Citation, vec![evidence], Some(credit.id.clone())))
}

/// A long quotation that both hold.
fn shared_quote(a: &Page, b: &Page) -> Option<Passage> {
    let pairs = a.quotes.iter().flat_map(|x| b.quotes.iter().map(move |y| (x, y)));
    let best = pairs.map(|(x, y)| (shared_sorted(&x.runs, &y.runs), x, y)).filter(|(shared, ..)| *shared > 0);
    let (shared, x, y) = best.max_by_key(|(shared, x, _)| (*shared, std::cmp::Reverse(x.span.start)))?;
    Some(Passage { a: x.span, b: y.span, words: shared + crate::page::QUOTED_WORDS - 1 })
}

/// An agency that both credit for their whole text.
fn shared_wire<'a>(a: &'a Page, b: &'a Page) -> Option<(&'a Credit, &'a Credit)> {
    let wires = |p: &'a Page| p.credits.iter().filter(|c| c.whole && c.kind == CreditKind::Wire);
    wires(a).find_map(|x| wires(b).find(|y| y.id == x.id).map(|y| (x, y)))
}

/// What in `a` cites `b`'s outlet, or the agency that `b` credits or is.
fn citation<'a>(a: &'a Page, b: &'a Page) -> Option<(&'a Credit, Passage)> {
    // An outlet that names itself cites nobody.
    let cites = a.credits.iter().filter(|c| c.kind != CreditKind::Unnamed && a.outlet_id.as_ref() != Some(&c.id));
    cites.into_iter().find_map(|c| {
        let theirs = b.credits.iter().find(|d| d.whole && d.kind == CreditKind::Wire && d.id == c.id);
        let is_outlet = b.outlet_id.as_ref() == Some(&c.id);
        (is_outlet || theirs.is_some())
            .then(|| (c, Passage { a: c.span, b: theirs.map_or(marsad_model::Span::new(0, 0), |d| d.span), words: 1 }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credits::Credits;
    use marsad_model::{Day, Document};

    fn page(id: &str, outlet: &str, day: i8, title: &str, text: &str) -> Page {
        let document = Document {
            id: id.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
            outlet: Some(outlet.to_owned()),
            published: Some(Day::constant(2022, 3, day)),
            ..Document::default()
        };
        Page::read(&document, Credits::builtin())
    }

    const STORY: &str =
        "قال شهود إن مسلحين هاجموا حاجزا عند مدخل البلدة فجر الأحد وقتلوا جنديين قبل أن ينسحبوا نحو البادية";

    #[test]
    fn a_copy_is_told_with_the_words_both_share() {
        let a = page("a", "One", 6, "هجوم على حاجز", STORY);
        let long =
            format!("{STORY}\n{}", "وفي خبر آخر افتتح الوزير مدرسة جديدة في المدينة بعد ترميم استمر عامين كاملين");
        let b = page("b", "Two", 6, "أخبار اليوم", &long);
        let found = link(&a, &b, false).unwrap();
        assert_eq!(found.kind, LinkKind::Verbatim);
        assert_eq!(found.evidence[0].a.slice(&format!("هجوم على حاجز\n\n{STORY}")), STORY);
    }

    #[test]
    fn a_long_quotation_links_and_a_short_one_does_not() {
        let quote = "لن نترك المدينة لأحد ولن نوقع اتفاقا لا يعيد الناس إلى بيوتهم";
        // Numbers stand for words that the two do not share.
        let other = |from: u32| (from..from + 150).map(|i| i.to_string()).collect::<Vec<_>>().join(" ");
        let a = page("a", "One", 6, "", &format!("قال القائد المحلي في مقابلة: «{quote}». {}", other(1000)));
        let b = page("b", "Two", 8, "", &format!("«{quote}»، هكذا ختم الرجل كلمته. {}", other(2000)));
        assert_eq!(link(&a, &b, false).map(|l| l.kind), Some(LinkKind::Quotation));
        let c = page(
            "c",
            "Three",
            6,
            "",
            "قال القائد: «لن نترك المدينة لأحد». ثم غادر إلى مقره دون أن يجيب عن أسئلة الصحافيين",
        );
        assert_eq!(link(&b, &c, true), None);
    }

    #[test]
    fn an_agency_credited_by_both_links_only_what_tells_the_same() {
        let a = page("a", "One", 6, "", "عدن (رويترز) - قال سكان إن انفجارا هز الميناء مساء السبت");
        let b = page("b", "Two", 7, "", "دوى انفجار في ميناء المدينة وتصاعد الدخان.\n(رويترز)");
        let found = link(&a, &b, true).unwrap();
        assert_eq!((found.kind, found.source.as_deref()), (LinkKind::Wire, Some("reuters")));
        assert_eq!(link(&a, &b, false), None);
        let late = page("c", "Two", 27, "", "دوى انفجار في ميناء المدينة وتصاعد الدخان.\n(رويترز)");
        assert_eq!(link(&a, &late, true), None);
        let agencies = |id| page(id, "x", 6, "", "عدن - وكالات: دوى انفجار في الميناء");
        let other = page("d", "y", 6, "", "صنعاء - وكالات: سمع الناس صوتا قويا من البحر");
        assert_eq!(link(&agencies("e"), &other, true), None, "a credit that names nobody is no origin");
    }

    #[test]
    fn who_cites_an_outlet_goes_back_to_it() {
        let a = page("a", "One", 6, "", "أغلقت السلطات المعبر مجددا، وفق قناة الميادين التي نقلت الخبر عن مراسلها");
        let b = page("b", "Al Mayadeen", 6, "", "مراسلنا: المعبر الحدودي مغلق منذ الصباح أمام الشاحنات");
        for (x, y) in [(&a, &b), (&b, &a)] {
            let found = link(x, y, true).unwrap();
            assert_eq!((found.kind, found.source.as_deref()), (LinkKind::Citation, Some("al-mayadeen")));
        }
        let own = page("c", "الميادين", 6, "", "أفادت قناة الميادين بأن المعبر أغلق أمام المسافرين");
        assert_eq!(link(&own, &page("d", "Two", 6, "", "المعبر مغلق يوم الجمعة"), true), None);
    }
}
