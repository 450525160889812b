//! Rows shaped for pages.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::ProviderName;
use crate::accounts::MemberId;
use crate::accounts::ways_in::WaysIn;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::{linked_identities, members, passkeys};

/// What a member has linked.
pub(super) struct Linked {
    pub(super) identities: Vec<LinkedIdentity>,
    pub(super) ways_in: WaysIn,
}

/// A member as a provider knows them.
#[derive(Debug, Queryable)]
pub(super) struct LinkedIdentity {
    pub(super) provider: ProviderName,
    pub(super) email: Option<String>,
    pub(super) since: Instant,
}

/// What a member has linked, one statement.
pub(super) async fn linked(conn: &mut Connection, member: MemberId) -> QueryResult<Linked> {
    type Columns = (ProviderName, Option<String>, Instant);
    let passkeys = passkeys::table.filter(passkeys::member_id.eq(members::id)).count().single_value();
    let rows: Vec<(bool, Option<i64>, Option<Columns>)> = members::table
        .find(member)
        .left_join(linked_identities::table)
        .order(linked_identities::id)
        .select((
            members::password_hash.is_not_null(),
            passkeys,
            (linked_identities::provider, linked_identities::email, linked_identities::created_at).nullable(),
        ))
        .load(conn)
        .await?;
    // `Vec` has another `first` here, diesel's.
    let (has_password, passkeys) =
        rows.as_slice().first().map_or((false, 0), |(has_password, keys, _)| (*has_password, keys.unwrap_or_default()));
    let identities = rows.into_iter().filter_map(|(_, _, columns)| columns);
    let identities: Vec<_> =
        identities.map(|(provider, email, since)| LinkedIdentity { provider, email, since }).collect();
    let ways_in = WaysIn { has_password, identities: i64::try_from(identities.len()).unwrap_or(i64::MAX), passkeys };
    Ok(Linked { identities, ways_in })
}
