//! Federation: logging in through somebody who knows the person, by OpenID Connect.
//!
//! Vocabulary: a **provider** (Google, LinkedIn) says who a person is; an **identity** is what it says; a **linked
//! identity** is a member as a provider knows them; an **errand** is somebody on their way to a provider and back.
//!
//! Invariants: a member is found by the provider's name for the person and never by an address; an address makes a new
//! account only when the provider has proven it; who has an account already links from inside it; an errand is done
//! once, within ten minutes, in the browser that it began in; the last way into an account is not taken away.

mod errand;
mod exchange;
mod handlers;
mod identity;
mod issuer;
mod jobs;
mod provider;
mod queries;
mod views;

pub(super) use handlers::{arrive, index, leave, link, unlink};
pub(super) use jobs::register;
pub(super) use provider::offered;
pub use provider::{Federation, ProviderName};

/// Why somebody did not get in, or an identity was not linked. Said to the person.
#[derive(Debug, thiserror::Error)]
pub(super) enum FederationError {
    /// The provider does not answer.
    #[error("{0} does not answer just now. Nothing of yours is lost: go on in another way, or try again in a minute.")]
    Away(ProviderName),
    /// What came back cannot be believed.
    #[error("What {0} sent back could not be verified, so nobody was logged in. Try again; if it stays so, tell us.")]
    Unverified(ProviderName),
    /// Not an errand of this browser, or done, or too old.
    #[error(
        "That page was begun in another browser, used already, or is more than ten minutes old. Please start again here."
    )]
    NoErrand,
    /// The person said no over there.
    #[error("You have stopped it at {0}, so nothing was shared with us and nothing has changed.")]
    Declined(ProviderName),
    /// There is nobody to make an account of.
    #[error(
        "{0} has not confirmed an email address of yours, so we cannot make an account from it. Confirm it there, or \
         use email and password."
    )]
    NoProvenAddress(ProviderName),
    /// The address is a member's, and so is theirs to say.
    #[error(
        "The address that {0} has confirmed for you belongs to an account here. Log in to it the way you know, then \
         link {0} under Me, Linked accounts."
    )]
    KnownAddress(ProviderName),
    /// The member is suspended.
    #[error("This account is suspended, so nobody can log in to it. Write to us if you think that this is wrong.")]
    Suspended,
    /// The identity is somebody else's.
    #[error("That {0} account is linked to another member. Unlink it there first, or choose another {0} account.")]
    SomebodyElses(ProviderName),
    /// The member has another identity of this provider.
    #[error("You have linked another {0} account. Unlink that one first.")]
    HasAnother(ProviderName),
    /// Nothing else would be left to log in with.
    #[error("{0} is your only way to log in. Set a password first, then unlink it.")]
    LastWayIn(ProviderName),
    /// Ours.
    #[error(transparent)]
    Database(#[from] diesel::result::Error),
}
