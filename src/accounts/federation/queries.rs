//! Rows shaped for pages.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::ProviderName;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::Connection;
use crate::schema::{linked_identities, members};

/// What a member has linked.
pub(super) struct Linked {
    pub(super) identities: Vec<LinkedIdentity>,
    pub(super) has_password: bool,
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
    let rows: Vec<(bool, Option<Columns>)> = members::table
        .find(member)
        .left_join(linked_identities::table)
        .order(linked_identities::id)
        .select((
            members::password_hash.is_not_null(),
            (linked_identities::provider, linked_identities::email, linked_identities::created_at).nullable(),
        ))
        .load(conn)
        .await?;
    let has_password = rows.iter().any(|(has_password, _)| *has_password);
    let identities = rows.into_iter().filter_map(|(_, columns)| columns);
    let identities = identities.map(|(provider, email, since)| LinkedIdentity { provider, email, since }).collect();
    Ok(Linked { identities, has_password })
}
