//! Leaving. At once: nothing stays open, remaining credits go back to the house, the profile goes, the identity becomes
//! nobody's, every login ends. Within 30 days: the words that were written to others, which may be reported until then.
//! There is no way back: what could be undone would have to be kept.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::data_export;
use super::jobs::FarewellMail;
use crate::accounts::{self, LoginId, Member, MemberId};
use crate::clock::Instant;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::jobs::{self, enqueue};
use crate::ledger::Credits;
use crate::schema::departures;
use crate::state::AppState;
use crate::{
    agenda, availability, bookings, disputes, ledger, matching, messaging, notifications, onboarding, profiles,
    programmes, quick_help, ratings, series, skills, taxonomy, verification, video,
};

/// The purge looks once a day, so all is gone within 30 days.
const PURGED_AFTER_DAYS: i64 = 29;
/// Departures purged in one go.
const AT_ONCE: i64 = 50;

/// What leaving means for a member, counted.
#[derive(Debug)]
pub(super) struct Consequences {
    /// Proposals and agreed sessions that end.
    pub(super) open: i64,
    /// Credits that go back to the house, those that are held now included.
    pub(super) credits: Credits,
}

/// What leaving would mean now.
pub(super) async fn consequences(conn: &mut Connection, member: MemberId) -> QueryResult<Consequences> {
    let open = bookings::open_count(conn, member).await?;
    let balances = ledger::balances(conn, member).await?;
    Ok(Consequences { open, credits: Credits(balances.available.0 + balances.held.0) })
}

/// A member leaves. When this is over they are logged in nowhere.
pub(super) async fn leave(state: &AppState, member: MemberId) -> AppResult<()> {
    let now = state.clock.now();
    let mut conn = state.db.get().await?;
    let moved = bookings::leave(&mut conn, now, member).await?;
    let logins = become_nobody(&mut conn, now, member).await?;
    drop(conn);
    for (booking, other) in moved {
        bookings::announce(state, booking, other);
    }
    for login in logins {
        state.bus.publish(format!("login:{login}"), 0);
    }
    state.bus.publish(format!("member:{member}"), 0);
    Ok(())
}

/// One transaction: a slice's line here is all that it takes. Whoever has left already, by a click a moment before, has
/// nothing left to lose.
async fn become_nobody(conn: &mut Connection, now: Instant, member: MemberId) -> AppResult<Vec<LoginId>> {
    conn.transaction(async |conn| {
        let person = Member::find(conn, member).await?;
        let is_first = diesel::insert_into(departures::table)
            .values((
                departures::member_id.eq(member),
                departures::left_at.eq(now),
                departures::purge_at.eq(now.plus_hours(24 * PURGED_AFTER_DAYS)),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?
            == 1;
        if !is_first {
            return Ok(Vec::new());
        }
        let logins = accounts::erase(conn, now, member).await?;
        agenda::erase(conn, member).await?;
        verification::erase(conn, now, member).await?;
        taxonomy::erase(conn, member).await?;
        skills::erase(conn, member).await?;
        programmes::erase(conn, member).await?;
        availability::erase(conn, member).await?;
        quick_help::erase(conn, now, member).await?;
        matching::erase(conn, member).await?;
        onboarding::erase(conn, member).await?;
        notifications::erase(conn, member).await?;
        data_export::erase(conn, now, member).await?;
        profiles::erase(conn, now, member).await?;
        let lost = ledger::forfeit(conn, now, member).await?;
        jobs::forget_mentions(conn, &person.email).await?;
        let mail = FarewellMail { member_id: member, email: person.email, name: person.name, lost: lost.0 };
        enqueue(conn, now, &mail).await?;
        Ok::<_, AppError>(logins)
    })
    .await
}

/// Takes out what departures of some weeks ago left for others to report, and whatever came to them since.
pub(super) async fn purge_due(state: &AppState) -> AppResult<()> {
    let now = state.clock.now();
    loop {
        let due: Vec<MemberId> = departures::table
            .filter(departures::purged_at.is_null().and(departures::purge_at.le(now)))
            .order(departures::purge_at)
            .limit(AT_ONCE)
            .select(departures::member_id)
            .load(&mut *state.db.get().await?)
            .await?;
        if due.is_empty() {
            return Ok(());
        }
        for member in due {
            purge(state, now, member).await?;
        }
    }
}

async fn purge(state: &AppState, now: Instant, member: MemberId) -> AppResult<()> {
    let mut conn = state.db.get().await?;
    // A proposal may have been on its way while they left.
    let moved = bookings::leave(&mut conn, now, member).await?;
    conn.transaction(async |conn| {
        messaging::purge(conn, member).await?;
        ratings::purge(conn, member).await?;
        bookings::purge(conn, member).await?;
        series::purge(conn, member).await?;
        disputes::purge(conn, member).await?;
        video::purge(conn, member).await?;
        verification::purge(conn, member).await?;
        notifications::erase(conn, member).await?;
        ledger::forfeit(conn, now, member).await?;
        jobs::forget_of::<FarewellMail>(conn, "member_id", member.0).await?;
        diesel::update(departures::table.find(member)).set(departures::purged_at.eq(now)).execute(conn).await
    })
    .await?;
    drop(conn);
    for (booking, other) in moved {
        bookings::announce(state, booking, other);
    }
    Ok(())
}
