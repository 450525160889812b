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
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind = 'bookings.accepted_mail'").await, 2);
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
         SELECT t.id, a.id, CASE a.kind WHEN 'grants' THEN 4000 ELSE -4000 END, 0
         FROM t, ledger_accounts a WHERE (a.member_id = {} AND a.kind = 'available') OR a.kind = 'grants'",
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
    page.says("Ben is no longer free then.").says("This day is a day off. You can still accept.");
    assert_eq!(page.body.matches(" disabled").count(), 2, "{}", page.body);
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 409);
    assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "4")]).await.status, 303);
}
