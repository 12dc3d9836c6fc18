//! PLOVER's contexts: what an act is about beside itself.
//!
//! Code names follow the PLOVER manual (draft 2.0, Open Event Data Alliance); the one-line meanings are ours.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::UnknownCode;

codes! {
    /// The thirty-seven PLOVER contexts. Any type takes any of them, and several.
    Context {
        /// Forces of a state, and what they do.
        Military = "military",
        /// Secret services.
        Intelligence = "intelligence",
        /// Heads of state and government, cabinets.
        Executive = "executive",
        /// Parliaments and law-making.
        Legislative = "legislative",
        /// Elections and referendums.
        Election = "election",
        /// Parties, constitutions, how offices are filled.
        PoliticalInstitutions = "political_institutions",
        /// For the rule of the people.
        ProDemocracy = "pro_democracy",
        /// Against it: coups, terms without end.
        ProAutocracy = "pro_autocracy",
        /// Trade, money, work, prices.
        Economic = "economic",
        /// Courts, judges, trials, laws applied.
        Legal = "legal",
        /// Making good for past harm.
        Reparations = "reparations",
        /// Grave harm to persons: torture, killings, disappearances.
        HumanRights = "human_rights",
        /// Freedom of speech, press, assembly.
        RightsFreedoms = "rights_freedoms",
        /// A state against people who are no rebels.
        Repression = "repression",
        /// Food, water, housing, power, land.
        HumanSecurity = "human_security",
        /// Women, men, violence between them.
        Gender = "gender",
        /// Sexual minorities.
        Lgbt = "lgbt",
        /// Religious and ethnic groups as such.
        ReligionEthnicity = "religion_ethnicity",
        /// Unequal shares.
        Inequality = "inequality",
        /// States with one another, and with their organisations.
        Diplomatic = "diplomatic",
        /// Whose land it is.
        Territory = "territory",
        /// Peacekeepers and observers.
        Peacekeeping = "peacekeeping",
        /// Illness, hospitals, medicine.
        Health = "health",
        /// Protection sought or given.
        Asylum = "asylum",
        /// People on the move across borders and within them.
        Migration = "migration",
        /// Earthquakes, floods, fires, droughts.
        Disasters = "disasters",
        /// Oil, gas, ores, water as wealth.
        NaturalResource = "natural_resource",
        /// Climate, pollution, nature.
        Environment = "environment",
        /// Machines, networks, space.
        Technology = "technology",
        /// Acts of terror, told by the act and not by the label.
        Terrorism = "terrorism",
        /// Chemical, biological, radiological, nuclear.
        Cbrn = "cbrn",
        /// Attacks on and through computers.
        Cyber = "cyber",
        /// False information, spread or fought.
        Misinformation = "misinformation",
        /// Crime of no kind named below.
        Crime = "crime",
        /// Bribes, embezzlement.
        Corruption = "corruption",
        /// Drugs.
        IllegalDrugs = "illegal_drugs",
        /// Trade in people, arms, goods over borders.
        Trafficking = "trafficking",
    }
}

impl Context {
    /// Whether it is a crime of a kind of its own, which stands in the place of `crime`.
    #[must_use]
    pub const fn is_kind_of_crime(self) -> bool {
        matches!(self, Context::Corruption | Context::IllegalDrugs | Context::Trafficking)
    }

    /// Puts a list in the order of the set, each once, `crime` only where no crime of a kind of its own is there.
    pub fn settle(list: &mut Vec<Context>) {
        list.sort_unstable();
        list.dedup();
        if list.iter().any(|c| c.is_kind_of_crime()) && !list.contains(&Context::Cyber) {
            list.retain(|c| *c != Context::Crime);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plover_has_thirty_seven_contexts() {
        assert_eq!(Context::ALL.len(), 37);
        assert_eq!("political_institutions".parse(), Ok(Context::PoliticalInstitutions));
        assert_eq!("humanitarian".parse::<Context>().unwrap_err().to_string(), "`humanitarian` is not a Context code");
    }

    #[test]
    fn a_kind_of_crime_stands_in_the_place_of_crime_but_not_beside_cyber() {
        let mut list = vec![Context::Trafficking, Context::Crime, Context::Military, Context::Military];
        Context::settle(&mut list);
        assert_eq!(list, [Context::Military, Context::Trafficking]);
        list.extend([Context::Cyber, Context::Crime]);
        Context::settle(&mut list);
        assert_eq!(list, [Context::Military, Context::Cyber, Context::Crime, Context::Trafficking]);
    }
}
