//! What accounts knows of a person: to take along, and to forget.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::{Value, json};

use super::{LoginId, MemberId, Role, Theme};
use crate::clock::Instant;
use crate::db::{Connection, rows_as_json};
use crate::schema::{linked_identities, logins, mail_tokens, members, passkeys, provider_errands, second_factors};

/// The name of whoever has left.
pub const FORMER_MEMBER: &str = "Former member";

/// Everything kept about the member here, without secrets.
///
/// # Errors
/// When the database fails.
pub async fn export(conn: &mut Connection, member: MemberId) -> QueryResult<Value> {
    const MEMBER: &str =
        "SELECT id, email, name, role, time_zone, locale, theme, email_verified_at, onboarded_at, created_at, last_seen_at
                          FROM members WHERE id = $1";
    const LOGINS: &str = "SELECT host(address) AS address, user_agent, zone, remembered, created_at, confirmed_at,
                                 last_seen_at, expires_at FROM logins WHERE member_id = $1 ORDER BY id";
    const SECOND_FACTOR: &str =
        "SELECT confirmed_at AS on_since FROM second_factors WHERE member_id = $1 AND confirmed_at IS NOT NULL";
    const LINKED: &str =
        "SELECT provider, subject, email, created_at FROM linked_identities WHERE member_id = $1 ORDER BY id";
    const PASSKEYS: &str = "SELECT name, created_at, last_used_at FROM passkeys WHERE member_id = $1 ORDER BY id";
    Ok(json!({
        "member": rows_as_json(conn, MEMBER, member.0).await?,
        "logins": rows_as_json(conn, LOGINS, member.0).await?,
        "second_factor": rows_as_json(conn, SECOND_FACTOR, member.0).await?,
        "passkeys": rows_as_json(conn, PASSKEYS, member.0).await?,
        "linked_accounts": rows_as_json(conn, LINKED, member.0).await?,
    }))
}

/// Makes nobody of a member: no name, no address, no way in, shown nowhere. Gives the logins that have ended: the caller
/// publishes `login:<id>` for each, and `member:<id>`, after its commit. Doing it again changes nothing.
///
/// # Errors
/// When the database fails.
pub async fn erase(conn: &mut Connection, now: Instant, member: MemberId) -> QueryResult<Vec<LoginId>> {
    diesel::update(members::table.find(member).filter(members::deleted_at.is_null()))
        .set((
            members::email.eq(format!("former-member-{member}@deleted.invalid")),
            members::name.eq(FORMER_MEMBER),
            members::password_hash.eq(None::<String>),
            members::role.eq(Role::Member),
            members::time_zone.eq("UTC"),
            members::locale.eq("en-GB"),
            members::theme.eq(Theme::Auto),
            members::email_verified_at.eq(None::<Instant>),
            members::onboarded_at.eq(None::<Instant>),
            members::last_seen_at.eq(None::<Instant>),
            members::suspended_at.eq(now),
            members::deleted_at.eq(now),
        ))
        .execute(conn)
        .await?;
    diesel::delete(mail_tokens::table.filter(mail_tokens::member_id.eq(member))).execute(conn).await?;
    diesel::delete(linked_identities::table.filter(linked_identities::member_id.eq(member))).execute(conn).await?;
    // The recovery codes go with it.
    diesel::delete(second_factors::table.filter(second_factors::member_id.eq(member))).execute(conn).await?;
    diesel::delete(passkeys::table.filter(passkeys::member_id.eq(member))).execute(conn).await?;
    diesel::delete(provider_errands::table.filter(provider_errands::member_id.eq(member))).execute(conn).await?;
    diesel::delete(logins::table.filter(logins::member_id.eq(member))).returning(logins::id).get_results(conn).await
}
