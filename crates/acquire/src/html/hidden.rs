//! What stands in a page and is not its text: captions of pictures, and elements that are not shown.

use super::blocks::INLINE;
use dom_query::{Document as Dom, NodeRef};

/// Classes of captions of pictures, where the page has no `figcaption`.
const CAPTIONS: &[&str] = &[
    "caption",
    "wp-caption-text",
    "img-caption",
    "image-caption",
    "photo-caption",
    "picture-caption",
    "imgcaption",
    "img_caption",
    "image_caption",
    "photo_caption",
    "caption-text",
];

/// Whether an element is the caption of a picture.
pub(super) fn is_caption(node: &NodeRef<'_>, name: &str) -> bool {
    if name == "figcaption" {
        return true;
    }
    let says_so = |classes: &str| classes.split_whitespace().take(12).any(|c| CAPTIONS.contains(&c));
    // A box of that name that holds other boxes is laid out by it, not a caption.
    node.attr("class").is_some_and(|classes| says_so(&classes))
        && node.children().iter().take(20).all(|c| !c.is_element() || c.node_name().is_some_and(|n| is_inline(&n)))
}

fn is_inline(name: &str) -> bool {
    name == "br" || INLINE.contains(&name)
}

/// Takes captions of pictures out of a page.
pub(crate) fn remove_captions(dom: &Dom) {
    for node in dom.select("figcaption, [class*='caption']").nodes() {
        if node.node_name().is_some_and(|name| is_caption(node, &name)) {
            node.remove_from_parent();
        }
    }
}

/// Whether an element says that it is not shown.
pub(super) fn is_hidden(node: &NodeRef<'_>) -> bool {
    if node.has_attr("hidden") || node.attr("aria-hidden").is_some_and(|v| v.as_ref() == "true") {
        return true;
    }
    node.attr("style").is_some_and(|style| {
        let style: String = style.chars().take(400).filter(|c| !c.is_whitespace()).collect::<String>();
        let style = style.to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks;
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        blocks::of_page(&Dom::from(html)).into_iter().map(|b| b.text).collect()
    }

    #[test]
    fn captions_without_their_own_element_are_left_out() {
        assert_eq!(texts("<div class='wp-caption-text small'>صورة</div><div class='main-text'>نص</div>"), ["نص"]);
    }
}
