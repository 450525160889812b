use crate::support::{Answer, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_reaches_its_teacher_and_moves_no_credits() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2), app.in_days(3)]).await;
    ana.get(&path).await.says("Which time suits you?").says("Ben would like to learn from you");
    ben.get(&path).await.says("Waiting for Ana");
    assert_eq!(app.balances(ben.id).await, (5000, 0));
    assert_eq!(app.number(&format!("SELECT count(*) FROM notifications WHERE member_id = {}", ana.id)).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_many_times_is_one_proposal() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let (skill, slot) = (app.skill().await.to_string(), app.in_days(2).to_string());
    let key = uuid::Uuid::new_v4().to_string();
    let form =
        [("skill", skill.as_str()), ("minutes", "60"), ("slot", slot.as_str()), ("idempotency_key", key.as_str())];
    let path = format!("/members/{}/proposal", ana.id);
    let answers = futures_util::future::join_all((0..10).map(|_| ben.post(&path, &form))).await;
    assert!(answers.iter().all(|answer| answer.status == 303 && answer.location() == answers[0].location()));
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_proposed_is_said_beside_its_field_with_the_input_kept() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let past = app.state.clock.now().plus_hours(-5);
    let refused = app.propose(&ben, &ana, &[past]).await;
    assert_eq!(refused.status, 422);
    refused.says("error-slot");
    let none = ben.post(&format!("/members/{}/proposal", ana.id), &[("agenda", "Keep this line")]).await;
    assert_eq!(none.status, 422);
    none.says("Choose at least one time").says("Keep this line");
    app.sql("DELETE FROM member_skills WHERE direction = 'teach'").await;
    app.propose(&ben, &ana, &[app.in_days(2)]).await.says("not taught here any more");
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_one_has_cannot_be_proposed() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for day in 2..7 {
        let path = app.proposal(&ben, &ana, &[app.in_days(day)]).await;
        assert_eq!(ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await.status, 303);
    }
    assert_eq!(app.balances(ben.id).await, (0, 5000));
    let refused = app.propose(&ben, &ana, &[app.in_days(8)]).await;
    assert_eq!(refused.status, 422);
    refused.says("costs 10.00 credits and you have 0.00 available");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_a_booking() {
    let app = TestApp::start().await;
    let (ana, ben, eve) = (app.teacher("Ana").await, app.learner("Ben").await, app.teacher("Eve").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(eve.get(&path).await.status, 404);
    for action in ["acceptance", "refusal", "withdrawal"] {
        let answer = eve.post(&format!("{path}/{action}"), &[("slot", "1")]).await;
        assert_eq!(answer.status, 404, "{action}");
    }
    // Each side has its own verbs.
    for (person, action) in [(&ben, "acceptance"), (&ben, "refusal"), (&ana, "withdrawal")] {
        let answer = person.post(&format!("{path}/{action}"), &[("slot", "1")]).await;
        assert_eq!(answer.status, 409, "{action}");
        answer.says("This is for the other one of you to do.");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_nobody_answers_expires() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    app.state.clock.advance(jiff::SignedDuration::from_hours(24 * 4));
    app.run_jobs().await;
    ben.get(&path).await.says("Nobody answered in time");
    let late = ana.post(&format!("{path}/acceptance"), &[("slot", "1")]).await;
    assert_eq!(late.status, 409);
    late.says("This proposal has expired: nobody answered in time.");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_bends_the_hours_bends_what_is_offered_and_what_can_be_proposed() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let page = format!("/members/{}/proposal", ana.id);
    let slot = app.in_days(3);
    let value = format!(r#"value="{slot}""#);
    let ask = |at: skillswap::clock::Instant| {
        let wall = at.timestamp().to_zoned(jiff::tz::TimeZone::UTC);
        format!("{page}?ask_date={}&ask_time={}", wall.strftime("%Y-%m-%d"), wall.strftime("%H:%M"))
    };
    ben.get(&page).await.says(&value);
    ben.get(&ask(slot)).await.says("is free for 1 hour");
    let date = slot.timestamp().to_zoned(jiff::tz::TimeZone::UTC).date();
    for (change, undo, why) in [
        (
            format!("INSERT INTO time_off (member_id, first_date, last_date) VALUES ({}, '{date}', '{date}')", ana.id),
            "DELETE FROM time_off",
            "Ana is not free then.",
        ),
        (
            format!("INSERT INTO date_overrides (member_id, on_date) VALUES ({}, '{date}')", ana.id),
            "DELETE FROM date_overrides",
            "This date has hours of its own",
        ),
        (
            format!("INSERT INTO booking_rules (member_id, notice_hours) VALUES ({}, 120)", ana.id),
            "DELETE FROM booking_rules",
            "less than 120 hours away",
        ),
        (
            format!("INSERT INTO booking_rules (member_id, horizon_days) VALUES ({}, 2)", ana.id),
            "DELETE FROM booking_rules",
            "more than 2 days away",
        ),
        (
            format!("INSERT INTO time_off (member_id, first_date, last_date) VALUES ({}, '{date}', '{date}')", ben.id),
            "DELETE FROM time_off",
            "You have taken this day off",
        ),
    ] {
        app.sql(&change).await;
        ben.get(&page).await.lacks(&value);
        ben.get(&ask(slot)).await.says(why);
        let refused = app.propose(&ben, &ana, &[slot]).await;
        assert_eq!(refused.status, 422, "{why}");
        refused.says(why);
        app.sql(undo).await;
    }
    app.proposal(&ben, &ana, &[slot]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_chosen_on_one_page_are_kept_on_the_next() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let page = format!("/members/{}/proposal", ana.id);
    let (slot, later) = (app.in_days(2), app.in_days(20));
    let first = ben.get(&page).await;
    first.says("Later times").lacks("Earlier times").lacks(&format!(r#"name="slot" value="{later}""#));
    let second = ben.get(&format!("{page}?page=1&slot={slot}&agenda=Verbs")).await;
    second.says("Earlier times").says("Chosen on other pages").says("Verbs").says(&format!(r#"value="{later}""#));
    second.says(&format!(r#"value="{slot}" checked"#));
    ben.get(&format!("{page}?page=1&slot=nonsense&slot=2020-01-01T00:00:00Z")).await.lacks("Chosen on other pages");
    ben.get(&format!("{page}?ask_date=2026-13-01&ask_time=x")).await.says("Give a date and a time");
    app.proposal(&ben, &ana, &[slot, later]).await;
}

/// The key in the form of a page.
fn key_in(page: &Answer) -> String {
    let (_, rest) = page.body.split_once(r#"name="idempotency_key" value=""#).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_for_one_proposal_and_never_comes_from_the_address() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = format!("/members/{}/proposal", ana.id);
    let key = key_in(&ben.get(&path).await);
    assert_ne!(key_in(&ben.get(&format!("{path}?idempotency_key={key}&page=1")).await), key);

    let skill = app.skill().await.to_string();
    let (slot, other) = (app.in_days(2).to_string(), app.in_days(3).to_string());
    let send = |key: String, minutes: &'static str, slots: Vec<String>, agenda: &'static str| {
        let (ben, path, skill) = (&ben, &path, &skill);
        async move {
            let mut form =
                vec![("skill", skill.as_str()), ("minutes", minutes), ("agenda", agenda), ("idempotency_key", &key)];
            form.extend(slots.iter().map(|slot| ("slot", slot.as_str())));
            ben.post(path, &form).await
        }
    };
    let first = send(key.clone(), "60", vec![slot.clone(), other.clone()], "Verbs").await;
    assert_eq!(first.status, 303);
    // The same, whichever way round the times come.
    let again = send(key.clone(), "60", vec![other.clone(), slot.clone()], "Verbs").await;
    assert_eq!(again.location(), first.location());
    for (minutes, slots, agenda) in [
        ("30", vec![slot.clone(), other.clone()], "Verbs"),
        ("60", vec![slot.clone()], "Verbs"),
        ("60", vec![slot.clone(), other.clone()], "Nouns"),
    ] {
        let refused = send(key.clone(), minutes, slots, agenda).await;
        assert_eq!(refused.status, 422);
        refused.says("has already been sent with other choices").says(agenda);
        assert_ne!(key_in(&refused), key);
    }
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 1);
    let refused = send(key, "60", vec![slot.clone()], "Nouns").await;
    assert_eq!(send(key_in(&refused), "60", vec![slot], "Nouns").await.status, 303);
    assert_eq!(app.number("SELECT count(*) FROM bookings").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_page_to_propose_on_cannot_be_proposed_to() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    for (change, undo) in
        [("suspended_at = now()", "suspended_at = NULL"), ("onboarded_at = NULL", "onboarded_at = now()")]
    {
        app.sql(&format!("UPDATE members SET {change} WHERE id = {}", ana.id)).await;
        assert_eq!(ben.get(&format!("/members/{}/proposal", ana.id)).await.status, 404, "{change}");
        assert_eq!(app.propose(&ben, &ana, &[app.in_days(2)]).await.status, 404, "{change}");
        app.sql(&format!("UPDATE members SET {undo} WHERE id = {}", ana.id)).await;
    }
    app.proposal(&ben, &ana, &[app.in_days(2)]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_chosen_time_that_has_gone_is_named_and_the_others_stay_chosen() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let (off, own, free) = (app.in_days(2), app.in_days(3), app.in_days(4));
    for (member, day) in [(ana.id, off), (ben.id, own)] {
        let days = format!("'{day}'::timestamptz::date, '{day}'::timestamptz::date");
        app.sql(&format!("INSERT INTO time_off (member_id, first_date, last_date) VALUES ({member}, {days})")).await;
    }
    let refused = app.propose(&ben, &ana, &[off, own, free]).await;
    assert_eq!(refused.status, 422);
    let address =
        format!("/members/{}/proposal?minutes=30&page=0&slot={off}&slot={own}&slot={free}&slot={own}", ana.id);
    for page in [refused, ben.get(&address).await] {
        assert_eq!(page.body.matches("cannot be chosen any more").count(), 2, "{}", page.body);
        page.says("Ana is not free then.").says("You have taken this day off");
        page.says(&format!(r#"value="{free}" checked"#));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_length_keeps_what_was_chosen_and_typed() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let (slot, later) = (app.in_days(2), app.in_days(20));
    let path = format!("/members/{}/proposal", ana.id);
    let page = ben.get(&format!("{path}?minutes=45&page=1&agenda=Verbs&slot={slot}&slot={later}")).await;
    page.says("45 minutes").says("7.50 credits").says(r#"name="minutes" value="45" checked"#).says("Verbs");
    page.says(&format!(r#"value="{slot}" checked"#)).says(&format!(r#"value="{later}" checked"#));
    page.says(r#"name="page" value="1""#).says("Show its times");
    // A button says where to go, whatever the page was.
    ben.get(&format!("{path}?page=1&go=0")).await.lacks("Earlier times");
}
