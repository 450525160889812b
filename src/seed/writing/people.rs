//! Members with their profiles, skills, hours and standings.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Writing;
use crate::accounts::PasswordHash;
use crate::clock::Instant;
use crate::db::Connection;
use crate::ratings::Figure;
use crate::seed::people::{Person, Practice};
use crate::seed::rows::{LoginRow, MemberRow, MemberSkillRow, ProfileRow, StandingRow, WeeklyHoursRow};
use crate::seed::sessions::{Course, Rating};

impl Writing<'_> {
    pub async fn people(&self, conn: &mut Connection, password: &PasswordHash) -> anyhow::Result<()> {
        let everybody = || self.story.people.iter().zip(self.ids.people.iter().copied());
        let members: Vec<_> = everybody().map(|(person, id)| member(person, id, password)).collect();
        MemberRow::insert(conn, &members).await?;
        let logins: Vec<_> = everybody().map(|(person, id)| login(person, id)).collect();
        LoginRow::insert(conn, &logins).await?;
        let profiles: Vec<_> = everybody().map(|(person, id)| profile(person, id)).collect();
        ProfileRow::insert(conn, &profiles).await?;
        let skills: Vec<_> = everybody().flat_map(|(person, id)| skills(person, id)).collect();
        MemberSkillRow::insert(conn, &skills).await?;
        let hours: Vec<_> = everybody()
            .flat_map(|(person, member_id)| {
                person.hours.iter().map(move |hours| WeeklyHoursRow {
                    member_id,
                    weekday: hours.weekday,
                    starts_minute: hours.starts,
                    ends_minute: hours.ends,
                })
            })
            .collect();
        WeeklyHoursRow::insert(conn, &hours).await?;
        StandingRow::insert(conn, &self.standings()).await?;
        Ok(())
    }

    /// How everybody stands: every proposal received counts, every session that took place for both.
    fn standings(&self) -> Vec<StandingRow> {
        let mut standings: Vec<_> = self.ids.people.iter().map(|id| standing(*id)).collect();
        let mut given = vec![Vec::new(); standings.len()];
        for session in &self.story.sessions {
            let teacher = &mut standings[session.teacher];
            teacher.proposals += 1;
            teacher.proposals_answered += i32::from(session.is_answered());
            if let Course::Completed { ratings: [by_learner, by_teacher], .. } = &session.course {
                teacher.taught_minutes += i64::from(session.minutes);
                rate(teacher, by_learner);
                given[session.teacher].push((day(by_learner.at), by_learner.overall));
                let learner = &mut standings[session.learner];
                learner.learned_minutes += i64::from(session.minutes);
                rate(learner, by_teacher);
                given[session.learner].push((day(by_teacher.at), by_teacher.overall));
            }
        }
        for (standing, given) in standings.iter_mut().zip(given) {
            figure(standing, &Figure::of(given, day(self.story.now)));
        }
        standings
    }
}

fn member(person: &Person, id: i64, password: &PasswordHash) -> MemberRow {
    MemberRow {
        id,
        email: person.email.clone(),
        password_hash: password.as_str().to_owned(),
        name: person.name.clone(),
        time_zone: person.place.zone,
        email_verified_at: person.joined_at,
        onboarded_at: person.joined_at,
        created_at: person.joined_at,
        last_seen_at: person.seen_at,
    }
}

/// Where they were last logged in, as without "remember me".
fn login(person: &Person, member_id: i64) -> LoginRow {
    LoginRow {
        member_id,
        created_at: person.seen_at,
        last_seen_at: person.seen_at,
        expires_at: person.seen_at.plus_hours(7 * 24),
    }
}

fn profile(person: &Person, member_id: i64) -> ProfileRow {
    ProfileRow {
        member_id,
        bio: person.bio.clone(),
        city: person.place.city,
        country: person.place.country,
        languages: person.languages.join(" "),
        learning_style: person.learning_style,
        visibility: person.visibility,
    }
}

fn skills(person: &Person, member_id: i64) -> impl Iterator<Item = MemberSkillRow> {
    let row = move |direction, practice: &Practice| MemberSkillRow {
        member_id,
        skill_id: practice.skill,
        direction,
        level: practice.level,
        target_level: practice.target,
        note: practice.note,
    };
    let taught = person.teaches.iter().map(move |practice| row("teach", practice));
    taught.chain(person.learns.iter().map(move |practice| row("learn", practice)))
}

fn standing(member_id: i64) -> StandingRow {
    StandingRow {
        member_id,
        rating_total: 0,
        rating_count: 0,
        figure: None,
        figure_count: 0,
        figure_until: None,
        taught_minutes: 0,
        learned_minutes: 0,
        sessions: 0,
        proposals: 0,
        proposals_answered: 0,
    }
}

/// Counts a session that took place, and what the other said about it.
fn rate(standing: &mut StandingRow, rating: &Rating) {
    standing.sessions += 1;
    standing.rating_count += 1;
    standing.rating_total += i64::from(rating.overall);
}

fn figure(standing: &mut StandingRow, figure: &Figure) {
    standing.figure = figure.hundredths().and_then(|hundredths| hundredths.try_into().ok());
    standing.figure_count = figure.count().try_into().unwrap_or(i32::MAX);
    standing.figure_until = figure.until.map(jiff_diesel::Date::from);
}

fn day(at: Instant) -> Date {
    at.timestamp().to_zoned(TimeZone::UTC).date()
}
