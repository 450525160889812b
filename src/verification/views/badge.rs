//! A badge's page, and the page that checks one.

use askama::Template;
use jiff::tz::TimeZone;
use url::form_urlencoded;

use crate::accounts::Viewer;
use crate::clock::Instant;
use crate::profiles;
use crate::verification::BadgeState;
use crate::verification::credential::{Finding, Verdict};
use crate::verification::forms::CheckForm;
use crate::verification::queries::BadgeRow;
use crate::verification::standing::{FAVOURABLE_PERCENT, MONTHS};
use crate::web::dates::{self, Local, Locale};
use crate::web::{FieldErrors, Page};

/// `/badges/{badge}`
#[derive(Template)]
#[template(path = "verification/badge.html")]
pub(in crate::verification) struct BadgePage {
    pub page: Page,
    pub badge: BadgeRow,
    pub state: BadgeState,
    pub member_path: String,
    pub issued: String,
    pub expires: String,
    /// When it ended before its time.
    pub ended: Option<String>,
    pub is_own: bool,
    pub is_public: bool,
}

/// `/badges/check`
#[derive(Template)]
#[template(path = "verification/check.html")]
pub(in crate::verification) struct CheckPage {
    pub page: Page,
    pub form: CheckForm,
    pub errors: FieldErrors,
    pub finding: Option<Finding>,
}

impl BadgePage {
    pub(in crate::verification) fn new(page: Page, badge: BadgeRow, viewer: Option<&Viewer>, now: Instant) -> Self {
        let visitors = Local { zone: &TimeZone::UTC, locale: Locale::DEFAULT };
        let local = viewer.map_or(visitors, |viewer| viewer.local());
        Self {
            page,
            state: badge.state(now),
            member_path: profiles::path(badge.member_id, &badge.member),
            issued: dates::date(badge.issued_at, local),
            expires: dates::date(badge.expires_at, local),
            ended: badge.withdrawn_at.or(badge.replaced_at).map(|ended| dates::date(ended, local)),
            is_own: viewer.is_some_and(|viewer| viewer.member_id == badge.member_id),
            is_public: badge.is_public(),
            badge,
        }
    }

    /// What previews say.
    pub(in crate::verification) fn description(badge: &BadgeRow) -> String {
        format!(
            "{} people whom {} taught {} speak for it: {}, verified by peers on Skillswap.",
            badge.assessors,
            badge.member,
            badge.skill,
            badge.tier.words()
        )
    }

    /// What the badge asks for, in a sentence.
    pub(in crate::verification) fn criteria(&self) -> String {
        let threshold = self.badge.tier.threshold();
        let level = if threshold.level > 0 {
            format!(" who saw a level of {} or more of 100", threshold.level)
        } else {
            String::new()
        };
        format!(
            "{} or more favourable assessments{level}, each of somebody whom they taught in a completed session, and \
             {FAVOURABLE_PERCENT} % of the assessments of {MONTHS} months favourable.",
            threshold.favourable
        )
    }

    /// Where LinkedIn shares an address.
    pub(in crate::verification) fn linkedin_share(&self) -> Option<String> {
        let address = self.page.canonical.as_deref()?;
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("url", address).finish();
        Some(format!("https://www.linkedin.com/sharing/share-offsite/?{query}"))
    }

    /// Where LinkedIn adds a certificate to its reader's profile.
    pub(in crate::verification) fn linkedin_certificate(&self) -> Option<String> {
        let address = self.page.canonical.as_deref()?;
        let (issued, expires) = (month(self.badge.issued_at), month(self.badge.expires_at));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("startTask", "CERTIFICATION_NAME")
            .append_pair("name", &format!("{}, {}", self.badge.skill, self.badge.tier.words()))
            .append_pair("organizationName", "Skillswap")
            .append_pair("issueYear", &issued.0.to_string())
            .append_pair("issueMonth", &issued.1.to_string())
            .append_pair("expirationYear", &expires.0.to_string())
            .append_pair("expirationMonth", &expires.1.to_string())
            .append_pair("certUrl", address)
            .append_pair("certId", &self.badge.id.to_string())
            .finish();
        Some(format!("https://www.linkedin.com/profile/add?{query}"))
    }
}

/// Year and month, in UTC.
fn month(moment: Instant) -> (i16, i8) {
    let date = moment.timestamp().to_zoned(TimeZone::UTC);
    (date.year(), date.month())
}

impl Verdict {
    /// In a few words.
    pub(in crate::verification) fn title(self) -> &'static str {
        match self {
            Self::Valid => "Genuine and valid",
            Self::Replaced => "Genuine, and replaced",
            Self::Withdrawn => "Genuine, but withdrawn",
            Self::Expired => "Genuine, but expired",
            Self::Changed => "Changed",
            Self::NotOurs => "Not ours",
        }
    }
}
