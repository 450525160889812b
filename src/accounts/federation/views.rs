//! The pages of linked accounts.

use askama::Template;

use super::queries::{Linked, LinkedIdentity};
use super::{Federation, ProviderName};
use crate::web::Page;
use crate::web::dates::{self, Local};

/// "On to Google": goes on by itself, with a link for whoever stays.
#[derive(Template)]
#[template(path = "accounts/federation/departure.html")]
pub(super) struct DeparturePage<'a> {
    pub page: Page,
    pub provider: ProviderName,
    pub address: &'a str,
}

/// `/me/linked-accounts`
#[derive(Template)]
#[template(path = "accounts/federation/linked_accounts.html")]
pub(super) struct LinkedAccountsPage {
    page: Page,
    accounts: Vec<Account>,
}

/// A provider's row.
struct Account {
    provider: ProviderName,
    state: LinkState,
}

enum LinkState {
    /// Offered.
    Offered,
    /// Linked since a day, with the address that the provider told.
    Linked { email: String, since: String, is_last_way_in: bool },
}

impl LinkedAccountsPage {
    pub(super) fn new(page: Page, federation: &Federation, linked: Linked, local: Local<'_>) -> Self {
        let is_last_way_in = linked.ways_in.is_last();
        let row = |provider| {
            let identity = linked.identities.iter().find(|identity| identity.provider == provider);
            // One that is linked and not offered any more can still be unlinked.
            let is_shown = identity.is_some() || federation.provider(provider).is_some();
            let state = identity.map_or(LinkState::Offered, |identity| linked_state(identity, local, is_last_way_in));
            is_shown.then_some(Account { provider, state })
        };
        Self { page, accounts: ProviderName::ALL.iter().copied().filter_map(row).collect() }
    }
}

fn linked_state(identity: &LinkedIdentity, local: Local<'_>, is_last_way_in: bool) -> LinkState {
    LinkState::Linked {
        email: identity.email.clone().unwrap_or_default(),
        since: dates::date(identity.since, local),
        is_last_way_in,
    }
}
