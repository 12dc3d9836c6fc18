//! Answers in time and space, side by side, with values left out; and what came in.

use super::Factory;
use crate::suite::make::{actor, dated, day, page, place, quote, report};
use marsad_model::{CueClass, EventType, Mode, Place, PlaceKind, Quotation, Report, SaidBy, SourceType};
use marsad_store::{Added, Area, Exclusion, FacetValue, Field, Filter, PlaceParts, Step, Store, Upkeep};

fn said(entity: &str) -> Option<SaidBy> {
    Some(SaidBy {
        quote: quote(0, entity),
        entity: entity.into(),
        source_type: SourceType::Official,
        named: true,
        cue: None,
        cue_class: CueClass::Neutral,
        quotation: Quotation::Indirect,
        cited_outlet: None,
    })
}

fn at(name: &str, kind: PlaceKind, country: &str, position: Option<(f64, f64)>, precision: u8) -> Place {
    Place {
        kind: Some(kind),
        country: Some(country.into()),
        lat: position.map(|p| p.0),
        lon: position.map(|p| p.1),
        precision,
        ..place(name, name)
    }
}

/// Six reports: two at one village, one near it, one known to its governorate, one far away, one without any place.
fn reports() -> Vec<Report> {
    let village = at("Al-Baghuz", PlaceKind::Village, "SYR", Some((34.45, 40.95)), 1);
    let near = at("Hajin", PlaceKind::Town, "SYR", Some((34.69, 40.83)), 1);
    let governorate = at("Deir ez-Zor", PlaceKind::Governorate, "SYR", Some((35.3, 40.1)), 4);
    let far = at("Khartoum", PlaceKind::City, "SDN", Some((15.6, 32.5)), 1);
    let nowhere = at("Somewhere", PlaceKind::Village, "SYR", None, 7);
    let make = |places: Vec<Place>, mode: &[Mode], said_by, on: Option<(i16, i8, i8)>| Report {
        places,
        mode: mode.to_vec(),
        said_by,
        date: on.and_then(|(y, m, d)| dated(Some(day(y, m, d)), Some(day(y, m, d)))),
        actors: vec![actor("Islamic State", "داعش")],
        ..report(0)
    };
    vec![
        make(vec![governorate.clone(), village.clone()], &[Mode::Aerial], said("SANA"), Some((2024, 4, 1))),
        make(vec![village], &[Mode::Aerial, Mode::Drone], None, Some((2024, 4, 1))),
        make(vec![near], &[], said("SANA"), Some((2024, 4, 3))),
        make(vec![governorate, nowhere.clone()], &[Mode::Drone], said("UN"), Some((2024, 4, 20))),
        Report { type_: EventType::Aid, ..make(vec![far], &[], None, Some((1982, 2, 2))) },
        make(vec![nowhere], &[], None, None),
    ]
}

fn filled(factory: &Factory) -> super::Made {
    let made = factory(None);
    let mut reports = reports();
    // They stand one after the other in the text.
    for (n, r) in reports.iter_mut().enumerate() {
        r.trigger.start = n;
    }
    let added = made.store.add(&page("https://a.example/1", "عنوان", "هجوم على القرية", reports)).unwrap();
    assert!(matches!(added, Added::New(_)));
    made
}

fn total(store: &dyn Upkeep, filter: &Filter) -> u64 {
    Store::reports(store, filter).unwrap().total
}

fn value(value: &str, count: u64) -> FacetValue {
    FacetValue { value: value.into(), count }
}

pub fn counts_by_mode_speaker_country_and_year_lead_to_what_they_say(factory: &Factory) {
    let made = filled(factory);
    let facets = made.store.facets(&Filter::default()).unwrap();
    assert_eq!(facets.modes, [value("aerial", 2), value("drone", 2)]);
    assert_eq!(facets.said_by, [value("-", 3), value("SANA", 2), value("UN", 1)]);
    assert_eq!(facets.countries, [value("SYR", 5), value("SDN", 1)]);
    assert_eq!(facets.years, [value("2024", 5), value("1982", 1)]);
    let by = |set: &dyn Fn(&mut Filter, &str), values: &[FacetValue]| {
        for v in values {
            let mut filter = Filter::default();
            set(&mut filter, &v.value);
            assert_eq!(total(&*made.store, &filter), v.count, "{v:?}");
        }
    };
    by(&|f, v| f.mode = v.parse().ok(), &facets.modes);
    by(&|f, v| f.said_by = Some(v.into()), &facets.said_by);
    by(&|f, v| f.country = Some(v.into()), &facets.countries);
    let drones = Filter { mode: Some(Mode::Drone), ..Filter::default() };
    let narrowed = made.store.facets(&drones).unwrap();
    assert_eq!(narrowed.modes, facets.modes, "a field's own choice is left out of its own counts");
    assert_eq!(narrowed.said_by, [value("-", 1), value("UN", 1)]);
}

pub fn what_is_left_out_is_all_but_what_is_asked_for(factory: &Factory) {
    let made = filled(factory);
    let all = total(&*made.store, &Filter::default());
    assert_eq!(all, 6);
    for (field, value, without) in [
        (Field::Type, "AID", 5),
        (Field::Mode, "drone", 4),
        (Field::Place, "deir ez-zor", 4),
        (Field::Country, "sdn", 5),
        (Field::Actor, "State", 0),
        (Field::SaidBy, "sana", 4),
        (Field::SaidBy, "-", 3),
        (Field::Outlet, "وكالة الساحل", 0),
        (Field::Modality, "denied", 6),
        (Field::Mode, "no such mode", 6),
    ] {
        let not = vec![Exclusion { field, value: value.into() }];
        assert_eq!(total(&*made.store, &Filter { not, ..Filter::default() }), without, "{field:?} {value}");
    }
    let not = |field, value: &str| Exclusion { field, value: value.into() };
    let two = Filter { not: vec![not(Field::Type, "AID"), not(Field::Mode, "aerial")], ..Filter::default() };
    assert_eq!(total(&*made.store, &two), 3);
}

pub fn a_map_has_spots_areas_and_what_cannot_be_drawn(factory: &Factory) {
    let made = filled(factory);
    let store = &*made.store;
    let near = store.grid(&Filter::default(), 9.0, None).unwrap();
    let cells: Vec<(&str, u64)> = near.cells.iter().map(|c| (c.name.as_str(), c.count)).collect();
    // The first report names the governorate before the village: it is drawn at what stands first.
    assert_eq!(cells, [("Al-Baghuz", 1), ("Hajin", 1), ("Khartoum", 1)]);
    let areas: Vec<(&str, u8, u64)> = near.areas.iter().map(|a| (a.name.as_str(), a.precision, a.count)).collect();
    assert_eq!(areas, [("Deir ez-Zor", 4, 2)], "a governorate is an area, never a spot");
    assert_eq!((near.unplaced, near.outside), (1, 0));
    let far = store.grid(&Filter::default(), 2.0, None).unwrap();
    assert_eq!(far.cells.iter().map(|c| c.count).sum::<u64>(), 3);
    assert!(far.cells.len() < near.cells.len(), "from afar they are one");
    let view = Area { west: 40.0, south: 34.0, east: 41.0, north: 35.0 };
    let seen = store.grid(&Filter::default(), 9.0, Some(view)).unwrap();
    assert_eq!((seen.cells.len(), seen.areas.len(), seen.outside, seen.unplaced), (2, 0, 3, 1));
    assert_eq!(total(store, &Filter { within: Some(view), ..Filter::default() }), 2);
    let spots = store.spots(&Filter { country: Some("SDN".into()), ..Filter::default() }).unwrap();
    assert_eq!(spots.iter().map(|s| s.count).sum::<u64>(), 6, "the question's country is left out");
}

pub fn a_timeline_counts_every_report_once(factory: &Factory) {
    let made = filled(factory);
    let all = made.store.timeline(&Filter::default()).unwrap();
    let inside: u64 = all.buckets.iter().map(|b| b.count).sum();
    assert_eq!(inside + all.before + all.after + all.undated, 6);
    assert_eq!(all.step, Step::Year);
    let april = Filter { from: Some(day(2024, 4, 1)), to: Some(day(2024, 4, 30)), ..Filter::default() };
    let days = made.store.timeline(&april).unwrap();
    assert_eq!((days.step, days.buckets.len()), (Step::Day, 30));
    let on = |d| days.buckets.iter().find(|b| b.from == day(2024, 4, d)).map(|b| b.count);
    assert_eq!((on(1), on(2), on(3), on(20)), (Some(2), Some(0), Some(1), Some(1)));
    let by = made.store.multiples(&april, Field::SaidBy, 2).unwrap();
    assert_eq!(by.all, days);
    let series: Vec<(&str, u64)> = by.series.iter().map(|s| (s.value.as_str(), s.counts.iter().sum())).collect();
    assert_eq!(series, [("SANA", 2), ("-", 1)]);
    for field in Field::ALL {
        for series in made.store.multiples(&Filter::default(), field, 24).unwrap().series {
            assert!(
                !series.value.is_empty() && series.counts.iter().sum::<u64>() <= series.total,
                "{field:?} {series:?}"
            );
        }
    }
    let none = made.store.timeline(&Filter { q: Some("غائبة".into()), ..Filter::default() }).unwrap();
    assert!(none.buckets.is_empty() && none.undated == 0);
}

pub fn a_governorate_has_what_lies_in_it(factory: &Factory) {
    let made = factory(None);
    let mut reports = reports();
    for (n, r) in reports.iter_mut().enumerate() {
        r.trigger.start = n;
        for place in &mut r.places {
            place.id = Some(format!("x:{}", place.name));
        }
    }
    made.store.add(&page("https://a.example/1", "عنوان", "هجوم على القرية", reports)).unwrap();
    let store = &*made.store;
    let in_part = |name: &str| total(store, &Filter { governorate: Some(name.into()), ..Filter::default() });
    // What nobody told it a store does not know: only what is drawn at the governorate itself lies in it.
    assert_eq!((in_part("Deir ez-Zor"), in_part("Khartoum State")), (2, 0));
    let of = [("x:Al-Baghuz", "Deir ez-Zor"), ("x:Hajin", "Deir ez-Zor"), ("x:Khartoum", "Khartoum State")];
    let parts = PlaceParts::new(
        of.map(|(id, part)| (id.to_owned(), part.to_owned())),
        [("Deir ez-Zor".to_owned(), "دير الزور".to_owned())],
    );
    store.know_places(std::sync::Arc::new(parts));
    for (name, count) in
        [("Deir ez-Zor", 4), ("deir EZ-zor", 4), ("دير الزور", 4), ("Khartoum State", 1), ("Zor", 0), ("", 0)]
    {
        assert_eq!(in_part(name), count, "{name}");
    }
    let facets = store.facets(&Filter { governorate: Some("Khartoum State".into()), ..Filter::default() }).unwrap();
    assert_eq!(facets.governorates, [value("Deir ez-Zor", 4), value("Khartoum State", 1)]);
    assert_eq!(facets.types, [value("AID", 1)]);
    let not = vec![Exclusion { field: Field::Governorate, value: "Deir ez-Zor".into() }];
    assert_eq!(total(store, &Filter { not, ..Filter::default() }), 2);
    // What comes in later lies in it too.
    let mut later = page("https://a.example/2", "عنوان", "هجوم على القرية", vec![report(0)]);
    later.reports[0].places = vec![Place { id: Some("x:Hajin".into()), ..place("Hajin", "هجين") }];
    store.add(&later).unwrap();
    assert_eq!(in_part("Deir ez-Zor"), 5);
}

pub fn what_came_in_stands_last_first(factory: &Factory) {
    let made = filled(factory);
    let first = made.store.arrivals(0, 10).unwrap();
    assert_eq!((first.len(), first[0].reports, first[0].version, first[0].current), (1, 6, 1, true));
    let mut changed = page("https://a.example/1", "عنوان", "هجوم على القرية أمس", Vec::new());
    changed.captured_at = "2024-05-02T10:00:00Z".into();
    made.store.add(&changed).unwrap();
    let all = made.store.arrivals(0, 10).unwrap();
    assert_eq!(all.iter().map(|a| (a.version, a.current)).collect::<Vec<_>>(), [(2, true), (1, false)]);
    assert_eq!(made.store.arrivals(first[0].document, 10).unwrap().len(), 1);
    assert_eq!(made.store.arrivals(0, 1).unwrap()[0].document, all[0].document);
}
