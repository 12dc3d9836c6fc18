//! The public forms of answers in time and space: no hidden name among the values, and no map fine enough to close in on a
//! camp or a hospital.

use marsad_store::{Area, Arrival, Cell, Explore, Field, Filter, Grid, Multiples, SpotCount, StoreError, Timeline};

use crate::asking::wider;
use crate::hide;
use crate::lists::is_sensitive;
use crate::public::PublicStore;

/// Maps get no closer: at this scale what lies within about eight kilometres is one.
const CLOSEST: f64 = 9.0;
const PRECISION: u8 = 3;

fn tenth(degrees: f64) -> f64 {
    (degrees * 10.0).round() / 10.0
}

/// A question that nothing answers.
fn nothing() -> Filter {
    Filter { document: Some(i64::MAX), ..Filter::default() }
}

fn spot(mut spot: SpotCount) -> SpotCount {
    if is_sensitive(&spot.name) {
        spot.lat = spot.lat.map(tenth);
        spot.lon = spot.lon.map(tenth);
        spot.precision = spot.precision.max(PRECISION);
        spot.id.clear();
    }
    spot
}

fn cell(mut cell: Cell) -> Cell {
    if is_sensitive(&cell.name) {
        (cell.lat, cell.lon) = (tenth(cell.lat), tenth(cell.lon));
    }
    let [west, south, east, north] = cell.extent;
    let a = wider(Area { west, south, east, north });
    cell.extent = [a.west, a.south, a.east, a.north];
    cell
}

impl PublicStore {
    /// A question as it may be asked; one that touches what is hidden is answered as one that nothing answers.
    fn askable(&self, filter: &Filter) -> Result<Filter, StoreError> {
        let (asked, check) = self.asked(filter)?;
        Ok(if check.is_some() { nothing() } else { asked })
    }
}

impl Explore for PublicStore {
    fn timeline(&self, filter: &Filter) -> Result<Timeline, StoreError> {
        self.inner().timeline(&self.askable(filter)?)
    }

    fn multiples(&self, filter: &Filter, by: Field, most: usize) -> Result<Multiples, StoreError> {
        let mut out = self.inner().multiples(&self.askable(filter)?, by, most)?;
        if matches!(by, Field::Actor | Field::Place | Field::SaidBy) {
            out.series.retain(|series| series.value == "-" || !self.is_hidden_name(&series.value));
        }
        Ok(out)
    }

    fn spots(&self, filter: &Filter) -> Result<Vec<SpotCount>, StoreError> {
        let mut out = self.inner().spots(&self.askable(filter)?)?;
        out.retain(|spot| !self.is_hidden_name(&spot.name));
        Ok(out.into_iter().map(spot).collect())
    }

    fn grid(&self, filter: &Filter, zoom: f64, view: Option<Area>) -> Result<Grid, StoreError> {
        let mut out = self.inner().grid(&self.askable(filter)?, zoom.min(CLOSEST), view.map(wider))?;
        out.cells.retain(|cell| !self.is_hidden_name(&cell.name));
        out.areas.retain(|area| !self.is_hidden_name(&area.name));
        out.cells = out.cells.into_iter().map(cell).collect();
        out.areas = out.areas.into_iter().map(spot).collect();
        Ok(out)
    }

    fn know_places(&self, parts: std::sync::Arc<marsad_store::PlaceParts>) {
        self.inner().know_places(parts);
    }

    fn arrivals(&self, after: i64, limit: usize) -> Result<Vec<Arrival>, StoreError> {
        let mut out = self.inner().arrivals(after, limit)?;
        for arrival in &mut out {
            let hidden = self.hidden(arrival.document)?;
            arrival.title = hide::Veil::of(&hidden).stretch(&arrival.title, 0);
        }
        Ok(out)
    }
}
