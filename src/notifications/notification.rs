//! The noun: kinds, and the verbs that write.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, id_type, text_enum};
use crate::schema::notifications;
use crate::state::AppState;

id_type!(
    /// A notification's id.
    NotificationId(i64)
);

text_enum!(
    /// What a member chooses channels by.
    Category {
        /// Proposals, answers, sessions.
        Sessions = "sessions",
        /// Matches.
        Matching = "matching",
        /// Messages.
        Messaging = "messaging",
        /// Movements of credits.
        Credits = "credits",
        /// From the site.
        System = "system",
        /// What concerns somebody's safety.
        Safety = "safety",
    }
);

text_enum!(
    /// What happened. Its sentence is in `templates/notifications/_sentence.html`.
    Kind {
        /// The actor proposes a session; subject: the booking.
        ProposalReceived = "proposal_received",
        /// The actor accepted a slot; subject: the booking.
        ProposalAccepted = "proposal_accepted",
        /// The actor declined; subject: the booking.
        ProposalDeclined = "proposal_declined",
        /// The actor took a proposal back; subject: the booking.
        ProposalWithdrawn = "proposal_withdrawn",
        /// The actor proposes other times; subject: the booking.
        ProposalCountered = "proposal_countered",
        /// Nobody answered a proposal in time; subject: the booking.
        ProposalExpired = "proposal_expired",
        /// The actor offers another time for what is agreed; subject: the booking.
        MoveOffered = "move_offered",
        /// The actor keeps the agreed time; subject: the booking.
        MoveRefused = "move_refused",
        /// The actor agreed to another time; subject: the booking.
        SessionMoved = "session_moved",
        /// The session with the actor begins soon; subject: the booking.
        SessionSoon = "session_soon",
        /// The actor says that a session did not go as agreed; subject: the booking.
        ClaimMade = "claim_made",
        /// The actor says otherwise; subject: the booking.
        ClaimContested = "claim_contested",
        /// Their answer to a claim is due within a day; actor: who waits; subject: the booking.
        ClaimDue = "claim_due",
        /// A dispute waits for a moderator; subject: the booking.
        DisputeWaits = "dispute_waits",
        /// What did not go as agreed is settled; subject: the booking.
        ClaimSettled = "claim_settled",
        /// The actor proposes a series of sessions; subject: the series.
        SeriesReceived = "series_received",
        /// The actor answered a series; subject: the series.
        SeriesAnswered = "series_answered",
        /// The actor ended what was left of a series; subject: the series.
        SeriesEnded = "series_ended",
        /// The actor needs help at once in a skill that the member teaches.
        QuickHelpAsked = "quick_help_asked",
        /// The actor helps at once; subject: the booking.
        QuickHelpTaken = "quick_help_taken",
        /// The actor cancelled an accepted session; subject: the booking.
        SessionCancelled = "session_cancelled",
        /// The actor's rating can be seen; subject: the booking.
        RatingReceived = "rating_received",
        /// The provider of their room failed: they meet elsewhere; subject: the booking.
        RoomMoved = "room_moved",
        /// What was recorded without both agreeing is deleted; subject: the booking.
        RecordingDeleted = "recording_deleted",
        /// The session with the actor is over and wants a rating; subject: the booking.
        RatingDue = "rating_due",
        /// A dispute about a rating in a session with the actor is decided; subject: the booking.
        RatingDisputeDecided = "rating_dispute_decided",
        /// Credits of a session came in; subject: the booking.
        CreditsReleased = "credits_released",
        /// The credits that everybody starts with came in.
        StarterCredits = "starter_credits",
        /// The day's matches are there.
        MatchesReady = "matches_ready",
        /// The actor teaches a skill that the member waits for; subject: the actor.
        SkillTaught = "skill_taught",
        /// The actor asks for an assessment; subject: the assessment.
        AssessmentAsked = "assessment_asked",
        /// A round of assessments is over and changed no badge; subject: the skill.
        AssessmentsCounted = "assessments_counted",
        /// A badge is there; subject: the skill.
        BadgeEarned = "badge_earned",
        /// A badge is not so any more; subject: the skill.
        BadgeWithdrawn = "badge_withdrawn",
        /// A badge expires within a month; subject: the skill.
        BadgeExpiring = "badge_expiring",
        /// A badge has expired; subject: the skill.
        BadgeExpired = "badge_expired",
        /// A skill that the member asked for is there, or will not be; subject: the request.
        SkillRequestAnswered = "skill_request_answered",
        /// A calendar of theirs has not been read for a day; subject: the calendar.
        CalendarFails = "calendar_fails",
        /// They moved a session in their calendar to a time that cannot be offered; subject: the booking.
        CalendarMoveKept = "calendar_move_kept",
        /// They deleted a session from their calendar; subject: the booking.
        CalendarEventDeleted = "calendar_event_deleted",
        /// A calendar that sessions were written into does not let us in any more.
        CalendarDisconnected = "calendar_disconnected",
        /// The actor wrote; subject: the conversation. For channels beside the site, never stored per message.
        MessageReceived = "message_received",
    }
);

impl Category {
    /// As pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Sessions => "Sessions",
            Self::Matching => "Matches",
            Self::Messaging => "Messages",
            Self::Credits => "Credits",
            Self::System => "Skillswap",
            Self::Safety => "Safety",
        }
    }
}

impl Kind {
    /// Those whose subject is a skill.
    const OF_SKILLS: [Self; 5] =
        [Self::AssessmentsCounted, Self::BadgeEarned, Self::BadgeWithdrawn, Self::BadgeExpiring, Self::BadgeExpired];

    /// What members choose channels by.
    pub fn category(self) -> Category {
        match self {
            Self::ProposalReceived
            | Self::ProposalAccepted
            | Self::ProposalDeclined
            | Self::ProposalWithdrawn
            | Self::ProposalCountered
            | Self::ProposalExpired
            | Self::MoveOffered
            | Self::MoveRefused
            | Self::SessionMoved
            | Self::SessionSoon
            | Self::ClaimMade
            | Self::ClaimContested
            | Self::ClaimDue
            | Self::ClaimSettled
            | Self::SessionCancelled
            | Self::QuickHelpAsked
            | Self::QuickHelpTaken
            | Self::SeriesReceived
            | Self::SeriesAnswered
            | Self::SeriesEnded
            | Self::RoomMoved
            | Self::RecordingDeleted
            | Self::RatingReceived
            | Self::RatingDue
            | Self::RatingDisputeDecided
            | Self::CalendarMoveKept
            | Self::CalendarEventDeleted => Category::Sessions,
            Self::CreditsReleased | Self::StarterCredits => Category::Credits,
            Self::MatchesReady | Self::SkillTaught => Category::Matching,
            Self::AssessmentAsked
            | Self::AssessmentsCounted
            | Self::BadgeEarned
            | Self::BadgeWithdrawn
            | Self::BadgeExpiring
            | Self::BadgeExpired
            | Self::SkillRequestAnswered
            | Self::CalendarFails
            | Self::CalendarDisconnected => Category::System,
            Self::DisputeWaits => Category::Safety,
            Self::MessageReceived => Category::Messaging,
        }
    }

    /// Its picture in the sprite.
    pub fn icon(self) -> &'static str {
        match self {
            Self::ProposalReceived | Self::ProposalCountered | Self::MoveOffered | Self::SessionMoved => "calendar",
            Self::SeriesReceived => "calendar",
            Self::QuickHelpAsked => "bell",
            Self::QuickHelpTaken => "check",
            Self::SeriesAnswered => "check",
            Self::SeriesEnded => "x",
            Self::ProposalExpired | Self::SessionSoon | Self::ClaimDue => "clock",
            Self::MoveRefused => "x",
            Self::ClaimMade | Self::ClaimContested | Self::DisputeWaits => "warning",
            Self::ClaimSettled => "check",
            Self::ProposalAccepted => "check",
            Self::ProposalDeclined | Self::ProposalWithdrawn | Self::SessionCancelled => "x",
            Self::RatingReceived | Self::RatingDue | Self::RatingDisputeDecided => "star",
            Self::CreditsReleased | Self::StarterCredits => "credits",
            Self::MatchesReady => "compass",
            Self::SkillTaught => "bell",
            Self::RoomMoved => "info",
            Self::RecordingDeleted => "trash",
            Self::AssessmentAsked | Self::AssessmentsCounted => "edit",
            Self::BadgeEarned => "star",
            Self::BadgeWithdrawn => "x",
            Self::BadgeExpiring | Self::BadgeExpired => "clock",
            Self::SkillRequestAnswered => "edit",
            Self::CalendarFails | Self::CalendarDisconnected => "calendar",
            Self::CalendarMoveKept | Self::CalendarEventDeleted => "calendar",
            Self::MessageReceived => "chat",
        }
    }

    /// The page to go on to.
    pub fn target(self, subject: Option<i64>) -> String {
        match (self, subject) {
            (Self::SkillRequestAnswered, Some(id)) => return format!("/skills/requests#request-{id}"),
            (Self::SkillRequestAnswered, None) => return "/skills/requests".to_owned(),
            (Self::AssessmentAsked, Some(id)) => return format!("/assessments/{id}"),
            (
                Self::AssessmentsCounted
                | Self::BadgeEarned
                | Self::BadgeWithdrawn
                | Self::BadgeExpiring
                | Self::BadgeExpired,
                Some(skill),
            ) => return format!("/me/skills/{skill}/verification"),
            (Self::QuickHelpAsked, _) => return "/quick-help".to_owned(),
            (Self::SeriesReceived | Self::SeriesAnswered | Self::SeriesEnded, Some(id)) => {
                return format!("/series/{id}");
            }
            (Self::DisputeWaits, Some(booking)) => return format!("/moderation/disputes/{booking}"),
            (Self::CalendarDisconnected, _) => return "/me/calendar".to_owned(),
            (Self::RoomMoved | Self::RecordingDeleted, Some(booking)) => return format!("/bookings/{booking}/room"),
            (Self::CalendarFails, _) => return "/me/hours/calendars".to_owned(),
            _ => {}
        }
        let (of_one, otherwise) = match self.category() {
            Category::Sessions => ("/bookings/", "/sessions"),
            Category::Messaging => ("/messages/", "/messages"),
            Category::Credits => return "/credits".to_owned(),
            Category::Matching if self == Self::SkillTaught => ("/members/", "/me/alerts"),
            Category::Matching => return "/discover".to_owned(),
            Category::System | Category::Safety => return "/notifications".to_owned(),
        };
        subject.map_or_else(|| otherwise.to_owned(), |id| format!("{of_one}{id}"))
    }
}

/// Writes a notification for `member`, in the transaction of the verb that calls this. After its commit the caller
/// [`announce`]s.
///
/// # Errors
/// When the row cannot be written.
pub async fn notify(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    kind: Kind,
    actor: Option<MemberId>,
    subject: Option<i64>,
) -> QueryResult<()> {
    diesel::insert_into(notifications::table)
        .values((
            notifications::member_id.eq(member),
            notifications::category.eq(kind.category()),
            notifications::kind.eq(kind),
            notifications::actor_id.eq(actor),
            notifications::subject_id.eq(subject),
            notifications::created_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Lets what is told of skill `from` be told of `into`, in the transaction of whoever merges the two. A merger is rare
/// enough to look at every row.
///
/// # Errors
/// When the database fails.
pub async fn move_skill(conn: &mut Connection, from: i64, into: i64) -> QueryResult<()> {
    let of_skills = notifications::kind.eq_any(Kind::OF_SKILLS);
    diesel::update(notifications::table.filter(of_skills.and(notifications::subject_id.eq(from))))
        .set(notifications::subject_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}

/// Tells the member's open pages, on every node, that their badges changed. Called after commit.
pub fn announce(state: &AppState, member: MemberId) {
    // The badges are counted when they are asked for: there is no cursor to go on from.
    state.bus.publish(format!("badges:{member}"), 0);
}

/// Marks one of the member's notifications as read, and gives what it is about.
///
/// # Errors
/// `NotFound` when it is not theirs.
pub async fn mark_read(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    id: NotificationId,
) -> QueryResult<(Kind, Option<i64>)> {
    diesel::update(notifications::table.find(id).filter(notifications::member_id.eq(member)))
        .set(notifications::read_at.eq(now))
        .returning((notifications::kind, notifications::subject_id))
        .get_result(conn)
        .await
}

/// Marks the member's notifications up to `upto` as read: those that came after the list was looked at stay.
///
/// # Errors
/// When the database fails.
pub async fn mark_all_read(
    conn: &mut Connection,
    now: Instant,
    member: MemberId,
    upto: NotificationId,
) -> QueryResult<()> {
    diesel::update(notifications::table.filter(
        notifications::member_id.eq(member).and(notifications::read_at.is_null()).and(notifications::id.le(upto)),
    ))
    .set(notifications::read_at.eq(now))
    .execute(conn)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_leads_to_a_page() {
        for kind in Kind::ALL {
            for subject in [None, Some(7)] {
                assert!(kind.target(subject).starts_with('/'), "{kind:?}");
            }
        }
        assert_eq!(Kind::ProposalReceived.target(Some(7)), "/bookings/7");
        assert_eq!(Kind::MessageReceived.target(Some(7)), "/messages/7");
        assert_eq!(Kind::StarterCredits.target(None), "/credits");
        assert_eq!(Kind::SkillTaught.target(Some(7)), "/members/7");
        assert_eq!(Kind::MatchesReady.target(Some(7)), "/discover");
    }
}
