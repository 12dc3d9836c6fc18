//! The main block of a page, from where its prose stands.
//!
//! Paragraphs vote for the boxes around them, as the readability rules have it; the winner takes in neighbours that are
//! prose like it, and gives up boxes inside it that are links, teasers or tools. All of this reads the blocks that were
//! made anyway: the page is not parsed again. Where the prose is scattered, the find is not sure.

use super::blocks::{Block, Holder, Page};
use dom_query::{Document as Dom, NodeRef};

/// Shortest block that counts as prose, and shortest that does where it ends as a sentence does.
const PROSE: usize = 80;
const SENTENCE: usize = 35;
/// Levels above a paragraph that it votes for.
const LEVELS: usize = 6;
/// Levels above the winner at which neighbours are looked for.
const CLIMB: usize = 6;
/// Least prose of a sure find, in scalar values.
const ENOUGH: usize = 400;

/// Parts of class names and ids of boxes that stand beside an article.
const BESIDE: &[&str] = &[
    "banner",
    "breadcrumb",
    "comment",
    "disqus",
    "footer",
    "gdpr",
    "related",
    "remark",
    "replies",
    "sidebar",
    "social",
    "sponsor",
    "pagination",
    "pager",
    "popup",
    "modal",
    "cookie",
    "consent",
    "newsletter",
    "promo",
    "share",
    "sharing",
    "teaser",
    "readmore",
    "read-more",
    "more-on",
    "moreon",
    "recommend",
    "mostread",
    "most-read",
    "ticker",
    "taboola",
    "outbrain",
    "subscribe",
    "login",
    "bookmark-card",
    "callout",
    "author-box",
    "authorbox",
    "about-author",
    "suggest",
    "poll",
    "card",
    "tags",
    "trending",
    "inline_related",
    "inline-related",
    "nav-",
    "menu",
];

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Indices of the page's blocks, in order.
    pub blocks: Vec<usize>,
    /// Whether next to all prose of the page stands in it.
    pub sure: bool,
}

/// Sums over a box and all that stands in it.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    /// Scalar values of prose.
    prose: usize,
    /// Scalar values of everything.
    chars: usize,
    /// Scalar values in links.
    linked: usize,
    /// Blocks.
    blocks: usize,
    /// Headings.
    headings: usize,
}

struct Finder<'p> {
    page: &'p Page,
    dom: &'p Dom,
    chars: Vec<usize>,
    sums: Vec<Sum>,
    /// For each box its prose that does not stand beside the article.
    likely: Vec<usize>,
    /// For each box: unknown, an article may stand in it, or beside it only.
    beside: Vec<Option<bool>>,
}

/// The main block of the page.
pub(super) fn find(page: &Page, dom: &Dom) -> Found {
    let mut finder = Finder::new(page, dom);
    let Some(top) = finder.winner() else { return Found::default() };
    let (root, mut out) = finder.widen(top);
    finder.prune(root, &mut out);
    let inside = finder.inside(root, &out);
    let taken: usize = inside.iter().map(|i| finder.prose(*i)).sum();
    let likely = finder.likely.first().copied().unwrap_or(0);
    Found { sure: taken >= ENOUGH && taken * 100 >= likely * 60, blocks: inside }
}

impl<'p> Finder<'p> {
    fn new(page: &'p Page, dom: &'p Dom) -> Self {
        let chars: Vec<usize> = page.blocks.iter().map(Block::chars).collect();
        let mut finder = Self {
            sums: vec![Sum::default(); page.holders.len()],
            beside: vec![None; page.holders.len()],
            likely: vec![0; page.holders.len()],
            chars,
            page,
            dom,
        };
        for (i, block) in page.blocks.iter().enumerate() {
            let prose = finder.prose(i);
            if let Some(sum) = finder.sums.get_mut(block.holder) {
                sum.prose += prose;
                sum.chars += finder.chars[i];
                sum.linked += block.linked;
                sum.blocks += 1;
                sum.headings += usize::from(block.heading);
            }
        }
        for (at, holder) in page.holders.iter().enumerate().skip(1).rev() {
            let sum = finder.sums[at];
            let parent = &mut finder.sums[holder.parent];
            parent.prose += sum.prose;
            parent.chars += sum.chars;
            parent.linked += sum.linked;
            parent.blocks += sum.blocks;
            parent.headings += sum.headings;
        }
        for (i, block) in page.blocks.iter().enumerate() {
            if !finder.is_beside(block.holder) {
                finder.likely[block.holder] += finder.prose(i);
            }
        }
        for (at, holder) in page.holders.iter().enumerate().skip(1).rev() {
            finder.likely[holder.parent] += finder.likely[at];
        }
        finder
    }

    /// Scalar values of a block, if it is prose.
    fn prose(&self, i: usize) -> usize {
        let (block, chars) = (&self.page.blocks[i], self.chars[i]);
        let is = !block.heading
            && block.linked * 3 < chars
            && (chars >= PROSE || (chars >= SENTENCE && super::body::ends_like_prose(&block.text)));
        if is { chars } else { 0 }
    }

    fn parent(&self, at: usize) -> usize {
        self.page.holders.get(at).map_or(0, |h: &Holder| h.parent)
    }

    fn node(&self, at: usize) -> NodeRef<'p> {
        NodeRef::new(self.page.holders[at].node, &self.dom.tree)
    }

    /// Whether a box or one around it stands beside the article, by its name.
    fn is_beside(&mut self, at: usize) -> bool {
        if at == 0 {
            return false;
        }
        if let Some(known) = self.beside[at] {
            return known;
        }
        // Boxes nest a few hundred deep at most: the markup was tamed.
        let above = self.is_beside(self.parent(at));
        // What holds half of the page's prose is its article, whatever it is called.
        let most = self.sums[at].prose * 2 > self.sums[0].prose;
        let found = above || (!most && named_beside(&self.node(at)));
        self.beside[at] = Some(found);
        found
    }

    /// The box that paragraphs vote for.
    fn winner(&mut self) -> Option<usize> {
        let mut votes = vec![0f32; self.page.holders.len()];
        for i in 0..self.page.blocks.len() {
            let chars = self.prose(i);
            let holder = self.page.blocks[i].holder;
            if chars == 0 || self.is_beside(holder) {
                continue;
            }
            let commas = self.page.blocks[i].text.matches(['،', ',']).take(20).count();
            let vote = 1.0 + commas as f32 + (chars / 100).min(6) as f32;
            // A box with this one paragraph is the paragraph.
            let mut at = if self.sums[holder].blocks == 1 { self.parent(holder) } else { holder };
            for level in 0..LEVELS {
                votes[at] += match level {
                    0 => vote,
                    1 => vote / 2.0,
                    level => vote / (level as f32 * 3.0),
                };
                if at == 0 {
                    break;
                }
                at = self.parent(at);
            }
        }
        let score = |at: usize| {
            let sum = self.sums[at];
            votes[at] * (1.0 - sum.linked as f32 / sum.chars.max(1) as f32)
        };
        let best = (0..votes.len()).max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a)))?;
        (votes[best] > 0.0).then_some(best)
    }

    /// Climbs from the winner to boxes whose other branches are prose like it. Gives the box, and the branches of it that
    /// are not.
    fn widen(&mut self, top: usize) -> (usize, Vec<usize>) {
        let (mut root, mut out) = (top, Vec::new());
        let (mut at, mut pending) = (top, Vec::new());
        for _ in 0..CLIMB {
            if at == 0 {
                break;
            }
            let parent = self.parent(at);
            let mut gain = 0;
            for branch in parent + 1..self.page.holders.len() {
                if self.page.holders[branch].parent != parent || branch == at || self.sums[branch].blocks == 0 {
                    continue;
                }
                if self.is_like_article(branch) {
                    gain += self.likely[branch];
                } else {
                    pending.push(branch);
                }
            }
            at = parent;
            if gain * 10 >= self.sums[root].prose && parent != 0 {
                root = parent;
                out.append(&mut pending);
            }
        }
        (root, out)
    }

    fn is_like_article(&mut self, branch: usize) -> bool {
        let sum = self.sums[branch];
        let prose = self.likely[branch];
        prose > 0
            && sum.linked * 5 < sum.chars
            && prose * 10 >= sum.chars * 8
            && sum.headings * 3 <= sum.blocks
            && !self.is_beside(branch)
            && !self.has_headline(branch)
    }

    /// Whether a box has a headline of its own: another article.
    fn has_headline(&self, branch: usize) -> bool {
        self.sums[branch].headings > 0
            && (branch..self.page.holders.len()).any(|at| self.within(at, branch) && self.node(at).has_name("h1"))
    }

    /// Adds to `out` the boxes inside `root` that are links, teasers or tools.
    fn prune(&mut self, root: usize, out: &mut Vec<usize>) {
        let whole = self.sums[root].prose;
        for at in root + 1..self.page.holders.len() {
            let sum = self.sums[at];
            if sum.blocks == 0 || sum.prose * 10 > whole * 3 || !self.within(at, root) {
                continue;
            }
            let links = sum.linked * 2 > sum.chars && sum.chars > 0;
            if links || named_beside(&self.node(at)) {
                out.push(at);
            }
        }
    }

    fn within(&self, mut at: usize, root: usize) -> bool {
        while at > root {
            at = self.parent(at);
        }
        at == root
    }

    /// The blocks of `root` that stand in none of `out`.
    fn inside(&self, root: usize, out: &[usize]) -> Vec<usize> {
        let mut state: Vec<bool> = vec![false; self.page.holders.len()];
        state[root] = true;
        let mut left = vec![false; self.page.holders.len()];
        for at in out {
            left[*at] = true;
        }
        for at in root + 1..state.len() {
            state[at] = state[self.parent(at)] && !left[at];
        }
        (0..self.page.blocks.len()).filter(|i| state[self.page.blocks[*i].holder]).collect()
    }
}

/// Whether an element's name says that it stands beside the article.
fn named_beside(node: &NodeRef<'_>) -> bool {
    if node.has_name("aside") || node.has_name("footer") || node.has_name("nav") {
        return true;
    }
    ["class", "id"].iter().any(|attribute| {
        node.attr(attribute).is_some_and(|value| {
            let value: String = value.chars().take(160).collect::<String>().to_ascii_lowercase();
            BESIDE.iter().any(|part| value.contains(part))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    const A: &str = "وصلت قافلة من عشرين شاحنة إلى المخيم صباح الثلاثاء بعد انتظار دام أسبوعين على المعبر الحدودي، وفق ما قال منسق الإغاثة في المنطقة.";
    const B: &str = "وأوضح المنسق أن الشاحنات تحمل طحينا ودواء يكفيان نحو ألفي عائلة، وأن قافلة ثانية ستصل قبل نهاية الأسبوع إذا بقي الطريق مفتوحا.";
    const C: &str = "وكانت الطريق قد أغلقت مطلع الشهر إثر اشتباكات قرب الجسر الشمالي أدت إلى مقتل سائق وإصابة اثنين من مرافقيه بجروح خطيرة.";

    fn found(html: &str) -> (Vec<String>, bool) {
        let dom = Dom::from(html);
        let page = blocks::page_of(&dom);
        let found = find(&page, &dom);
        (found.blocks.into_iter().map(|i| page.blocks[i].text.clone()).collect(), found.sure)
    }

    #[test]
    fn the_box_with_the_prose_is_found_without_what_stands_beside_it() {
        let html = format!(
            "<div id=wrap><ul class=x><li><a href=1>الرئيسية</a></ul><div><div class=story><p>{A}</p><div class=related><a href=2>خبر آخر</a></div><p>{B}</p><p>{C}</p><p>{A}</p></div>\
             <div class=comments><p>{B}</p><p>{C}</p></div></div><footer>{A}</footer></div>"
        );
        assert_eq!(found(&html), (vec![A.into(), B.into(), C.into(), A.into()], true));
    }

    #[test]
    fn text_in_several_boxes_is_taken_together() {
        let row = |p: &str| format!("<div class=row><div><div><p>{p}</p><p>{p}</p></div></div></div>");
        let html = format!(
            "<div id=page>{}{}{}<div class=cards><h3>عنوان</h3><p>{C}</p><h3>عنوان</h3><p>{C}</p></div></div>",
            row(A),
            row(B),
            row(C)
        );
        assert_eq!(found(&html).0.len(), 6);
    }

    #[test]
    fn scattered_prose_is_no_sure_find() {
        let card = |p: &str| format!("<div class=card><h3>عنوان</h3><div><span>س</span><p>{p}</p></div></div>");
        let html: String = [A, B, C].iter().cycle().take(12).map(|p| card(p)).collect();
        assert!(!found(&format!("<div><div>{html}</div></div>")).1 || found(&html).0.len() > 12);
        assert!(!found("<p>نص</p>").1);
        assert_eq!(found("").0, Vec::<String>::new());
    }
}
