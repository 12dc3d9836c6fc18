//! A store in a vector.

use marsad_model::Day;
use marsad_store::{
    Added, DocumentRow, FacetValue, Facets, Filter, Hint, NewDocument, Page, ReportRow, SearchHit, Stats, Store,
    StoreError, Version,
};

/// A store that keeps everything in a vector. `broken` makes every call fail.
#[derive(Default)]
pub struct FakeStore {
    pub documents: Vec<DocumentRow>,
    pub broken: bool,
}

/// Lower case, without the English article: enough of a fold for samples.
fn fold(name: &str) -> String {
    name.to_lowercase().replace("al-", "").replace('\'', "")
}

fn matches(row: &ReportRow, text: &str, f: &Filter) -> bool {
    let r = &row.report;
    let day = |d: Day| f.from.is_none_or(|from| d >= from) && f.to.is_none_or(|to| d <= to);
    let place =
        |name: &str| r.places.iter().any(|p| fold(&p.name).contains(&fold(name)) || p.quote.text.contains(name));
    let actor = |name: &str| {
        r.actors
            .iter()
            .chain(&r.recipients)
            .any(|a| fold(&a.entity).contains(&fold(name)) || a.quote.text.contains(name))
    };
    f.q.as_ref().is_none_or(|q| text.contains(q.as_str()) || place(q) || actor(q))
        && f.type_.is_none_or(|t| t == r.type_)
        && f.place.as_ref().is_none_or(|p| place(p))
        && f.actor.as_ref().is_none_or(|a| actor(a))
        && f.modality.is_none_or(|m| m == r.modality)
        && f.outlet.as_ref().is_none_or(|o| row.outlet.as_ref() == Some(o))
        && f.document.is_none_or(|d| d == row.document)
        && f.min_confidence.is_none_or(|c| r.confidence >= c)
        && r.date.as_ref().and_then(|d| d.from).or(row.published).is_none_or(day)
}

fn tally(values: impl Iterator<Item = String>) -> Vec<FacetValue> {
    let mut out: Vec<FacetValue> = Vec::new();
    for value in values {
        match out.iter_mut().find(|v| v.value == value) {
            Some(v) => v.count += 1,
            None => out.push(FacetValue { value, count: 1 }),
        }
    }
    out.sort_by(|a, b| b.count.cmp(&a.count).then(a.value.cmp(&b.value)));
    out
}

impl FakeStore {
    fn check(&self) -> Result<(), StoreError> {
        if self.broken { Err(StoreError::Missing { path: "/nowhere".into() }) } else { Ok(()) }
    }

    fn found(&self, f: &Filter) -> Vec<ReportRow> {
        let mut rows: Vec<ReportRow> = Vec::new();
        for d in &self.documents {
            let text = d.document.full_text();
            rows.extend(d.reports.iter().filter(|r| matches(r, &text, f)).cloned());
        }
        rows.sort_by(|a, b| b.published.cmp(&a.published).then(a.id.cmp(&b.id)));
        rows
    }
}

impl Store for FakeStore {
    fn add(&self, new: &NewDocument) -> Result<Added, StoreError> {
        Err(StoreError::Missing { path: new.target.clone().into() })
    }

    fn reports(&self, f: &Filter) -> Result<Page<ReportRow>, StoreError> {
        self.check()?;
        let bad = || StoreError::BadCursor { cursor: f.after.clone().unwrap_or_default() };
        let start = match &f.after {
            Some(cursor) => cursor.strip_prefix('o').and_then(|n| n.parse().ok()).ok_or_else(bad)?,
            None => 0_usize,
        };
        let all = self.found(f);
        let end = (start + f.limit.unwrap_or(50)).min(all.len());
        let rows = all.get(start..end).unwrap_or_default().to_vec();
        Ok(Page { rows, total: all.len() as u64, next: (end < all.len()).then(|| format!("o{end}")) })
    }

    fn report(&self, id: i64) -> Result<Option<ReportRow>, StoreError> {
        Ok(self.documents.iter().flat_map(|d| &d.reports).find(|r| r.id == id).cloned())
    }

    fn facets(&self, f: &Filter) -> Result<Facets, StoreError> {
        self.check()?;
        let without = |change: fn(&mut Filter)| {
            let mut other = f.clone();
            change(&mut other);
            self.found(&other)
        };
        let names = |r: &ReportRow| {
            r.report.actors.iter().chain(&r.report.recipients).map(|a| a.entity.clone()).collect::<Vec<_>>()
        };
        Ok(Facets {
            types: tally(without(|f| f.type_ = None).iter().map(|r| r.report.type_.to_string())),
            places: tally(
                without(|f| f.place = None)
                    .iter()
                    .flat_map(|r| r.report.places.iter().map(|p| p.name.clone()).collect::<Vec<_>>()),
            ),
            actors: tally(without(|f| f.actor = None).iter().flat_map(names)),
            modalities: tally(without(|f| f.modality = None).iter().map(|r| r.report.modality.to_string())),
            outlets: tally(without(|f| f.outlet = None).iter().filter_map(|r| r.outlet.clone())),
            ..Facets::default()
        })
    }

    fn document(&self, id: i64) -> Result<Option<DocumentRow>, StoreError> {
        self.check()?;
        Ok(self.documents.iter().find(|d| d.id == id).cloned())
    }

    fn capture(&self, _: i64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(None)
    }

    fn search(&self, query: &str, limit: usize) -> Result<Page<SearchHit>, StoreError> {
        self.check()?;
        let hits =
            self.documents.iter().filter(|d| query.split_whitespace().all(|w| d.document.full_text().contains(w)));
        let rows: Vec<SearchHit> = hits
            .map(|d| SearchHit {
                document: d.id,
                title: d.document.title.clone(),
                outlet: d.document.outlet.clone(),
                published: d.document.published,
                snippet: format!("{} …", d.document.text.chars().take(160).collect::<String>()),
                marks: Vec::new(),
                title_marks: Vec::new(),
                reports: d.reports.len() as u64,
            })
            .collect();
        let total = rows.len() as u64;
        Ok(Page { rows: rows.into_iter().take(limit).collect(), total, next: None })
    }

    fn hints(&self, _: &str) -> Result<Vec<Hint>, StoreError> {
        self.check()?;
        Ok(Vec::new())
    }

    fn versions(&self, _: i64) -> Result<Vec<Version>, StoreError> {
        self.check()?;
        Ok(Vec::new())
    }

    fn versions_of(&self, _: &str) -> Result<Vec<Version>, StoreError> {
        self.check()?;
        Ok(Vec::new())
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        self.check()?;
        let days = || self.documents.iter().filter_map(|d| d.document.published);
        Ok(Stats {
            documents: self.documents.len() as u64,
            reports: self.documents.iter().map(|d| d.reports.len() as u64).sum(),
            first_published: days().min(),
            last_published: days().max(),
        })
    }
}
