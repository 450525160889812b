use super::{FIVE, finished, with};
use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn words_are_counted_on_the_profile_and_everything_is_in_the_list() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    let url = format!("{path}/rating");
    let said = with(&[("communication", "3"), ("tag", "patient"), ("comment", "Well done.")]);
    assert_eq!(ben.post(&url, &said).await.status, 303);
    assert_eq!(ana.post(&url, &FIVE).await.status, 303);
    let profile = format!("/members/{}-ana", ana.id);
    let seen = app.visitor().get(&profile).await;
    seen.says("Patient <small>1</small>").says("5.00").says("1 rating)").says(&format!("{profile}/ratings"));
    let list = app.visitor().get(&format!("{profile}/ratings")).await;
    list.says("Communication 3").says("Well done.").says("5.00").says("Last 3 months").says("noindex");
    assert_eq!(list.sql(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_goes_on_twenty_a_page_and_misses_none_of_the_same_moment() {
    let app = TestApp::start().await;
    let (ana, ben, _path) = finished(&app).await;
    app.sql(&format!(
        "WITH past AS (
             INSERT INTO bookings (learner_id, teacher_id, skill_id, minutes, price, terms_id, state, starts_at, ends_at,
                                   idempotency_key, proposed_at, closed_at)
             SELECT learner_id, teacher_id, skill_id, 60, 1000, terms_id, 'completed', starts_at, ends_at,
                    gen_random_uuid(), proposed_at, proposed_at FROM bookings, generate_series(1, 45) RETURNING id)
         INSERT INTO ratings (booking_id, rater_id, ratee_id, overall, knowledge, communication, professionalism, comment,
                              rated_at, revealed_at)
         SELECT id, {}, {}, 4, 4, 4, 4, 'Comment ' || id || '.', '2026-01-01', '2026-01-01' FROM past",
        ben.id, ana.id
    ))
    .await;
    let (mut seen, mut path) = (Vec::new(), format!("/members/{}-ana/ratings", ana.id));
    loop {
        let page = app.visitor().get(&path).await;
        let comments: Vec<_> =
            page.body.split("Comment ").skip(1).map(|rest| rest.split('.').next().unwrap().to_owned()).collect();
        assert!(comments.len() <= 20);
        seen.extend(comments);
        let Some((before, _)) = page.body.split_once("\">Older ratings") else { break };
        path = before.rsplit("href=\"").next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
    }
    let newest_first: Vec<i64> = seen.iter().map(|id| id.parse().unwrap()).collect();
    assert_eq!(newest_first.len(), 45);
    assert!(newest_first.is_sorted_by(|one, next| one > next));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_only_page_has_a_members_only_list() {
    let app = TestApp::start().await;
    let (ana, ben, path) = finished(&app).await;
    for person in [&ana, &ben] {
        assert_eq!(person.post(&format!("{path}/rating"), &with(&[("comment", "Seen.")])).await.status, 303);
    }
    app.sql(&format!("UPDATE profiles SET visibility = 'members' WHERE member_id = {}", ana.id)).await;
    let (of_ana, of_ben) = (format!("/members/{}/ratings", ana.id), format!("/members/{}/ratings", ben.id));
    let sent_away = app.visitor().get(&of_ana).await;
    assert!(sent_away.location().starts_with("/login"), "{}", sent_away.status);
    ben.get(&of_ana).await.says("Seen.");
    app.visitor().get(&of_ben).await.says("Seen.").says("From a member").lacks("Ana");
    app.sql(&format!("UPDATE members SET suspended_at = now() WHERE id = {}", ana.id)).await;
    assert_eq!(ben.get(&of_ana).await.status, 404);
}
