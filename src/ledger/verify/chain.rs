//! By day and transfer: sums, seals and the hashes of the days.

use std::collections::BTreeMap;
use std::pin::pin;

use futures_util::TryStreamExt;
use jiff::civil::Date;
use tokio_postgres::{Client, Error};

use super::balances::MOST_OF_MEMBER;
use super::report::{Report, Thing};
use super::rows::{TransferRow, by_transfer};
use crate::ledger::seals::{AccountFacts, DayContent, PostingFacts, Seal, TransferFacts};
use crate::ledger::transfer::TransferKind;

pub(super) const MICROSECONDS_OF_DAY: i64 = 86_400_000_000;

/// A row of `ledger_days`.
struct Sealed {
    transfers: i64,
    postings: i64,
    turnover: String,
    hash: Vec<u8>,
    sealed_at: i64,
}

/// The transfer whose postings are being read.
struct Open {
    id: i64,
    booking: Option<i64>,
    created_at: i64,
    postings: u32,
    sum: i128,
}

/// Where the reading stands.
struct Reading<'a> {
    report: &'a mut Report,
    /// Days whose rows have not been met yet.
    sealed: BTreeMap<i32, Sealed>,
    last_sealed: Option<i32>,
    /// The day before, as its row says and as it was computed.
    before: [Seal; 2],
    day: Option<i32>,
    content: DayContent,
    open: Option<Open>,
}

pub(super) async fn verify(client: &Client, report: &mut Report) -> Result<(), Error> {
    let sealed = sealed_days(client).await?;
    report.days = u64::try_from(sealed.len()).unwrap_or(u64::MAX);
    report.head = sealed.last_key_value().map(|(day, row)| (date(*day), hex::encode(&row.hash)));
    let last_sealed = sealed.last_key_value().map(|(day, _)| *day);
    let (before, content) = ([[0; 32]; 2], DayContent::default());
    let mut reading = Reading { report, sealed, last_sealed, before, day: None, content, open: None };
    let mut rows = pin!(by_transfer(client, None).await?);
    while let Some(row) = rows.try_next().await? {
        reading.row(&TransferRow(&row))?;
    }
    reading.end();
    Ok(())
}

async fn sealed_days(client: &Client) -> Result<BTreeMap<i32, Sealed>, Error> {
    const DAYS: &str = "SELECT day - date '1970-01-01', transfers, postings, turnover::text, hash,
                               ledger_microseconds(sealed_at) FROM ledger_days";
    let rows = client.query(DAYS, &[]).await?;
    rows.iter()
        .map(|row| {
            let (transfers, postings, turnover) = (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            let sealed = Sealed { transfers, postings, turnover, hash: row.try_get(4)?, sealed_at: row.try_get(5)? };
            Ok((row.try_get(0)?, sealed))
        })
        .collect()
}

impl Reading<'_> {
    fn row(&mut self, row: &TransferRow<'_>) -> Result<(), Error> {
        let transfer = row.transfer()?;
        if let Some((facts, seal)) = &transfer
            && self.open.as_ref().is_none_or(|open| open.id != facts.id)
        {
            self.close_transfer();
            if self.day != Some(facts.day) {
                self.close_day();
                self.skip_to(facts.day);
                self.day = Some(facts.day);
            }
            self.transfer(facts, seal);
        }
        if let Some((posting, seal)) = row.posting()? {
            if transfer.is_none() {
                let says = format!("it is of transfer {}, and there is none", posting.transfer);
                self.report.fault(Thing::Posting(posting.id), says);
            } else {
                self.posting(&posting, seal, row.account()?);
            }
        }
        Ok(())
    }

    fn transfer(&mut self, facts: &TransferFacts<'_>, seal: &[u8]) {
        let thing = Thing::Transfer(facts.id);
        let computed = facts.seal();
        if computed != seal {
            self.report.fault(thing, "its seal is not of what it says: something of it was changed");
        }
        if TransferKind::parse(facts.kind).is_none() {
            self.report.fault(thing, format!("there is no kind `{}`", facts.kind));
        }
        if i64::from(facts.day) < facts.created_at.div_euclid(MICROSECONDS_OF_DAY) {
            self.report.fault(thing, "it belongs to a day before it was made");
        }
        self.report.transfers += 1;
        if self.last_sealed.is_none_or(|last| last < facts.day) {
            self.report.unsealed += 1;
        }
        self.content.add_transfer(&computed);
        let (booking, created_at) = (facts.booking, facts.created_at);
        self.open = Some(Open { id: facts.id, booking, created_at, postings: 0, sum: 0 });
    }

    fn posting(&mut self, facts: &PostingFacts, seal: &[u8], account: Option<AccountFacts<'_>>) {
        let thing = Thing::Posting(facts.id);
        let computed = facts.seal();
        if computed != seal {
            self.report.fault(thing, "its seal is not of what it says: something of it was changed");
        }
        if facts.amount == 0 || facts.amount.saturating_abs() > MOST_OF_MEMBER {
            self.report.fault(thing, format!("its amount {} is beyond the limits", facts.amount));
        }
        if let Some(open) = &mut self.open {
            open.postings += 1;
            open.sum += i128::from(facts.amount);
            if facts.created_at != open.created_at {
                self.report.fault(thing, format!("its time is not the one of transfer {}", open.id));
            }
            if account.is_some_and(|account| account.booking.is_some() && account.booking != open.booking) {
                self.report.fault(thing, format!("transfer {} is of another booking than its escrow", open.id));
            }
        }
        // Without its account, which was told of, the day's hash cannot be right.
        let account = account.map_or([0; 32], |account| account.seal());
        self.content.add_posting(&computed, &account, facts.amount);
    }

    fn close_transfer(&mut self) {
        let Some(open) = &self.open else { return };
        if open.postings < 2 {
            let says = format!("it has {} postings, and needs two at least", open.postings);
            self.report.fault(Thing::Transfer(open.id), says);
        }
        if open.sum != 0 {
            self.report.fault(Thing::Transfer(open.id), format!("its postings come to {}, not to zero", open.sum));
        }
    }

    /// Holds the day that was read against its row.
    fn close_day(&mut self) {
        let Some(day) = self.day.take() else { return };
        let content = std::mem::take(&mut self.content);
        if let Some(sealed) = self.sealed.remove(&day) {
            self.compare(day, &sealed, &content);
        } else if self.last_sealed.is_some_and(|last| day < last) {
            let says = format!("it has {} transfers and is not sealed, though a later day is", content.transfers);
            self.report.fault(Thing::Day(date(day)), says);
        }
    }

    fn compare(&mut self, day: i32, sealed: &Sealed, content: &DayContent) {
        let thing = Thing::Day(date(day));
        let stated = Seal::try_from(sealed.hash.as_slice()).unwrap_or_default();
        let computed = self.before.map(|before| content.hash(&before, day, sealed.sealed_at));
        let is_what_it_was = (sealed.transfers, sealed.postings) == (content.transfers, content.postings)
            && sealed.turnover == content.turnover.to_string();
        if !is_what_it_was {
            let says = format!(
                "it was sealed with {} transfers, {} postings and a turnover of {}, and has {}, {} and {}",
                sealed.transfers,
                sealed.postings,
                sealed.turnover,
                content.transfers,
                content.postings,
                content.turnover
            );
            self.report.fault(thing, says);
        } else if !computed.contains(&stated) {
            self.report.fault(thing, "its hash is not of what it holds, of its sealing and of the day before");
        }
        // The day after was sealed upon the true hash: that is the row's when what it holds was changed, and the computed
        // one when the row was. So one changed day is named, and not all after it.
        self.before = [stated, computed[1]];
    }

    /// Names the sealed days before `next` that nothing was read of.
    fn skip_to(&mut self, next: i32) {
        while let Some(entry) = self.sealed.first_entry().filter(|entry| *entry.key() < next) {
            let (day, sealed) = entry.remove_entry();
            let says = format!("it was sealed with {} transfers, and there is none of it", sealed.transfers);
            self.report.fault(Thing::Day(date(day)), says);
            self.before = [Seal::try_from(sealed.hash.as_slice()).unwrap_or_default(); 2];
        }
    }

    fn end(&mut self) {
        self.close_transfer();
        self.close_day();
        self.skip_to(i32::MAX);
    }
}

/// The date of a day since the Unix epoch.
pub(super) fn date(day: i32) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.saturating_add(jiff::Span::new().try_days(day).unwrap_or_default())
}
