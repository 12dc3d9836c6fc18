//! The lists of a pack that name things: actors, places, nationalities, times, numbers.

use marsad_model::Sector;

use super::forms::Endings;
use super::load::{name_words, with_plural, words};
use super::names::{NameKind, PackName};
use super::{LanguagePack, NumberWord, RowSector, TimeWord};
use crate::{Files, Gazetteer, LexiconError, Row, read_tables};

impl LanguagePack {
    pub(crate) fn load_names(
        &mut self,
        files: &Files,
        folder: &str,
        endings: &Endings,
        gazetteer: &Gazetteer,
    ) -> Result<(), LexiconError> {
        let sector = |row: &Row<'_>| -> Result<RowSector, LexiconError> { row.parse_some::<Sector>("sector") };
        // The rows of the Arabic lexicon by their English names; then the pack's own.
        let own = format!("{folder}actors/");
        for (prefix, kind, also) in [
            (own.as_str(), NameKind::Actor, true),
            ("lexicon/ar/actors/", NameKind::Actor, false),
            ("lexicon/ar/people.", NameKind::Person, false),
        ] {
            read_tables(files, prefix, |row| {
                let state = row.get("kind") == "state";
                let value = PackName {
                    kind: if state { NameKind::Country } else { kind },
                    id: row.some("id"),
                    entity: row.get("en").to_owned(),
                    country: row.some("country"),
                    sector: if state { None } else { sector(&row)? },
                    people: row.get("kind") == "population",
                    object: false,
                };
                let mut names = vec![name_words(row.get("en"))];
                if also {
                    names.extend(row.list("aliases").map(name_words));
                }
                for name in names {
                    self.names.insert(&name.iter().map(String::as_str).collect::<Vec<_>>(), value.clone());
                }
                Ok(())
            })?;
        }
        for place in gazetteer.all().filter(|p| p.kind == marsad_model::PlaceKind::Country) {
            let name = name_words(place.en);
            let name: Vec<&str> = name.iter().map(String::as_str).collect();
            let country = place.country.map(str::to_owned);
            if !self.names.has(&name) {
                let value = PackName {
                    kind: NameKind::Country,
                    id: country.as_ref().map(|c| format!("state-{}", c.to_lowercase())),
                    entity: place.en.to_owned(),
                    country: country.clone(),
                    sector: None,
                    people: false,
                    object: false,
                };
                self.names.insert(&name, value);
            }
            let capital = country.as_deref().and_then(|c| gazetteer.capital(c)).map(|i| gazetteer.at(i).en.to_owned());
            let capital = capital.map(|c| name_words(&c)).filter(|c| !c.is_empty());
            if let (Some(capital), Some(country)) = (capital, country) {
                let value = PackName {
                    kind: NameKind::Capital,
                    id: Some(format!("state-{}", country.to_lowercase())),
                    entity: place.en.to_owned(),
                    country: Some(country),
                    sector: Some(Sector::Gov),
                    people: false,
                    object: false,
                };
                self.names.insert(&capital.iter().map(String::as_str).collect::<Vec<_>>(), value);
            }
        }
        for index in gazetteer.indices().filter(|&i| !gazetteer.imported(i)) {
            let mut name = name_words(gazetteer.at(index).en);
            if !name.is_empty() {
                let first = name.remove(0);
                self.places.entry(first.into()).or_default().push((name, index));
            }
        }
        read_tables(files, &format!("{folder}nationalities."), |row| {
            let country = row.get("country");
            let entity =
                row.some("en").or_else(|| gazetteer.get(&format!("country:{country}")).map(|p| p.en.to_owned()));
            for (column, people) in [("people", true), ("forms", false)] {
                for form in row.list(column) {
                    let value = PackName {
                        kind: NameKind::Nationality,
                        id: None,
                        entity: entity.clone().unwrap_or_else(|| form.to_owned()),
                        country: Some(country.to_owned()).filter(|c| !c.is_empty()),
                        sector: row.parse_some("sector")?,
                        people,
                        object: false,
                    };
                    self.names.insert(&words(&form.to_lowercase()), value);
                }
            }
            Ok(())
        })?;
        for (file, kind) in [("heads_actor.", NameKind::Head), ("titles.", NameKind::Title)] {
            read_tables(files, &format!("{folder}{file}"), |row| {
                for (column, people) in [("plural", true), ("form", false), ("object", false)] {
                    for form in row.list(column) {
                        let value = PackName {
                            kind,
                            id: None,
                            entity: form.to_owned(),
                            country: row.some("country"),
                            sector: sector(&row)?,
                            people,
                            object: column == "object",
                        };
                        self.names.insert(&words(form), value.clone());
                        if column == "form" && row.get("plural").is_empty() {
                            for plural in with_plural(form, endings).into_iter().skip(1) {
                                self.names.insert(&words(&plural), PackName { people: true, ..value.clone() });
                            }
                        }
                    }
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    pub(crate) fn load_time_and_numbers(&mut self, files: &Files, folder: &str) -> Result<(), LexiconError> {
        for (file, unit) in [("weekdays", 'w'), ("months", 'm'), ("relative", 'r'), ("units", 'u')] {
            read_tables(files, &format!("{folder}time/{file}."), |row| {
                for form in row.list("form") {
                    let value = match (unit, row.get("class")) {
                        ('w', _) => TimeWord::Weekday(row.parse("value")?),
                        ('m', _) => TimeWord::Month(row.parse("number")?),
                        ('u', _) => TimeWord::Unit(row.parse("value")?),
                        (_, "days") => TimeWord::Days(row.parse("value")?),
                        (_, "step") => TimeWord::Step(row.parse("value")?),
                        (_, "ago") => TimeWord::Ago,
                        (_, other) => {
                            return Err(row.error(format!("column `class`: `{other}` is none of days, step, ago")));
                        }
                    };
                    self.time.insert(&words(form), value);
                }
                Ok(())
            })?;
        }
        read_tables(files, &format!("{folder}numbers."), |row| {
            for form in row.list("form") {
                let value = row.parse("value")?;
                let word = match row.get("class") {
                    "unit" => NumberWord::Unit(value),
                    "scale" => NumberWord::Scale(value),
                    other => return Err(row.error(format!("column `class`: `{other}` is neither unit nor scale"))),
                };
                self.numbers.insert(&words(form), word);
            }
            Ok(())
        })?;
        read_tables(files, &format!("{folder}number_words."), |row| {
            for form in row.list("form") {
                let word = match row.get("class") {
                    "min" => NumberWord::Min,
                    "max" => NumberWord::Max,
                    "approx" => NumberWord::Approx,
                    "vague" => NumberWord::Vague(row.parse("min")?, row.parse_some("max")?),
                    other => {
                        return Err(row.error(format!("column `class`: `{other}` is none of min, max, approx, vague")));
                    }
                };
                self.numbers.insert(&words(form), word);
            }
            Ok(())
        })
    }
}
