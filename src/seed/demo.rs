//! The demo cast, and what has happened between them by the time somebody first looks: Ben has learned Spanish from Ana,
//! who now asks him for an hour of Python; three whom he taught to bake speak for him.

use std::collections::HashMap;

use anyhow::Context;
use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::book;
use super::cast::{ANA, BEN, CAST, CHIARA, DIEGO, EMI, FREYA, Part};
use super::data::PLACES;
use super::people::{Hours, Person, Practice};
use super::sessions::{Course, Rating, Session, moment};
use super::story::Story;
use super::talks::{Line, Talk};
use super::{LOCK, PASSWORD, password, writing};
use crate::accounts::{self, Passwords, Role};
use crate::clock::Instant;
use crate::schema::{members, skills};
use crate::state::AppState;

/// Who of the cast is there to be played; the password is [`PASSWORD`].
pub const LOG_INS: [&str; 3] = ["ana@example.org", "ben@example.org", MODERATOR];

/// Freya works on cases.
const MODERATOR: &str = "freya@example.org";

/// How long ago the cast joined.
const JOINED_DAYS_AGO: i64 = 60;

/// Plants the demo cast where there are no members. Whether it did.
///
/// # Errors
/// When the database fails or the taxonomy is missing.
pub async fn demo(state: &AppState) -> anyhow::Result<bool> {
    // Asked first: a hash takes a while, and an installation is new once.
    if somebody_is_there(&mut *state.db.get().await?).await? {
        return Ok(false);
    }
    let password = password().await?;
    let mut conn = state.db.get().await?;
    conn.transaction(async |conn| {
        conn.batch_execute(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        if somebody_is_there(conn).await? {
            return Ok(false);
        }
        let skills: HashMap<String, i32> =
            skills::table.select((skills::slug, skills::id)).load(conn).await?.into_iter().collect();
        let story = story(&skills, state.clock.now())?;
        writing::write(conn, &story, &password).await?;
        accounts::grant_role(conn, MODERATOR, Role::Moderator).await?;
        Ok(true)
    })
    .await
}

/// Those of [`LOG_INS`] who exist and still have [`PASSWORD`]: somebody real may have taken the address.
///
/// # Errors
/// When the database fails.
pub async fn log_ins_that_work(state: &AppState) -> anyhow::Result<Vec<String>> {
    let found: Vec<(String, Option<String>)> = members::table
        .filter(members::email.eq_any(LOG_INS))
        .select((members::email, members::password_hash))
        .order(members::email)
        .load(&mut *state.db.get().await?)
        .await?;
    let mut working = Vec::new();
    for (email, hash) in found {
        if Passwords::new(1)?.verify(PASSWORD.to_owned(), hash).await?.is_right() {
            working.push(email);
        }
    }
    Ok(working)
}

async fn somebody_is_there(conn: &mut crate::db::Connection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(members::table.select(members::id))).get_result(conn).await
}

/// The cast and its past.
pub(super) fn story(skills: &HashMap<String, i32>, now: Instant) -> anyhow::Result<Story> {
    let people: Vec<Person> = CAST.iter().map(|part| person(part, skills, now)).collect::<anyhow::Result<_>>()?;
    let skill = |slug: &str| skills.get(slug).copied().with_context(|| format!("no skill is called {slug}"));
    let meet = Meeting { people: &people, now };
    let sessions = vec![
        meet.finished(
            BEN,
            ANA,
            skill("spanish")?,
            2,
            ["Patient and funny. An hour went by like ten minutes.", "Ben prepared well and asked good questions."],
        )?,
        meet.finished(
            CHIARA,
            FREYA,
            skill("public-speaking")?,
            3,
            ["I spoke for two minutes and survived.", "Brave, and better than she thinks."],
        )?,
        meet.finished(
            EMI,
            BEN,
            skill("sourdough")?,
            4,
            ["Clear, calm, and the bread was good.", "Careful and curious."],
        )?,
        meet.finished(
            DIEGO,
            BEN,
            skill("sourdough")?,
            5,
            ["My kitchen smells like a bakery.", "Asked why at every step, which is how one learns it."],
        )?,
        meet.finished(
            FREYA,
            BEN,
            skill("sourdough")?,
            6,
            ["He showed me what to do when it sticks.", "Not afraid of sticky hands."],
        )?,
        meet.finished(
            FREYA,
            CHIARA,
            skill("portrait-drawing")?,
            1,
            ["I see noses everywhere now.", "A steady hand and a good eye."],
        )?,
        meet.to_come(BEN, DIEGO, skill("acoustic-guitar")?)?,
        meet.proposed(ANA, BEN, skill("python")?)?,
    ];
    let (sessions, transfers) = book::keep(&people, sessions);
    let (verified, asking) = (vec![(BEN, skill("sourdough")?)], vec![(ANA, skill("spanish")?)]);
    Ok(Story { now, talks: talks(now), people, sessions, transfers, verified, asking })
}

fn person(part: &Part, skills: &HashMap<String, i32>, now: Instant) -> anyhow::Result<Person> {
    let skill = |slug: &str| skills.get(slug).copied().with_context(|| format!("no skill is called {slug}"));
    let place =
        *PLACES.iter().find(|place| place.city == part.city).with_context(|| format!("no city {}", part.city))?;
    let first_name = part.name.split(' ').next().unwrap_or(part.name);
    let teaches = part
        .teaches
        .iter()
        .map(|(slug, level)| Ok(Practice { skill: skill(slug)?, level: *level, target: None, note: "" }));
    let learns = part.learns.iter().map(|(slug, level, target)| {
        Ok(Practice { skill: skill(slug)?, level: *level, target: Some(*target), note: "" })
    });
    Ok(Person {
        email: format!("{}@example.org", first_name.to_lowercase().replace('é', "e")),
        name: part.name.to_owned(),
        place,
        zone: TimeZone::get(place.zone)?,
        bio: part.bio.to_owned(),
        languages: part.languages.to_vec(),
        learning_style: Some(part.learning_style),
        visibility: "public",
        teaches: teaches.collect::<anyhow::Result<_>>()?,
        learns: learns.collect::<anyhow::Result<_>>()?,
        hours: part
            .hours
            .iter()
            .map(|(weekday, from, until)| Hours { weekday: *weekday, starts: from * 60, ends: until * 60 })
            .collect(),
        joined_at: now.plus_hours(-24 * JOINED_DAYS_AGO),
        seen_at: now.plus_hours(-24),
    })
}

/// Makes sessions of an hour between people of the cast.
struct Meeting<'a> {
    people: &'a [Person],
    now: Instant,
}

impl Meeting<'_> {
    /// That many weeks ago; what the learner said of it, then the teacher.
    fn finished(
        &self,
        learner: usize,
        teacher: usize,
        skill: i32,
        weeks: i32,
        comments: [&'static str; 2],
    ) -> anyhow::Result<Session> {
        let starts_at = self.moment(teacher, weeks, 0)?;
        let rating =
            |comment, hours| Rating { at: starts_at.plus_hours(hours), overall: 5, aspects: [5, 5, 5], comment };
        let [one, other] = comments;
        let course = Course::Completed {
            at: starts_at.plus_hours(-60),
            starts_at,
            ratings: [rating(one, 3), rating(other, 20)],
        };
        Ok(self.session(learner, teacher, skill, vec![starts_at], starts_at.plus_hours(-72), course))
    }

    /// Accepted, within the next days.
    fn to_come(&self, learner: usize, teacher: usize, skill: i32) -> anyhow::Result<Session> {
        let starts_at = self.moment(teacher, -1, 1)?;
        let course = Course::Accepted { at: self.now.plus_hours(-4), starts_at };
        Ok(self.session(learner, teacher, skill, vec![starts_at], self.now.plus_hours(-20), course))
    }

    /// Waiting for an answer, with three times to choose from.
    fn proposed(&self, learner: usize, teacher: usize, skill: i32) -> anyhow::Result<Session> {
        let slots = vec![self.moment(teacher, -1, 0)?, self.moment(teacher, -1, 2)?, self.moment(teacher, -2, 3)?];
        Ok(self.session(learner, teacher, skill, slots, self.now.plus_hours(-2), Course::Open))
    }

    /// The begin of the teacher's stretch of hours with that number.
    fn moment(&self, teacher: usize, weeks_back: i32, stretch: usize) -> anyhow::Result<Instant> {
        let teacher = &self.people[teacher];
        let hours = &teacher.hours[stretch];
        moment(teacher, hours, hours.starts, weeks_back, self.now).context("a time that the calendar does not have")
    }

    fn session(
        &self,
        learner: usize,
        teacher: usize,
        skill: i32,
        slots: Vec<Instant>,
        proposed_at: Instant,
        course: Course,
    ) -> Session {
        let agenda = "A first hour: see where I stand, try something together and agree what to practise.";
        Session { learner, teacher, skill, minutes: 60, agenda, slots, key: Uuid::new_v4(), proposed_at, course }
    }
}

/// Three conversations; Ben has one line to read, Ana another.
fn talks(now: Instant) -> Vec<Talk> {
    let with_ben = [
        (BEN, 400, "Hi Ana, I saw your profile and I think we could help each other."),
        (ANA, 398, "Hello Ben, I think so too. Would you like to swap an hour each?"),
        (BEN, 397, "With pleasure. You first, if I may: I need my Spanish in June."),
        (ANA, 120, "Did you practise? Ten minutes a day, I said."),
        (BEN, 119, "Every day. I ordered a coffee and got a coffee."),
        (ANA, 2, "Then it is your turn to be the teacher. I just sent you a proposal with three times."),
    ];
    let with_chiara = [
        (ANA, 52, "Hi Chiara, your portraits are lovely. Is Italian hard for somebody who speaks Spanish?"),
        (CHIARA, 50, "Thank you. It is easy to begin, and then it is easy to mix them up."),
        (CHIARA, 49, "Shall we try half an hour and see?"),
    ];
    let with_emi = [
        (EMI, 700, "Hello Ben, my bread is flat. Can an hour help?"),
        (BEN, 699, "An hour can. Bring the flat one, too."),
        (EMI, 640, "It stood up. Thank you for the patience."),
    ];
    vec![
        talk((ANA, BEN), &with_ben, false, now),
        talk((ANA, CHIARA), &with_chiara, false, now),
        talk((BEN, EMI), &with_emi, true, now),
    ]
}

/// Lines as who, how many hours ago, and what.
fn talk(between: (usize, usize), lines: &[(usize, i64, &'static str)], is_read: bool, now: Instant) -> Talk {
    let line = |(from, hours_ago, body): &(usize, i64, &'static str)| Line {
        from: *from,
        body,
        at: now.plus_hours(-hours_ago),
        key: Uuid::new_v4(),
    };
    Talk { between, lines: lines.iter().map(line).collect(), is_read }
}
