//! The member: a row of `members` and what can be done to it.

use diesel::prelude::*;
use diesel::result::OptionalEmptyChangesetExtension;
use diesel_async::RunQueryDsl;

use super::PersonName;
use super::password::PasswordHash;
use crate::clock::Instant;
use crate::db::{Connection, id_type, text_enum};
use crate::schema::members;
use crate::web::dates::Locale;

id_type!(
    /// A member's id.
    MemberId(i64)
);

text_enum!(
    /// What a member may do besides being one; each includes those before it.
    Role {
        /// Teaches and learns.
        Member = "member",
        /// Works on cases.
        Moderator = "moderator",
        /// Runs the site.
        Admin = "admin",
        /// Changes prices and rules, and names admins.
        SuperAdmin = "super_admin",
    }
);

text_enum!(
    /// The look that a member chose.
    Theme {
        /// As the device says.
        Auto = "auto",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
);

/// More of them than have ever to be told of one thing.
const MOST_STAFF: i64 = 100;

impl Role {
    /// Whether who has this role may do what `other` may.
    pub fn includes(self, other: Self) -> bool {
        let rank = |role| Self::ALL.iter().position(|one| *one == role);
        rank(self) >= rank(other)
    }
}

/// A member as other slices need to know them.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = members)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// Their address, in lower case. Never shown to others.
    pub email: String,
    /// Their name.
    pub name: String,
    /// The IANA name of their zone.
    pub time_zone: String,
    /// How they write dates.
    pub locale: Locale,
    /// When they proved their address.
    pub email_verified_at: Option<Instant>,
    /// When they were suspended, while they are.
    pub suspended_at: Option<Instant>,
    /// When they finished onboarding.
    pub onboarded_at: Option<Instant>,
}

/// What it takes to become a member.
#[derive(Debug)]
pub struct NewMember<'a> {
    /// In lower case.
    pub email: &'a str,
    /// Their name.
    pub name: &'a PersonName,
    /// Their password, hashed.
    pub password: &'a PasswordHash,
}

impl Member {
    /// The member with this id.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn find(conn: &mut Connection, id: MemberId) -> QueryResult<Self> {
        members::table.find(id).select(Self::as_select()).first(conn).await
    }
}

/// Makes a member, unverified; who joined before with the address and never proved it is joining anew, with this name and
/// this password: an account that a stranger began must not be waiting for its owner with the stranger's password. `None`
/// when the address has an account.
///
/// # Errors
/// When the database fails.
pub async fn create(conn: &mut Connection, now: Instant, new: &NewMember<'_>) -> QueryResult<Option<MemberId>> {
    let values = (members::name.eq(new.name.as_str()), members::password_hash.eq(new.password.as_str()));
    let upsert = diesel::insert_into(members::table)
        .values((members::email.eq(new.email), values, members::created_at.eq(now)))
        .on_conflict(members::email)
        .do_update()
        .set(values);
    // By its path: imported, it would stand in the way of the other `filter`.
    diesel::query_dsl::methods::FilterDsl::filter(upsert, members::email_verified_at.is_null())
        .returning(members::id)
        .get_result(conn)
        .await
        .optional()
}

/// What is to be changed of a member; `None` leaves a column as it is.
#[derive(Debug, Clone, Copy, Default, AsChangeset)]
#[diesel(table_name = members)]
pub struct MemberChanges<'a> {
    /// A [`PersonName`].
    pub name: Option<&'a str>,
    /// An IANA name that the caller has parsed.
    pub time_zone: Option<&'a str>,
    /// How dates and times are written for them.
    pub locale: Option<Locale>,
    /// The look that they chose.
    pub theme: Option<Theme>,
}

/// Changes a member.
///
/// # Errors
/// When the database fails.
pub async fn change_member(conn: &mut Connection, id: MemberId, changes: &MemberChanges<'_>) -> QueryResult<()> {
    diesel::update(members::table.find(id)).set(changes).execute(conn).await.optional_empty_changeset()?;
    Ok(())
}

/// Notes that a member has finished onboarding. Whether this was the first time.
///
/// # Errors
/// When the database fails.
pub async fn mark_onboarded(conn: &mut Connection, now: Instant, id: MemberId) -> QueryResult<bool> {
    let changed = diesel::update(members::table.find(id).filter(members::onboarded_at.is_null()))
        .set(members::onboarded_at.eq(now))
        .execute(conn)
        .await?;
    Ok(changed == 1)
}

/// Those who work here and are not suspended, the first hundred.
///
/// # Errors
/// When the database fails.
pub async fn staff(conn: &mut Connection) -> QueryResult<Vec<MemberId>> {
    // The word is that of the index.
    let works_here = diesel::dsl::sql::<diesel::sql_types::Bool>("role <> 'member'");
    members::table
        .filter(works_here.and(members::suspended_at.is_null()))
        .order(members::id)
        .limit(MOST_STAFF)
        .select(members::id)
        .load(conn)
        .await
}

/// Gives the member with this address a role.
///
/// # Errors
/// `NotFound` when nobody has the address.
pub async fn grant_role(conn: &mut Connection, email: &str, role: Role) -> QueryResult<MemberId> {
    diesel::update(members::table.filter(members::email.eq(email.to_lowercase())))
        .set(members::role.eq(role))
        .returning(members::id)
        .get_result(conn)
        .await
}
