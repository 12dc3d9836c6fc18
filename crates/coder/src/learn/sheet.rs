//! Feature sheets: what is known of one candidate, as numbers under fixed names.

/// Numbers under names, in a fixed order. The names are kept only where somebody wants to read or train with them.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The numbers.
    pub values: Vec<f32>,
    names: Option<Vec<String>>,
}

impl Sheet {
    /// What lies past this is as far as this.
    pub(crate) const MOST: usize = 60;

    /// An empty sheet that keeps the names.
    #[must_use]
    pub fn named() -> Self {
        Self { values: Vec::new(), names: Some(Vec::new()) }
    }

    /// The names in the order of the values; nothing where they were not kept.
    #[must_use]
    pub fn names(&self) -> &[String] {
        self.names.as_deref().unwrap_or_default()
    }

    /// Writes one number.
    pub(crate) fn put(&mut self, name: &str, value: f32) {
        if let Some(names) = &mut self.names {
            names.push(name.to_owned());
        }
        self.values.push(value);
    }

    /// Writes yes or no under a name that is only made where names are kept.
    pub(crate) fn flag_of(&mut self, group: &str, one: &str, value: bool) {
        if let Some(names) = &mut self.names {
            names.push(format!("{group}={one}"));
        }
        self.values.push(f32::from(u8::from(value)));
    }

    /// Writes a number of things of one kind of a group.
    pub(crate) fn count_as(&mut self, group: &str, one: &str, value: usize) {
        if let Some(names) = &mut self.names {
            names.push(format!("{group}={one}"));
        }
        self.values.push(counted(value));
    }

    /// Writes yes or no under a name of two parts.
    pub(crate) fn flag_with(&mut self, whose: &str, what: &str, value: bool) {
        self.count_of(whose, what, usize::from(value));
    }

    /// Writes a number of things under a name of two parts.
    pub(crate) fn count_of(&mut self, whose: &str, what: &str, value: usize) {
        if let Some(names) = &mut self.names {
            names.push(format!("{whose}-{what}"));
        }
        self.values.push(counted(value));
    }

    /// Writes yes or no.
    pub(crate) fn flag(&mut self, name: &str, value: bool) {
        self.put(name, f32::from(u8::from(value)));
    }

    /// Writes a length or number of things; what lies past [`Sheet::MOST`] is as far as that.
    pub(crate) fn count(&mut self, name: &str, value: usize) {
        self.put(name, counted(value));
    }

    /// Writes one flag for each of a closed set of values.
    pub(crate) fn one_of(&mut self, name: &str, all: &[&str], value: &str) {
        for &one in all {
            self.flag_of(name, one, one == value);
        }
    }
}

/// A number of things as a sheet has it.
#[allow(clippy::cast_possible_truncation)]
fn counted(value: usize) -> f32 {
    f32::from(value.min(Sheet::MOST) as u8)
}
