//! Tamed XML as a row of starts, texts and ends, references resolved.

use super::tame::Tamed;
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

/// One step through a document. Names are without prefix.
pub(super) enum Node {
    Start { name: String, prefix: Option<String>, attributes: Vec<(String, String)> },
    Text(String),
    End,
}

/// Steps through tamed XML. Tags that close themselves come out as a start and an end.
pub(super) struct Nodes<'x> {
    reader: Reader<&'x [u8]>,
}

impl<'x> Nodes<'x> {
    pub(super) fn of(tamed: &'x Tamed) -> Self {
        let mut reader = Reader::from_str(&tamed.xml);
        reader.config_mut().expand_empty_elements = true;
        Self { reader }
    }
}

impl Iterator for Nodes<'_> {
    type Item = Result<Node, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            return Some(Ok(match self.reader.read_event() {
                Err(error) => return Some(Err(error.to_string())),
                Ok(Event::Eof) => return None,
                Ok(Event::Start(tag)) => start(&tag),
                Ok(Event::End(_)) => Node::End,
                Ok(Event::Text(text)) => Node::Text(text.to_string()),
                Ok(Event::CData(text)) => Node::Text(text.to_string()),
                Ok(Event::GeneralRef(reference)) => {
                    let name: &str = reference.as_ref();
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => resolve_predefined_entity(name).map_or_else(|| format!("&{name};"), str::to_owned),
                    };
                    Node::Text(resolved)
                }
                Ok(_) => continue,
            }));
        }
    }
}

fn start(tag: &BytesStart<'_>) -> Node {
    let full = tag.name();
    let full: &str = full.as_ref();
    let (prefix, name) = full.split_once(':').map_or((None, full), |(p, n)| (Some(p.to_owned()), n));
    let attributes = tag.attributes().flatten().map(|a| {
        let key: &str = a.key.as_ref();
        let value = unescape(&a.value).map_or_else(|_| a.value.to_string(), |v| v.into_owned());
        (key.to_owned(), value)
    });
    Node::Start { name: name.to_owned(), prefix, attributes: attributes.collect() }
}
