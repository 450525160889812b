//! From facts about two people to points. Pure; every factor is a whole number, so that they add up as shown.

use crate::profiles::LearningStyle;

/// Points for skills that fit, at most; learning and teaching back together.
pub const COMPLEMENTARITY: i16 = LEARNING + TEACHING;
/// Points for what they can teach the member, at most.
pub const LEARNING: i16 = 25;
/// Points for what the member can teach them, at most.
pub const TEACHING: i16 = 15;
/// Points for hours in common, at most.
pub const OVERLAP: i16 = 20;
/// Points for ways of learning that go together, at most.
pub const LEARNING_STYLE: i16 = 15;
/// Points for how others found them, at most.
pub const RATING: i16 = 15;
/// Points for answering proposals, at most.
pub const RESPONSE: i16 = 10;

/// Minutes in common a week that give all the points.
pub const FULL_OVERLAP_MINUTES: i32 = 600;
/// Points while one of the two has not said how they learn.
const STYLE_UNKNOWN: i16 = 8;
/// A newcomer counts as if this many people had rated them ...
const PRIOR_RATINGS: i64 = 5;
/// ... with this many hundredths of a star, so that one rating neither makes nor breaks anybody.
const PRIOR_STARS: i64 = 400;
/// In the same way, a newcomer counts as if they had got this many proposals ...
const PRIOR_PROPOSALS: i64 = 5;
/// ... and answered this many.
const PRIOR_ANSWERS: i64 = 4;

/// A skill that one teaches and the other learns. Levels are 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson {
    /// Where the teacher is.
    pub teacher: i16,
    /// Where the learner is.
    pub learner: i16,
    /// Where the learner wants to get.
    pub target: i16,
}

/// What the score is made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// The best of what they can teach the member.
    pub learn: Lesson,
    /// The best of what the member can teach them.
    pub teach: Option<Lesson>,
    /// Minutes a week that both are free.
    pub overlap_minutes: i32,
    /// How the two like to learn, as far as they have said.
    pub styles: (Option<LearningStyle>, Option<LearningStyle>),
    /// Their rating in hundredths of a star, and how many it is made of.
    pub stars: (i64, i64),
    /// Proposals that they got, and those of them that they answered.
    pub proposals: (i64, i64),
}

/// The points of each factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Points {
    /// Skills that fit: of 40.
    pub complementarity: i16,
    /// Hours in common: of 20.
    pub overlap: i16,
    /// Ways of learning: of 15.
    pub learning_style: i16,
    /// How others found them: of 15.
    pub rating: i16,
    /// Answering proposals: of 10.
    pub response: i16,
}

impl Points {
    /// The points that `facts` are worth.
    pub fn of(facts: &Facts) -> Self {
        let taught_back = facts.teach.map_or(0, |lesson| lesson.points(TEACHING));
        Self {
            complementarity: facts.learn.points(LEARNING) + taught_back,
            overlap: overlap(facts.overlap_minutes),
            learning_style: learning_style(facts.styles),
            rating: rating(facts.stars),
            response: response(facts.proposals),
        }
    }

    /// The score: 0 to 100.
    pub fn total(&self) -> i16 {
        self.complementarity + self.overlap + self.learning_style + self.rating + self.response
    }
}

impl Lesson {
    /// How much of the learner's way the teacher has gone, in points of `most`: all when the teacher is at the target or
    /// beyond, none when the teacher is not above the learner.
    fn points(self, most: i16) -> i16 {
        let (way, gone) = (self.target - self.learner, self.teacher - self.learner);
        if way <= 0 { 0 } else { share(i64::from(gone), i64::from(way), most) }
    }
}

fn overlap(minutes: i32) -> i16 {
    share(i64::from(minutes), i64::from(FULL_OVERLAP_MINUTES), OVERLAP)
}

fn learning_style(styles: (Option<LearningStyle>, Option<LearningStyle>)) -> i16 {
    use LearningStyle::{Conversation, HandsOn, Reading, Visual};
    let (Some(one), Some(other)) = styles else { return STYLE_UNKNOWN };
    match (one, other) {
        _ if one == other => LEARNING_STYLE,
        (HandsOn, Visual) | (Visual, HandsOn) => 12,
        (HandsOn, Conversation) | (Conversation, HandsOn) | (Visual, Reading) | (Reading, Visual) => 10,
        (Visual, Conversation) | (Conversation, Visual) => 8,
        (Reading, Conversation) | (Conversation, Reading) => 6,
        _ => 4,
    }
}

/// One star is no points, five are all.
fn rating((stars, count): (i64, i64)) -> i16 {
    let (stars, count) = (stars * count + PRIOR_STARS * PRIOR_RATINGS, count + PRIOR_RATINGS);
    share(stars - 100 * count, 400 * count, RATING)
}

fn response((got, answered): (i64, i64)) -> i16 {
    share(answered + PRIOR_ANSWERS, got + PRIOR_PROPOSALS, RESPONSE)
}

/// `part` of `whole` in points of `most`, rounded to the nearest and kept within 0 and `most`.
fn share(part: i64, whole: i64, most: i16) -> i16 {
    let points = (2 * i64::from(most) * part.clamp(0, whole) + whole) / (2 * whole);
    i16::try_from(points).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BEST: Facts = Facts {
        learn: Lesson { teacher: 90, learner: 10, target: 60 },
        teach: Some(Lesson { teacher: 70, learner: 0, target: 50 }),
        overlap_minutes: 900,
        styles: (Some(LearningStyle::HandsOn), Some(LearningStyle::HandsOn)),
        stars: (500, 100),
        proposals: (100, 100),
    };

    #[test]
    fn the_weights_are_those_of_the_product_and_the_best_reaches_all() {
        assert_eq!([COMPLEMENTARITY, OVERLAP, LEARNING_STYLE, RATING, RESPONSE], [40, 20, 15, 15, 10]);
        assert_eq!(Points::of(&BEST).total(), 100);
    }

    #[test]
    fn a_swap_is_worth_more_than_a_lesson() {
        let lesson = Points::of(&Facts { teach: None, ..BEST });
        assert_eq!(lesson.complementarity, LEARNING);
        assert_eq!(Points::of(&BEST).complementarity, COMPLEMENTARITY);
    }

    #[test]
    fn a_teacher_is_worth_how_far_they_can_take_the_learner() {
        let points = |teacher| Lesson { teacher, learner: 40, target: 80 }.points(LEARNING);
        assert_eq!([points(30), points(40), points(60), points(80), points(100)], [0, 0, 13, 25, 25]);
        assert_eq!(Lesson { teacher: 100, learner: 100, target: 100 }.points(LEARNING), 0);
    }

    #[test]
    fn one_rating_moves_a_newcomer_little_and_many_move_them_far() {
        assert_eq!(rating((0, 0)), 11);
        assert_eq!([rating((500, 1)), rating((100, 1))], [12, 9]);
        assert_eq!([rating((500, 100)), rating((100, 100))], [15, 1]);
        assert_eq!([response((0, 0)), response((1, 0)), response((100, 0)), response((100, 100))], [8, 7, 0, 10]);
    }

    #[test]
    fn styles_are_compared_alike_from_both_sides() {
        for one in LearningStyle::ALL {
            for other in LearningStyle::ALL {
                let there = learning_style((Some(*one), Some(*other)));
                assert_eq!(there, learning_style((Some(*other), Some(*one))));
                assert_eq!(one == other, there == LEARNING_STYLE);
            }
        }
    }

    fn lesson() -> impl Strategy<Value = Lesson> {
        (0..=100i16, 0..=100i16, 0..=100i16).prop_map(|(teacher, learner, target)| Lesson { teacher, learner, target })
    }

    fn style() -> impl Strategy<Value = Option<LearningStyle>> {
        proptest::option::of(proptest::sample::select(LearningStyle::ALL))
    }

    prop_compose! {
        fn facts()(
            learn in lesson(), teach in proptest::option::of(lesson()), overlap_minutes in 0..10_080i32,
            one in style(), other in style(), count in 0..10_000i64, stars in 100..=500i64,
            got in 0..10_000i64, answered in 0..10_000i64,
        ) -> Facts {
            Facts {
                learn, teach, overlap_minutes, styles: (one, other), stars: (stars, count),
                proposals: (got, answered.min(got)),
            }
        }
    }

    proptest! {
        #[test]
        fn every_factor_stays_within_its_weight_and_the_sum_within_100(facts in facts()) {
            let points = Points::of(&facts);
            prop_assert!((0..=COMPLEMENTARITY).contains(&points.complementarity));
            prop_assert!((0..=OVERLAP).contains(&points.overlap));
            prop_assert!((0..=LEARNING_STYLE).contains(&points.learning_style));
            prop_assert!((0..=RATING).contains(&points.rating));
            prop_assert!((0..=RESPONSE).contains(&points.response));
            prop_assert!((0..=100).contains(&points.total()));
        }

        #[test]
        fn more_hours_in_common_are_never_worth_less(facts in facts(), more in 0..5_000i32) {
            let longer = Facts { overlap_minutes: facts.overlap_minutes + more, ..facts };
            prop_assert!(Points::of(&facts).total() <= Points::of(&longer).total());
        }

        #[test]
        fn a_better_teacher_is_never_worth_less(facts in facts(), more in 0..50i16) {
            let learn = Lesson { teacher: facts.learn.teacher + more, ..facts.learn };
            let better = Facts { learn, ..facts };
            prop_assert!(Points::of(&facts).total() <= Points::of(&better).total());
        }
    }
}
