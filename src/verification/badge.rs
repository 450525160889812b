//! A badge: its row, its states, and the one place that makes and ends it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_derive_newtype::DieselNewType;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::VerificationError;
use super::jobs::{BadgeMail, News};
use super::queries;
use super::standing::{Tier, holds_until, standing, sum};
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, text_enum};
use crate::jobs::enqueue;
use crate::notifications;
use crate::profiles::Visibility;
use crate::schema::badges;
use crate::skills::SkillId;

/// A badge's id, and its part of an address: random, so that nobody finds one by counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, DieselNewType)]
#[serde(transparent)]
pub struct BadgeId(pub Uuid);

impl std::fmt::Display for BadgeId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl std::str::FromStr for BadgeId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

text_enum!(
    /// Who sees a badge.
    Sharing {
        /// Nothing was chosen: whoever sees the member's profile.
        Usual = "usual",
        /// Whoever has its address, also of a member whose profile is for members only.
        Shared = "shared",
        /// Nobody.
        Hidden = "hidden",
    }
);

impl Sharing {
    /// Whether the badge has a page that everybody can open, for an owner with such a profile.
    pub fn is_public(self, profile: Visibility) -> bool {
        match self {
            Self::Usual => profile == Visibility::Public,
            Self::Shared => true,
            Self::Hidden => false,
        }
    }
}

/// How a badge stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeState {
    /// It says what is so.
    Valid,
    /// Too few of its assessments are young enough.
    Expired,
    /// A badge of another tier came.
    Replaced,
    /// It is not so any more, or its owner has left.
    Withdrawn,
}

impl BadgeState {
    /// As pages and documents say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Valid => "Valid",
            Self::Expired => "Expired",
            Self::Replaced => "Replaced",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// The moments of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moments {
    pub expires_at: Instant,
    pub withdrawn_at: Option<Instant>,
    pub replaced_at: Option<Instant>,
}

impl Moments {
    /// How the badge stands at `now`. What had expired when it was replaced, expired.
    pub(super) fn state(&self, now: Instant) -> BadgeState {
        match (self.withdrawn_at, self.replaced_at) {
            (Some(_), _) => BadgeState::Withdrawn,
            (None, replaced_at) if self.expires_at <= replaced_at.unwrap_or(now) => BadgeState::Expired,
            (None, Some(_)) => BadgeState::Replaced,
            (None, None) => BadgeState::Valid,
        }
    }
}

/// The badge of now: neither withdrawn nor replaced.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = badges)]
struct Current {
    id: BadgeId,
    tier: Tier,
    expires_at: Instant,
    sharing: Sharing,
}

/// Brings the badge of a member's skill in step with what counts, and tells the member when it is another one. Gives
/// what they were told. The caller holds the member's lock.
pub(super) async fn recompute(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    skill: SkillId,
) -> QueryResult<Option<News>> {
    let counting = queries::counting(conn, now, member, skill).await?;
    let current = current(conn, member, skill).await?;
    let (before, after) = (current.map(|badge| badge.tier), standing(&counting, now));
    if before == after
        && let (Some(badge), Some(tier)) = (current, after)
    {
        renew(conn, badge.id, holds_until(&counting, tier, now), &counting, now).await?;
        return Ok(None);
    }
    let is_lower = after.map(Tier::rank) < before.map(Tier::rank);
    let mut news = None;
    if let Some(badge) = current {
        // What has expired stays what it is until another badge comes.
        let is_over = badge.expires_at <= now;
        if is_lower && !is_over {
            withdraw(conn, now, badge.id).await?;
            tell(conn, now, member, skill, (badge.id, News::Withdrawn)).await?;
            news = Some(News::Withdrawn);
        } else if after.is_some() {
            replace(conn, now, badge.id).await?;
        }
    }
    if let Some(tier) = after {
        let sharing = current.map_or(Sharing::Usual, |badge| badge.sharing);
        let id = issue(conn, now, (member, skill), (tier, sharing), &counting).await?;
        if !is_lower {
            tell(conn, now, member, skill, (id, News::Earned)).await?;
            news = Some(News::Earned);
        }
    }
    Ok(news)
}

/// Chooses who sees the member's badge of now.
///
/// # Errors
/// `NotFound` when there is none.
pub(super) async fn share(
    conn: &mut Connection,
    member: MemberId,
    skill: SkillId,
    sharing: Sharing,
) -> Result<(), VerificationError> {
    let changed = diesel::update(badges::table.filter(badges::member_id.eq(member).and(badges::skill_id.eq(skill))))
        .filter(badges::withdrawn_at.is_null().and(badges::replaced_at.is_null()))
        .set(badges::sharing.eq(sharing))
        .execute(conn)
        .await?;
    if changed == 1 { Ok(()) } else { Err(VerificationError::NotFound) }
}

/// Tells a member of their badge: on the site and by mail.
pub(super) async fn tell(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    skill: SkillId,
    (badge_id, news): (BadgeId, News),
) -> QueryResult<()> {
    notifications::notify(conn, now, member, news.kind(), None, Some(i64::from(skill.0))).await?;
    enqueue(conn, now, &BadgeMail { badge_id, news }).await
}

async fn current(conn: &mut Connection, member: MemberId, skill: SkillId) -> QueryResult<Option<Current>> {
    badges::table
        .filter(badges::member_id.eq(member).and(badges::skill_id.eq(skill)))
        .filter(badges::withdrawn_at.is_null().and(badges::replaced_at.is_null()))
        .select(Current::as_select())
        .first(conn)
        .await
        .optional()
}

/// The same tier, for longer or shorter; with its figures as they are now.
async fn renew(
    conn: &mut Connection,
    id: BadgeId,
    expires_at: Instant,
    counting: &[super::Assessment],
    now: Instant,
) -> QueryResult<()> {
    let figures = sum(counting, now);
    let is_moved = badges::expires_at.ne(expires_at);
    diesel::update(badges::table.find(id).filter(is_moved))
        .set((badges::reminded_at.eq(None::<Instant>), badges::lapsed_at.eq(None::<Instant>)))
        .execute(conn)
        .await?;
    diesel::update(badges::table.find(id))
        .set((
            badges::expires_at.eq(expires_at),
            badges::level.eq(figures.level),
            badges::assessors.eq(i16::try_from(figures.favourable).unwrap_or(i16::MAX)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

async fn issue(
    conn: &mut Connection,
    now: Instant,
    (member, skill): (MemberId, SkillId),
    (tier, sharing): (Tier, Sharing),
    counting: &[super::Assessment],
) -> QueryResult<BadgeId> {
    let figures = sum(counting, now);
    diesel::insert_into(badges::table)
        .values((
            badges::id.eq(Uuid::new_v4()),
            badges::member_id.eq(member),
            badges::skill_id.eq(skill),
            badges::tier.eq(tier),
            badges::level.eq(figures.level),
            badges::assessors.eq(i16::try_from(figures.favourable).unwrap_or(i16::MAX)),
            badges::issued_at.eq(now),
            badges::expires_at.eq(holds_until(counting, tier, now)),
            badges::sharing.eq(sharing),
        ))
        .returning(badges::id)
        .get_result(conn)
        .await
}

async fn withdraw(conn: &mut Connection, now: Instant, id: BadgeId) -> QueryResult<()> {
    diesel::update(badges::table.find(id)).set(badges::withdrawn_at.eq(now)).execute(conn).await?;
    Ok(())
}

async fn replace(conn: &mut Connection, now: Instant, id: BadgeId) -> QueryResult<()> {
    diesel::update(badges::table.find(id)).set(badges::replaced_at.eq(now)).execute(conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_stands_as_its_moments_say() {
        let at = |day: i64| Instant::from_microseconds(0).plus_hours(24 * day);
        let state = |withdrawn: Option<i64>, replaced: Option<i64>, now: i64| {
            Moments { expires_at: at(100), withdrawn_at: withdrawn.map(at), replaced_at: replaced.map(at) }
                .state(at(now))
        };
        assert_eq!((state(None, None, 99), state(None, None, 100)), (BadgeState::Valid, BadgeState::Expired));
        assert_eq!(
            (state(None, Some(50), 99), state(None, Some(50), 200)),
            (BadgeState::Replaced, BadgeState::Replaced)
        );
        assert_eq!(state(None, Some(120), 130), BadgeState::Expired);
        assert_eq!(state(Some(50), None, 60), BadgeState::Withdrawn);
    }

    #[test]
    fn for_members_only_is_public_only_when_its_owner_says_so() {
        use Visibility::{Members, Public};
        assert!(Sharing::Usual.is_public(Public) && !Sharing::Usual.is_public(Members));
        assert!(Sharing::Shared.is_public(Public) && Sharing::Shared.is_public(Members));
        assert!(!Sharing::Hidden.is_public(Public) && !Sharing::Hidden.is_public(Members));
    }
}
