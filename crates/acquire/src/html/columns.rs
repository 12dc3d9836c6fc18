//! Pages laid out with tables: which cell holds the article, and which its neighbours' menus and boxes.

use super::blocks::Block;
use crate::fold::fold;
use std::collections::{HashMap, HashSet};

/// Least prose of a page, in scalar values, for its layout to tell anything.
const ENOUGH: usize = 250;
/// Shortest block that counts as prose.
const PROSE: usize = 60;

/// The deepest table cell that holds most of a page's prose.
#[derive(Debug, Default)]
pub(crate) struct Column {
    /// Folded lines that stand outside the cell, and not in it too.
    outside: HashSet<String>,
}

impl Column {
    /// Finds the column. A page without tables, or with its prose in many cells, has none.
    pub(crate) fn of(page: &[Block]) -> Self {
        if page.iter().all(|b| b.cells.is_empty()) {
            return Self::default();
        }
        let mut prose: HashMap<u32, (usize, usize)> = HashMap::new();
        let mut total = 0;
        for block in page.iter().filter(|b| !b.is_linked() && !b.heading && !b.item) {
            let chars: usize = block.text.lines().map(|l| l.chars().count()).filter(|chars| *chars >= PROSE).sum();
            total += chars;
            for (depth, cell) in block.cells.iter().enumerate() {
                prose.entry(*cell).or_insert((depth, 0)).1 += chars;
            }
        }
        let full = prose.iter().filter(|(_, (_, chars))| *chars * 10 >= total * 7);
        let Some((cell, _)) = full.max_by_key(|(_, (depth, _))| *depth).filter(|_| total >= ENOUGH) else {
            return Self::default();
        };
        let lines = |inside: bool| {
            let blocks = page.iter().filter(move |b| b.cells.contains(cell) == inside);
            blocks.flat_map(|b| b.text.lines()).map(fold).collect::<HashSet<String>>()
        };
        let inside = lines(true);
        Self { outside: lines(false).into_iter().filter(|l| !inside.contains(l)).collect() }
    }

    /// Blocks without the short ones that stand in other cells only.
    pub(crate) fn only(&self, blocks: Vec<Block>) -> Vec<Block> {
        let stays = |b: &Block| b.heading || b.chars() >= 2 * PROSE || !self.outside.contains(&fold(&b.text));
        if self.outside.is_empty() { blocks } else { blocks.into_iter().filter(stays).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;
    use dom_query::Document as Dom;

    fn kept(html: &str) -> Vec<String> {
        let page = blocks::of_page(&Dom::from(html));
        Column::of(&page).only(page.clone()).into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn neighbours_go_and_pages_without_a_column_stay() {
        let text =
            "وصلت قافلة من عشرين شاحنة إلى المخيم صباح الثلاثاء بعد انتظار دام أسبوعين على المعبر الحدودي في الشمال. "
                .repeat(3);
        let article = format!("<p>{text}</p><p>قصير</p><p>{text}</p>");
        assert_eq!(kept(&format!("<table><tr><td>قائمة<td>{article}<td>تصويت</table>")).len(), 3);
        assert_eq!(kept(&format!("<p>قائمة</p>{article}<table><tr><td>تصويت</table>")).len(), 5);
        assert_eq!(kept(&format!("<table><tr><td>{article}<td>{article}</table>")).len(), 6);
        assert_eq!(kept("<table><tr><td>قائمة<td>نص قصير</table>").len(), 2);
    }
}
