//! What a member tells about themselves: a row of `profiles`, and the address of their page.

use diesel::prelude::*;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Deserializer};

use super::forms::ProfileValues;
use crate::accounts::{MemberId, set_name_and_zone};
use crate::db::{Connection, text_enum};
use crate::schema::{members, profiles};

text_enum!(
    /// How a member likes to learn.
    LearningStyle {
        /// By doing it together.
        HandsOn = "hands_on",
        /// By watching.
        Visual = "visual",
        /// By reading.
        Reading = "reading",
        /// By talking it through.
        Conversation = "conversation",
    }
);

text_enum!(
    /// Who sees a member's page.
    Visibility {
        /// Everybody, search engines too.
        Public = "public",
        /// Who is logged in.
        Members = "members",
    }
);

/// A member with what they tell about themselves; without a row of their own everything is empty.
#[derive(Debug, Clone, Queryable)]
pub struct Profile {
    /// Their name.
    pub name: String,
    /// The IANA name of their zone.
    pub time_zone: String,
    /// What they wrote, at most 500 characters.
    pub bio: Option<String>,
    /// Their city.
    pub city: Option<String>,
    /// Their country.
    pub country: Option<String>,
    /// ISO 639-1 codes, at most 10.
    pub languages: Option<Vec<Option<String>>>,
    /// How they like to learn.
    pub learning_style: Option<LearningStyle>,
    /// Who sees their page; `None` before it was ever saved.
    pub visibility: Option<Visibility>,
}

/// The `{member}` of an address: `42-ana-lopez`, of which only the number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberPath(pub MemberId);

impl MemberPath {
    /// Whose path it is.
    pub fn id(self) -> MemberId {
        self.0
    }
}

impl LearningStyle {
    /// How pages say it.
    pub fn words(self) -> &'static str {
        match self {
            Self::HandsOn => "by doing it together",
            Self::Visual => "by watching",
            Self::Reading => "by reading",
            Self::Conversation => "by talking it through",
        }
    }
}

impl Profile {
    /// What `member` tells about themselves.
    ///
    /// # Errors
    /// `NotFound` when there is no such member.
    pub async fn of(conn: &mut Connection, member: MemberId) -> QueryResult<Self> {
        members::table
            .find(member)
            .left_join(profiles::table)
            .select((
                members::name,
                members::time_zone,
                profiles::bio.nullable(),
                profiles::city.nullable(),
                profiles::country.nullable(),
                profiles::languages.nullable(),
                profiles::learning_style.nullable(),
                profiles::visibility.nullable(),
            ))
            .first(conn)
            .await
    }
}

impl std::str::FromStr for MemberPath {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.split_once('-').map_or(text, |(number, _)| number);
        number.parse().map(Self)
    }
}

impl<'de> Deserialize<'de> for MemberPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The path of a member's page. It stays the same as long as the name does.
pub fn path(member: MemberId, name: &str) -> String {
    let mut path = format!("/members/{member}");
    let latin = deunicode::deunicode(name);
    for word in latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        path.push('-');
        path.push_str(&word.to_ascii_lowercase());
    }
    path
}

/// Saves what a member tells about themselves, name and zone included. The caller forgets the viewer afterwards
/// ([`crate::accounts::Viewers::forget_member`]), because their name or zone may be another now.
///
/// # Errors
/// When the database fails.
pub async fn save(conn: &mut Connection, member: MemberId, values: &ProfileValues) -> QueryResult<()> {
    conn.transaction(async |conn| {
        set_name_and_zone(conn, member, &values.name, &values.time_zone).await?;
        let row = (
            profiles::bio.eq(&values.bio),
            profiles::city.eq(&values.city),
            profiles::country.eq(&values.country),
            profiles::languages.eq(&values.languages),
            profiles::learning_style.eq(values.learning_style),
            profiles::visibility.eq(values.visibility),
        );
        diesel::insert_into(profiles::table)
            .values((profiles::member_id.eq(member), row))
            .on_conflict(profiles::member_id)
            .do_update()
            .set(row)
            .execute(conn)
            .await?;
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_name_in_plain_letters() {
        for (name, expected) in [
            ("Ana López", "/members/42-ana-lopez"),
            ("Søren  O'Neil-Ståhl", "/members/42-soren-o-neil-stahl"),
            ("李明", "/members/42-li-ming"),
            ("Дмитрий", "/members/42-dmitrii"),
            ("—", "/members/42"),
        ] {
            assert_eq!(path(MemberId(42), name), expected);
        }
    }

    #[test]
    fn only_the_number_of_a_path_counts() {
        for text in ["42", "42-ana-lopez", "42-"] {
            assert_eq!(text.parse(), Ok(MemberPath(MemberId(42))));
        }
        for text in ["", "ana", "-42", "42x-ana", "99999999999999999999"] {
            assert!(text.parse::<MemberPath>().is_err(), "{text}");
        }
    }
}
