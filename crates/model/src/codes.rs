//! The closed sets of codes: PLOVER types, modes, auxiliaries and sectors, and Marsad's own for modality and sources.
//!
//! Code names follow the PLOVER manual (draft 2.0, Open Event Data Alliance); the one-line meanings are ours.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A string that is not a code of the set it was read for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode {
    /// The set's name, e.g. `Sector`.
    pub set: &'static str,
    /// The string that was found.
    pub found: String,
}

impl std::fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` is not a {} code", self.found, self.set)
    }
}

impl std::error::Error for UnknownCode {}

macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $(#[doc = concat!("`", $code, "`")] $(#[$vmeta])* $variant,)+ }

        impl $name {
            /// Every code of the set, in the order of its definition.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The code as it is written in data.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $code,)+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownCode;
            fn from_str(s: &str) -> Result<Self, UnknownCode> {
                match s { $($code => Ok($name::$variant),)+ _ => Err(UnknownCode { set: stringify!($name), found: s.to_owned() }) }
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.serialize_str(self.as_str()) }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let s = std::borrow::Cow::<'de, str>::deserialize(d)?;
                s.parse().map_err(serde::de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "enum": [$($code,)+] })
            }
        }
    };
}

codes! {
    /// The sixteen PLOVER event types.
    EventType {
        /// Promising, offering or agreeing to cooperate.
        Agree = "AGREE",
        /// Meetings, visits, calls, talks.
        Consult = "CONSULT",
        /// Backing in words: praise, recognition, ratification.
        Support = "SUPPORT",
        /// Giving way in words: pardons, announced truces or withdrawals.
        Concede = "CONCEDE",
        /// Material exchange that goes both ways.
        Cooperate = "COOPERATE",
        /// Material help that goes one way.
        Aid = "AID",
        /// Giving way in fact: withdrawal, release, truce in force, resignation.
        Retreat = "RETREAT",
        /// Demands, calls, orders.
        Request = "REQUEST",
        /// Criticism, accusation, investigation.
        Accuse = "ACCUSE",
        /// Refusals.
        Reject = "REJECT",
        /// Coercive warnings.
        Threaten = "THREATEN",
        /// Physical collective dissent.
        Protest = "PROTEST",
        /// Cutting existing relations; convictions.
        Sanction = "SANCTION",
        /// Armed posture short of force.
        Mobilize = "MOBILIZE",
        /// Repression and restriction short of violence.
        Coerce = "COERCE",
        /// Acts that can cause substantial physical harm.
        Assault = "ASSAULT",
    }
}

codes! {
    /// PLOVER modes: how the act was done. Which type takes which mode: [`EventType::modes`].
    Mode {
        Visit = "visit", ThirdParty = "third-party", Multilateral = "multilateral", Phone = "phone",
        Withdraw = "withdraw", Release = "release", Disarm = "disarm", Ceasefire = "ceasefire", Access = "access", Resign = "resign",
        Assist = "assist", Change = "change", Yield = "yield", Meet = "meet",
        Disapprove = "disapprove", Investigate = "investigate", Allege = "allege",
        Restrict = "restrict", Arrest = "arrest", Relations = "relations", Expel = "expel", Territory = "territory", Violence = "violence",
        Demo = "demo", Riot = "riot", Strike = "strike", Hunger = "hunger", Boycott = "boycott", Obstruct = "obstruct", Vandalize = "vandalize",
        Convict = "convict", Discontinue = "discontinue",
        Troops = "troops", Weapons = "weapons", Police = "police", Militia = "militia",
        Seize = "seize", Censor = "censor", Curfew = "curfew", MartialLaw = "martial-law", Deport = "deport", Withhold = "withhold",
        Misinformation = "misinformation", Cyber = "cyber",
        Abduct = "abduct", Beat = "beat", Torture = "torture", Sexual = "sexual", Targeted = "targeted", Destroy = "destroy",
        Primitive = "primitive", Firearms = "firearms", Explosives = "explosives", SuicideAttack = "suicide-attack", Aerial = "aerial",
        Drone = "drone", HeavyWeapons = "heavy-weapons", CrowdControl = "crowd-control", Unconventional = "unconventional",
    }
}

impl EventType {
    /// Whether the act is done in words: promising, backing, giving way, demanding, accusing, refusing, threatening.
    #[must_use]
    pub const fn is_speech_act(self) -> bool {
        matches!(
            self,
            EventType::Agree
                | EventType::Support
                | EventType::Concede
                | EventType::Request
                | EventType::Accuse
                | EventType::Reject
                | EventType::Threaten
        )
    }

    /// The modes this type takes (67 pairs in all; a mode name may serve several types).
    #[must_use]
    pub const fn modes(self) -> &'static [Mode] {
        use Mode as M;
        match self {
            EventType::Consult => &[M::Visit, M::ThirdParty, M::Multilateral, M::Phone],
            EventType::Retreat => &[M::Withdraw, M::Release, M::Disarm, M::Ceasefire, M::Access, M::Resign],
            EventType::Request | EventType::Reject => &[M::Assist, M::Change, M::Yield, M::Meet],
            EventType::Accuse => &[M::Disapprove, M::Investigate, M::Allege],
            EventType::Threaten => &[M::Restrict, M::Arrest, M::Relations, M::Expel, M::Territory, M::Violence],
            EventType::Protest => &[M::Demo, M::Riot, M::Strike, M::Hunger, M::Boycott, M::Obstruct, M::Vandalize],
            EventType::Sanction => &[M::Convict, M::Expel, M::Withdraw, M::Discontinue],
            EventType::Mobilize => &[M::Troops, M::Weapons, M::Police, M::Militia],
            EventType::Coerce => &[
                M::Seize,
                M::Restrict,
                M::Censor,
                M::Curfew,
                M::MartialLaw,
                M::Arrest,
                M::Deport,
                M::Withhold,
                M::Misinformation,
                M::Cyber,
            ],
            EventType::Assault => &[
                M::Abduct,
                M::Beat,
                M::Torture,
                M::Sexual,
                M::Targeted,
                M::Destroy,
                M::Primitive,
                M::Firearms,
                M::Explosives,
                M::SuicideAttack,
                M::Aerial,
                M::Drone,
                M::HeavyWeapons,
                M::CrowdControl,
                M::Unconventional,
            ],
            EventType::Agree | EventType::Support | EventType::Concede | EventType::Cooperate | EventType::Aid => &[],
        }
    }
}

codes! {
    /// PLOVER's auxiliary flags.
    Aux { Historical = "historical", Future = "future", Hypothetical = "hypothetical", Negation = "negation", }
}

codes! {
    /// In what voice the document tells a report.
    Modality {
        /// The outlet itself states it.
        Asserted = "asserted",
        /// A named source says it, in plain words.
        Reported = "reported",
        /// Accusation or doubt.
        Alleged = "alleged",
        /// Somebody says it is not so.
        Denied = "denied",
        /// Expected.
        Predicted = "predicted",
        /// Planned or promised.
        Intended = "intended",
        /// Should be done.
        Recommended = "recommended",
        /// Only in a condition or a thought.
        Hypothetical = "hypothetical",
    }
}

codes! {
    /// Whether the text says the act was or was not.
    Polarity { Affirmed = "affirmed", Negated = "negated", }
}

codes! {
    /// How sure the text's own words are.
    Certainty { Certain = "certain", Probable = "probable", Possible = "possible", Unstated = "unstated", }
}

codes! {
    /// PLOVER actor sectors, with CAMEO's `PAR` (parties to conflict not further known), `INS`-style codes left out.
    Sector {
        Cop = "COP", Gov = "GOV", Jud = "JUD", Leg = "LEG", Mil = "MIL", Prm = "PRM", Pty = "PTY", Reb = "REB", Spy = "SPY", Uaf = "UAF",
        Unk = "UNK", Agr = "AGR", Bus = "BUS", Crm = "CRM", Cvl = "CVL", Edu = "EDU", Eli = "ELI", Jrn = "JRN", Lab = "LAB", Med = "MED",
        Ref = "REF", Opp = "OPP", Pre = "PRE", Rel = "REL", Soc = "SOC", Par = "PAR", Ngo = "NGO", Igo = "IGO",
    }
}

codes! {
    /// What a place is, from the smallest to the largest.
    PlaceKind {
        Site = "site", Neighbourhood = "neighbourhood", Village = "village", Town = "town", City = "city", District = "district",
        Governorate = "governorate", Region = "region", Country = "country",
    }
}

codes! {
    /// How the words of a place were matched with an entry of the gazetteer.
    MatchedBy {
        /// By a name that the gazetteer has.
        Name = "name",
        /// By its Latin name, which the words can be the Arabic writing of; less sure.
        Transliteration = "transliteration",
    }
}

codes! {
    /// What a count counts.
    CountKind {
        Killed = "killed", Wounded = "wounded", Missing = "missing", Detained = "detained", Kidnapped = "kidnapped", Displaced = "displaced",
        Released = "released", Participants = "participants", Destroyed = "destroyed", Other = "other",
    }
}

codes! {
    /// What kind of source says a thing.
    SourceType {
        Official = "official", ArmedActor = "armed-actor", Witness = "witness", Ngo = "ngo", Outlet = "outlet", Expert = "expert",
        Document = "document", Social = "social", None = "none",
    }
}

codes! {
    /// How the verb of saying stands to what is said.
    CueClass {
        /// قال، ذكر
        Neutral = "neutral",
        /// أكد، شدد
        Commitment = "commitment",
        /// زعم، ادعى
        Distancing = "distancing",
        /// نفى
        Denial = "denial",
        /// توقع، حذر
        Prediction = "prediction",
    }
}

codes! {
    /// How the words of a source are given.
    Quotation { Direct = "direct", Indirect = "indirect", Mixed = "mixed", }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plover_has_sixteen_types_and_sixty_seven_modes() {
        assert_eq!(EventType::ALL.len(), 16);
        assert_eq!(EventType::ALL.iter().map(|t| t.modes().len()).sum::<usize>(), 67);
    }

    #[test]
    fn every_mode_belongs_to_a_type() {
        for mode in Mode::ALL {
            assert!(EventType::ALL.iter().any(|t| t.modes().contains(mode)), "{mode} has no type");
        }
    }

    #[test]
    fn codes_round_trip_and_unknown_ones_are_named() {
        for sector in Sector::ALL {
            assert_eq!(sector.as_str().parse::<Sector>().as_ref(), Ok(sector));
        }
        assert_eq!("ABC".parse::<Sector>().unwrap_err().to_string(), "`ABC` is not a Sector code");
    }
}
