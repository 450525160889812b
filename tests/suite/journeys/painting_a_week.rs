//! A week is painted in a real Chromium: by keyboard alone, by finger, by mouse. What is saved is compared with the rows.

use serde_json::json;

use crate::support::{Driver, TestApp, Window};

const CELL: &str = ".time-grid td[tabindex='0']";
const SAVE: &str = "#hours-form .form__actions button";

/// Ana, who has said no hours yet, in front of her week.
async fn at_her_week(app: &TestApp, driver: &Driver) -> Window {
    let ana = app.enrol("Ana").await;
    app.sql(&format!("UPDATE members SET onboarded_at = now() WHERE id = {ana}")).await;
    let window = driver.window(app.address).await;
    window.open("/login").await.fill("email", "ana@example.org").await.fill("password", "Swap-hours-1").await;
    window.click("Log in").await.sees("Home").await.open("/me/hours").await;
    window
}

/// The cell of a column from 0 and a quarter of an hour.
fn cell(column: usize, row: usize) -> String {
    format!(".time-grid tbody tr:nth-child({}) td:nth-of-type({})", row + 1, column + 1)
}

async fn has_saved(app: &TestApp, ranges: &[(i16, i16, i16)]) {
    let listed: Vec<_> = ranges.iter().map(|range| format!("{range:?}")).collect();
    let same = "SELECT count(*) FROM weekly_hours WHERE (weekday, starts_minute, ends_minute) IN";
    assert_eq!(app.number(&format!("{same} ({})", listed.join(", "))).await, i64::try_from(ranges.len()).unwrap());
    assert_eq!(app.number("SELECT count(*) FROM weekly_hours").await, i64::try_from(ranges.len()).unwrap());
}

/// Whether as many quarters are painted as `ranges` have, and each range's first and last are.
async fn shows(window: &Window, ranges: &[(i16, i16, i16)]) {
    let quarters: i16 = ranges.iter().map(|(_, from, until)| (until - from) / 15).sum();
    assert_eq!(window.asks("document.querySelectorAll('.time-grid .is-on').length").await, json!(quarters));
    for (day, from, until) in ranges.iter().map(|range| (usize::try_from(range.0).unwrap(), range.1, range.2)) {
        for minute in [from, until - 15] {
            let cell = cell(day, usize::try_from(minute / 15).unwrap());
            let label = window.asks(&format!("document.querySelector('{cell}').getAttribute('aria-label')")).await;
            assert_eq!(label, json!("free"), "{day} {minute}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_painted_by_keyboard_alone() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    let window = at_her_week(&app, &driver).await;
    window.sees("Drag to paint").await.mark().await;

    window.tab_to(CELL).await.press(&["Control+Home", "18 PageDown", "2 Shift+PageDown", "Space"]).await;
    window.sees("Monday 18:00 to 20:15 free").await;
    window.tab_back_to("[data-grid=copy]").await.press(&["Enter"]).await.sees("Monday is copied to Tuesday").await;
    window.tab_to(CELL).await.press(&["End", "ArrowLeft", "Control+Home", "9 PageDown"]).await;
    window.press(&["Shift+ArrowRight", "3 Shift+PageDown", "Shift+ArrowUp", "Enter"]).await;
    window.sees("Saturday to Sunday 09:00 to 12:00 free").await;
    window.press(&["2 PageUp", "ArrowUp", "ArrowDown", "Space"]).await.sees("Sunday 09:45 to 10:00 not free").await;
    window.press(&["Control+z"]).await.sees("The last stroke is undone").await;
    window.press(&["Control+End", "Space"]).await.sees("Sunday 23:45 to 24:00 free").await;
    window.tab_to(SAVE).await.press(&["Enter"]).await.sees("Saved: 17.5 hours a week.").await.was_not_reloaded().await;

    let weekdays = (0..5).map(|day| (day, 18 * 60, 20 * 60 + 15));
    let week: Vec<_> = weekdays.chain([(5, 540, 720), (6, 540, 720), (6, 1425, 1440)]).collect();
    has_saved(&app, &week).await;
    shows(&window, &week).await;
    shows(window.open("/me/hours").await.sees("Your hours").await, &week).await;

    // What is typed is painted at once.
    window.choose("sun-1-until", "10:00").await;
    assert_eq!(window.asks(&format!("document.querySelector('{}').className", cell(6, 40))).await, json!(""));
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_painted_by_finger_and_by_mouse_and_still_scrolls() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    let window = at_her_week(&app, &driver).await;
    window.sees("Drag to paint").await;
    window.asks("document.querySelector('.time-grid__box').scrollIntoView()").await;

    // A tap paints, a drag scrolls the day.
    window.drag_finger(&cell(0, 32), &cell(0, 32)).await.sees("Monday 08:00 to 08:15 free").await;
    let at = "document.querySelector('.time-grid__box').scrollTop";
    let before = window.asks(at).await;
    window.drag_finger(&cell(1, 44), &cell(1, 34)).await;
    assert!(window.asks(at).await.as_f64() > before.as_f64(), "the day does not follow the finger");
    assert_eq!(window.asks("document.querySelectorAll('.time-grid .is-on').length").await, json!(1));

    // When asked to, a drag paints, and the column of times scrolls.
    window.asks("document.querySelector('[data-grid=drag]').click()").await;
    let before = window.asks(at).await;
    window.drag_finger(&cell(1, 40), &cell(2, 47)).await.sees("Tuesday to Wednesday 10:00 to 12:00 free").await;
    assert_eq!(window.asks(at).await, before);
    let times = |row: usize| format!(".time-grid tbody tr:nth-child({row}) th");
    window.drag_finger(&times(53), &times(45)).await;
    assert!(window.asks(at).await.as_f64() > before.as_f64(), "the column of times does not scroll");

    window.drag_mouse(&cell(2, 47), &cell(4, 46)).await.sees("Wednesday to Friday 11:30 to 12:00 not free").await;
    window.click("Save my hours").await.sees("Saved: 3.75 hours a week.").await;
    let week = [(0, 480, 495), (1, 600, 720), (2, 600, 690)];
    has_saved(&app, &week).await;
    shows(&window, &week).await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_painting_is_kept() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    let window = at_her_week(&app, &driver).await;
    window.sees("Drag to paint").await.tab_to(CELL).await.press(&["Control+Home", "Space"]).await;
    for _ in 0..12 {
        window.press(&["2 ArrowDown", "Space"]).await;
    }
    window.click("Save my hours").await.sees("A day can have 12 ranges at most").await;
    assert_eq!(window.asks("document.querySelectorAll('.time-grid .is-on').length").await, json!(13));
    assert_eq!(app.number("SELECT count(*) FROM weekly_hours").await, 0);
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_hours_are_typed() {
    let Some(driver) = Driver::start().await else { return };
    let app = TestApp::start().await;
    let window = at_her_week(&app, &driver).await;
    window
        .sees("Drag to paint")
        .await
        .without_scripts()
        .await
        .open("/me/hours")
        .await
        .sees("An end of 00:00 is midnight.")
        .await;
    assert_eq!(window.asks("document.querySelector('[data-time-grid]').checkVisibility()").await, json!(false));
    window.fill("mon-1-from", "0600PM").await.fill("mon-1-until", "0815PM").await.press(&["Enter"]).await;
    window.sees("Saved: 2.25 hours a week.").await;
    has_saved(&app, &[(0, 1080, 1215)]).await;
    let shown = "['from', 'until'].map(end => document.querySelector(`[name=mon-1-${end}]`).value).join()";
    assert_eq!(window.asks(shown).await, json!("18:00,20:15"));

    // The pages beside it do without as well.
    window.click("Time off").await.fill("first", "12242099").await.press(&["Enter"]).await.sees("within a year").await;
    window.click("Dates").await.sees("Every day has your weekly hours").await;
    window.click("Rules").await.fill("notice_hours", "24").await.press(&["Enter"]).await.sees("Saved.").await;
    window.click("What is offered").await.sees("and that much notice is asked for").await;
    window.close().await;
}
