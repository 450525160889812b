//! What assessors judge by: a few sentences for each category of skills, each marked from 1 to 4. Sentences may be made
//! better; how many a rubric has should stay, as marks are kept by their place.

/// Marks of a criterion, from 1 on, in words.
pub const MARKS: [&str; 4] = ["Not yet", "Partly", "Well", "Very well"];

/// For categories that came later.
const ANY: &[&str] = &[
    "Does the thing itself with ease, in front of you.",
    "Explains it in steps that a beginner can follow.",
    "Answers questions beyond the lesson, or says openly where their knowledge ends.",
    "Sees what you do wrong and shows you how to put it right.",
];

/// The criteria of each category, by its part of an address.
const RUBRICS: &[(&str, &[&str])] = &[
    (
        "languages",
        &[
            "Speaks fluently and naturally on everyday matters.",
            "Understands you at your pace, also when you look for words.",
            "Explains grammar and usage clearly, with examples.",
            "Corrects pronunciation and mistakes so that you can hear the difference.",
            "Knows how the language is really used: tone, politeness, what nobody says.",
        ],
    ),
    (
        "programming-and-technology",
        &[
            "Solves a new problem in front of you, not only a prepared one.",
            "Explains why it works, not just what to type.",
            "Writes code, or builds things, that others could read, test and change.",
            "Finds faults in a methodical way and shows you how.",
            "Knows the limits and dangers: security, data loss, what not to use it for.",
        ],
    ),
    (
        "design-and-art",
        &[
            "Shows work of their own that you would like to be able to make.",
            "Has the tools and materials in hand: nothing stops the work.",
            "Explains choices of form, colour and composition in words that help.",
            "Gives criticism of your work that is concrete, kind and useful.",
        ],
    ),
    (
        "music-and-stage",
        &[
            "Plays, sings, moves or acts securely in time and in tune with what is asked.",
            "Demonstrates slowly and in parts what you are to copy.",
            "Hears or sees what goes wrong in yours and names it.",
            "Corrects posture and technique so that nothing hurts and nothing is learned wrong.",
            "Chooses pieces and exercises that fit where you are.",
        ],
    ),
    (
        "cooking",
        &[
            "Cooks the dish so that you would order it again.",
            "Explains what heat, time and each ingredient do.",
            "Works cleanly and safely with food, knives and fire.",
            "Helps when something goes wrong, or something is missing from the kitchen.",
        ],
    ),
    (
        "crafts",
        &[
            "Makes pieces that are well finished and would last.",
            "Knows materials and tools, and which to buy first.",
            "Shows each movement so that your hands can follow.",
            "Repairs or saves a piece that went wrong.",
            "Works safely, and sees to it that you do.",
        ],
    ),
    (
        "fitness-and-sport",
        &[
            "Performs the movements with good technique.",
            "Sees and corrects faults in yours before they hurt.",
            "Warms up, paces and adapts to the body in front of them.",
            "Explains what each exercise or tactic is for.",
            "Takes pain and risks seriously.",
        ],
    ),
    (
        "photography-and-film",
        &[
            "Takes pictures, or makes films, that hold the eye.",
            "Commands camera, light and editing without searching for the button.",
            "Explains how a picture is built, and how to see it beforehand.",
            "Gives criticism of your pictures that makes the next one better.",
        ],
    ),
    (
        "business",
        &[
            "Has done it: speaks from work of their own.",
            "Explains figures and terms so that you could use them the next day.",
            "Works on your case, not on an example from a book.",
            "Tells facts from opinions, and says when a professional must be asked.",
        ],
    ),
    (
        "academic-subjects",
        &[
            "Is right, also about the details.",
            "Builds an explanation up from what you know already.",
            "Solves exercises with you and not for you.",
            "Shows how statements are proven, and where to read on.",
            "Says openly what is disputed, or what they do not know.",
        ],
    ),
    (
        "home-and-repair",
        &[
            "Finds what is broken before taking anything apart.",
            "Repairs or builds it so that it holds.",
            "Puts safety first: power off, water off, the right protection.",
            "Explains tools and steps so that you would dare to do it alone.",
            "Knows when the law, or danger, asks for a professional.",
        ],
    ),
    (
        "gardening-and-nature",
        &[
            "Knows plants, animals or places by name and by need.",
            "Gives advice that fits your soil, climate and time of the year.",
            "Sees illness or danger early, and what to do about it.",
            "Treats living things, and protected ones, with care.",
        ],
    ),
    (
        "wellbeing",
        &[
            "Practises what they teach, visibly.",
            "Guides calmly and clearly, with words that you can follow with closed eyes.",
            "Adapts to how you feel that day, and never presses.",
            "Promises no cures, and knows what belongs to a doctor or a therapist.",
        ],
    ),
    (
        "writing-and-speaking",
        &[
            "Writes or speaks so that you want to go on reading or listening.",
            "Explains structure: what comes first, what can go.",
            "Gives comments on your text or speech that are concrete and leave it yours.",
            "Adapts to audience and purpose.",
            "Commands the language: grammar, rhythm, the exact word.",
        ],
    ),
    (
        "games",
        &[
            "Plays clearly better than somebody who only knows the rules.",
            "Explains rules without a gap and in a good order.",
            "Thinks aloud: shows plans, dangers and alternatives.",
            "Looks at your play afterwards and finds what to learn from it.",
        ],
    ),
    (
        "life-skills",
        &[
            "Does it in their own life with success.",
            "Turns advice into steps that you took, or could take at once.",
            "Listens first, and respects how you live.",
            "Is careful with money, law and health, and says where to check.",
        ],
    ),
];

/// The criteria of a category, four or five.
pub fn criteria(category: &str) -> &'static [&'static str] {
    RUBRICS.iter().find(|(slug, _)| *slug == category).map_or(ANY, |(_, criteria)| criteria)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAXONOMY: &str = include_str!("../../migrations/2026-11-22-000002_taxonomy/up.sql");

    fn categories() -> Vec<&'static str> {
        let (_, rest) = TAXONOMY.split_once("skill_categories (id, slug, name) VALUES").unwrap();
        let (rows, _) = rest.split_once(';').unwrap();
        rows.lines().filter_map(|row| row.split('\'').nth(1)).collect()
    }

    #[test]
    fn every_category_has_a_rubric_of_its_own_and_every_rubric_a_category() {
        let categories = categories();
        assert_eq!(categories.len(), 16);
        let own: Vec<_> = RUBRICS.iter().map(|(slug, _)| *slug).collect();
        assert_eq!(categories, own, "in the order of the taxonomy");
        assert_eq!(criteria("something-new"), ANY);
    }

    #[test]
    fn a_rubric_is_four_or_five_different_sentences() {
        for criteria in RUBRICS.iter().map(|(_, criteria)| *criteria).chain([ANY]) {
            assert!((4..=5).contains(&criteria.len()), "{criteria:?}");
            for (place, sentence) in criteria.iter().enumerate() {
                assert!(sentence.ends_with('.') && sentence.len() > 25, "{sentence}");
                assert!(!criteria[..place].contains(sentence), "{sentence} twice");
            }
        }
    }
}
