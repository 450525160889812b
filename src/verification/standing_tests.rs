use proptest::prelude::*;

use super::*;

fn now() -> Instant {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn one(assessor: i64, level: i16, is_favourable: bool) -> Assessment {
    let answered_at = now().plus_hours(-24);
    Assessment { assessor_id: MemberId(assessor), answered_at, level, is_favourable, is_mutual: false }
}

fn favourable(count: i64, level: i16) -> Vec<Assessment> {
    (1..=count).map(|assessor| one(assessor, level, true)).collect()
}

fn unfavourable(from: i64, count: i64) -> impl Iterator<Item = Assessment> {
    (from..from + count).map(|assessor| one(assessor, 50, false))
}

#[test]
fn an_assessment_is_favourable_from_a_mean_of_three_and_a_yes() {
    for (marks, recommends, is) in [
        (&[3, 3, 3, 3][..], true, true),
        (&[4, 4, 2, 2], true, true),
        (&[4, 4, 4, 2, 1], true, true),
        (&[4, 3, 3, 3, 1], true, false),
        (&[3, 3, 3, 2], true, false),
        (&[4, 4, 4, 4], false, false),
        (&[], true, false),
    ] {
        assert_eq!(is_favourable(marks, recommends), is, "{marks:?} {recommends}");
    }
}

#[test]
fn each_tier_begins_at_its_count_and_its_level() {
    for (count, level, tier) in [
        (2, 100, None),
        (3, 0, Some(Tier::Verified)),
        (4, 100, Some(Tier::Verified)),
        (5, 60, Some(Tier::Verified)),
        (5, 61, Some(Tier::Proficient)),
        (7, 100, Some(Tier::Proficient)),
        (8, 75, Some(Tier::Proficient)),
        (8, 76, Some(Tier::Expert)),
        (11, 100, Some(Tier::Expert)),
        (12, 85, Some(Tier::Expert)),
        (12, 86, Some(Tier::Master)),
    ] {
        assert_eq!(standing(&favourable(count, level), now()), tier, "{count} at {level}");
    }
}

#[test]
fn a_quarter_may_be_unfavourable_and_no_more() {
    let with = |good: i64, bad: i64| {
        let all: Vec<_> = favourable(good, 50).into_iter().chain(unfavourable(100, bad)).collect();
        standing(&all, now())
    };
    assert_eq!((with(3, 1), with(3, 2)), (Some(Tier::Verified), None));
    assert_eq!((with(9, 3), with(9, 4)), (Some(Tier::Verified), None));
}

#[test]
fn of_an_assessor_the_newest_counts_and_only_that() {
    let mut all = favourable(3, 50);
    all.extend((0..5).map(|hours| Assessment { answered_at: now().plus_hours(-hours - 48), ..one(1, 90, true) }));
    assert_eq!(standing(&all, now()), Some(Tier::Verified), "six times the same is once");
    all.push(Assessment { answered_at: now(), ..one(1, 50, false) });
    assert_eq!(standing(&all, now()), None, "who changed their mind did");
    assert_eq!(sum(&all, now()), Sum { counted: 3, favourable: 2, level: 50 });
}

#[test]
fn a_circle_of_members_who_only_assess_each_other_reaches_nothing() {
    let mutual = |assessment| Assessment { is_mutual: true, ..assessment };
    let circle: Vec<_> = favourable(20, 95).into_iter().map(mutual).collect();
    assert_eq!(standing(&circle, now()), None);
    let with_one: Vec<_> = circle.iter().copied().take(2).chain([one(50, 95, true)]).collect();
    assert_eq!(standing(&with_one, now()), Some(Tier::Verified));
    let still: Vec<_> = circle.iter().copied().chain([one(50, 95, true)]).collect();
    assert_eq!(standing(&still, now()), Some(Tier::Verified), "twenty mutual ones count as two");
}

#[test]
fn after_24_months_to_the_second_an_assessment_counts_no_more() {
    let all = favourable(3, 50);
    let end = counts_until(all[0].answered_at);
    assert_eq!(end.to_string(), "2028-11-22T12:00:00Z");
    assert_eq!(standing(&all, end.plus_minutes(-1)), Some(Tier::Verified));
    assert_eq!(standing(&all, end), None);
    assert_eq!(holds_until(&all, Tier::Verified, now()), end);
    let leap = "2028-02-29T10:00:00Z".parse().unwrap();
    assert_eq!(counts_until(leap).to_string(), "2030-02-28T10:00:00Z");
}

#[test]
fn a_tier_is_held_until_too_few_are_left() {
    let mut all = favourable(5, 70);
    all[4].answered_at = now().plus_hours(-24 * 300);
    all.extend(unfavourable(100, 1).map(|bad| Assessment { answered_at: now().plus_hours(-24 * 400), ..bad }));
    assert_eq!(standing(&all, now()), Some(Tier::Proficient));
    assert_eq!(holds_until(&all, Tier::Proficient, now()), counts_until(all[4].answered_at));
}

prop_compose! {
    fn assessment()(
        assessor in 0_i64..18, days in 0_i64..800, level in 0_i16..=100, is_favourable in prop::bool::weighted(0.85),
        is_mutual in any::<bool>(),
    ) -> Assessment {
        let answered_at = now().plus_hours(-24 * days);
        // What is mutual is a fact of the pair.
        let is_mutual = is_mutual && assessor % 3 == 0;
        Assessment { assessor_id: MemberId(assessor), answered_at, level, is_favourable, is_mutual }
    }
}

fn rank(assessments: &[Assessment], at: Instant) -> usize {
    standing(assessments, at).map_or(0, |tier| tier.rank() + 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn one_more_favourable_assessor_never_lowers(all in prop::collection::vec(assessment(), 0..30), level in 0_i16..=100, is_mutual: bool) {
        let mut more = all.clone();
        more.push(Assessment { is_mutual, ..one(1_000, level, true) });
        prop_assert!(rank(&more, now()) >= rank(&all, now()));
    }

    #[test]
    fn one_more_unfavourable_assessor_never_raises(all in prop::collection::vec(assessment(), 0..30)) {
        let mut more = all.clone();
        more.extend(unfavourable(1_000, 1));
        prop_assert!(rank(&more, now()) <= rank(&all, now()));
    }

    #[test]
    fn without_somebody_who_spoke_for_it_a_tier_is_never_higher(all in prop::collection::vec(assessment(), 1..30)) {
        for speaker in counted(&all, now()).iter().filter(|one| one.is_favourable) {
            let left: Vec<_> = all.iter().filter(|one| one.assessor_id != speaker.assessor_id).copied().collect();
            prop_assert!(rank(&left, now()) <= rank(&all, now()));
        }
    }

    #[test]
    fn order_does_not_matter(all in prop::collection::vec(assessment(), 0..30)) {
        let back: Vec<_> = all.iter().rev().copied().collect();
        prop_assert!(rank(&back, now()) == rank(&all, now()) || has_twins(&all));
    }

    #[test]
    fn a_badge_holds_exactly_until_it_says(all in prop::collection::vec(assessment(), 3..30), part in 0_i64..100) {
        let Some(tier) = standing(&all, now()) else { return Ok(()) };
        let until = holds_until(&all, tier, now());
        prop_assert!(until > now());
        prop_assert!(rank(&all, until) < tier.rank() + 1);
        let between = now().plus_minutes(until.since(now()).as_mins() * part / 100);
        prop_assert!(rank(&all, between) > tier.rank());
    }
}

/// Two assessments of one assessor at one moment: which of them is the newest nobody can say.
fn has_twins(all: &[Assessment]) -> bool {
    all.iter().enumerate().any(|(place, one)| {
        all[..place].iter().any(|other| (one.assessor_id, one.answered_at) == (other.assessor_id, other.answered_at))
    })
}
