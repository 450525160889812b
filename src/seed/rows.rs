//! The tables that a story is written to: one struct a table, holding the columns that a story fills, and one statement
//! an insert, whatever the number of rows (`INSERT .. SELECT FROM unnest`, a column an array).

use diesel::QueryResult;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::clock::Instant;
use crate::db::Connection;

/// `rows!(Name into "table" { column: Rust => Sql; ... })`; `from "expression"` turns what is given into the column.
macro_rules! rows {
    ($(#[$doc:meta])* $name:ident into $table:literal {
        $($column:ident: $rust:ty => $sql:ty $(, from $expression:literal)?;)+
    }) => {
        $(#[$doc])*
        pub(super) struct $name { $(pub $column: $rust),+ }

        impl $name {
            /// Inserts the rows in their order.
            pub async fn insert(conn: &mut Connection, rows: &[Self]) -> QueryResult<()> {
                let columns = [$((stringify!($column), rows!(@given $column $($expression)?))),+];
                diesel::sql_query(statement($table, &columns))
                    $(.bind::<Array<$sql>, _>(rows.iter().map(|row| &row.$column).collect::<Vec<_>>()))+
                    .execute(conn)
                    .await?;
                Ok(())
            }
        }
    };
    (@given $column:ident) => { concat!("\"", stringify!($column), "\"") };
    (@given $column:ident $expression:literal) => { $expression };
}

/// The insert into `table` of columns, each a name and the expression that gives it.
fn statement(table: &str, columns: &[(&str, &str)]) -> String {
    let names: Vec<String> = columns.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let expressions: Vec<&str> = columns.iter().map(|(_, expression)| *expression).collect();
    let parameters: Vec<String> = (1..=columns.len()).map(|number| format!("${number}")).collect();
    let (names, expressions, parameters) = (names.join(", "), expressions.join(", "), parameters.join(", "));
    format!("INSERT INTO {table} ({names}) SELECT {expressions} FROM unnest({parameters}) AS given ({names})")
}

rows!(MemberRow into "members" {
    id: i64 => BigInt;
    email: String => Text;
    password_hash: String => Text;
    name: String => Text;
    time_zone: &'static str => Text;
    email_verified_at: Instant => Timestamptz;
    onboarded_at: Instant => Timestamptz;
    created_at: Instant => Timestamptz;
    last_seen_at: Instant => Timestamptz;
});

rows!(LoginRow into "logins" {
    member_id: i64 => BigInt;
    created_at: Instant => Timestamptz;
    last_seen_at: Instant => Timestamptz;
    expires_at: Instant => Timestamptz;
});

rows!(ProfileRow into "profiles" {
    member_id: i64 => BigInt;
    bio: String => Text;
    city: &'static str => Text;
    country: &'static str => Text;
    // An array of arrays would be flattened.
    languages: String => Text, from "string_to_array(languages, ' ')";
    learning_style: Option<&'static str> => Nullable<Text>;
    visibility: &'static str => Text;
});

rows!(MemberSkillRow into "member_skills" {
    member_id: i64 => BigInt;
    skill_id: i32 => Integer;
    direction: &'static str => Text;
    level: i16 => SmallInt;
    target_level: Option<i16> => Nullable<SmallInt>;
    note: &'static str => Text;
});

rows!(WeeklyHoursRow into "weekly_hours" {
    member_id: i64 => BigInt;
    weekday: i16 => SmallInt;
    starts_minute: i16 => SmallInt;
    ends_minute: i16 => SmallInt;
});

rows!(StandingRow into "standings" {
    member_id: i64 => BigInt;
    rating_total: i64 => BigInt;
    rating_count: i32 => Integer;
    figure: Option<i16> => Nullable<SmallInt>;
    figure_count: i32 => Integer;
    figure_until: Option<jiff_diesel::Date> => Nullable<Date>;
    taught_minutes: i64 => BigInt;
    learned_minutes: i64 => BigInt;
    sessions: i32 => Integer;
    proposals: i32 => Integer;
    proposals_answered: i32 => Integer;
});

rows!(AccountRow into "ledger_accounts" {
    id: i64 => BigInt;
    member_id: i64 => BigInt;
    kind: &'static str => Text;
    booking_id: Option<i64> => Nullable<BigInt>;
});

rows!(TransferRow into "ledger_transfers" {
    id: i64 => BigInt;
    idempotency_key: String => Text;
    kind: &'static str => Text;
    booking_id: Option<i64> => Nullable<BigInt>;
    created_at: Instant => Timestamptz;
});

rows!(
    /// Its trigger moves the balance and fills `balance_after`, so that rows must come in the order of time.
    PostingRow into "ledger_postings" {
    transfer_id: i64 => BigInt;
    account_id: i64 => BigInt;
    amount: i64 => BigInt;
    // Whatever is given here, the trigger says the right one.
    balance_after: i64 => BigInt;
});

rows!(BookingRow into "bookings" {
    id: i64 => BigInt;
    learner_id: i64 => BigInt;
    teacher_id: i64 => BigInt;
    skill_id: i32 => Integer;
    minutes: i16 => SmallInt;
    price: i64 => BigInt;
    agenda: &'static str => Text;
    state: &'static str => Text;
    starts_at: Option<Instant> => Nullable<Timestamptz>;
    ends_at: Option<Instant> => Nullable<Timestamptz>;
    idempotency_key: Uuid => SqlUuid;
    proposed_at: Instant => Timestamptz;
    answered_at: Option<Instant> => Nullable<Timestamptz>;
    closed_at: Option<Instant> => Nullable<Timestamptz>;
});

rows!(SlotRow into "booking_slots" {
    booking_id: i64 => BigInt;
    position: i16 => SmallInt;
    starts_at: Instant => Timestamptz;
});

rows!(CommitmentRow into "commitments" {
    booking_id: i64 => BigInt;
    member_id: i64 => BigInt;
    starts_at: Instant => Timestamptz;
    ends_at: Instant => Timestamptz;
});

rows!(EventRow into "booking_events" {
    booking_id: i64 => BigInt;
    kind: &'static str => Text;
    actor_id: Option<i64> => Nullable<BigInt>;
    at: Instant => Timestamptz;
});

rows!(RatingRow into "ratings" {
    booking_id: i64 => BigInt;
    rater_id: i64 => BigInt;
    ratee_id: i64 => BigInt;
    overall: i16 => SmallInt;
    knowledge: i16 => SmallInt;
    communication: i16 => SmallInt;
    professionalism: i16 => SmallInt;
    comment: &'static str => Text;
    rated_at: Instant => Timestamptz;
    revealed_at: Instant => Timestamptz;
});

rows!(ConversationRow into "conversations" {
    id: i64 => BigInt;
    low_id: i64 => BigInt;
    high_id: i64 => BigInt;
    last_seq: i64 => BigInt;
    created_at: Instant => Timestamptz;
});

rows!(ParticipantRow into "participants" {
    conversation_id: i64 => BigInt;
    member_id: i64 => BigInt;
    read_seq: i64 => BigInt;
    unread: i32 => Integer;
    last_message_at: Instant => Timestamptz;
});

rows!(MessageRow into "messages" {
    conversation_id: i64 => BigInt;
    seq: i64 => BigInt;
    sender_id: i64 => BigInt;
    body: &'static str => Text;
    idempotency_key: Uuid => SqlUuid;
    created_at: Instant => Timestamptz;
});

rows!(NotificationRow into "notifications" {
    member_id: i64 => BigInt;
    category: &'static str => Text;
    kind: &'static str => Text;
    actor_id: Option<i64> => Nullable<BigInt>;
    subject_id: Option<i64> => Nullable<BigInt>;
    created_at: Instant => Timestamptz;
    read_at: Option<Instant> => Nullable<Timestamptz>;
});
