//! Rows shaped for pages, mails and the one function that counts.

mod asking;
mod assessing;
mod badges;
mod mails;

pub(super) use asking::{Candidate, Overview, candidates, counting, overview};
pub(super) use assessing::{AskedRow, AssessmentRow, PAGE, asked, assessment};
pub(super) use badges::{BadgeRow, badge, recipient};
pub(super) use mails::{AskedMailRow, BadgeMailRow, asked_mail, badge_mail};
