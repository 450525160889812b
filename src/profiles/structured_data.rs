//! What a page tells machines: schema.org as JSON-LD. It stands in a `<script>` that browsers take for data, not for a
//! script, so that the content security policy has nothing to say about it.

use serde_json::json;

use super::languages;
use super::queries::PersonRow;
use crate::skills::Direction;

/// JSON that can stand inside of `<script>`: nothing in it can end the element.
#[derive(Debug, Clone)]
pub struct StructuredData(String);

impl StructuredData {
    /// A public page: who it is about, where they live, what they know.
    pub fn of(person: &PersonRow, canonical: &str) -> Self {
        let knows = person.skills.0.iter().filter(|skill| skill.direction == Direction::Teach).map(|skill| &skill.name);
        let speaks = person.languages.iter().filter_map(|code| languages::name(code));
        let place = [person.city.as_str(), person.country.as_str()].into_iter().filter(|part| !part.is_empty());
        let data = json!({
            "@context": "https://schema.org",
            "@type": "ProfilePage",
            "url": canonical,
            "mainEntity": {
                "@type": "Person",
                "@id": canonical,
                "name": person.name,
                "description": person.bio,
                "homeLocation": { "@type": "Place", "name": place.collect::<Vec<_>>().join(", ") },
                "knowsAbout": knows.collect::<Vec<_>>(),
                "knowsLanguage": speaks.collect::<Vec<_>>(),
            },
        });
        Self::inside_script(&data)
    }

    fn inside_script(data: &serde_json::Value) -> Self {
        Self(data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

impl std::fmt::Display for StructuredData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for StructuredData {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_it_can_end_the_script() {
        let typed = "</script><script>alert(1)</script> & <!--";
        let StructuredData(json) = StructuredData::inside_script(&json!({ "description": typed }));
        assert!(!json.contains(['<', '>', '&']), "{json}");
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["description"], typed);
    }
}
