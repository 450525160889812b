//! Ratings as people read them.

/// `4.87` for 487 hundredths of a star.
pub fn stars(hundredths: i16) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
