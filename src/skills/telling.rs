//! Telling those who wait for a skill that somebody teaches it: each once of each teacher, on the site and by mail.

use askama::Template;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text, Timestamptz};
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Serialize};

use super::{Direction, SkillId};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, Prepare};
use crate::jobs::{Job, Registry, enqueue};
use crate::mail::Mail;
use crate::notifications::{self, Kind};
use crate::schema::{member_skills, skill_alerts};
use crate::state::AppState;

/// People told in one transaction.
const AT_ONCE: i64 = 200;

/// Adds this slice's jobs.
pub fn register(registry: Registry) -> Registry {
    registry.on::<TellWaiting>().on::<AlertMail>()
}

/// Tells whoever waits for the skill of a teacher.
#[derive(Debug, Serialize, Deserialize)]
struct TellWaiting {
    teacher_id: MemberId,
    skill_id: SkillId,
}

/// Tells one of them by mail.
#[derive(Debug, Serialize, Deserialize)]
struct AlertMail {
    member_id: MemberId,
    teacher_id: MemberId,
    skill_id: SkillId,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = BigInt)]
    member_id: MemberId,
}

/// What a mail says, to whom.
#[derive(Debug, QueryableByName)]
struct Letter {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    email: String,
    #[diesel(sql_type = Text)]
    teacher: String,
    #[diesel(sql_type = Text)]
    skill: String,
}

#[derive(Template)]
#[template(path = "skills/mail/alert.html")]
struct AlertHtml<'a> {
    letter: &'a Letter,
    link: &'a str,
    alerts: &'a str,
}

#[derive(Template)]
#[template(path = "skills/mail/alert.txt", escape = "none")]
struct AlertText<'a> {
    letter: &'a Letter,
    link: &'a str,
    alerts: &'a str,
}

/// Who waits for the skill `$2`, may see that `$1` teaches it, and was not told: written down as told, `$4` at most.
/// Whoever blocked, or is blocked by, the other is to be left out here.
const TELL: &str = "
INSERT INTO skill_alerts_told (member_id, skill_id, teacher_id, told_at)
SELECT a.member_id, a.skill_id, $1, $3
  FROM skill_alerts a
  JOIN members waiting ON waiting.id = a.member_id AND waiting.suspended_at IS NULL
 WHERE a.skill_id = $2 AND a.member_id <> $1
   AND EXISTS (SELECT FROM member_skills k JOIN members t ON t.id = k.member_id
                WHERE k.member_id = $1 AND k.direction = 'teach' AND k.skill_id = $2
                  AND t.onboarded_at IS NOT NULL AND t.suspended_at IS NULL)
   AND NOT EXISTS (SELECT FROM skill_alerts_told told
                    WHERE told.member_id = a.member_id AND told.skill_id = a.skill_id AND told.teacher_id = $1)
 ORDER BY a.member_id LIMIT $4
    ON CONFLICT DO NOTHING RETURNING member_id";

/// What is to be told while it is still true and still wanted.
const LETTER: &str = "
SELECT m.name, m.email, t.name AS teacher, s.name AS skill
  FROM skill_alerts a
  JOIN members m ON m.id = a.member_id AND m.suspended_at IS NULL
  JOIN skills s ON s.id = a.skill_id
  JOIN member_skills k ON k.member_id = $2 AND k.direction = 'teach' AND k.skill_id = a.skill_id
  JOIN members t ON t.id = k.member_id AND t.onboarded_at IS NOT NULL AND t.suspended_at IS NULL
 WHERE a.member_id = $1 AND a.skill_id = $3";

/// Asks for those who wait for the skill to be told of the teacher, in the transaction in which they begin to teach it.
///
/// # Errors
/// When the database fails.
pub(super) async fn tell_later(
    conn: &mut Connection,
    now: Instant,
    teacher_id: MemberId,
    skill_id: SkillId,
) -> QueryResult<()> {
    let waiting = skill_alerts::table.filter(skill_alerts::skill_id.eq(skill_id));
    if diesel::select(diesel::dsl::exists(waiting)).get_result(conn).await? {
        enqueue(conn, now, &TellWaiting { teacher_id, skill_id }).await?;
    }
    Ok(())
}

/// Asks for those who wait for anything that the member teaches to be told, in the transaction in which others begin to
/// see them.
///
/// # Errors
/// When the database fails.
pub async fn tell_of_newcomer(conn: &mut Connection, now: Instant, teacher: MemberId) -> QueryResult<()> {
    let awaited: Vec<SkillId> = member_skills::table
        .filter(member_skills::member_id.eq(teacher).and(member_skills::direction.eq(Direction::Teach)))
        .filter(member_skills::skill_id.eq_any(skill_alerts::table.select(skill_alerts::skill_id)))
        .select(member_skills::skill_id)
        .load(conn)
        .await?;
    for skill_id in awaited {
        enqueue(conn, now, &TellWaiting { teacher_id: teacher, skill_id }).await?;
    }
    Ok(())
}

impl Job for TellWaiting {
    const KIND: &'static str = "skills.tell_waiting";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let mut conn = state.db.get().await?;
        loop {
            let told = self.tell_some(&mut conn, state.clock.now()).await?;
            if told.is_empty() {
                return Ok(());
            }
            for one in told {
                notifications::announce(state, one.member_id);
            }
        }
    }
}

impl TellWaiting {
    async fn tell_some(&self, conn: &mut Connection, now: Instant) -> QueryResult<Vec<Told>> {
        let Self { teacher_id, skill_id } = *self;
        conn.transaction(async |conn| {
            let told: Vec<Told> = diesel::sql_query(TELL)
                .bind::<BigInt, _>(teacher_id)
                .bind::<Integer, _>(skill_id)
                .bind::<Timestamptz, _>(now)
                .bind::<BigInt, _>(AT_ONCE)
                .prepared()
                .load(conn)
                .await?;
            for &Told { member_id } in &told {
                let (actor, subject) = (Some(teacher_id), Some(teacher_id.0));
                notifications::notify(conn, now, member_id, Kind::SkillTaught, actor, subject).await?;
                enqueue(conn, now, &AlertMail { member_id, teacher_id, skill_id }).await?;
            }
            Ok(told)
        })
        .await
    }
}

impl Job for AlertMail {
    const KIND: &'static str = "skills.alert_mail";

    async fn run(self, state: &AppState) -> anyhow::Result<()> {
        let letter: Option<Letter> = diesel::sql_query(LETTER)
            .bind::<BigInt, _>(self.member_id)
            .bind::<BigInt, _>(self.teacher_id)
            .bind::<Integer, _>(self.skill_id)
            .prepared()
            .get_result(&mut *state.db.get().await?)
            .await
            .optional()?;
        let Some(letter) = letter else { return Ok(()) };
        let link = state.config.server.absolute(&format!("/members/{}", self.teacher_id));
        let alerts = state.config.server.absolute("/me/alerts");
        let mail = Mail {
            subject: format!("{} teaches {} now", letter.teacher, letter.skill),
            html: AlertHtml { letter: &letter, link: &link, alerts: &alerts }.render()?,
            text: AlertText { letter: &letter, link: &link, alerts: &alerts }.render()?,
            to: (letter.name, letter.email),
            id: format!("alert-{}-{}-{}", self.member_id, self.skill_id, self.teacher_id),
        };
        Ok(state.mailer.send(&mail).await?)
    }
}
