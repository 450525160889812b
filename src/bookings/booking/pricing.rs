//! A price of one's own: who is rated well and has taught much may ask for more than the common price.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable};
use diesel_async::RunQueryDsl;

use super::BookingError;
use crate::accounts::MemberId;
use crate::bookings::terms::{Offer, Terms};
use crate::db::{Connection, Prepare};
use crate::ledger::Credits;
use crate::schema::teaching_prices;

/// How a member stands towards a price of their own.
#[derive(Debug, Clone)]
pub struct PriceStanding {
    /// What they ask for an hour, when they have said so.
    pub own: Option<Credits>,
    /// What an hour costs now.
    pub hourly: Credits,
    /// Their rating in hundredths of a star, when they have one.
    pub rating: Option<i32>,
    /// Sessions that they had.
    pub sessions: i32,
    /// The terms of all.
    pub terms: Terms,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Nullable<BigInt>)]
    own: Option<Credits>,
    #[diesel(sql_type = Nullable<Integer>)]
    rating: Option<i32>,
    #[diesel(sql_type = Integer)]
    sessions: i32,
}

impl PriceStanding {
    /// Whether they may have a price of their own.
    pub fn is_open(&self) -> bool {
        let premium = &self.terms.premium;
        self.sessions >= premium.sessions && self.rating.is_some_and(|rating| rating >= premium.rating)
    }
}

/// How `member` stands.
///
/// # Errors
/// When the database fails.
pub async fn price_standing(mut conn: &Connection, member: MemberId) -> QueryResult<PriceStanding> {
    let Offer { terms, hourly, .. } = Offer::of(conn, member).await?;
    let row: Row = diesel::sql_query(
        "SELECT p.hourly AS own, s.figure::int AS rating, coalesce(s.sessions, 0) AS sessions
         FROM (SELECT $1 AS member_id) m LEFT JOIN standings s USING (member_id) LEFT JOIN teaching_prices p USING (member_id)",
    )
    .bind::<BigInt, _>(member)
    .prepared()
    .get_result(&mut conn)
    .await?;
    Ok(PriceStanding { own: row.own, hourly, rating: row.rating, sessions: row.sessions, terms })
}

/// Sets what an hour with `member` costs, or the common price again; for what is proposed from then on.
///
/// # Errors
/// [`BookingError::NoPremium`], [`BookingError::PriceOutOfRange`].
pub async fn set_price(conn: &mut Connection, member: MemberId, hourly: Option<Credits>) -> Result<(), BookingError> {
    let Some(hourly) = hourly else {
        diesel::delete(teaching_prices::table.find(member)).execute(conn).await?;
        return Ok(());
    };
    let standing = price_standing(conn, member).await?;
    let premium = standing.terms.premium;
    if !standing.is_open() {
        return Err(BookingError::NoPremium { rating: premium.rating, sessions: premium.sessions });
    }
    if hourly < premium.from || hourly > premium.to || hourly.0 % 100 != 0 {
        return Err(BookingError::PriceOutOfRange { from: premium.from, to: premium.to });
    }
    diesel::insert_into(teaching_prices::table)
        .values((teaching_prices::member_id.eq(member), teaching_prices::hourly.eq(hourly)))
        .on_conflict(teaching_prices::member_id)
        .do_update()
        .set(teaching_prices::hourly.eq(hourly))
        .execute(conn)
        .await?;
    Ok(())
}
