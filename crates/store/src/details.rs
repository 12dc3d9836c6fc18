//! What questions ask of a report beside its type, voice, day and names, in one short line: kept with the report, and read
//! into the columns without parsing the report itself.
//!
//! Fields stand in this order with a tab between: modes (a space between), who says so, and of the place that the report
//! is drawn at: name, gazetteer id, latitude, longitude, kind, country, precision. What is not known is empty.

use marsad_model::{Place, PlaceKind, Report};

/// The line, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Details<'a> {
    /// Codes of the modes.
    pub modes: &'a str,
    /// Canonical name of who says so; empty where nobody is named.
    pub said_by: &'a str,
    /// The fields of the place with their tabs; empty where the report has no place.
    pub place: &'a str,
}

impl<'a> Details<'a> {
    /// Reads a line; what is missing is empty.
    pub(crate) fn read(line: &'a str) -> Self {
        let mut parts = line.splitn(3, '\t');
        let mut next = || parts.next().unwrap_or_default();
        Self { modes: next(), said_by: next(), place: next() }
    }
}

/// The line of a report.
pub(crate) fn line(report: &Report) -> String {
    let modes: Vec<&str> = report.mode.iter().map(|m| m.as_str()).collect();
    let said_by = report.said_by.as_ref().map(|s| clean(&s.entity)).unwrap_or_default();
    // The most specific place that has a position; places stand in that order.
    let place = report.places.iter().find(|p| at(p).is_some()).or(report.places.first());
    format!("{}\t{said_by}\t{}", modes.join(" "), place.map(place_line).unwrap_or_default())
}

fn place_line(p: &Place) -> String {
    let number = |n: Option<f64>| n.map(|n| format!("{n:.4}")).unwrap_or_default();
    let position = at(p);
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        clean(&p.name),
        clean(p.id.as_deref().unwrap_or_default()),
        number(position.map(|p| p.0)),
        number(position.map(|p| p.1)),
        p.kind.map(PlaceKind::as_str).unwrap_or_default(),
        clean(p.country.as_deref().unwrap_or_default()),
        precision(p)
    )
}

/// A position on the globe.
fn at(p: &Place) -> Option<(f64, f64)> {
    p.lat.zip(p.lon).filter(|(lat, lon)| (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon))
}

/// How exactly the place is known; of one that does not say, by what kind of place it is.
fn precision(p: &Place) -> u8 {
    match (p.precision, p.kind) {
        (1..=7, _) => p.precision,
        (_, Some(PlaceKind::Country)) => 6,
        (_, Some(PlaceKind::Region)) => 5,
        (_, Some(PlaceKind::Governorate)) => 4,
        (_, Some(PlaceKind::District)) => 3,
        (_, Some(_)) => 1,
        _ => 7,
    }
}

/// A name without what separates fields, or what PostgreSQL's text cannot hold.
fn clean(name: &str) -> String {
    name.replace(['\t', '\n', '\r', '\0'], " ")
}

/// Where reports are drawn: the place of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spot {
    pub name: String,
    pub id: String,
    pub at: Option<(f64, f64)>,
    pub kind: String,
    pub country: String,
    pub precision: u8,
}

impl Spot {
    /// Reads the fields of a place.
    pub(crate) fn read(place: &str) -> Self {
        let mut parts = place.split('\t');
        let mut next = || parts.next().unwrap_or_default();
        let (name, id) = (next().to_owned(), next().to_owned());
        let lat = next().parse::<f64>().ok();
        let lon = next().parse::<f64>().ok();
        let (kind, country) = (next().to_owned(), next().to_owned());
        Self { name, id, at: lat.zip(lon), kind, country, precision: next().parse().unwrap_or(7) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_line_is_read_without_a_panic(line in "\\PC{0,40}|[a-z\t.0-9 -]{0,60}") {
            let details = Details::read(&line);
            let spot = Spot::read(details.place);
            prop_assert!(line.contains(details.said_by) && details.place.contains(&spot.name));
        }
    }

    #[test]
    fn a_line_comes_back_as_it_went() {
        let spot = Spot::read("Al-Baghuz\tgn:1\t34.4500\t40.9500\ttown\tSYR\t1");
        assert_eq!(spot.at, Some((34.45, 40.95)));
        assert_eq!((spot.country.as_str(), spot.precision), ("SYR", 1));
        let details = Details::read("aerial drone\tSANA\tX\t\t\t\t\t\t7");
        assert_eq!((details.modes, details.said_by), ("aerial drone", "SANA"));
        assert_eq!(Spot::read(details.place).at, None);
        assert_eq!(Details::read(""), Details::default());
    }
}
