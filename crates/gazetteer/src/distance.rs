//! How far two points on Earth lie apart.

/// Great-circle distance of two (latitude, longitude) pairs in kilometres, by the haversine formula on a sphere of radius
/// 6,371 km (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984).
#[must_use]
pub fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let h = ((q - p) / 2.0).sin().powi(2) + p.cos() * q.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.min(1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::km;

    #[test]
    fn a_degree_of_latitude_is_111_km_and_the_date_line_is_no_wall() {
        assert!((km((33.0, 44.0), (34.0, 44.0)) - 111.2).abs() < 0.1);
        assert!(km((0.0, 179.9), (0.0, -179.9)) < 23.0);
    }
}
