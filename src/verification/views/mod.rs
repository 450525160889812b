//! The pages of this slice.

mod asking;
mod assessing;
mod badge;

pub(super) use asking::VerificationPage;
pub(super) use assessing::{AskedLine, AssessmentPage, AssessmentsPage};
pub(super) use badge::{BadgePage, CheckPage};
