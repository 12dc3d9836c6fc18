//! The human-edited knowledge of Marsad, loaded and compiled.
//!
//! What a native speaker can know stands in text files under `lexicon/` and `gazetteer/`: actors, people, titles, verbs of
//! saying, loaded terms, places, verbs with their roots, and the frames that say which words make which report. They are
//! built into the program; a user lays their own folder over them ([`Files::overlay`]). [`Lexicon::hash`] names the exact
//! content, and goes into every report. [`lint`] checks the files as an editor would.

mod chosen;
mod contexts;
mod cues;
mod difference;
mod entities;
mod error;
pub mod facts;
mod figures;
mod files;
mod forest;
mod frame_words;
mod frames;
mod genres;
mod heads;
mod kept;
pub mod language;
mod learned;
pub mod lint;
mod lint_across;
mod near;
mod phrase;
mod place_links;
mod place_names;
mod places;
mod releases;
mod rows;
mod saying;
mod scorer;
mod suggest;
mod table;
mod tables_beside;
mod telling;
mod verb_words;
mod verbs;

use std::path::Path;
use std::sync::LazyLock;

use marsad_text::arabic::segment::Joined;

pub use chosen::user_folder;
pub use contexts::{ContextCue, Contexts, Sign, Signs};
pub use cues::{Colour, Cues, FunctionWord, Light, ModeCue};
pub use difference::{FileDifference, differences};
pub use entities::{Entities, Entity, Loaded, ShortName, Title};
pub use error::LexiconError;
pub use figures::{CueSide, FigureRule, Figures};
pub use files::{Files, Layer};
pub use forest::{Begun, Forest, ForestError, Node};
pub use frame_words::{Listed, PhraseWord, WordSet};
pub use frames::{
    Frame, FrameWords, Frames, NearLists, NounTrigger, Participles, PhraseTrigger, Role, VoiceChoice, without_article,
};
pub use genres::{GenreCue, GenreEffect, GenrePlace, Genres};
pub use heads::Head;
pub use language::LanguagePack;
pub use learned::Learned;
pub use marsad_gazetteer::{Place as GazetteerPlace, km};
pub use marsad_text::{Sieve, WordMap};
pub use near::{Near, NearKind};
pub use phrase::{PhraseHit, PhraseMap, cut_start};
pub use place_links::PlaceLinks;
pub use place_names::PlaceNames;
pub use places::{Gazetteer, PlaceHead, Pointer, SiteNoun};
pub use releases::Release;
pub use rows::FoundRow;
pub use saying::{Complement, Saying, SayingPhrase, SayingVerb, SourcePlace};
pub use table::{Row, read_rows, read_tables};
pub use telling::{Hint, Hints, Telling};
pub use verb_words::VerbWord;
pub use verbs::{NominalReading, Verb, VerbReading, Verbs, passive};

/// The closed-class words that decide how words are cut; later layers add.
fn joined(files: &Files) -> Result<Joined, LexiconError> {
    let layers: Vec<(&str, &str)> =
        files.get("lexicon/ar/joined.tsv").iter().map(|l| (l.name.as_str(), &*l.text)).collect();
    Ok(Joined::parse(&layers)?)
}

/// Everything the coder knows, compiled once.
#[derive(Debug)]
pub struct Lexicon {
    /// Actors, people, heads, titles, loaded terms.
    pub entities: Entities,
    /// Places.
    pub gazetteer: Gazetteer,
    /// Verbs of saying.
    pub saying: Saying,
    /// Verbs, and the forms of all words.
    pub verbs: Verbs,
    /// Closed-class words and what is joined to them.
    pub joined: Joined,
    /// Frames.
    pub frames: Frames,
    /// Light verbs, modes, modality, losses.
    pub cues: Cues,
    /// Prepositions of place.
    pub place_links: PlaceLinks,
    /// What tells an event from a mention in passing.
    pub telling: Telling,
    /// Words and signs of PLOVER's contexts.
    pub contexts: Contexts,
    /// Words of genres, and what follows from them.
    pub genres: Genres,
    /// Words of figures.
    pub figures: Figures,
    /// What was learned from labelled stories.
    pub learned: Learned,
    /// `sha256:…` of the files.
    pub hash: String,
    known: facts::Known,
    packs: language::Packs,
}

impl Lexicon {
    /// Compiles a set of files.
    ///
    /// # Errors
    /// When a row or frame is not what its file asks for; the message names file and line.
    pub fn compile(files: &Files) -> Result<Self, LexiconError> {
        let verbs = Verbs::load(files)?;
        let frames = Frames::load(files, &verbs)?;
        let cues = Cues::load(files, &verbs)?;
        let figures = Figures::load(files, &verbs)?;
        let mut out = Self {
            entities: Entities::load(files)?,
            gazetteer: Gazetteer::load(files)?,
            saying: Saying::load(files)?,
            verbs,
            joined: joined(files)?,
            frames,
            cues,
            place_links: PlaceLinks::load(files)?,
            telling: Telling::load(files)?,
            contexts: Contexts::load(files)?,
            genres: Genres::load(files)?,
            figures,
            learned: Learned::load(files)?,
            hash: files.hash(),
            known: facts::Known::default(),
            packs: language::Packs::default(),
        };
        out.packs = language::Packs::of(files, &out.gazetteer)?;
        out.number_lists();
        Ok(out)
    }

    /// The program's own lexicon with the user's folders laid over it, in order.
    ///
    /// # Errors
    /// When a folder cannot be read or its content does not compile.
    pub fn load(overlays: &[impl AsRef<Path>]) -> Result<Self, LexiconError> {
        let mut files = Files::builtin();
        for folder in overlays {
            files.overlay(folder.as_ref())?;
        }
        Self::compile(&files)
    }

    /// The pack of a further language, where it has one that is not experimental.
    #[must_use]
    pub fn pack(&self, language: marsad_text::Language) -> Option<&LanguagePack> {
        self.packs.get(language, &self.gazetteer)
    }

    /// The program's own lexicon, compiled on first use.
    ///
    /// # Panics
    /// Never in a released program: a test compiles the built-in files.
    #[must_use]
    pub fn builtin() -> &'static Lexicon {
        static BUILTIN: LazyLock<Lexicon> = LazyLock::new(|| match Lexicon::compile(&Files::builtin()) {
            Ok(lexicon) => lexicon,
            Err(error) => panic!("the built-in lexicon does not compile: {error}"),
        });
        &BUILTIN
    }
}
