//! Every form that can be imported, small and made up for the purpose; what they say of one place becomes one place.

#![allow(clippy::unwrap_used)]

use marsad_gazetteer::import::{Import, Merged, merge, save};
use marsad_gazetteer::{NewPlace, Pack, pack};
use marsad_model::PlaceKind;

/// A GeoNames row of 19 cells.
fn geonames(id: u64, name: &str, other: &str, at: (f64, f64), class: &str, people: u64) -> String {
    let (class, code) = class.split_once('.').unwrap();
    format!(
        "{id}\t{name}\t{name}\t{other}\t{}\t{}\t{class}\t{code}\tSY\t\t09\t\t\t\t{people}\t\t300\tAsia/Damascus\t2024-01-01\n",
        at.0, at.1
    )
}

fn imported(files: &[(&str, &str)]) -> Import {
    let mut import = Import::default();
    for (name, text) in files {
        import.text(name, text).unwrap();
    }
    import.finish();
    import
}

fn by_name<'a>(merged: &'a Merged, name: &str) -> &'a NewPlace {
    merged.places.iter().find(|p| p.ar.iter().any(|n| n == name)).unwrap_or_else(|| panic!("{name}: {merged:#?}"))
}

#[test]
fn geonames_dumps_with_their_names_and_divisions() {
    let dump = geonames(1, "Tall Tajribah", "Tell Tajriba,تل تجربة,تل تجربه‌ی", (36.5, 37.5), "P.PPL", 7000)
        + &geonames(2, "A road", "", (36.5, 37.5), "R.RD", 0)
        + &geonames(3, "Camp", "", (36.6, 37.6), "S.PRN", 0)
        + "4\tbroken\tbroken\t\tnorth\t37\tP\tPPL\tSY\t\t09\t\t\t\t0\t\t\t\t\n";
    let names = "9\t1\tar\tتل التجربة\t1\t\t\t\t\t\n10\t1\ten\tTajriba Hill\t\t\t\t\t\t\n11\t3\tar\tسجن التجربة\t\t\t\t\t\t\n12\t3\tar\tسجن قديم\t\t\t\t1\t\t\n";
    let import =
        imported(&[("SY.txt", &dump), ("SY-names.txt", names), ("admin1.txt", "SY.09\tAleppo\tAleppo\t170062\n")]);
    assert_eq!(import.bad, 1);
    assert!(import.faults[0].starts_with("SY.txt:4: "), "{:?}", import.faults);
    let [town, prison] = &import.places[..] else { panic!("{:#?}", import.places) };
    assert_eq!((town.id.as_str(), town.kind, town.country.as_str()), ("geonames:1", PlaceKind::Town, "SYR"));
    assert_eq!(town.ar, ["تل التجربة", "تل تجربة"]);
    assert_eq!(town.admin1, "Aleppo");
    assert_eq!((prison.kind, &prison.ar[..]), (PlaceKind::Site, &["سجن التجربة".to_owned()][..]));
}

#[test]
fn tables_and_shapes_of_ocha() {
    let table = "ADM1_EN,ADM1_AR,ADM1_PCODE,ADM2_EN,ADM2_AR,ADM2_PCODE,ADM4_EN,ADM4_AR,ADM4_PCODE,lat,lon\n\
        Nineveh,نينوى,IQ15,\"Tel, Afar\",تلعفر,IQ1505,Tajriba,قرية التجربة,IQ150501,36.1,42.1\n\
        Nineveh,نينوى,IQ15,Sinjar,سنجار,IQ1507,,,,36.3,41.9\n,,,,,,,,,,\nNineveh,نينوى,IQ15,No place,,IQ1508,,,,,\n";
    let import = imported(&[("irq.csv", table)]);
    assert_eq!(import.bad, 1);
    let [village, district] = &import.places[..] else { panic!("{:#?}", import.places) };
    assert_eq!(
        (village.id.as_str(), village.kind, village.parent.as_str()),
        ("pcode:IQ150501", PlaceKind::Village, "pcode:IQ1505")
    );
    assert_eq!((village.admin1.as_str(), village.country.as_str()), ("Nineveh", "IRQ"));
    assert_eq!((district.kind, district.en.as_str()), (PlaceKind::District, "Sinjar"));

    let shapes = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"ADM1_EN":"Square","ADM1_AR":"مربع","ADM1_PCODE":"SY77"},
        "geometry":{"type":"Polygon","coordinates":[[[38,35],[40,35],[40,37],[38,37],[38,35]]]}}]}"#;
    let import = imported(&[("syr.geojson", shapes)]);
    let p = &import.places[0];
    assert!((p.lat - 36.0).abs() < 1e-6 && (p.lon - 39.0).abs() < 1e-6, "{p:?}");
    assert_eq!((p.kind, p.country.as_str()), (PlaceKind::Governorate, "SYR"));
}

#[test]
fn records_of_whos_on_first() {
    let record = |id: u32, extra: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"wof:id\":{id},\"wof:name\":\"Tajriba\",\"wof:placetype\":\"locality\",\"iso:country\":\"SY\",\
             \"name:ara_x_preferred\":[\"التجربة\"],\"geom:latitude\":36.5,\"geom:longitude\":37.5,\"wof:concordances\":{{\"gn:id\":1}}{extra}}}}}"
        )
    };
    let lines =
        [record(7, ""), record(8, ",\"mz:is_current\":0"), record(9, ",\"edtf:deprecated\":\"2019-01-01\"")].join("\n");
    let import = imported(&[("wof.geojsonl", &lines)]);
    assert_eq!(import.places.len(), 1);
    assert_eq!(import.places[0].refs, "wof:7 gn:1");
}

#[test]
fn unknown_forms_are_refused_by_name() {
    let mut import = Import::default();
    for text in ["a,b\n1,2\n", "<html></html>", "", "{\"a\":1}", "id\tname\n1\tx\n"] {
        let error = import.text("file.txt", text).unwrap_err().to_string();
        assert!(error.contains("file.txt"), "{error}");
    }
    assert!(import.places.is_empty());
}

#[test]
fn rows_about_one_place_become_one_and_disagreements_are_listed() {
    let place = |id: &str, ar: &str, at: (f64, f64), refs: &str, source: &str| NewPlace {
        id: id.into(),
        en: "Tajriba".into(),
        ar: vec![ar.into()],
        lat: at.0,
        lon: at.1,
        country: "SYR".into(),
        refs: refs.into(),
        source: source.into(),
        ..NewPlace::default()
    };
    let rows = vec![
        place("wof:1", "تل التجربة", (36.50, 37.50), "wof:1 gn:5", "Who's On First"),
        place("pcode:C1", "تل تجربة", (36.51, 37.51), "pcode:C1", "OCHA COD-AB"),
        place("geonames:5", "تل التجربه", (36.51, 37.50), "gn:5", "GeoNames"),
        // The name of another place far away, and one that its id ties to the first but that lies elsewhere.
        place("pcode:C2", "تل تجربة", (34.0, 37.5), "pcode:C2", "OCHA COD-AB"),
        place("wof:9", "تجربة أخرى", (33.0, 36.0), "wof:9 gn:5", "Who's On First"),
    ];
    let own = pack(&[place("village:known-syr", "المعروفة", (35.0, 36.0), "", "project")]).unwrap();
    let own = Pack::read(own).unwrap();
    let known = place("pcode:C3", "المعروفه", (35.01, 36.01), "pcode:C3", "OCHA COD-AB");
    let merged = merge(rows.into_iter().chain([known]).collect(), &[&own]);
    assert_eq!(merged.places.len(), 3, "{:#?}", merged.places);
    let first = by_name(&merged, "تل التجربه");
    assert_eq!(first.id, "pcode:C1");
    assert!(first.refs.contains("gn:5") && first.refs.contains("wof:9"), "{}", first.refs);
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!((merged.conflicts[0].kept.as_str(), merged.conflicts[0].other.as_str()), ("pcode:C1", "wof:9"));
    // A row about a place of the program only lends it its spelling.
    assert_eq!(by_name(&merged, "المعروفه").id, "village:known-syr");
    assert_eq!(merged.known, 1);
}

#[test]
fn what_is_saved_is_imported_again() {
    let folder = tempfile::tempdir().unwrap();
    let import = imported(&[("SY.txt", &geonames(1, "Tajriba", "تجربة", (36.5, 37.5), "P.PPL", 9))]);
    let merged = merge(import.places, &[]);
    save(folder.path(), &merged).unwrap();
    let mut again = Import::default();
    again.add(&folder.path().join("imported.tsv.gz")).unwrap();
    assert_eq!(again.places, merged.places);
    let packed = Pack::read(std::fs::read(folder.path().join("imported.pack")).unwrap()).unwrap();
    assert_eq!(packed.place(0).ar, "تجربة");
}
