use image::{Rgb, RgbImage};

use crate::support::TestApp;

const PHOTO: &str = "/me/photo";

pub fn jpeg(colour: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let picture = RgbImage::from_pixel(300, 200, Rgb(colour));
    image::codecs::jpeg::JpegEncoder::new(&mut file).encode_image(&picture).unwrap();
    file
}

/// The addresses of photos on a page, each once.
fn photos_on(page: &str) -> Vec<String> {
    let mut found: Vec<_> =
        page.split("/photos/").skip(1).map(|rest| format!("/photos/{}", rest.split('"').next().unwrap())).collect();
    found.sort();
    found.dedup();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_seen_wherever_its_member_is_and_for_ever() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let saved = ana.upload(PHOTO, "photo", &jpeg([200, 30, 30])).await;
    assert_eq!((saved.status, saved.location()), (303, PHOTO), "{}", saved.body);
    ana.get("/").await.says("place__face");

    let booking = app.proposal(&ben, &ana, &[app.in_days(2)]).await;
    let talk = ben.post(&format!("/members/{}/conversation", ana.id), &[]).await.location().to_owned();
    let mut seen = Vec::new();
    for page in ["/members", "/sessions?show=proposals", &booking, &talk, &format!("/members/{}-ana", ana.id)] {
        let photos = photos_on(&ben.get(page).await.body);
        assert!(!photos.is_empty(), "no photo on {page}");
        seen.extend(photos);
    }
    for photo in seen {
        let file = app.visitor().get(&photo).await;
        assert_eq!(
            (file.status, file.header("content-type"), file.header("x-content-type-options")),
            (200, "image/jpeg", "nosniff")
        );
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(file.header("set-cookie"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_that_is_replaced_or_removed_is_deleted() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let mut before: Vec<String> = Vec::new();
    for colour in [[200, 30, 30], [30, 200, 30]] {
        ana.upload(PHOTO, "photo", &jpeg(colour)).await;
        app.run_jobs().await;
        let now = photos_on(&ana.get(PHOTO).await.body);
        assert_eq!(app.visitor().get(&now[0]).await.status, 200);
        for photo in &before {
            assert_eq!(app.visitor().get(photo).await.status, 404);
        }
        before = now;
    }
    assert_eq!(ana.post("/me/photo/removal", &[]).await.status, 303);
    app.run_jobs().await;
    ana.get(PHOTO).await.says("Without a photo");
    assert_eq!(app.visitor().get(&before[0]).await.status, 404);
    // The second look, an hour later, finds nothing to do.
    app.state.clock.advance(jiff::SignedDuration::from_hours(2));
    app.run_jobs().await;
    assert_eq!(app.number("SELECT count(*) FROM jobs WHERE kind LIKE 'profiles.%'").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_outlives_the_second_look() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    ana.upload(PHOTO, "photo", &jpeg([9, 9, 200])).await;
    let photo = photos_on(&ana.get(PHOTO).await.body).remove(0);
    app.state.clock.advance(jiff::SignedDuration::from_hours(2));
    app.run_jobs().await;
    assert_eq!(app.visitor().get(&photo).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_photo_is_refused_beside_the_field() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let (heavy, heavier) = (vec![b'x'; 5 * 1024 * 1024 + 1], vec![b'x'; 10 * 1024 * 1024]);
    let refusals: [(&[u8], &str); 5] = [
        (b"", "Choose a picture first."),
        (b"GIF89a\x01\0\x01\0", "neither a JPG nor a PNG"),
        (&jpeg([1, 2, 3])[..40], "damaged"),
        (&heavy, "more than 5 MB"),
        (&heavier, "more than 5 MB"),
    ];
    for (file, sentence) in refusals {
        let refused = ana.upload(PHOTO, "photo", file).await;
        assert_eq!(refused.status, 422);
        refused.says(sentence).says("id=\"field-photo-error\"").says("Save the photo");
    }
    ana.upload(PHOTO, "another", b"x").await.says("Choose a picture first.");
    assert_eq!(app.number("SELECT count(*) FROM profiles WHERE photo IS NOT NULL").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_form_is_refused_and_its_page_stays() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let part = "--b\r\ncontent-disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n\r\n";
    let bodies = [
        ("multipart/form-data; boundary=b", String::new()),
        ("multipart/form-data; boundary=b", part.to_owned()),
        ("multipart/form-data; boundary=b", format!("{part}half of it")),
        ("multipart/form-data; boundary=b", "--b\r\nno header\r\n\r\nx\r\n--b--\r\n".to_owned()),
        ("multipart/form-data; boundary=other", format!("{part}x\r\n--b--\r\n")),
        ("multipart/form-data", format!("{part}x\r\n--b--\r\n")),
        ("application/x-www-form-urlencoded", "photo=a.jpg".to_owned()),
        ("text/plain", "photo".to_owned()),
    ];
    for (kind, body) in bodies {
        let answer = ana.send(PHOTO, kind, body.clone().into_bytes()).await;
        assert_eq!(answer.status, 422, "{kind} {body:?}");
        answer.says("id=\"field-photo-error\"").says("Save the photo");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_photos_are_served_where_photos_are() {
    let app = TestApp::start().await;
    app.state.storage.put("secret.txt", "x".into(), "text/plain").await.unwrap();
    app.state.storage.put("photos/other.txt", "x".into(), "text/plain").await.unwrap();
    let unknown = format!("{}-96.jpg", "0".repeat(32));
    for name in ["other.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "x-96.jpg", &unknown] {
        assert_eq!(app.visitor().get(&format!("/photos/{name}")).await.status, 404, "{name}");
    }
}
