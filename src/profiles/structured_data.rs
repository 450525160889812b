//! What a page tells machines: schema.org as JSON-LD. It stands in a `<script>` that browsers take for data, not for a
//! script, so that the content security policy has nothing to say about it.

use serde_json::{Map, Value, json};

use super::languages;
use super::queries::PersonRow;
use crate::skills::Direction;

/// JSON that can stand inside of `<script>`: nothing in it can end the element.
#[derive(Debug, Clone)]
pub struct StructuredData(String);

impl StructuredData {
    /// A public page: who it is about, where they live, what they know.
    pub fn of(person: &PersonRow, canonical: &str) -> Self {
        let data = json!({
            "@context": "https://schema.org",
            "@type": "ProfilePage",
            "@id": canonical,
            "url": canonical,
            "name": person.name,
            "primaryImageOfPage": { "@type": "ImageObject", "url": format!("{canonical}/card.png") },
            "mainEntity": Self::person(person, canonical),
        });
        Self::inside_script(&data)
    }

    /// Only what they told: an empty text is no description.
    fn person(person: &PersonRow, canonical: &str) -> Value {
        let taught: Vec<_> = person.in_direction(Direction::Teach).map(|skill| skill.name.as_str()).collect();
        let speaks: Vec<_> = person.languages.iter().filter_map(|code| languages::name(code)).collect();
        let mut said = Map::new();
        said.insert("@type".to_owned(), json!("Person"));
        said.insert("@id".to_owned(), json!(format!("{canonical}#person")));
        said.insert("identifier".to_owned(), json!(person.id.to_string()));
        said.insert("name".to_owned(), json!(person.name));
        said.insert("url".to_owned(), json!(canonical));
        if !person.bio.is_empty() {
            said.insert("description".to_owned(), json!(person.bio));
        }
        if !person.place().is_empty() {
            said.insert("homeLocation".to_owned(), json!({ "@type": "Place", "name": person.place() }));
        }
        if !speaks.is_empty() {
            said.insert("knowsLanguage".to_owned(), json!(speaks));
        }
        if !taught.is_empty() {
            said.insert("knowsAbout".to_owned(), json!(taught));
            said.insert("makesOffer".to_owned(), taught.iter().map(|skill| lessons(skill)).collect());
        }
        Value::Object(said)
    }

    fn inside_script(data: &serde_json::Value) -> Self {
        Self(data.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026"))
    }
}

/// What is taught, as something that can be had; no money is asked for it.
fn lessons(skill: &str) -> Value {
    json!({
        "@type": "Offer",
        "itemOffered": { "@type": "Service", "serviceType": "Lessons", "name": skill },
    })
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
