//! Where settings come from, and the list of what was wrong with them.

use std::collections::HashMap;

/// Named texts, and the errors met while reading them.
#[derive(Debug)]
pub struct Source {
    values: HashMap<String, String>,
    errors: Vec<SettingError>,
}

/// One setting that cannot be used. Its value is not repeated: it may hold a password.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{name}: expected {expected}")]
pub struct SettingError {
    /// The environment variable.
    pub name: &'static str,
    /// What would have been right.
    pub expected: String,
}

/// All settings that cannot be used, one a line.
#[derive(Debug, thiserror::Error)]
#[error("these settings cannot be used:\n{}", .0.iter().map(|e| format!("  {e}")).collect::<Vec<_>>().join("\n"))]
pub struct SettingErrors(Vec<SettingError>);

impl Source {
    /// The process's environment; an empty value counts as left out.
    pub fn process() -> Self {
        Self { values: std::env::vars().collect(), errors: Vec::new() }
    }

    /// The given pairs and nothing else.
    pub fn of<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        Self::of_all(pairs)
    }

    /// As [`Source::of`], for any number of pairs; later ones win.
    pub fn of_all<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let values = pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { values, errors: Vec::new() }
    }

    /// The text of `name`, when given and not empty.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|value| value.trim()).filter(|value| !value.is_empty()).map(str::to_owned)
    }

    /// Parses `name` when given; notes an error naming `expected` when `parse` refuses it.
    pub(super) fn parse<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        let parsed = parse(&text);
        if parsed.is_none() {
            self.refuse(name, expected);
        }
        parsed
    }

    /// As [`Source::parse`], with a value for a setting left out.
    pub(super) fn parse_or<T>(
        &mut self,
        name: &'static str,
        expected: &str,
        default: T,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> T {
        self.parse(name, expected, parse).unwrap_or(default)
    }

    /// Notes that `name` cannot be used as it is.
    pub(super) fn refuse(&mut self, name: &'static str, expected: &str) {
        self.errors.push(SettingError { name, expected: expected.to_owned() });
    }

    /// The configuration, or all that was wrong with it.
    pub(super) fn finish<T>(self, config: T) -> Result<T, SettingErrors> {
        if self.errors.is_empty() { Ok(config) } else { Err(SettingErrors(self.errors)) }
    }
}
