use crate::support::{Bucket, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_bucket_are_served_by_every_node_and_deleted_for_all() {
    let Some(bucket) = Bucket::start().await else { return };
    let app = TestApp::start_with(&bucket.settings()).await;
    let other = TestApp::start_on(app.state.db.url(), &bucket.settings()).await;
    let ana = app.teacher("Ana").await;
    let photo = crate::profiles::photos::jpeg([30, 30, 200]);
    assert_eq!(ana.upload("/me/photo", "photo", &photo).await.status, 303);
    let kept = bucket.count().await;
    assert!(kept > 0);
    let page = ana.get("/me/photo").await.body;
    let address = format!("/photos/{}", page.split("/photos/").nth(1).unwrap().split('"').next().unwrap());
    for node in [&app, &other] {
        let file = node.visitor().get(&address).await;
        assert_eq!((file.status, file.header("content-type")), (200, "image/jpeg"));
    }
    ana.post("/me/photo/removal", &[]).await;
    app.run_jobs().await;
    assert_eq!(bucket.count().await, 0);
    assert_eq!(other.visitor().get(&address).await.status, 404);
}
