//! The log: who changed what in the catalogue, and when.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::RequestId;
use crate::accounts::MemberId;
use crate::clock::Instant;
use crate::db::{Connection, text_enum};
use crate::schema::taxonomy_changes;
use crate::skills::{Entry, EntryRow};

text_enum!(
    /// What was done.
    ChangeKind {
        /// A skill was added.
        Added = "added",
        /// A request became a skill.
        Approved = "approved",
        /// A request was answered with a skill that is there; the detail is that skill.
        Answered = "answered",
        /// A request was declined.
        Declined = "declined",
        /// Something else is said of a skill; the detail is what was said before.
        Edited = "edited",
        /// A skill went; the detail is the one that stays.
        Merged = "merged",
    }
);

/// A line of the log.
pub(super) struct Change {
    pub kind: ChangeKind,
    /// The skill's name as it is, or was.
    pub skill: String,
    pub detail: String,
    pub request: Option<RequestId>,
}

/// Writes a line of the log, in the transaction of what it tells of.
pub(super) async fn record(conn: &mut Connection, now: Instant, admin: MemberId, change: &Change) -> QueryResult<()> {
    diesel::insert_into(taxonomy_changes::table)
        .values((
            taxonomy_changes::admin_id.eq(admin),
            taxonomy_changes::kind.eq(change.kind),
            taxonomy_changes::skill.eq(&change.skill),
            taxonomy_changes::detail.eq(&change.detail),
            taxonomy_changes::request_id.eq(change.request),
            taxonomy_changes::made_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What was said before and is not any more; empty when nothing changed.
pub(super) fn difference(before: &EntryRow, after: &Entry) -> String {
    let mut told = Vec::new();
    if before.name != after.name {
        told.push(format!("its name was “{}”", before.name));
    }
    if before.subcategory_id != after.subcategory_id {
        told.push(format!("it was in {}, {}", before.category, before.subcategory));
    }
    if before.synonyms != after.synonyms {
        let synonyms = if before.synonyms.is_empty() { "none".to_owned() } else { before.synonyms.join(", ") };
        told.push(format!("its other names were {synonyms}"));
    }
    told.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::skills::{SkillId, SubcategoryId};

    #[test]
    fn only_what_changed_is_told() {
        let before = EntryRow {
            id: SkillId(7),
            slug: "spanish".to_owned(),
            name: "Spanish".to_owned(),
            synonyms: Vec::new(),
            subcategory_id: SubcategoryId(1),
            subcategory: "Romance languages".to_owned(),
            category: "Languages".to_owned(),
        };
        let mut after = Entry { name: "Spanish".to_owned(), subcategory_id: SubcategoryId(1), synonyms: Vec::new() };
        assert_eq!(difference(&before, &after), "");
        after.name = "Castilian".to_owned();
        after.synonyms.push("spanish".to_owned());
        assert_eq!(difference(&before, &after), "its name was “Spanish”; its other names were none");
        after.subcategory_id = SubcategoryId(2);
        assert!(difference(&before, &after).contains("it was in Languages, Romance languages"));
    }
}
