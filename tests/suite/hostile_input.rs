//! What nobody types by hand, sent to every field of every form that can be reached by links: a new form is covered by
//! being on a page.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use diesel_async::RunQueryDsl;
use reqwest::Method;

use crate::support::html::{Field, Form, Kind, forms_in, links_in};
use crate::support::{Answer, Person, TestApp};

/// Pages visited at most by one person.
const MOST_PAGES: usize = 40;
const MARKUP: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

/// What is typed, and whether it is percent-encoded already.
fn hostile() -> Vec<(&'static str, String)> {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let mut typed: Vec<_> = [
        ("nothing", ""),
        ("one letter", "x"),
        ("another type", "-1e999"),
        ("a NUL", "a\0b"),
        ("control characters", "bell\u{7}escape\u{1b}[31mback\u{8}"),
        ("an override", "left\u{202e}right\u{2066}on"),
        ("nothing to be seen", "\u{200b}\u{feff}\u{3164}"),
        ("emoji", "👩\u{200d}👩\u{200d}👧🏽 😀"),
        ("markup", MARKUP),
        ("SQL", "'); DROP TABLE members; --"),
    ]
    .map(|(what, text)| (what, encoded(text)))
    .to_vec();
    typed.push(("too much", "W".repeat(20_000)));
    typed.push(("no UTF-8", "%ff%fe%80a".to_owned()));
    typed.push(("a broken escape", "%zz%".to_owned()));
    typed
}

/// Everything that `person` can reach by links: each kind of page once, numbers in addresses left aside.
async fn pages_of(person: &Person, seeds: &[String]) -> BTreeMap<String, String> {
    let mut waiting: VecDeque<String> = seeds.iter().cloned().collect();
    let (mut seen, mut pages) = (BTreeSet::new(), BTreeMap::new());
    while let Some(path) = waiting.pop_front() {
        let plain: String = path.split(['?', '#']).next().unwrap().chars().filter(|c| !c.is_ascii_digit()).collect();
        // Names of members are part of their addresses: `/members/-ana/proposal` is `/members/proposal`.
        let kind = match plain.strip_prefix("/members/-") {
            Some(rest) => format!("/members/{}", rest.split_once('/').map_or("", |(_, below)| below)),
            None => plain,
        };
        if pages.len() == MOST_PAGES || !seen.insert(kind) || path.starts_with("/dev") || path.starts_with("/static") {
            continue;
        }
        let page = person.visit(&path).await;
        assert!(page.status < 500, "{path}: {}", page.body);
        waiting.extend(links_in(&page.body).into_iter().filter(|link| link.starts_with('/')));
        pages.insert(path, page.body);
    }
    pages
}

/// The form's body with one field holding `value`, which is encoded already, and all others what the page gave them.
fn body_of(form: &Form, at: usize, value: &str) -> String {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let fields = form.fields.iter().enumerate().filter(|(index, field)| *index == at || field.is_sent);
    let pairs = fields.map(|(index, field)| {
        let value = if index == at { value.to_owned() } else { encoded(&field.value) };
        format!("{}={value}", encoded(&field.name))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// What is wrong with the answer to a form, if anything is.
fn fault(form: &Form, at: usize, answer: &Answer) -> Option<String> {
    let field = &form.fields[at];
    match answer.status {
        500.. => Some(format!("{}: {}", answer.status, answer.body.chars().take(300).collect::<String>())),
        422 if !answer.body.contains("error") => Some("422 without a sentence".to_owned()),
        422 => {
            // A page may hold several forms of one shape: one of them is this one.
            let is_alike = |other: &Form| {
                let has = |field: &Field| other.fields.iter().any(|there| there.name == field.name);
                other.action == form.action && other.method == form.method && form.fields.iter().all(has)
            };
            let again: Vec<_> = forms_in(&answer.body).into_iter().filter(is_alike).collect();
            let keeps = |other: &Form| {
                let is_there = |kept: &Field| {
                    other.fields.iter().any(|there| there.name == kept.name && there.value == kept.value)
                };
                let typed = form.fields.iter().filter(|kept| kept.kind == Kind::Text && kept.name != field.name);
                typed.clone().all(is_there)
            };
            match again.is_empty() {
                true => Some("422 without the form".to_owned()),
                false => (!again.iter().any(keeps)).then(|| "422 lost what another field held".to_owned()),
            }
        }
        200..=399 => None,
        // A command that was given a moment ago, and cannot be given again: the page says so.
        409 if answer.body.contains("notice--negative") => None,
        // What only somebody with other tools can send may be answered by a page of its own.
        400..=499 if field.kind == Kind::Set => None,
        status => Some(format!("{status} instead of the form with a sentence")),
    }
}

async fn attack(
    person: &Person,
    pages: &BTreeMap<String, String>,
    tried: &mut BTreeSet<String>,
    faults: &mut Vec<String>,
) {
    for (page, body) in pages {
        for form in forms_in(body)
            .into_iter()
            .filter(|form| form.method == "post" && !ENDING.iter().any(|ending| form.action.starts_with(ending)))
        {
            let plain: String = form.action.chars().filter(|c| !c.is_ascii_digit()).collect();
            let names: Vec<_> = form.fields.iter().map(|field| field.name.as_str()).collect();
            if !tried.insert(format!("{plain} {}", names.join(" "))) {
                continue;
            }
            let mut shapes = BTreeSet::new();
            for at in 0..form.fields.len() {
                // Fields that differ by a number or a day only are one shape: `mon-1-from` and `tue-2-from`.
                let (kind, name) = (form.fields[at].kind, &form.fields[at].name);
                if !shapes.insert((kind, name.rsplit('-').next().unwrap().to_owned())) {
                    continue;
                }
                let chosen = ["nothing", "a NUL", "an override", "no UTF-8"];
                for (what, value) in
                    hostile().into_iter().filter(|(what, _)| kind != Kind::Set || chosen.contains(what))
                {
                    let answer = match form.is_multipart {
                        true => person.upload(&form.action, &form.fields[at].name, value.as_bytes()).await,
                        false => person.send(&form.action, FORM, body_of(&form, at, &value).into_bytes()).await,
                    };
                    if let Some(fault) = fault(&form, at, &answer) {
                        let field = &form.fields[at].name;
                        faults.push(format!("{page}: {what} in {field} of {}: {fault}", form.action));
                    }
                }
            }
            for (what, kind, body) in [
                ("10 MB", FORM, format!("name={}", "x".repeat(10 * 1024 * 1024))),
                ("a broken file form", "multipart/form-data; boundary=b", "--b\r\nhalf".to_owned()),
                ("JSON", "application/json", "{}".to_owned()),
            ] {
                let answer = person.send(&form.action, kind, body.into_bytes()).await;
                if !(400..500).contains(&answer.status) && form.fields.iter().any(|field| field.kind == Kind::Text) {
                    faults.push(format!("{page}: {what} to {}: {}", form.action, answer.status));
                }
            }
        }
    }
}

/// Addresses of forms that end the log-in which sends them, when they are taken: their own tests send them.
const ENDING: [&str; 3] = ["/logout", "/me/logins", "/me/deletion"];
const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_any_form_takes_what_it_should_not() {
    let app = TestApp::start().await;
    let (ana, ben) = (app.teacher("Ana").await, app.learner("Ben").await);
    let talk = ben.post(&format!("/members/{}/conversation", ana.id), &[]).await.location().to_owned();
    let (first, second) = (app.proposal(&ben, &ana, &[app.in_days(2)]).await, [app.in_days(3)]);
    let done = app.proposal(&ben, &ana, &second).await;
    assert_eq!(ana.post(&format!("{done}/acceptance"), &[("slot", "1")]).await.status, 303);
    app.state.clock.advance(jiff::SignedDuration::from_hours(4 * 24));
    let (mut faults, mut tried) = (Vec::new(), BTreeSet::new());

    let visitor = app.visitor();
    let pages = pages_of(&visitor, &["/", "/join", "/login"].map(str::to_owned)).await;
    assert!(pages.len() > 8, "{:?}", pages.keys());
    attack(&visitor, &pages, &mut tried, &mut faults).await;

    let newcomer = app.member("Newcomer").await;
    let steps = ["about", "place", "photo", "teach", "learn", "hours", "style"];
    let steps: Vec<_> = steps.iter().map(|step| format!("/onboarding/{step}")).collect();
    attack(&newcomer, &pages_of(&newcomer, &steps).await, &mut tried, &mut faults).await;

    for person in [&ana, &ben] {
        let proposal = format!("/members/{}/proposal", if person.id == ana.id { ben.id } else { ana.id });
        let seeds = ["/", "/me", &talk, &first, &done, &proposal, "/me/skills?q=german"].map(str::to_owned);
        let pages = pages_of(person, &seeds).await;
        assert!(pages.len() > 20, "{:?}", pages.keys());
        attack(person, &pages, &mut tried, &mut faults).await;
        assert_eq!(person.get("/me").await.status, 200, "whoever is logged out has attacked nothing");
        for (page, _) in pages {
            let again = person.visit(&page).await;
            let is_clean = !again.body.contains("<script>alert") && !again.body.contains("<img src=x");
            if again.status >= 500 || !is_clean || again.body.contains(['\u{202e}', '\u{2066}', '\u{7}', '\0']) {
                faults.push(format!("{page} shows what was typed raw: {}", again.status));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert_nothing_raw_is_kept(&app).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_address_breaks_a_page() {
    let app = TestApp::start().await;
    let ana = app.teacher("Ana").await;
    let mut faults = Vec::new();
    let paths = [
        "/",
        "/members",
        "/skills",
        "/discover",
        "/messages",
        "/sessions",
        "/me/skills",
        "/onboarding/teach",
        "/skills/browse",
        "/login",
    ];
    let names = [
        "q",
        "skill",
        "cursor",
        "category",
        "before",
        "open",
        "next",
        "place",
        "page",
        "direction",
        "language",
        "level",
    ];
    for path in paths {
        for name in names {
            for (what, value) in hostile().iter().filter(|(what, _)| *what != "too much") {
                let answer = ana.request(Method::GET, &format!("{path}?{name}={value}"));
                let answer = Answer::of(answer).await;
                if answer.status >= 500 {
                    faults.push(format!("{what} as {name} of {path}: {}", answer.status));
                }
            }
        }
    }
    for path in
        ["/members/%00", "/members/1-%00", "/photos/%00", "/messages/%00", "/%00", "/onboarding/%ff", "/members/%ff"]
    {
        let answer = ana.get(path).await;
        if answer.status >= 500 {
            faults.push(format!("{path}: {}", answer.status));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

/// Looks through every text of the database.
async fn assert_nothing_raw_is_kept(app: &TestApp) {
    #[derive(diesel::QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        query: String,
    }
    let columns: Vec<Column> = diesel::sql_query(
        r"SELECT format('SELECT count(*) FROM %I WHERE %I ~ E''[\\u0001-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u202a-\\u202e\\u2066-\\u2069]''',
                        table_name, column_name) AS query
          FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'",
    )
    .load(&mut *app.state.db.get().await.unwrap())
    .await
    .unwrap();
    assert!(columns.len() > 20);
    for Column { query } in columns {
        assert_eq!(app.number(&query).await, 0, "{query}");
    }
}
