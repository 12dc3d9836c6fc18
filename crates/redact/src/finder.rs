//! Which words of a document name a private person.

use std::collections::HashSet;
use std::sync::Arc;

use marsad_coder::{Coder, Wanted};
use marsad_lexicon::Lexicon;
use marsad_model::{Mention, MentionKind, Span};
use marsad_store::DocumentRow;
use marsad_text::{Text, fold_str, foreign_paragraphs};

use crate::given::Given;
use crate::latin::Known;
use crate::lists::{is_public, suffer};

/// What is hidden of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The stretches of its full text that are blacked out: in order, without overlap.
    pub spans: Vec<Span>,
    /// The folded words of the names, to be blacked out wherever else they stand (addresses, file names, notes).
    pub words: Vec<String>,
}

/// Finds the names of private persons.
///
/// A person is private who has no row in the lexicon and no office or rank; and whoever suffers an act (the recipient of an
/// assault, a coercion, a sanction) without a row in the lexicon, whatever their office. The name is hidden wherever the
/// document has it, in whole or in part. So is what nobody looked through: paragraphs in other languages than Arabic, and
/// unknown names in Latin letters.
pub struct Finder {
    lexicon: Arc<Lexicon>,
    /// English names of the actors and persons of the lexicon.
    listed: HashSet<String>,
    known: Known,
    given: Given,
}

impl Finder {
    /// A finder that knows what this lexicon knows.
    #[must_use]
    pub fn new(lexicon: Arc<Lexicon>) -> Self {
        let listed = lexicon.entities.all.iter().map(|e| e.en.clone()).collect();
        Self { known: Known::of(&lexicon), given: Given::listed(), listed, lexicon }
    }

    /// Whether this is a name of somebody or of a place that the lexicon or the gazetteer has: no private person's.
    #[must_use]
    pub fn is_listed(&self, name: &str) -> bool {
        self.listed.contains(name)
            || !self.lexicon.entities.names.get(name).is_empty()
            || !self.lexicon.gazetteer.names.get(name).is_empty()
    }

    /// What the finding depends on: the program, its lists, the lexicon. Where it is the same, the same is found.
    #[must_use]
    pub fn rules(&self) -> String {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut lists = DefaultHasher::new();
        crate::lists::ALL.hash(&mut lists);
        format!("{} {:016x} {}", env!("CARGO_PKG_VERSION"), lists.finish(), self.lexicon.hash)
    }

    /// What is to be hidden of a document.
    #[must_use]
    pub fn find(&self, row: &DocumentRow) -> Hidden {
        let d = &row.document;
        let full = d.full_text();
        let wanted = Wanted { actor: true, person: true, place: true, time: true, number: true };
        let mentions = Coder::new(&self.lexicon).mentions(&full, d.published, wanted);
        let sufferers: Vec<Span> = row
            .reports
            .iter()
            .filter(|r| suffer(r.report.type_))
            .flat_map(|r| r.report.recipients.iter().filter(|a| a.id.is_none()).map(|a| a.quote.span()))
            .collect();
        let text = Text::new(&full);
        let mut names: Vec<Span> = Vec::new();
        let mut shown: Vec<Span> =
            mentions.iter().filter(|m| is_known(m) || is_no_name(m)).map(|m| Span::new(m.start, m.end)).collect();
        let private = |mention: &Mention| {
            let span = Span::new(mention.start, mention.end);
            mention.id.is_none() && (sufferers.iter().any(|s| s.overlaps(span)) || !is_public(mention.sector))
        };
        for mention in &mentions {
            let span = Span::new(mention.start, mention.end);
            match (mention.kind, private(mention)) {
                (MentionKind::Person, true) => {
                    // «خالد حسن النجار»: what was taken for somebody else right behind a name is its last part.
                    let last = mentions.iter().find(|m| {
                        m.kind == MentionKind::Actor && m.start == span.end + 1 && private(m) && !m.text.contains(' ')
                    });
                    names.push(last.map_or(span, |m| span.cover(Span::new(m.start, m.end))));
                }
                // «أرملة أحمد …»: a relative is told by the name of somebody.
                (MentionKind::Actor, true) => names.extend(self.inside(&text, span)),
                // Bodies and places are no persons, whether the lexicon has them or not.
                (MentionKind::Person | MentionKind::Actor, false) | (MentionKind::Place, _) => shown.push(span),
                _ => {}
            }
        }
        names.extend(self.given.names(&text, &shown, &self.lexicon));
        let words = self.words(&full, &names);
        let public: Vec<Span> = mentions.iter().filter(|m| is_known(m)).map(|m| Span::new(m.start, m.end)).collect();
        let mut spans = names;
        spans.extend(self.again(&text, &words, &public));
        spans.extend(self.known.names(&full));
        spans.extend(row.told.notices.iter().map(|n| Span::new(n.start, n.end)));
        // Names are looked for in Arabic alone: what a pack reads of other languages is hidden as what is not read.
        spans.extend(foreign_paragraphs(&full).into_iter().map(|p| p.span));
        Hidden { spans: merged(spans), words: words.into_iter().collect() }
    }

    /// From a given name inside a mention to its end.
    fn inside(&self, text: &Text, span: Span) -> Option<Span> {
        let tokens = text.tokens().iter().filter(|t| span.contains(t.span));
        let first = tokens.filter(|t| self.is_given(&fold_str(text.slice(t.span)))).map(|t| t.span.start).next();
        first.map(|start| Span::new(start, span.end))
    }

    fn is_given(&self, folded: &str) -> bool {
        self.lexicon.entities.is_given_name(folded)
    }

    /// The words of the names that are names by themselves: neither «بن» and «أبو» nor single letters.
    fn words(&self, full: &str, names: &[Span]) -> HashSet<String> {
        let mut out = HashSet::new();
        for name in names {
            for word in name.slice(full).split(|c: char| !c.is_alphanumeric() && !marsad_text::is_mark(c)) {
                let folded = fold_str(word);
                let tie = self.lexicon.cues.person_parts.contains(folded.as_str());
                // «علي» is written as «على» is folded: a word of every sentence is hidden only inside the name.
                let common = self.given.ends(&folded);
                if folded.chars().count() > 1 && !tie && !common && folded != "الله" && folded != "الدين" {
                    out.insert(folded);
                }
            }
        }
        out
    }

    /// Every other place of a name's words, with whatever is joined to them; not inside a name that the lexicon has.
    fn again(&self, text: &Text, words: &HashSet<String>, public: &[Span]) -> Vec<Span> {
        if words.is_empty() {
            return Vec::new();
        }
        let known = |span: Span| public.iter().any(|p| p.contains(span));
        let tokens = text.tokens().iter().filter(|t| is_one_of(&fold_str(text.slice(t.span)), words));
        tokens.map(|t| t.span).filter(|span| !known(*span)).collect()
    }
}

/// Whether a folded word is one of the names' words, as it stands or with «و ف ب ك ل» joined before it.
pub(crate) fn is_one_of(folded: &str, words: &HashSet<String>) -> bool {
    let mut rest = folded;
    loop {
        if words.contains(rest) {
            return true;
        }
        match rest.strip_prefix(['و', 'ف', 'ب', 'ك', 'ل']).filter(|r| r.chars().count() > 1) {
            Some(shorter) => rest = shorter,
            None => return false,
        }
    }
}

/// Whether the lexicon or the gazetteer has what is named.
fn is_known(mention: &Mention) -> bool {
    mention.id.is_some()
}

/// Whether it is a time or a number.
fn is_no_name(mention: &Mention) -> bool {
    matches!(mention.kind, MentionKind::Time | MentionKind::Number)
}

/// In order, without overlap.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| !s.is_empty());
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => out.push(span),
        }
    }
    out
}
