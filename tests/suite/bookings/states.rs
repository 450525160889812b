use std::collections::BTreeSet;

use crate::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_database_allows_the_changes_of_state_that_the_table_has_and_no_other() {
    let app = TestApp::start().await;
    let ours: BTreeSet<String> = skillswap::bookings::transitions()
        .filter(|(from, _, to)| from != to)
        .map(|(from, _, to)| format!("{} {}", from.as_str(), to.as_str()))
        .collect();
    let listed = app.text("SELECT string_agg(from_state || ' ' || to_state, ',') FROM booking_transitions").await;
    assert_eq!(listed.split(',').map(str::to_owned).collect::<BTreeSet<_>>(), ours);

    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let path = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    assert_eq!(ben.post(&format!("{path}/withdrawal"), &[]).await.status, 303);
    let revived = app.try_sql("UPDATE bookings SET state = 'proposed'").await;
    assert!(revived.unwrap_err().contains("does not follow"));
}
