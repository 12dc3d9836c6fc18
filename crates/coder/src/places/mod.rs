//! Places: names of the gazetteer that have a reason to be one here, head nouns with a name, parts of the compass, lists after
//! one head, and words that point back («البلدة», «العاصمة»); and which of several places of one name is meant.

mod bare;
mod candidate;
mod known;
mod pointing;
mod resolve;
mod unlisted;
mod unnamed;
mod votes;

use std::ops::Range;

use marsad_lexicon::GazetteerPlace;
use marsad_model::{PlaceKind, Span};

use crate::actors::Open;
use crate::order;
use crate::scene::Scene;

/// A name that may be a place, with what stands around it.
#[derive(Debug, Clone)]
struct Candidate {
    tokens: Range<usize>,
    span: Span,
    /// What the name alone covers.
    name_span: Span,
    options: Vec<u32>,
    head: Option<PlaceKind>,
    /// Folded head noun.
    head_form: Option<String>,
    /// Whether more names may follow under the same head: «بلدات طعوم وسرمين».
    list: bool,
    direction: Option<String>,
    preposition: Option<String>,
    /// The country that an adjective after the name gives: «طرابلس الليبية».
    nation: Option<String>,
    /// What it points back to: the folded head without article.
    back: Option<String>,
    /// Whether it is a place for acts only, not a mention by itself.
    quiet: bool,
    /// Whether only an imported gazetteer has the name, and no head noun stands before it.
    weak: bool,
}

impl Candidate {
    /// A candidate of these words, nothing else said of it.
    fn new(tokens: Range<usize>, span: Span) -> Self {
        Self {
            tokens,
            span,
            name_span: span,
            options: Vec::new(),
            head: None,
            head_form: None,
            list: false,
            direction: None,
            preposition: None,
            nation: None,
            back: None,
            quiet: false,
            weak: false,
        }
    }
}

/// The share of what is said that a country needs for names that only an imported gazetteer has.
const HOME: f64 = 0.4;

/// The same after a head noun, which says that there is such a place.
const SPOKEN_OF: f64 = 0.1;

/// Finds every place, in order, none overlapping, and resolves it. Words that are a place for acts only go to
/// [`Scene::pointers`].
pub(crate) fn find(scene: &mut Scene<'_>, open: &[Open]) {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut quiet: Vec<Candidate> = Vec::new();
    let mut sites: Vec<Candidate> = Vec::new();
    let mut i = 0;
    while i < scene.text.tokens().len() {
        // «صيف 2014» is a time, whatever villages are called so.
        if let Some(time) = order::on(&scene.times, i) {
            i = time.tokens.end.max(i + 1);
            continue;
        }
        match candidate::at(scene, open, i, candidates.last()) {
            Some(c) => {
                i = c.tokens.end.max(i + 1);
                candidates.push(c);
            }
            None => {
                quiet.extend(pointing::quiet(scene, i).map(|c| Candidate { quiet: true, ..c }));
                sites.extend(unnamed::unnamed(scene, open, i));
                i += 1;
            }
        }
    }
    known::again(scene, open, &mut candidates);
    let votes = votes::votes(scene, &candidates);
    scene.country = votes.top().map(|(c, _)| c.to_owned());
    scene.about = votes.certain().map(str::to_owned);
    // A name that only an imported gazetteer has must lie in the country of the story.
    for c in candidates.iter_mut().filter(|c| c.weak) {
        c.options.retain(|&o| {
            let country = scene.lexicon.gazetteer.at(o).country;
            votes.share(country) >= HOME && country.is_some()
        });
    }
    candidates.retain(|c| !c.weak || !c.options.is_empty());
    // After a head noun its name may be one that nobody lists: then only the far namesakes go.
    for c in candidates.iter_mut().filter(|c| c.head.is_some() && !c.options.is_empty()) {
        let gazetteer = &scene.lexicon.gazetteer;
        if votes.top().is_some() && c.options.iter().all(|&o| gazetteer.imported(o)) {
            c.options.retain(|&o| votes.share(gazetteer.at(o).country) >= SPOKEN_OF);
        }
    }
    quiet.retain(|q| !candidates.iter().any(|c| c.tokens.start < q.tokens.end && q.tokens.start < c.tokens.end));
    candidates.extend(quiet);
    candidates.sort_by_key(|c| c.tokens.start);
    let lost = pointing::look_back(scene, &mut candidates);
    sites.extend(lost.into_iter().filter_map(|c| pointing::alone(scene, c)));
    for (k, c) in candidates.iter().enumerate() {
        let mention = resolve::resolve(scene, &votes, &candidates, k);
        if c.quiet {
            scene.pointers.push(mention);
        } else {
            scene.places.push(mention);
        }
    }
    scene.sites = unnamed::mentions(scene, sites, &candidates);
}

/// How well known a place is: countries first, then by inhabitants (log10), with a floor by kind.
fn weight(place: &GazetteerPlace<'_>) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let people = ((place.population + 1) as f64).log10();
    let floor = match place.kind {
        PlaceKind::Country => 8.0,
        PlaceKind::Governorate => 5.0,
        PlaceKind::Region | PlaceKind::City => 4.5,
        PlaceKind::Site | PlaceKind::District => 3.6,
        PlaceKind::Town => 3.0,
        PlaceKind::Neighbourhood | PlaceKind::Village => 2.0,
    };
    people.max(floor)
}
