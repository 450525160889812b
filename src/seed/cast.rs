//! The demo cast: twelve members of whom Ana and Ben are there to be played. What each can teach, somebody else wants
//! to learn, so that every list has something in it.

/// A member of the cast. The address is the first name, in lower case, at example.org.
pub(super) struct Part {
    pub name: &'static str,
    /// One of the cities in the data.
    pub city: &'static str,
    pub bio: &'static str,
    /// ISO 639-1 codes.
    pub languages: &'static [&'static str],
    pub learning_style: &'static str,
    /// Skill and level.
    pub teaches: &'static [(&'static str, i16)],
    /// Skill, level and target.
    pub learns: &'static [(&'static str, i16, i16)],
    /// Weekday (0 is Monday), first and last hour.
    pub hours: &'static [(i16, i16, i16)],
}

/// Places in [`CAST`].
pub(super) const ANA: usize = 0;
pub(super) const BEN: usize = 1;
pub(super) const CHIARA: usize = 2;
pub(super) const DIEGO: usize = 3;
pub(super) const EMI: usize = 4;
pub(super) const FREYA: usize = 5;

const EVENINGS: &[(i16, i16, i16)] = &[(0, 18, 21), (1, 18, 21), (3, 18, 21), (5, 10, 13)];
const MORNINGS: &[(i16, i16, i16)] = &[(0, 8, 11), (2, 8, 11), (4, 8, 11), (6, 9, 12)];
const WEEKENDS: &[(i16, i16, i16)] = &[(2, 19, 21), (5, 9, 12), (5, 15, 18), (6, 10, 13)];

pub(super) const CAST: &[Part] = &[
    Part {
        name: "Ana López",
        city: "Madrid",
        bio: "I teach Spanish the way my grandmother taught me cards: by playing. I would love to understand what my \
              computer is doing, and to bake bread that rises.",
        languages: &["es", "en"],
        learning_style: "hands_on",
        teaches: &[("spanish", 96), ("acoustic-guitar", 82), ("flamenco", 70)],
        learns: &[("python", 20, 60), ("sourdough", 10, 50), ("statistics", 30, 60)],
        hours: EVENINGS,
    },
    Part {
        name: "Ben Fischer",
        city: "Berlin",
        bio: "A data person on weekdays and a baker on Saturdays. I am slow with languages and patient with people.",
        languages: &["de", "en"],
        learning_style: "hands_on",
        teaches: &[("python", 92), ("sourdough", 78), ("statistics", 85)],
        learns: &[("spanish", 25, 60), ("acoustic-guitar", 5, 40), ("portrait-drawing", 0, 30)],
        hours: EVENINGS,
    },
    Part {
        name: "Chiara Moretti",
        city: "Bologna",
        bio: "I draw faces on trains and give them away. Learning to speak in front of people, one cold shiver at a time.",
        languages: &["it", "en", "fr"],
        learning_style: "visual",
        teaches: &[("portrait-drawing", 88), ("italian", 95), ("watercolour", 72)],
        learns: &[("public-speaking", 20, 60), ("html-and-css", 10, 50), ("yoga-nidra", 5, 40)],
        hours: EVENINGS,
    },
    Part {
        name: "Diego Herrera",
        city: "Mexico City",
        bio: "Guitars on every wall. I can set one up, play it, and tell you which one not to buy.",
        languages: &["es", "en"],
        learning_style: "conversation",
        teaches: &[("acoustic-guitar", 94), ("guitar-setup", 86), ("singing", 66)],
        learns: &[("piano", 30, 60), ("bicycle-repair", 10, 45), ("english", 55, 80)],
        hours: MORNINGS,
    },
    Part {
        name: "Emi Tanaka",
        city: "Kyoto",
        bio: "I write letters with a brush and programs with a keyboard. Both want a straight back and few words.",
        languages: &["ja", "en"],
        learning_style: "reading",
        teaches: &[("japanese", 97), ("calligraphy", 84), ("rust", 76)],
        learns: &[("sourdough", 0, 40), ("french", 20, 55), ("watercolour", 15, 50)],
        hours: EVENINGS,
    },
    Part {
        name: "Freya Lindqvist",
        city: "Stockholm",
        bio: "Knitting since I was five, running since I was forty. Both are about the next small step.",
        languages: &["sv", "en"],
        learning_style: "visual",
        teaches: &[("knitting", 93), ("running", 74), ("public-speaking", 81)],
        learns: &[("portrait-drawing", 10, 45), ("spanish", 5, 40), ("vegetable-gardening", 20, 55)],
        hours: WEEKENDS,
    },
    Part {
        name: "Kwame Mensah",
        city: "Accra",
        bio: "I keep the books of four small shops and can explain any spreadsheet. Chess on Sundays.",
        languages: &["en"],
        learning_style: "conversation",
        teaches: &[("excel", 91), ("chess", 79), ("statistics", 72)],
        learns: &[("french", 35, 65), ("python", 15, 55), ("portrait-photography", 10, 50)],
        hours: EVENINGS,
    },
    Part {
        name: "Leila Khoury",
        city: "Beirut",
        bio: "French by school, photography by accident. I like light from the side and questions from the front.",
        languages: &["ar", "fr", "en"],
        learning_style: "visual",
        teaches: &[("french", 90), ("portrait-photography", 87), ("short-story-writing", 68)],
        learns: &[("german", 10, 45), ("figma", 20, 60), ("ukulele", 0, 35)],
        hours: WEEKENDS,
    },
    Part {
        name: "Priya Nair",
        city: "Bengaluru",
        bio: "Web developer, keen cook, hopeless gardener. Two of the three I can teach you.",
        languages: &["hi", "en"],
        learning_style: "hands_on",
        teaches: &[("html-and-css", 95), ("javascript", 91), ("indian-cooking", 80)],
        learns: &[("calligraphy", 5, 40), ("vegetable-gardening", 5, 45), ("rust", 30, 65)],
        hours: WEEKENDS,
    },
    Part {
        name: "Sam Walsh",
        city: "Dublin",
        bio: "I mend bicycles for a living and sing in a choir for fun. Bring the thing that squeaks.",
        languages: &["en"],
        learning_style: "hands_on",
        teaches: &[("bicycle-repair", 96), ("singing", 71), ("ukulele", 77)],
        learns: &[("excel", 15, 55), ("knitting", 0, 40), ("japanese", 5, 35)],
        hours: EVENINGS,
    },
    Part {
        name: "Tereza Novotná",
        city: "Prague",
        bio: "A gardener with opinions about tomatoes. In winter I play the piano and wait.",
        languages: &["cs", "de", "en"],
        learning_style: "reading",
        teaches: &[("vegetable-gardening", 92), ("piano", 83), ("german", 78)],
        learns: &[("chess", 25, 60), ("short-story-writing", 20, 55), ("spanish", 30, 60)],
        hours: MORNINGS,
    },
    Part {
        name: "Zoé Tremblay",
        city: "Montréal",
        bio: "Designer of small, calm interfaces. I ask why three times and then draw a box.",
        languages: &["fr", "en"],
        learning_style: "visual",
        teaches: &[("figma", 94), ("french", 96), ("yoga-nidra", 64)],
        learns: &[("javascript", 25, 60), ("flamenco", 0, 35), ("italian", 15, 50)],
        hours: WEEKENDS,
    },
];
