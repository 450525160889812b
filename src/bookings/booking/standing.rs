//! How members stand: running totals kept in step with what happens, so that a profile need not count.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Booking;
use crate::accounts::MemberId;
use crate::db::Connection;
use crate::schema::standings;

/// A proposal came in.
pub(super) async fn proposal_received(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    open(conn, member).await?;
    diesel::update(standings::table.find(member))
        .set(standings::proposals.eq(standings::proposals + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// A proposal was answered, whatever the answer.
pub(super) async fn proposal_answered(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    open(conn, member).await?;
    diesel::update(standings::table.find(member))
        .set(standings::proposals_answered.eq(standings::proposals_answered + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// A rating was shown.
pub(super) async fn rated(conn: &mut Connection, member: MemberId, overall: i16) -> QueryResult<()> {
    open(conn, member).await?;
    diesel::update(standings::table.find(member))
        .set((
            standings::rating_total.eq(standings::rating_total + i64::from(overall)),
            standings::rating_count.eq(standings::rating_count + 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// A session was completed.
pub(super) async fn taught(conn: &mut Connection, booking: &Booking) -> QueryResult<()> {
    let minutes = i64::from(booking.minutes);
    let mut people = [booking.learner_id, booking.teacher_id];
    people.sort_unstable();
    for member in people {
        open(conn, member).await?;
        let (taught, learned) = if member == booking.teacher_id { (minutes, 0) } else { (0, minutes) };
        diesel::update(standings::table.find(member))
            .set((
                standings::taught_minutes.eq(standings::taught_minutes + taught),
                standings::learned_minutes.eq(standings::learned_minutes + learned),
                standings::sessions.eq(standings::sessions + 1),
            ))
            .execute(conn)
            .await?;
    }
    Ok(())
}

async fn open(conn: &mut Connection, member: MemberId) -> QueryResult<()> {
    diesel::insert_into(standings::table)
        .values(standings::member_id.eq(member))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}
