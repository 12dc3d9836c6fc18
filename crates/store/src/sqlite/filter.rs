//! A question as SQL.

use crate::StoreError;
use crate::api::Filter;
use crate::day;
use crate::query::{Term, parse};
use crate::words::name_key;
use rusqlite::types::Value;

/// A field of a filter that a facet counts by, and whose own narrowing it therefore leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Type,
    Place,
    Actor,
    Modality,
    Outlet,
}

/// The conditions of a `WHERE` with the values of their `?`s.
#[derive(Debug, Default)]
pub(super) struct Where {
    conditions: Vec<String>,
    pub(super) values: Vec<Value>,
}

impl Where {
    /// The conditions on `reports r` that a filter means, without the one on `left_out`, `limit` and `after`.
    pub(super) fn of(filter: &Filter, left_out: Option<Field>) -> Result<Self, StoreError> {
        let mut out = Self::default();
        let used = |field| left_out != Some(field);
        match filter.document {
            // A document asked for by id shows its reports even when a newer version of the page has taken its place.
            Some(id) => out.push("r.document = ?", [Value::Integer(id)]),
            None => out.push("r.current = 1", []),
        }
        if let Some(type_) = filter.type_.filter(|_| used(Field::Type)) {
            out.push("r.type = ?", [text(type_.as_str())]);
        }
        if let Some(modality) = filter.modality.filter(|_| used(Field::Modality)) {
            out.push("r.modality = ?", [text(modality.as_str())]);
        }
        if let Some(outlet) = filter.outlet.as_deref().filter(|_| used(Field::Outlet)) {
            out.push("r.outlet = (SELECT id FROM outlets WHERE name = ?)", [text(outlet)]);
        }
        for (field, wanted, table) in
            [(Field::Place, &filter.place, "report_places"), (Field::Actor, &filter.actor, "report_actors")]
        {
            if let Some(name) = wanted.as_deref().filter(|name| used(field) && !name.trim().is_empty()) {
                out.push_name(name, table);
            }
        }
        if let Some(from) = filter.from {
            out.push("r.day_to >= ?", [Value::Integer(day::key(from))]);
        }
        if let Some(to) = filter.to {
            out.push("r.day_from <= ?", [Value::Integer(day::key(to))]);
        }
        if let Some(least) = filter.min_confidence {
            out.push("r.confidence >= ?", [Value::Real(least)]);
        }
        for term in parse(filter.q.as_deref().unwrap_or(""))? {
            out.push_term(&term);
        }
        Ok(out)
    }

    /// The conditions on `documents d` that a search means.
    pub(super) fn of_search(terms: &[Term]) -> Self {
        let mut out = Self::default();
        out.push("d.current = 1", []);
        for term in terms {
            let not = if term.excluded { "NOT " } else { "" };
            let sql = format!("d.id {not}IN (SELECT rowid FROM document_index WHERE document_index MATCH ?)");
            out.push(&sql, [text(&term.expression())]);
        }
        out
    }

    /// Adds a condition.
    pub(super) fn push<const N: usize>(&mut self, sql: &str, values: [Value; N]) {
        self.conditions.push(sql.to_owned());
        self.values.extend(values);
    }

    /// The conditions, all of which must hold.
    pub(super) fn sql(&self) -> String {
        if self.conditions.is_empty() { "1".to_owned() } else { self.conditions.join(" AND ") }
    }

    fn push_name(&mut self, name: &str, table: &str) {
        let key = name_key(name);
        if key.is_empty() {
            // Something was asked for, and no name has no letters.
            return self.push("0", []);
        }
        let kind = if table == "report_places" { "place" } else { "actor" };
        let sql = format!(
            "r.id IN (SELECT t.report FROM {table} t JOIN names n ON n.id = t.name
             WHERE n.kind = '{kind}' AND (instr(n.label_key, ?) OR instr(n.written_key, ?)))"
        );
        self.push(&sql, [text(&key), text(&key)]);
    }

    fn push_term(&mut self, term: &Term) {
        let not = if term.excluded { "NOT " } else { "" };
        let sql = format!(
            "{not}(r.document IN (SELECT rowid FROM document_index WHERE document_index MATCH ?)
             OR r.id IN (SELECT rowid FROM report_index WHERE report_index MATCH ?))"
        );
        let expression = term.expression();
        self.push(&sql, [text(&expression), text(&expression)]);
    }
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}
