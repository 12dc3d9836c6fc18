//! One record: from bytes or a row to a coded document, or to what is wrong with it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use marsad_acquire::sources::{self, Item, SourceError, Unit};
use marsad_acquire::{ReadOptions, to_document};
use marsad_coder::{Coder, Wanted};
use marsad_model::{CodedDocument, Document, Mention};
use marsad_text::language_of_text;

/// The longest text that is worked on, in characters.
pub const LONGEST_TEXT: usize = 1_000_000;

/// A record as it comes from its input.
#[derive(Debug)]
pub enum Record {
    /// A page, or an article as JSON.
    Item(Box<Item>),
    /// A row of a table: its number from 1, and the document in it or what is wrong with it.
    Row(u64, Result<Box<Document>, String>),
    /// What could not be read, and the number of the record.
    Broken(u64, Box<SourceError>),
}

impl Record {
    /// About how many bytes it holds.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Item(item) => item.fetched.as_ref().map_or(0, |f| f.bytes.len()),
            Self::Row(_, Ok(document)) => document.text.len() + document.title.len(),
            _ => 0,
        }
    }
}

/// What is wanted of each document.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Language tags of the documents that are taken; all where there are none. Documents whose language cannot be told are taken.
    pub languages: Vec<String>,
    /// Whether documents are coded, or only read.
    pub coded: bool,
    /// Whether mentions are wanted.
    pub mentions: bool,
}

impl Default for Wish {
    fn default() -> Self {
        Self { languages: vec!["ar".to_owned()], coded: true, mentions: true }
    }
}

/// A document with what was made of it.
#[derive(Debug)]
pub struct Coded {
    /// Which record of its input it is, from 1.
    pub number: u64,
    /// Where the record stands.
    pub at: u64,
    /// When it was captured, RFC 3339 in UTC.
    pub captured_at: Option<String>,
    /// The document.
    pub document: Document,
    /// Its reports.
    pub coded: CodedDocument,
    /// Its mentions.
    pub mentions: Vec<Mention>,
}

impl Default for Coded {
    fn default() -> Self {
        let coded = CodedDocument {
            id: String::new(),
            reports: Vec::new(),
            genre: None,
            genre_cues: Vec::new(),
            figures: Vec::new(),
            notices: Vec::new(),
        };
        Self { number: 0, at: 0, captured_at: None, document: Document::default(), coded, mentions: Vec::new() }
    }
}

/// What is wrong with one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Which record of its input, from 1; 0 where the input as a whole is meant.
    pub number: u64,
    /// What `at` counts.
    pub unit: &'static str,
    /// Where it stands.
    pub at: u64,
    /// Id or address of the record, where known.
    pub document: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// What became of one record.
#[derive(Debug)]
pub enum Outcome {
    /// A document.
    Done(Box<Coded>),
    /// It is in a language that was not asked for.
    Other,
    /// Nothing to be read, as it should be: a picture in an archive.
    Passed,
    /// Something is wrong with it.
    Failed(Fault),
}

/// The word for what places are counted in.
#[must_use]
pub fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::File => "file",
        Unit::Byte => "byte",
        Unit::Line => "line",
        Unit::Row => "row",
        Unit::Item => "item",
    }
}

/// Reads and codes one record of an input. A fault of the coder stays with its document.
#[must_use]
pub fn work(coder: &Coder<'_>, wish: &Wish, input: &str, record: Record) -> Outcome {
    match record {
        Record::Broken(_, error) if error.notice => Outcome::Passed,
        Record::Broken(number, error) => Outcome::Failed(Fault {
            number,
            unit: unit_name(error.place.unit),
            at: error.place.at,
            document: String::new(),
            message: error.reason,
        }),
        Record::Row(number, document) => {
            let fault = |document, message| Fault { number, unit: "row", at: number, document, message };
            match document {
                Ok(document) => {
                    finish(coder, wish, Coded { number, at: number, document: *document, ..Coded::default() })
                        .unwrap_or_else(|(id, message)| Outcome::Failed(fault(id, message)))
                }
                Err(message) => Outcome::Failed(fault(String::new(), message)),
            }
        }
        Record::Item(item) => of_item(coder, wish, input, *item),
    }
}

fn of_item(coder: &Coder<'_>, wish: &Wish, input: &str, item: Item) -> Outcome {
    let Item { mut target, mut fetched, captured_at, place, number } = item;
    // A page that is a file is called by the name of the input, which may be a copy of an object here.
    if place.path.as_os_str() == target.as_str() {
        input.clone_into(&mut target);
        if let Some(fetched) = &mut fetched {
            input.clone_into(&mut fetched.target);
        }
    }
    let fault = |document, message| {
        Outcome::Failed(Fault { number, unit: unit_name(place.unit), at: place.at, document, message })
    };
    let Some(fetched) = fetched else {
        let why = "an address without its page; a batch fetches nothing: `marsad add` does";
        return fault(target, why.to_owned());
    };
    // Nothing was published after it was captured. So the clock is only asked of pages whose capture is not known.
    let today = captured_at.map(|at| jiff::tz::Offset::UTC.to_datetime(at).date());
    let options = ReadOptions { today, ..ReadOptions::default() };
    let read = match sources::as_given(&fetched) {
        Some(document) => document,
        None => guarded(|| match to_document(&fetched, &options) {
            Ok(reading) => Ok(reading.document),
            Err(error) => Err(error.to_string()),
        }),
    };
    let mut document = match read {
        Ok(document) => document,
        Err(message) => return fault(target, message),
    };
    if document.id.is_empty() {
        document.id.clone_from(&fetched.target);
    }
    drop(fetched);
    let captured_at = captured_at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
    finish(coder, wish, Coded { number, at: place.at, captured_at, document, ..Coded::default() })
        .unwrap_or_else(|(id, message)| fault(id, message))
}

/// Codes a document that was read; else its id, and what is wrong.
fn finish(coder: &Coder<'_>, wish: &Wish, mut coded: Coded) -> Result<Outcome, (String, String)> {
    let document = &mut coded.document;
    let wrong = |document: &Document, why: &str| Err((document.id.clone(), why.to_owned()));
    if document.id.is_empty() {
        return wrong(document, "it has neither id nor address; give it a column `id` or `url`");
    }
    if document.text.is_empty() && document.title.is_empty() {
        return wrong(document, "neither `text` nor `title` is there");
    }
    for part in [&document.title, &document.text] {
        // Bytes are at least as many as characters: nearly every text is cleared without counting.
        if part.len() > LONGEST_TEXT && part.chars().count() > LONGEST_TEXT {
            let why = format!("the text is longer than {LONGEST_TEXT} characters, which no article is: split it");
            return wrong(document, &why);
        }
    }
    let language = language_of_text(if document.text.is_empty() { &document.title } else { &document.text });
    if let Some(language) = language {
        let tag = language.tag();
        if !wish.languages.is_empty() && !wish.languages.iter().any(|wanted| wanted == tag) {
            return Ok(Outcome::Other);
        }
        document.language = Some(tag.to_owned());
    }
    if wish.coded {
        let document = &coded.document;
        let all = Wanted { time: true, number: true, place: true, actor: true, person: true };
        let made = guarded(|| {
            Ok(if wish.mentions { coder.code_and_mention(document, all) } else { (coder.code(document), Vec::new()) })
        });
        match made {
            Ok((reports, mentions)) => (coded.coded, coded.mentions) = (reports, mentions),
            Err(message) => return Err((coded.document.id, message)),
        }
    }
    Ok(Outcome::Done(Box::new(coded)))
}

/// Runs `work` on one record; a panic inside it becomes an error of that record.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("reading failed inside Marsad; please report it with the record".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad_lexicon::Lexicon;

    fn of(text: &str, wish: &Wish) -> Outcome {
        let document = Document { id: "a".to_owned(), text: text.to_owned(), ..Document::default() };
        work(&Coder::new(Lexicon::builtin()), wish, "i", Record::Row(1, Ok(Box::new(document))))
    }

    #[test]
    fn other_languages_are_left_out_unless_asked_for_and_what_cannot_be_told_is_kept() {
        let persian = "نیروهای امنیتی سه نفر را در شهر بازداشت کردند و آنها را به زندان منتقل کردند";
        assert!(matches!(of(persian, &Wish::default()), Outcome::Other));
        let all = Wish { languages: vec![], ..Wish::default() };
        assert!(matches!(of(persian, &all), Outcome::Done(c) if c.document.language.as_deref() == Some("fa")));
        assert!(matches!(of("2024", &Wish::default()), Outcome::Done(_)));
    }

    #[test]
    fn coding_and_mentions_are_those_of_the_commands() {
        let coder = Coder::new(Lexicon::builtin());
        let text = "قتل 12 شخصا في انفجار سيارة مفخخة بمدينة الباب يوم الثلاثاء";
        let Outcome::Done(coded) = of(text, &Wish::default()) else { panic!("a document") };
        assert!(!coded.coded.reports.is_empty() && !coded.mentions.is_empty());
        assert_eq!(coded.coded, coder.code(&coded.document));
        let all = Wanted { time: true, number: true, place: true, actor: true, person: true };
        assert_eq!(coded.mentions, coder.mentions(&coded.document.full_text(), None, all));
    }

    #[test]
    fn a_text_without_end_and_one_without_id_are_errors_that_name_the_way_out() {
        let Outcome::Failed(fault) = of(&"ق".repeat(LONGEST_TEXT + 1), &Wish::default()) else { panic!("an error") };
        assert!(fault.message.contains("split it") && fault.document == "a" && fault.at == 1);
        let none = Record::Row(4, Ok(Box::default()));
        let Outcome::Failed(fault) = work(&Coder::new(Lexicon::builtin()), &Wish::default(), "i", none) else {
            panic!("an error")
        };
        assert!(fault.message.contains("`id`") && fault.number == 4);
    }
}
