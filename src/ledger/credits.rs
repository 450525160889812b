//! An amount of credits, exact to the hundredth.

use crate::db::id_type;

id_type!(
    /// Hundredths of a credit; negative when something leaves.
    Credits(i64)
);

impl Credits {
    /// Whole credits.
    pub const fn whole(credits: i64) -> Self {
        Self(credits * 100)
    }

    /// What `minutes` of a session cost at the common price of 10 credits an hour.
    pub const fn for_minutes(minutes: i64) -> Self {
        Self(minutes * 1000 / 60)
    }

    /// The amount as people read it: `12.50`.
    pub fn words(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100)
    }

    /// With its sign, for movements: `+12.50`.
    pub fn movement(self) -> String {
        if self.0 > 0 { format!("+{}", self.words()) } else { self.words() }
    }
}

impl std::ops::Neg for Credits {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_hundredth() {
        for (hundredths, words) in [(0, "0.00"), (5, "0.05"), (1250, "12.50"), (-5, "−0.05"), (-1000, "−10.00")] {
            assert_eq!(Credits(hundredths).words(), words);
        }
        assert_eq!(Credits(250).movement(), "+2.50");
    }

    #[test]
    fn every_quarter_of_an_hour_has_an_exact_price() {
        for quarters in 1..=16 {
            assert_eq!(Credits::for_minutes(quarters * 15), Credits(quarters * 250));
        }
    }
}
