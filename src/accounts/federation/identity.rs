//! Identities: getting in by one, linking and unlinking one.

use diesel::prelude::*;
use diesel::result::DatabaseErrorKind::UniqueViolation;
use diesel_async::{AsyncConnection, RunQueryDsl};

use super::FederationError;
use super::exchange::Identity;
use super::jobs::{Change, LinkMail};
use super::provider::ProviderName;
use crate::accounts::forms::EmailAddress;
use crate::accounts::{MemberId, PersonName, rescue, ways_in};
use crate::clock::Instant;
use crate::db::Connection;
use crate::jobs::enqueue;
use crate::schema::{linked_identities, mail_tokens, members};
use crate::state::AppState;

/// Who got in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entered {
    /// A member whose identity this is.
    Known(MemberId),
    /// A new member.
    Joined(MemberId),
}

/// Lets in the member whose identity this is, or makes one of a proven address that nobody has.
pub(super) async fn enter(
    conn: &mut Connection,
    now: Instant,
    identity: &Identity,
) -> Result<Entered, FederationError> {
    conn.transaction(async |conn| match owner(conn, identity).await? {
        Some((_, Some(_suspended))) => Err(FederationError::Suspended),
        Some((member, None)) => {
            note_email(conn, identity).await?;
            Ok(Entered::Known(member))
        }
        None => join(conn, now, identity).await.map(Entered::Joined),
    })
    .await
}

/// Links an identity to a member. Linking what is linked already changes nothing.
pub(super) async fn link(
    state: &AppState,
    conn: &mut Connection,
    member: MemberId,
    identity: &Identity,
) -> Result<(), FederationError> {
    let now = state.clock.now();
    conn.transaction(async |conn| match owner(conn, identity).await? {
        Some((owner, _)) if owner == member => Ok(()),
        Some(_) => Err(FederationError::SomebodyElses(identity.provider)),
        None => {
            insert(conn, now, member, identity).await?;
            Ok(tell(state, conn, now, (member, identity.provider), Change::Linked).await?)
        }
    })
    .await
}

/// Unlinks a member's identity, unless it is their last way in. Unlinking what is not linked changes nothing.
pub(super) async fn unlink(
    state: &AppState,
    conn: &mut Connection,
    member: MemberId,
    provider: ProviderName,
) -> Result<(), FederationError> {
    let now = state.clock.now();
    conn.transaction(async |conn| {
        let ways = ways_in::locked(conn, member).await?;
        let deleted = diesel::delete(
            linked_identities::table
                .filter(linked_identities::member_id.eq(member).and(linked_identities::provider.eq(provider))),
        )
        .execute(conn)
        .await?;
        match deleted {
            0 => Ok(()),
            // Rolled back.
            _ if ways.is_last() => Err(FederationError::LastWayIn(provider)),
            _ => Ok(tell(state, conn, now, (member, provider), Change::Unlinked).await?),
        }
    })
    .await
}

/// Tells the member by mail, with the way back.
async fn tell(
    state: &AppState,
    conn: &mut Connection,
    now: Instant,
    (member, provider): (MemberId, ProviderName),
    change: Change,
) -> QueryResult<()> {
    rescue::allow(state, conn, member, None, now).await?;
    enqueue(conn, now, &LinkMail { member, provider, change, at: now.microseconds() }).await
}

/// The member whose identity this is, and since when they are suspended.
async fn owner(conn: &mut Connection, identity: &Identity) -> QueryResult<Option<(MemberId, Option<Instant>)>> {
    linked_identities::table
        .inner_join(members::table)
        .filter(linked_identities::provider.eq(identity.provider))
        .filter(linked_identities::subject.eq(&identity.subject))
        .select((members::id, members::suspended_at))
        .first(conn)
        .await
        .optional()
}

async fn note_email(conn: &mut Connection, identity: &Identity) -> QueryResult<()> {
    let Some(email) = &identity.email else { return Ok(()) };
    let told_otherwise = linked_identities::table
        .filter(linked_identities::provider.eq(identity.provider))
        .filter(linked_identities::subject.eq(&identity.subject))
        .filter(linked_identities::email.is_distinct_from(email));
    diesel::update(told_otherwise).set(linked_identities::email.eq(email)).execute(conn).await?;
    Ok(())
}

/// A new member. Whether the address is known is said only to who has proven it.
async fn join(conn: &mut Connection, now: Instant, identity: &Identity) -> Result<MemberId, FederationError> {
    let unproven = FederationError::NoProvenAddress(identity.provider);
    let email = identity.email.as_deref().filter(|_| identity.is_email_proven).map(EmailAddress::parse);
    let Some(Ok(email)) = email else { return Err(unproven) };
    let name = name_for(identity.name.as_deref(), &email);
    let new: Option<MemberId> = diesel::insert_into(members::table)
        .values((
            members::email.eq(email.as_str()),
            members::name.eq(name.as_str()),
            members::email_verified_at.eq(now),
            members::created_at.eq(now),
        ))
        .on_conflict(members::email)
        .do_nothing()
        .returning(members::id)
        .get_result(conn)
        .await
        .optional()?;
    let member = match new {
        Some(member) => member,
        None => claim(conn, now, &email, &name).await?.ok_or(FederationError::KnownAddress(identity.provider))?,
    };
    insert(conn, now, member, identity).await?;
    Ok(member)
}

/// An account that somebody made with this address and never proved: nobody could enter it, so it is nobody's yet. Who
/// proves the address has it, and what its maker chose (the password, the links by mail) is void. `None` when the
/// address was proven before.
async fn claim(
    conn: &mut Connection,
    now: Instant,
    email: &EmailAddress,
    name: &PersonName,
) -> QueryResult<Option<MemberId>> {
    let unproven = members::table
        .filter(members::email.eq(email.as_str()))
        .filter(members::email_verified_at.is_null().and(members::suspended_at.is_null()));
    let claimed: Option<MemberId> = diesel::update(unproven)
        .set((
            members::name.eq(name.as_str()),
            members::password_hash.eq(None::<String>),
            members::email_verified_at.eq(now),
        ))
        .returning(members::id)
        .get_result(conn)
        .await
        .optional()?;
    if let Some(member) = claimed {
        diesel::delete(mail_tokens::table.filter(mail_tokens::member_id.eq(member))).execute(conn).await?;
    }
    Ok(claimed)
}

async fn insert(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    identity: &Identity,
) -> Result<(), FederationError> {
    let inserted = diesel::insert_into(linked_identities::table)
        .values((
            linked_identities::member_id.eq(member),
            linked_identities::provider.eq(identity.provider),
            linked_identities::subject.eq(&identity.subject),
            linked_identities::email.eq(&identity.email),
            linked_identities::created_at.eq(now),
        ))
        .execute(conn)
        .await;
    match inserted {
        Err(diesel::result::Error::DatabaseError(UniqueViolation, told)) => Err(match told.constraint_name() {
            Some("linked_identities_one_of_each") => FederationError::HasAnother(identity.provider),
            _ => FederationError::SomebodyElses(identity.provider),
        }),
        other => Ok(other.map(|_| ())?),
    }
}

/// The provider's name for the person as far as it is one of ours, else the part of the address before the @.
fn name_for(told: Option<&str>, email: &EmailAddress) -> PersonName {
    let local = email.as_str().split('@').next().unwrap_or_default();
    let candidates = [told.unwrap_or_default(), local];
    let shortened = candidates.map(|name| name.trim().chars().filter(|c| !c.is_control()).take(50).collect::<String>());
    shortened.iter().find_map(|name| PersonName::parse(name).ok()).unwrap_or_else(PersonName::stranger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_the_provider_says_as_far_as_it_fits() {
        let email = EmailAddress::parse("jo@example.org").unwrap();
        let long = "x".repeat(80);
        for (told, name) in [
            (Some("  Ana López "), "Ana López"),
            (Some("A\u{7}na"), "Ana"),
            (Some("X"), "jo"),
            (None, "jo"),
            (Some(long.as_str()), &long[..50]),
        ] {
            assert_eq!(name_for(told, &email).as_str(), name);
        }
        assert_eq!(name_for(None, &EmailAddress::parse("j@example.org").unwrap()).as_str(), "New member");
    }
}
