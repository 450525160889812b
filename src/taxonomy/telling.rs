//! Who asked hears what came of it: a notification and a mail, once.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::RequestId;
use super::jobs::AnswerMail;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::enqueue;
use crate::notifications::{self, Kind};
use crate::schema::skill_request_supporters as supporters;

/// Supporters told in one transaction.
const AT_ONCE: i64 = 50;

/// Tells the next supporters of an answered request that have not heard, and gives them; nobody when all have. After the
/// commit the caller announces it.
pub(super) async fn tell_some(conn: &mut Connection, now: Instant, id: RequestId) -> QueryResult<Vec<MemberId>> {
    conn.transaction(async |conn| {
        let members: Vec<MemberId> = supporters::table
            .filter(supporters::request_id.eq(id).and(supporters::told_at.is_null()))
            .order(supporters::member_id)
            .limit(AT_ONCE)
            .select(supporters::member_id)
            .for_update()
            .load(conn)
            .await?;
        for member in &members {
            let subject = Some(id.0);
            notifications::notify(conn, now, *member, Kind::SkillRequestAnswered, None, subject).await?;
            enqueue(conn, now, &AnswerMail { request_id: id, member_id: *member }).await?;
        }
        diesel::update(supporters::table.filter(supporters::request_id.eq(id)))
            .filter(supporters::member_id.eq_any(&members))
            .set(supporters::told_at.eq(now))
            .execute(conn)
            .await?;
        Ok(members)
    })
    .await
}
