//! The ways into an account: a password, linked identities, passkeys. One of them has to stay.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::MemberId;
use crate::db::Connection;
use crate::schema::{linked_identities, members, passkeys};

/// What a member can log in with.
#[derive(Debug)]
pub(super) struct WaysIn {
    pub(super) has_password: bool,
    pub(super) identities: i64,
    pub(super) passkeys: i64,
}

impl WaysIn {
    /// How many there are.
    pub(super) fn count(&self) -> i64 {
        i64::from(self.has_password) + self.identities + self.passkeys
    }

    /// Whether there is but one, which stays.
    pub(super) fn is_last(&self) -> bool {
        self.count() < 2
    }
}

/// A member's ways in, counted under a lock on the member: whoever takes one away asks here first, in the same
/// transaction, so that two who take away the last two wait for each other.
///
/// # Errors
/// When the database fails.
pub(super) async fn locked(conn: &mut Connection, member: MemberId) -> QueryResult<WaysIn> {
    let password: Option<String> =
        members::table.find(member).select(members::password_hash).for_update().first(conn).await?;
    let identities = linked_identities::table
        .filter(linked_identities::member_id.eq(member))
        .select(count_star())
        .first(conn)
        .await?;
    let passkeys = passkeys::table.filter(passkeys::member_id.eq(member)).select(count_star()).first(conn).await?;
    Ok(WaysIn { has_password: password.is_some(), identities, passkeys })
}
