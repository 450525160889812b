//! The picture that link previews show of a badge.

use askama::Template;

use super::queries::BadgeRow;
use crate::profiles::{drawable, lines_of};

/// Where a line of text may go to, from 80 pixels on.
const ROOM: f32 = 1040.0;
const SKILL_SIZE: f32 = 84.0;
const TEXT_SIZE: f32 = 40.0;

/// A badge's card.
#[derive(Debug, Template)]
#[template(path = "verification/card.svg")]
pub(super) struct BadgePicture {
    skill: String,
    tier: &'static str,
    holder: String,
    assessors: i16,
}

impl BadgePicture {
    /// Of a badge that is shown.
    pub(super) fn of(badge: &BadgeRow) -> Self {
        Self {
            skill: one_line(&drawable(&badge.skill), SKILL_SIZE),
            tier: badge.tier.words(),
            holder: one_line(&drawable(&badge.member), TEXT_SIZE),
            assessors: badge.assessors,
        }
    }
}

fn one_line(text: &str, size: f32) -> String {
    lines_of(text, ROOM / size, 1).0.pop().unwrap_or_default()
}
