//! Counts of a question's reports by field.

use super::SqliteStore;
use super::filter::{Field, Where};
use super::rows::unsigned;
use crate::api::{FacetValue, Facets, Filter};
use crate::error::StoreError;
use rusqlite::{Connection, params_from_iter};

impl SqliteStore {
    pub(super) fn count_facets(&self, db: &Connection, filter: &Filter) -> Result<Facets, StoreError> {
        // The value, the tables beyond `reports r` it takes, and how many values are given.
        let count = |field, value: &str, join: &str, most: i64| {
            let asked = Where::of(filter, Some(field))?;
            let sql = format!(
                "SELECT {value} AS value, count(DISTINCT r.id) FROM reports r {join} WHERE {} AND value <> ''
                 GROUP BY value ORDER BY 2 DESC, 1 LIMIT {most}",
                asked.sql()
            );
            let read = |row: &rusqlite::Row<'_>| Ok(FacetValue { value: row.get(0)?, count: unsigned(row, 1)? });
            db.prepare_cached(&sql)
                .and_then(|mut rows| {
                    rows.query_map(params_from_iter(&asked.values), read)?.collect::<Result<Vec<_>, _>>()
                })
                .map_err(|e| self.sql(e))
        };
        let names = |table: &str| format!("JOIN {table} t ON t.report = r.id JOIN names n ON n.id = t.name");
        Ok(Facets {
            types: count(Field::Type, "r.type", "", -1)?,
            places: count(Field::Place, "n.label", &names("report_places"), 30)?,
            actors: count(Field::Actor, "n.label", &names("report_actors"), 30)?,
            modalities: count(Field::Modality, "r.modality", "", -1)?,
            outlets: count(Field::Outlet, "o.name", "JOIN outlets o ON o.id = r.outlet", -1)?,
        })
    }
}
