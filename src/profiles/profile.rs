//! What a member tells about themselves: a row of `profiles`, and the address of their page.

use diesel::prelude::*;
use diesel::result::OptionalEmptyChangesetExtension;
use diesel_async::{AsyncConnection, RunQueryDsl};
use serde::{Deserialize, Deserializer};

use super::forms::ProfileChanges;
use crate::accounts::{MemberChanges, MemberId, PersonName, Theme, change_member};
use crate::db::{Connection, text_enum};
use crate::schema::{members, profiles};
use crate::web::dates::Locale;

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
    /// How dates and times are written for them.
    pub locale: Locale,
    /// Light or dark.
    pub theme: Theme,
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
                members::locale,
                members::theme,
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

/// The columns of `profiles` that change.
#[derive(AsChangeset)]
#[diesel(table_name = profiles)]
struct Row<'a> {
    bio: Option<&'a str>,
    city: Option<&'a str>,
    country: Option<&'a str>,
    languages: Option<&'a Vec<String>>,
    learning_style: Option<Option<LearningStyle>>,
    visibility: Option<Visibility>,
}

/// Saves what a member tells about themselves, name, zone and looks included. The caller forgets the viewer afterwards
/// ([`crate::accounts::Viewers::forget_member`]), because they may be called something else now.
///
/// # Errors
/// When the database fails.
pub async fn save(conn: &mut Connection, member: MemberId, changes: &ProfileChanges) -> QueryResult<()> {
    let own = MemberChanges {
        name: changes.name.as_ref().map(PersonName::as_str),
        time_zone: changes.time_zone.as_deref(),
        locale: changes.locale,
        theme: changes.theme,
    };
    let row = Row {
        bio: changes.bio.as_deref(),
        city: changes.city.as_deref(),
        country: changes.country.as_deref(),
        languages: changes.languages.as_ref(),
        learning_style: changes.learning_style,
        visibility: changes.visibility,
    };
    conn.transaction(async |conn| {
        change_member(conn, member, &own).await?;
        diesel::insert_into(profiles::table)
            .values(profiles::member_id.eq(member))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
        diesel::update(profiles::table.find(member)).set(row).execute(conn).await.optional_empty_changeset()?;
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
