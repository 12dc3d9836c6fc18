//! The shapes of other programs, read as their readers do.

#![allow(missing_docs, clippy::unwrap_used)]

mod rows;

use std::collections::HashSet;

use marsad_export::Format;
use rows::{bare, row, table, text, written};
use serde_json::{Value, json};

#[test]
fn acled_columns_are_filled_as_their_readers_expect() {
    let mut planned = row(3);
    planned.report.modality = marsad_model::Modality::Intended;
    let (head, rows) = table(Format::Acled, &[row(1), bare(2), planned], b',');
    assert_eq!(head.len(), 31);
    assert_eq!(rows.len(), 1, "what is planned has not happened, and what has no day has no place");
    let r = &rows[0];
    for (column, value) in [
        ("event_id_cnty", "SYR1"),
        ("event_date", "2016-12-05"),
        ("year", "2016"),
        ("time_precision", "1"),
        ("event_type", "Explosions/Remote violence"),
        ("sub_event_type", "Air/drone strike"),
        ("actor1", "Syrian Arab Army"),
        ("inter1", "State forces"),
        ("actor2", "civilians"),
        ("inter2", "Civilians"),
        ("interaction", "State forces-Civilians"),
        ("civilian_targeting", "Civilian targeting"),
        ("iso", "760"),
        ("country", "Syria"),
        ("location", "Aleppo"),
        ("geo_precision", "1"),
        ("fatalities", "5"),
        ("source", "وكالة الساحل"),
        ("timestamp", "1796040000"),
    ] {
        assert_eq!(r[column], value, "{column}");
    }
}

#[test]
fn ged_columns_are_filled_as_their_readers_expect() {
    let (head, rows) = table(Format::Ged, &[row(1), bare(2)], b',');
    assert_eq!(head.len(), 49);
    assert_eq!(head[41..44], ["deaths_b", "deaths_civilians", "deaths_unknown"].map(str::to_owned));
    assert_eq!(rows.len(), 1, "only what has deaths");
    let r = &rows[0];
    for (column, value) in [
        ("type_of_violence", "3"),
        ("side_a", "Syrian Arab Army"),
        ("side_b", "Civilians"),
        ("where_prec", "1"),
        ("best", "5"),
        ("high", "5"),
        ("low", "5"),
        ("deaths_civilians", "5"),
        ("date_start", "2016-12-05 00:00:00.000"),
        ("date_prec", "1"),
        ("country", "Syria"),
        ("country_id", "652"),
        ("source_original", "سكان"),
        ("gwnoa", "652"),
        ("geom_wkt", "POINT (37.16117 36.20124)"),
        ("priogrid_gid", "181875"),
    ] {
        assert_eq!(r[column], value, "{column}");
    }
}

#[test]
fn polecat_and_plover_rows_name_both_sides() {
    let (head, rows) = table(Format::Polecat, &[row(1), bare(2)], b'\t');
    assert_eq!((head.len(), rows.len()), (40, 2));
    assert_eq!(rows[0]["Event Type"], "ASSAULT");
    assert_eq!(rows[0]["Quad Code"], "MATERIAL CONFLICT");
    assert_eq!(rows[0]["Recipient Name Raw"], "مدنيين");
    assert_eq!(rows[0]["GeoNames ID"], "170063");
    let lines = text(Format::Plover, &[row(1), bare(2)]);
    let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines[0]["event"], json!(["ASSAULT"]));
    assert_eq!(lines[0]["size"]["dead"], 5);
    for line in &lines {
        for required in ["id", "date", "actor", "event"] {
            assert!(line.get(required).is_some(), "{required}");
        }
        assert!(line["actor"].as_array().is_some_and(|a| !a.is_empty()));
    }
}

#[test]
fn a_stix_bundle_keeps_the_rules_of_the_standard() {
    let mut twin = row(2);
    twin.document = 1;
    twin.report.trigger.start += 1;
    let bundle: Value = serde_json::from_slice(&written(Format::Stix, &[row(1), twin, bare(6)])).unwrap();
    assert_eq!(bundle["type"], "bundle");
    let objects = bundle["objects"].as_array().unwrap();
    let ids: HashSet<&str> = objects.iter().map(|o| o["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), objects.len(), "no id twice");
    for object in objects {
        let kind = object["type"].as_str().unwrap();
        assert_eq!(object["spec_version"], "2.1");
        let (head, uuid) = object["id"].as_str().unwrap().split_once("--").unwrap();
        assert_eq!(head, kind);
        assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'5' && b"89ab".contains(&uuid.as_bytes()[19]), "{uuid}");
        assert!(object.as_object().unwrap().values().all(|v| !v.is_null() && *v != json!([])), "{object}");
        // Everything that is pointed to is there.
        for (key, value) in object.as_object().unwrap() {
            let refs: Vec<&str> = match value {
                Value::String(id) if key.ends_with("_ref") => vec![id.as_str()],
                Value::Array(all) if key.ends_with("_refs") => all.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            assert!(refs.iter().all(|id| ids.contains(id)), "{key} of {object}");
        }
        let required: &[&str] = match kind {
            "incident" | "identity" => &["name"],
            "report" => &["name", "published", "object_refs"],
            "relationship" => &["relationship_type", "source_ref", "target_ref"],
            "sighting" => &["sighting_of_ref"],
            "extension-definition" => &["name", "schema", "version", "extension_types", "created_by_ref"],
            "location" => &["latitude", "longitude"],
            other => panic!("an object of an unforeseen kind: {other}"),
        };
        assert!(required.iter().all(|key| object.get(key).is_some()), "{object}");
    }
    let of = |kind: &str| objects.iter().filter(|o| o["type"] == kind).count();
    assert_eq!((of("incident"), of("sighting"), of("report")), (3, 3, 2));
    let page = objects.iter().find(|o| o["type"] == "report").unwrap();
    assert_eq!(page["object_refs"].as_array().unwrap().len(), 2, "the two reports of one page");
}
