//! GeoJSON features (RFC 7946) of OCHA COD-AB and Who's On First.

use marsad_model::PlaceKind;
use serde_json::Value;

use super::geonames::iso3;
use super::{Import, ImportError, clean, cod, is_arabic};
use crate::place::NewPlace;

pub(super) fn read(text: &str, import: &mut Import, name: &str) -> Result<(), ImportError> {
    let form = || ImportError::Form { path: name.to_owned() };
    let whole: Result<Value, _> = serde_json::from_str(text);
    let features: Vec<(usize, Value)> = match whole {
        Ok(Value::Object(mut o)) if o.contains_key("features") => match o.remove("features") {
            Some(Value::Array(list)) => list.into_iter().map(|f| (1, f)).collect(),
            _ => return Err(form()),
        },
        Ok(one @ Value::Object(_)) => vec![(1, one)],
        Ok(_) => return Err(form()),
        Err(_) => {
            let mut lines = Vec::new();
            for (number, line) in (1..).zip(text.lines()) {
                match serde_json::from_str(line.trim_start_matches('\u{1e}')) {
                    Ok(feature) => lines.push((number, feature)),
                    Err(_) if line.trim().is_empty() => {}
                    Err(e) if lines.is_empty() => {
                        let what = format!("not readable as JSON: {e}");
                        return Err(ImportError::Packed { path: name.to_owned(), what });
                    }
                    Err(e) => import.fault(name, number, &format!("not readable as JSON: {e}")),
                }
            }
            lines
        }
    };
    if !features.iter().any(|(_, f)| f["properties"].is_object()) && !features.is_empty() {
        return Err(form());
    }
    for (line, feature) in features {
        match place(&feature) {
            Ok(Some(place)) => import.places.push(place),
            Ok(None) => {}
            Err(what) => import.fault(name, line, &what),
        }
    }
    Ok(())
}

fn place(feature: &Value) -> Result<Option<NewPlace>, String> {
    let Some(properties) = feature["properties"].as_object() else {
        return Err("a feature without properties".to_owned());
    };
    let centre = centre(&feature["geometry"]);
    if properties.contains_key("wof:id") {
        return whos_on_first(&feature["properties"], centre);
    }
    let cells: Vec<(String, String)> = properties
        .iter()
        .filter_map(|(k, v)| {
            let text = v.as_str().map(str::to_owned).or_else(|| v.is_number().then(|| v.to_string()))?;
            Some((cod::plain(k), text.trim().to_owned()))
        })
        .collect();
    cod::place(cells.iter().map(|(k, v)| (k.as_str(), v.as_str())), centre).map(Some)
}

/// A record of Who's On First. Records that say they are no longer current, and kinds that are none of ours, give nothing.
fn whos_on_first(p: &Value, centre: Option<(f64, f64)>) -> Result<Option<NewPlace>, String> {
    let id = p["wof:id"].as_i64().ok_or("`wof:id` is not a number")?;
    let set = |key: &str| p[key].as_str().is_some_and(|v| !v.is_empty() && v != "uuuu" && v != "..");
    let kind = match p["wof:placetype"].as_str().unwrap_or_default() {
        "country" => PlaceKind::Country,
        "region" | "macroregion" => PlaceKind::Governorate,
        "county" | "macrocounty" | "localadmin" => PlaceKind::District,
        "locality" => PlaceKind::Village,
        "borough" | "macrohood" | "neighbourhood" | "microhood" => PlaceKind::Neighbourhood,
        "campus" | "venue" => PlaceKind::Site,
        _ => return Ok(None),
    };
    if p["mz:is_current"].as_i64() == Some(0) || set("edtf:deprecated") || set("edtf:superseded") {
        return Ok(None);
    }
    let pair = |lat: &str, lon: &str| p[lat].as_f64().zip(p[lon].as_f64()).filter(|(a, o)| *a != 0.0 || *o != 0.0);
    let (lat, lon) = pair("lbl:latitude", "lbl:longitude")
        .or_else(|| pair("geom:latitude", "geom:longitude"))
        .or(centre)
        .ok_or("no position")?;
    if lat.abs() > 90.0 || lon.abs() > 180.0 {
        return Err(format!("{lat}, {lon} is not a position in degrees"));
    }
    let names = |key: &str| -> Vec<String> {
        let list = p[key].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(Value::as_str).map(clean).filter(|n| !n.is_empty()).collect()
    };
    let mut ar = names("name:ara_x_preferred");
    ar.extend(names("name:ara_x_variant"));
    ar.retain(|n| is_arabic(n));
    let mut latin = names("name:eng_x_preferred");
    latin.extend(names("name:eng_x_variant"));
    let en = latin.first().cloned().or_else(|| p["wof:name"].as_str().map(clean)).unwrap_or_default();
    if en.is_empty() && ar.is_empty() {
        return Ok(None);
    }
    let population = ["wof:population", "gn:population", "qs:pop"].iter().find_map(|k| p[*k].as_u64()).unwrap_or(0);
    let kind = match kind {
        PlaceKind::Village if population >= 50_000 => PlaceKind::City,
        PlaceKind::Village if population >= 5_000 => PlaceKind::Town,
        other => other,
    };
    let two = p["iso:country"].as_str().or(p["wof:country"].as_str()).unwrap_or_default();
    let mut refs = format!("wof:{id}");
    for (key, label) in [("gn:id", "gn"), ("wd:id", "wd"), ("wk:id", "wd")] {
        let value = &p["wof:concordances"][key];
        if let Some(v) = value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|n| n.to_string())) {
            refs.push_str(&format!(" {label}:{v}"));
        }
    }
    let parent = p["wof:parent_id"].as_i64().filter(|n| *n > 0).map(|n| format!("wof:{n}")).unwrap_or_default();
    Ok(Some(NewPlace {
        id: format!("wof:{id}"),
        en,
        ar,
        latin: latin.into_iter().skip(1).take(8).collect(),
        kind,
        lat,
        lon,
        country: iso3(two).to_owned(),
        admin1: String::new(),
        parent,
        population,
        refs,
        source: "Who's On First".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
    }))
}

/// The middle of a shape: the point itself, the mean of several, the centroid of the largest ring of polygons.
fn centre(geometry: &Value) -> Option<(f64, f64)> {
    let c = &geometry["coordinates"];
    let point = |v: &Value| Some((v.get(1)?.as_f64()?, v.get(0)?.as_f64()?));
    let list = |v: &Value| v.as_array().cloned().unwrap_or_default();
    match geometry["type"].as_str()? {
        "Point" => point(c),
        "MultiPoint" | "LineString" => {
            let all: Vec<(f64, f64)> = list(c).iter().filter_map(point).collect();
            #[allow(clippy::cast_precision_loss)]
            let n = all.len() as f64;
            (n > 0.0).then(|| (all.iter().map(|p| p.0).sum::<f64>() / n, all.iter().map(|p| p.1).sum::<f64>() / n))
        }
        "Polygon" => ring(&list(c.get(0)?).iter().filter_map(point).collect::<Vec<_>>()).map(|r| r.1),
        "MultiPolygon" => {
            let rings =
                list(c).into_iter().filter_map(|p| ring(&list(p.get(0)?).iter().filter_map(point).collect::<Vec<_>>()));
            rings.max_by(|a, b| a.0.total_cmp(&b.0)).map(|r| r.1)
        }
        _ => None,
    }
}

/// Area and centroid of a ring in degrees (the shoelace formula; good enough for the middle of a district).
fn ring(points: &[(f64, f64)]) -> Option<(f64, (f64, f64))> {
    let (mut area, mut lat, mut lon) = (0.0, 0.0, 0.0);
    for (a, b) in points.iter().zip(points.iter().cycle().skip(1)) {
        let cross = a.1 * b.0 - b.1 * a.0;
        area += cross / 2.0;
        lat += (a.0 + b.0) * cross;
        lon += (a.1 + b.1) * cross;
    }
    if area.abs() < 1e-12 {
        return points.first().map(|p| (0.0, *p));
    }
    Some((area.abs(), (lat / (6.0 * area), lon / (6.0 * area))))
}
