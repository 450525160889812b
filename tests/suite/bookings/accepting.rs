use futures_util::future::join_all;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn accepting_takes_the_time_and_holds_the_credits_and_tells_both() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2), app.in_days(3)]).await;
    app.run_jobs().await;
    let answer = ana.post(&format!("{path}/acceptance"), &[("slot", "2")]).await;
    assert_eq!((answer.status, answer.location()), (303, path.as_str()));
    assert_eq!(app.balances(ben.id).await, (4000, 1000));
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 2);
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind = 'bookings.session_changed'").await, 1);
    ben.get(&path).await.says("Agreed").says("10.00 credits are held");
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_200_acceptances_of_one_slot_at_once_exactly_one_wins() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let slot = app.in_days(2);
    // 20 learners want the same hour; each proposal is accepted ten times at once.
    let mut paths = Vec::new();
    for number in 0..20 {
        let learner = app.learner(&format!("Learner {number}")).await;
        paths.push(app.proposal(&learner, &ana, &[slot]).await);
    }
    let form = [("slot", "1")];
    let requests = (0..10).flat_map(|_| &paths).map(|path| {
        let ana = &ana;
        async move { ana.post(&format!("{path}/acceptance"), &form).await }
    });
    let answers = join_all(requests).await;
    let won = answers.iter().filter(|answer| answer.status == 303).count();
    assert_eq!((answers.len(), won), (200, 1));
    for refused in answers.iter().filter(|answer| answer.status != 303) {
        assert_eq!(refused.status, 409, "{}", refused.body);
        let says = ["This time is taken", "has already been accepted"].iter().any(|why| refused.body.contains(why));
        assert!(says, "{}", refused.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 2);
    assert_eq!(app.number("SELECT count(*) FROM bookings WHERE state = 'accepted'").await, 1);
    assert_eq!(app.number("SELECT sum(balance) FROM ledger_accounts WHERE kind = 'held'").await, 1000);
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_200_acceptances_against_the_last_credits_exactly_one_wins() {
    let app = TestApp::start().await;
    let ben = app.learner("Ben").await;
    let mut asked = Vec::new();
    for number in 0..20_i64 {
        let teacher = app.teacher(&format!("Teacher {number}")).await;
        let path = app.proposal(&ben, &teacher, &[app.in_days(number + 2)]).await;
        asked.push((teacher, path));
    }
    // Forty credits go elsewhere: ten are left, for twenty teachers who want them, ten times each.
    app.sql(&format!(
        "WITH t AS (INSERT INTO ledger_transfers (idempotency_key, kind, created_at) VALUES ('test:spent', 'refund', now()) RETURNING id)
         INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
         SELECT t.id, a.id, CASE a.kind WHEN 'starter' THEN 4000 ELSE -4000 END, 0
         FROM t, ledger_accounts a WHERE (a.member_id = {} AND a.kind = 'available') OR a.kind = 'starter'",
        ben.id
    ))
    .await;
    let form = [("slot", "1")];
    let requests = (0..10)
        .flat_map(|_| &asked)
        .map(|(teacher, path)| async move { teacher.post(&format!("{path}/acceptance"), &form).await });
    let answers = join_all(requests).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 303).count(), 1);
    for refused in answers.iter().filter(|answer| answer.status != 303) {
        assert_eq!(refused.status, 409, "{}", refused.body);
        let says =
            ["not have enough credits", "has already been accepted"].iter().any(|why| refused.body.contains(why));
        assert!(says, "{}", refused.body);
    }
    assert_eq!(app.balances(ben.id).await, (0, 1000));
    app.assert_book_balances().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_refuses_two_sessions_at_one_time() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let first = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let second = app.proposal(&ben, &ana, &[app.in_days(2).plus_minutes(30)]).await;
    assert_eq!(ana.post(&format!("{first}/acceptance"), &[("slot", "1")]).await.status, 303);
    ana.post(&format!("{second}/acceptance"), &[("slot", "1")]).await.says("This time is taken");
    // Right after it, there is room.
    let third = app.proposal(&ben, &ana, &[app.in_days(2).plus_minutes(60)]).await;
    assert_eq!(ana.post(&format!("{third}/acceptance"), &[("slot", "1")]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_come_in_the_way_of_a_proposed_time_is_said_before_it_is_accepted() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.learner("Eve").await);
    let carl = app.teacher("Carl").await;
    let days = [2, 3, 4, 5, 6].map(|day| app.in_days(day));
    let path = app.proposal(&ben, &ana, &days).await;
    let taken = app.proposal(&eve, &ana, &days[..1]).await;
    let elsewhere = app.proposal(&ben, &carl, &days[1..2]).await;
    assert_eq!(ana.post(&format!("{taken}/acceptance"), &[("slot", "1")]).await.status, 303);
    assert_eq!(carl.post(&format!("{elsewhere}/acceptance"), &[("slot", "1")]).await.status, 303);
    for (member, day) in [(ben.id, days[2]), (ana.id, days[3])] {
        let off = format!("'{day}'::timestamptz::date, '{day}'::timestamptz::date");
        app.sql(&format!("INSERT INTO time_off (member_id, first_date, last_date) VALUES ({member}, {off})")).await;
    }
    let page = ana.get(&path).await;
    page.says("You have another session then.").says("Ben has another session by now.");
    page.says("Ben is no longer free then.").says("You have taken this day off. You can still accept.");
    assert_eq!(page.body.matches(" disabled").count(), 2, "{}", page.body);
    let accept = async |form: &[(&str, &str)]| ana.post(&format!("{path}/acceptance"), form).await;
    for slot in ["1", "2"] {
        accept(&[("slot", slot), ("aside", &format!("{slot}:taken"))]).await.says("This time is taken");
    }
    // What the page did not say is said before anything is booked; what it says can be waved aside.
    let (not_free, own) = ("3:other not free", "4:You have taken this day off.");
    page.says(&format!(r#"name="aside" value="{not_free}""#)).says(&format!(r#"name="aside" value="{own}""#));
    for form in [&[("slot", "4")][..], &[("slot", "4"), ("aside", not_free)], &[("slot", "3"), ("aside", own)]] {
        let refused = accept(form).await;
        assert_eq!(refused.status, 409);
        refused.says("Nothing is booked yet").says("Which time suits you?");
    }
    assert_eq!(app.number("SELECT count(*) FROM commitments").await, 4);
    assert_eq!(accept(&[("slot", "4"), ("aside", not_free), ("aside", own)]).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_teacher_may_accept_what_a_learner_was_told_to_be_asked_about() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let slot = app.in_days(2);
    let path = app.proposal(&ben, &ana, &[slot]).await;
    app.sql(&format!(
        "INSERT INTO calendars (member_id, name, kind, row_key, shown, created_at)
             VALUES ({ben}, 'Work', 'upload', gen_random_uuid(), 'work.ics', now()),
                    ({ana}, 'Work', 'upload', gen_random_uuid(), 'work.ics', now());
         INSERT INTO calendar_busy (calendar_id, member_id, starts_at, ends_at)
             SELECT id, member_id, '{slot}', '{slot}'::timestamptz + interval '30 minutes' FROM calendars",
        ben = ben.id,
        ana = ana.id
    ))
    .await;
    // Two reasons, and both are to be known: hers and his.
    let page = ana.get(&path).await;
    page.says("Ben is no longer free then. Ask before you accept.").says("Something in the calendar takes this time");
    let told: Vec<&str> =
        page.body.split(r#"name="aside" value=""#).skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect();
    assert_eq!(told.len(), 2, "{}", page.body);
    let accept = async |form: &[(&str, &str)]| ana.post(&format!("{path}/acceptance"), form).await.status;
    assert_eq!(accept(&[("slot", "1")]).await, 409);
    assert_eq!(accept(&[("slot", "1"), ("aside", told[0])]).await, 409);
    assert_eq!(accept(&[("slot", "1"), ("aside", told[0]), ("aside", told[1])]).await, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_no_time_is_left_the_page_offers_what_is() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    ana.get(&path).await.says("Accept this time").lacks("None of these times");
    let other = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ana.post(&format!("{other}/acceptance"), &[("slot", "1")]).await.status, 303);
    let page = ana.get(&path).await;
    page.lacks("Accept this time")
        .says("None of these times can be had any more")
        .says("Propose other times")
        .says("Decline");
}
