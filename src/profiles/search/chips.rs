//! What is asked for, one by one, each with the way to take it back.

use super::asked::{Search, address};
use crate::profiles::languages;

/// Something asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chip {
    /// How pages say it.
    pub words: String,
    /// The address of the list without it.
    pub without: String,
}

impl Search {
    /// What is asked for, but for the order.
    pub fn chips(&self) -> Vec<Chip> {
        let fields = self.address_fields();
        let without = |name: &str| {
            let rest: Vec<_> = fields.iter().filter(|(other, _)| *other != name).cloned().collect();
            address(&rest)
        };
        let filters = fields.iter().filter(|(name, _)| *name != "sort");
        filters.map(|(name, value)| Chip { words: self.words_of(name, value), without: without(name) }).collect()
    }

    fn words_of(&self, name: &str, value: &str) -> String {
        match name {
            "q" => format!("“{value}”"),
            "skill" => format!("Teaches {}", value.replace('-', " ")),
            "place" => format!("In {value}"),
            "level" => self.level.map(|level| level.words().to_owned()).unwrap_or_default(),
            "rating" => format!("Rated {value} or more"),
            "language" => format!("Speaks {}", languages::name(value).unwrap_or(value)),
            "day" => self.free.and_then(|free| free.day).map(|day| day.words().to_owned()).unwrap_or_default(),
            "part" => self.free.and_then(|free| free.part).map(|part| part.words().to_owned()).unwrap_or_default(),
            _ => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::profiles::search::Asked;

    #[test]
    fn each_can_be_taken_back_and_the_rest_stays() {
        let asked = Asked {
            skill: "acoustic-guitar".to_owned(),
            language: "de".to_owned(),
            sort: "newest".to_owned(),
            ..Asked::default()
        };
        let chips = asked.search().chips();
        let said: Vec<_> = chips.iter().map(|chip| (chip.words.as_str(), chip.without.as_str())).collect();
        assert_eq!(
            said,
            [
                ("Teaches acoustic guitar", "/members?language=de&sort=newest"),
                ("Speaks German", "/members?skill=acoustic-guitar&sort=newest"),
            ]
        );
    }
}
