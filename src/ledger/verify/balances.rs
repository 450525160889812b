//! By account: what postings come to.

use std::pin::pin;

use futures_util::TryStreamExt;
use tokio_postgres::{Client, Error};

use super::report::{Report, Thing};
use super::rows::{AccountPosting, AccountRow, by_account};
use crate::ledger::account::AccountKind;
use crate::ledger::seals::AccountFacts;

/// Hundredths: what the constraints of the tables say.
pub(super) const MOST_OF_MEMBER: i64 = 100_000_000;
const MOST_OF_HOUSE: i64 = 1_000_000_000_000_000;

/// The account whose postings are being read.
struct Open {
    id: i64,
    member: Option<i64>,
    /// What the row says.
    stated: i64,
    /// What the postings so far come to.
    sum: i64,
}

pub(super) async fn verify(client: &Client, report: &mut Report) -> Result<(), Error> {
    let mut rows = pin!(by_account(client).await?);
    let mut open: Option<Open> = None;
    while let Some(row) = rows.try_next().await? {
        let row = AccountRow(&row);
        if let Some((facts, stated, seal)) = row.account()?
            && open.as_ref().is_none_or(|open| open.id != facts.id)
        {
            close(open.take(), report);
            report.accounts += 1;
            check(&facts, stated, seal, report);
            open = Some(Open { id: facts.id, member: facts.member, stated, sum: 0 });
        }
        if let Some(posting) = row.posting()? {
            report.postings += 1;
            match &mut open {
                Some(open) if open.id == posting.account => apply(open, &posting, report),
                _ => {
                    let says = format!("it is of account {}, and there is none", posting.account);
                    report.fault(Thing::Posting(posting.id), says);
                }
            }
        }
    }
    close(open, report);
    Ok(())
}

/// What the account says of itself.
fn check(facts: &AccountFacts<'_>, stated: i64, seal: &[u8], report: &mut Report) {
    let thing = Thing::Account(facts.id);
    if facts.seal() != seal {
        report.fault(thing, "its seal is not of its kind, member and booking: one of them was changed");
    }
    let Some(kind) = AccountKind::parse(facts.kind) else {
        return report.fault(thing, format!("there is no kind `{}`", facts.kind));
    };
    if kind.is_of_house() != facts.member.is_none() || (kind == AccountKind::Held) != facts.booking.is_some() {
        report.fault(thing, format!("as `{}` it must have another owner or booking", facts.kind));
    }
    let most = if kind.is_of_house() { MOST_OF_HOUSE } else { MOST_OF_MEMBER };
    if stated > most || stated < if kind.is_of_house() { -most } else { 0 } {
        report.fault(thing, format!("its balance {stated} is beyond its limits"));
    }
}

fn apply(open: &mut Open, posting: &AccountPosting, report: &mut Report) {
    let thing = Thing::Posting(posting.id);
    open.sum = open.sum.saturating_add(posting.amount);
    if posting.balance_after != open.sum {
        let says = format!(
            "it says that account {} had {} afterwards, and its postings come to {}",
            open.id, posting.balance_after, open.sum
        );
        report.fault(thing, says);
    }
    if posting.member != open.member {
        report.fault(thing, format!("its member is not the one of account {}", open.id));
    }
    if open.member.is_some() && open.sum < 0 {
        report.fault(thing, format!("account {} is below zero after it", open.id));
    }
}

fn close(open: Option<Open>, report: &mut Report) {
    if let Some(open) = open
        && open.sum != open.stated
    {
        let says = format!("its balance is {}, and its postings come to {}", open.stated, open.sum);
        report.fault(Thing::Account(open.id), says);
    }
}
