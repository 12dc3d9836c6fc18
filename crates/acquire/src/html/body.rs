//! The readable body of a page.
//!
//! The main block is found by where the prose stands; where that is not sure, the readability rules are asked. What they are known to lose (a lede that stands in a box of its own, a
//! paragraph full of links) is put back from the page, and what they keep too much of (labels before the text, lists and
//! buttons after it) is cut.

use super::blocks::{self, Block, Page};
use super::columns::Column;
use super::dense;
use super::hidden;
use super::meta::Said;
use crate::dates;
use crate::entities::resolve;
use crate::fold::fold;
use crate::furniture::Furniture;
use dom_query::Document as Dom;
use dom_smoothie::{Config, Readability, TextMode};
use std::collections::HashSet;

/// Shortest paragraph, in scalar values, that is put back where the rules lost it.
const RESCUED: usize = 60;
/// Most blocks between the headline and the text in which a lede is looked for.
const LEDE_WITHIN: usize = 25;
/// Shortest heading, in bytes, that is looked for inside a longer found block.
const INSIDE: usize = 40;
/// A text shorter than this is compared with the whole page.
const SHORT: usize = 140;

/// The paragraphs of the article, furniture out.
pub(crate) fn extract(
    html: &str,
    dom: &Dom,
    whole: &Page,
    title: &str,
    said: &Said,
    furniture: &Furniture,
) -> Vec<String> {
    let page = whole.blocks.as_slice();
    let column = Column::of(page);
    let dense = dense::find(whole, dom);
    let found = if dense.sure {
        with_lede(&dense.blocks, page, title, furniture)
    } else {
        rescue(readable(html).unwrap_or_default(), page, title, furniture)
    };
    let mut best = clean(column.only(lines_apart(found, title, furniture)), title, said, furniture);
    if let Some(declared) = &said.json_ld.body {
        let declared = clean(blocks_of_text(&resolve(declared)), title, said, furniture);
        // A page that gives its article in JSON-LD only, or whose main text was not found.
        if length(&declared) > 2 * length(&best) {
            best = declared;
        }
    }
    if length(&best) < SHORT {
        let prose: Vec<Block> = page.iter().filter(|b| !b.is_linked()).cloned().collect();
        let all = clean(column.only(lines_apart(prose, title, furniture)), title, said, furniture);
        if length(&best) * 3 < length(&all) {
            best = all;
        }
    }
    furniture.sign_off(&mut best);
    best
}

/// Parts blocks whose lines are no paragraph: boxes and lists broken by `<br>`, a headline with its date line, a text with
/// buttons under it.
fn lines_apart(blocks: Vec<Block>, title: &str, furniture: &Furniture) -> Vec<Block> {
    let title = fold(title);
    let odd = |line: &str| fold(line) == title || is_date_line(line) || furniture.is_furniture(line);
    let apart = |block: &Block| {
        let lines = || block.text.lines();
        block.text.contains('\n') && (!lines().any(is_prose) || lines().any(odd))
    };
    blocks.into_iter().flat_map(|b| if apart(&b) { b.into_lines() } else { vec![b] }).collect()
}

fn length(paragraphs: &[String]) -> usize {
    paragraphs.iter().map(|p| p.chars().count()).sum()
}

fn blocks_of_text(text: &str) -> Vec<Block> {
    if text.contains("<p") || text.contains("<br") || text.contains("</") {
        let (tamed, _) = crate::guard::tame(text);
        return blocks::of_page(&Dom::from(tamed.as_ref()));
    }
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty());
    lines.map(Block::plain).collect()
}

/// What the readability rules take for the article.
fn readable(html: &str) -> Option<Vec<Block>> {
    let config = Config { disable_json_ld: true, text_mode: TextMode::Raw, ..Config::default() };
    let dom = Dom::from(html);
    hidden::remove_captions(&dom);
    let article = Readability::with_document(dom, None, Some(config)).ok()?.parse().ok()?;
    Some(blocks::of_page(&Dom::from(article.content)))
}

/// The found blocks with paragraphs that stand between the headline and the first of them.
fn with_lede(found: &[usize], page: &[Block], title: &str, furniture: &Furniture) -> Vec<Block> {
    let wanted = fold(title);
    let first = found.iter().copied().find(|i| page[*i].chars() >= RESCUED).unwrap_or(page.len());
    let near = first.saturating_sub(LEDE_WITHIN)..first.min(page.len());
    let headline = near.rev().find(|i| !wanted.is_empty() && fold(&page[*i].text) == wanted);
    let begin = found.first().copied().unwrap_or(page.len());
    let lede = headline.map_or(begin, |at| at + 1)..begin.max(headline.unwrap_or(0));
    let lede = lede.filter(|i| is_lost_prose(&page[*i], furniture));
    let mut seen = HashSet::new();
    lede.chain(found.iter().copied()).filter(|i| seen.insert(*i)).map(|i| page[i].clone()).collect()
}

/// Whether a block that was not found may be a paragraph of the article.
fn is_lost_prose(block: &Block, furniture: &Furniture) -> bool {
    block.chars() >= RESCUED
        && !block.item
        && block.linked * 3 < block.chars()
        && ends_like_prose(&block.text)
        && !furniture.is_furniture(&block.text)
}

/// Puts back paragraphs that stand on the page between the headline and the last found block, and were not found.
fn rescue(found: Vec<Block>, page: &[Block], title: &str, furniture: &Furniture) -> Vec<Block> {
    let known: HashSet<String> = found.iter().map(|b| fold(&b.text)).collect();
    let folded: Vec<String> = page.iter().map(|b| fold(&b.text)).collect();
    // The rules join paragraphs that only `<br>` parts; the page's own blocks then stand inside a found one.
    let joined: String = found.iter().map(|b| fold(&b.text) + "\n").collect();
    let search_inside = joined.len() <= 200_000 && page.len() <= 5_000;
    let is_known: Vec<bool> = folded
        .iter()
        .zip(page)
        .map(|(f, block)| {
            let looked_for = search_inside && (block.chars() >= RESCUED || (block.heading && f.len() >= INSIDE));
            known.contains(f) || (looked_for && joined.contains(f.as_str()))
        })
        .collect();
    let prose = |i: &usize| page[*i].chars() >= RESCUED && is_known[*i];
    let (Some(first), Some(last)) = ((0..page.len()).find(prose), (0..page.len()).rev().find(prose)) else {
        return found;
    };
    let wanted = fold(title);
    let headline = folded[..first].iter().rposition(|f| !wanted.is_empty() && *f == wanted);
    let start = headline.map(|at| at + 1).filter(|at| first - at <= LEDE_WITHIN).unwrap_or(first);
    let mut seen = HashSet::new();
    let place = |page_index: usize| found.iter().position(|b| fold(&b.text).contains(&folded[page_index]));
    let before = if headline.is_none() { place(first).unwrap_or(0) } else { 0 };
    let after = found.iter().rposition(|b| fold(&b.text).contains(&folded[last])).map_or(found.len(), |at| at + 1);
    let between = (start..=last)
        .filter(|&i| {
            let lost = is_lost_prose(&page[i], furniture);
            (is_known[i] || lost) && seen.insert(folded[i].as_str())
        })
        .map(|i| page[i].clone());
    let kept: Vec<Block> =
        found[..before].iter().cloned().chain(between).chain(found[after..].iter().cloned()).collect();
    // The page's own blocks may be cut otherwise than the found ones: never lose text by this.
    let total = |blocks: &[Block]| -> usize {
        let own = blocks.iter().filter(|b| !b.is_linked()).map(Block::chars);
        own.filter(|chars| *chars >= RESCUED).sum()
    };
    if total(&kept) >= total(&found) * 9 / 10 { kept } else { found }
}

/// Whether a line ends as sentences do.
pub(super) fn ends_like_prose(text: &str) -> bool {
    let last = text.trim_end_matches(['"', '»', '”', '’', '\'', ')', ']', ' ']).chars().next_back();
    last.is_some_and(|c| matches!(c, '.' | '!' | '؟' | '?' | '…' | '۔' | ':'))
}

/// Takes out of the blocks what is not the article's own words.
fn clean(found: Vec<Block>, title: &str, said: &Said, furniture: &Furniture) -> Vec<String> {
    let title = fold(title);
    let byline = said.byline().map(|b| fold(&b)).unwrap_or_default();
    let first_prose = found.iter().position(|b| is_prose(&b.text)).unwrap_or(0);
    let mut kept: Vec<Block> = Vec::with_capacity(found.len());
    for (i, block) in found.into_iter().enumerate() {
        let chars = block.chars();
        // Nothing that is looked for below is longer.
        let short: String = block.text.chars().take(400).collect();
        let folded = fold(&short);
        let words = folded.split(' ').count();
        let leading = i < first_prose;
        let noise = ((i < 4 || leading) && (folded == title || folded == byline))
            || (block.is_linked() && chars < 200)
            || !folded.chars().any(char::is_alphabetic)
            || (block.text.starts_with(['©', '®']) && chars < 120)
            || (is_date_line(&block.text) && i < first_prose + 2)
            || (leading && words <= 2 && !block.heading)
            || (leading && words <= 4 && block.text.ends_with(':'));
        if !noise {
            kept.push(block);
        }
    }
    cut_tail(&mut kept);
    let lines: Vec<&str> = kept.iter().map(|b| b.text.as_str()).collect();
    furniture.sift(&lines).into_iter().map(str::to_owned).collect()
}

fn is_prose(text: &str) -> bool {
    let chars = text.chars().count();
    chars >= 120 || (chars >= 40 && ends_like_prose(text))
}

/// A line that gives little more than a date: «نشر في 23 مارس 2022 الساعة 10:15».
fn is_date_line(text: &str) -> bool {
    if text.chars().count() > 120 || dates::day_in(text).is_none() {
        return false;
    }
    let letters_only = |w: &&str| w.chars().any(char::is_alphabetic) && !w.chars().any(char::is_numeric);
    let folded = fold(text);
    let words = folded.split(' ').filter(letters_only).count();
    (words <= 7 || dates::other_words(text) <= 4) && !text.trim_end().ends_with('.')
}

/// Cuts three or more short lines in a row off the end: lists of tags, teasers and buttons. Fewer may be a signature or
/// the credit of an agency, which tells where a story comes from.
fn cut_tail(blocks: &mut Vec<Block>) {
    let Some(last) = blocks.iter().rposition(|b| is_prose(&b.text)) else { return };
    if blocks.len() - last > 3 {
        let credit = blocks[last + 1].text.starts_with(['-', '(', '/', '[']) && blocks[last + 1].chars() <= 40;
        blocks.truncate(last + 1 + usize::from(credit));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Vec<String> {
        let dom = Dom::from(html);
        let index = super::super::index::Index::of(&dom);
        let said = Said::collect(&index, "x");
        let blocks = blocks::page_of(&dom);
        let title = super::super::title::choose(&index, &said, &blocks.blocks, &Furniture::default());
        extract(html, &dom, &blocks, &title, &said, &Furniture::default())
    }

    const A: &str = "وصلت قافلة من عشرين شاحنة إلى المخيم صباح الثلاثاء بعد انتظار دام أسبوعين على المعبر الحدودي، وفق ما قال منسق الإغاثة في المنطقة.";
    const B: &str = "وأوضح المنسق أن الشاحنات تحمل طحينا ودواء يكفيان نحو ألفي عائلة، وأن قافلة ثانية ستصل قبل نهاية الأسبوع إذا بقي الطريق مفتوحا.";
    const C: &str = "وكانت الطريق قد أغلقت مطلع الشهر إثر اشتباكات قرب الجسر الشمالي أدت إلى مقتل سائق وإصابة اثنين من مرافقيه بجروح.";

    #[test]
    fn a_lede_in_a_box_of_its_own_is_kept() {
        let lede = "قافلة مساعدات تدخل المخيم المحاصر لأول مرة منذ إغلاق الطريق مطلع هذا الشهر.";
        let html = format!(
            "<title>قافلة تدخل المخيم</title><div class=menu><a href=1>الرئيسية</a></div><div><h1>قافلة تدخل المخيم</h1><div class=share>شارك</div>\
             <div class=summary-box>{lede}</div></div><div id=body><p>{A}</p><p>{B}</p><p>{C}</p><p>{A} {B}</p></div>"
        );
        let found = page(&html);
        assert_eq!(found.first().map(String::as_str), Some(lede), "{found:#?}");
        assert_eq!(found.len(), 5);
    }

    #[test]
    fn labels_before_and_lists_after_are_cut() {
        let html = format!(
            "<h1>قافلة تدخل المخيم</h1><article><p>2min</p><p>نشر في 23 مارس 2022 الساعة 10:15</p><p>{A}</p><h2>طريق مغلقة</h2><p>{B}</p><p>{C}</p>\
             <p>--(وكالة)</p></article><div><p>السماء</p><p>صافية</p><p>اليوم</p></div>"
        );
        assert_eq!(page(&html), [A, "طريق مغلقة", B, C, "--(وكالة)"]);
        let html = format!(
            "<article><h1>قافلة</h1><p>{A}</p><p>{B}</p><p>{C}</p><p>وسم</p><p>وسم ثان</p><p>وسم ثالث</p></article>"
        );
        assert_eq!(page(&html), [A, B, C]);
    }

    #[test]
    fn the_column_of_a_table_layout_is_told_from_its_neighbours() {
        let box_ = |n: usize| format!("<b>صندوق {n}</b><br>&middot; <a href={n}>رابط {n}</a><br>يوجد الآن {n} زائرا");
        let html = format!(
            "<title>قافلة تدخل المخيم المحاصر</title><table><tr><td>{}</td><td><font size=4>قافلة تدخل المخيم المحاصر</font><br>\
             <font>أرسلت في الاثنين ٣ أيار/مايو ٢٠٢١ بواسطة المحرر سامي حداد</font><br><br>{A}<br><br>{B}<br><br>{C}<br><br></td><td>{}</td></tr></table>",
            box_(38),
            box_(11)
        );
        assert_eq!(page(&html), [A, B, C]);
    }

    #[test]
    fn related_links_inside_the_text_go() {
        let html = format!(
            "<article><p>{A}</p><p><a href=1>اقرأ أيضاً: هدنة في الجنوب</a></p><p><a href=2>الأهالي يعودون إلى القرية</a></p><p>{B}</p>\
             <p>قال <a href=3>المنسق</a> إن الطريق آمنة.</p><p>{C}</p></article>"
        );
        assert_eq!(page(&html), [A, B, "قال المنسق إن الطريق آمنة.", C]);
    }

    #[test]
    fn an_article_in_json_ld_only_is_found() {
        let html = format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{A}\\n{B}\"}}</script><div id=app>يرجى الانتظار</div>"
        );
        assert_eq!(page(&html), [A, B]);
    }
}
