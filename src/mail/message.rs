//! From a [`Mail`] to what goes over the wire.

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};

use super::{Invitation, Mail, MailError};

/// The mail as a multipart/alternative message with a Date, a lasting Message-ID and a note that no person wrote it (so
/// that out-of-office notes do not answer).
pub(super) fn compose(from: &Mailbox, mail: &Mail) -> Result<Message, MailError> {
    write(from, mail, MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
}

/// As [`compose`], with what happens to an event: for programs beside the two bodies, and again as a file, for those who
/// open it by hand.
pub(super) fn compose_invitation(from: &Mailbox, mail: &Mail, invitation: &Invitation) -> Result<Message, MailError> {
    let kind = |text: String| {
        ContentType::parse(&text).map_err(|error| MailError::Unwritable(format!("type of the calendar: {error}")))
    };
    let for_programs = kind(format!("text/calendar; charset=utf-8; method={}", invitation.method))?;
    let bodies = MultiPart::alternative()
        .singlepart(SinglePart::plain(mail.text.clone()))
        .singlepart(SinglePart::html(mail.html.clone()))
        .singlepart(SinglePart::builder().header(for_programs).body(invitation.file.clone()));
    let file = Attachment::new("session.ics".to_owned())
        .body(invitation.file.clone(), kind("application/ics; name=\"session.ics\"".to_owned())?);
    write(from, mail, MultiPart::mixed().multipart(bodies).singlepart(file))
}

fn write(from: &Mailbox, mail: &Mail, body: MultiPart) -> Result<Message, MailError> {
    let (name, address) = &mail.to;
    let address = address.parse().map_err(|error| MailError::Unwritable(format!("address: {error}")))?;
    let name = one_line(name);
    let id = message_id(&mail.id, from.email.domain())?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new((!name.is_empty()).then_some(name), address))
        .subject(one_line(&mail.subject))
        .date_now()
        .message_id(Some(id))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(body)
        .map_err(|error| MailError::Unwritable(error.to_string()))
}

fn message_id(id: &str, domain: &str) -> Result<String, MailError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if id.is_empty() || id.len() > 100 || id.starts_with('.') || !id.chars().all(plain) {
        return Err(MailError::Unwritable(format!("id {id:?}")));
    }
    Ok(format!("<{id}@{domain}>"))
}

/// What a person typed, without anything that could end a header's line: a newline in a name is no reason to send
/// nothing, and no way to add a header.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::mail) fn mail() -> Mail {
        Mail {
            to: ("Ann Archer".to_owned(), "ann@example.org".to_owned()),
            subject: "Your session is booked".to_owned(),
            html: "<p>Hello Ann</p>".to_owned(),
            text: "Hello Ann".to_owned(),
            id: "booking-7.accepted".to_owned(),
        }
    }

    fn composed(mail: &Mail) -> String {
        let from = "Skillswap <hello@skillswap.test>".parse().unwrap();
        String::from_utf8(compose(&from, mail).unwrap().formatted()).unwrap()
    }

    fn headers(wire: &str) -> Vec<&str> {
        wire.split("\r\n\r\n").next().unwrap().split("\r\n").filter(|line| !line.starts_with(' ')).collect()
    }

    #[test]
    fn a_mail_says_both_bodies_and_who_it_is() {
        let wire = composed(&mail());
        for part in [
            "From: Skillswap <hello@skillswap.test>",
            "To: \"Ann Archer\" <ann@example.org>",
            "Message-ID: <booking-7.accepted@skillswap.test>",
            "Auto-Submitted: auto-generated",
            "multipart/alternative",
            "text/plain",
            "text/html",
        ] {
            assert!(wire.contains(part), "{part} in {wire}");
        }
        assert!(headers(&wire).iter().any(|header| header.starts_with("Date: ")));
    }

    #[test]
    fn the_same_mail_sent_again_has_the_same_message_id() {
        let id = |wire: String| headers(&wire).iter().find(|h| h.starts_with("Message-ID")).unwrap().to_string();
        assert_eq!(id(composed(&mail())), id(composed(&mail())));
    }

    #[test]
    fn no_name_or_subject_can_add_a_header() {
        let plain = headers(&composed(&mail())).len();
        for ending in ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\r\n\r\n", "\0"] {
            for letter in ["a", "é"] {
                let text = format!("{letter}{ending}Bcc: eve@example.org");
                let mail = Mail { to: (text.clone(), mail().to.1), subject: text, ..mail() };
                let wire = composed(&mail);
                assert_eq!(headers(&wire).len(), plain, "{wire}");
                assert!(!headers(&wire).iter().any(|header| header.starts_with("Bcc")), "{wire}");
            }
        }
    }

    #[test]
    fn names_with_quotes_commas_and_letters_of_any_script_stay_one_addressee() {
        for name in ["O'Neil, Ann \"A\"", "Zoë Ångström", "林 美咲", "x@y.org, eve <eve@example.org>", ""] {
            let message = compose(
                &"hello@skillswap.test".parse().unwrap(),
                &Mail { to: (name.to_owned(), "ann@example.org".to_owned()), ..mail() },
            )
            .unwrap();
            assert_eq!(message.envelope().to().len(), 1, "{name}");
            assert_eq!(message.envelope().to()[0].to_string(), "ann@example.org");
        }
    }

    #[test]
    fn an_address_or_id_that_could_break_a_header_is_refused() {
        let from: Mailbox = "hello@skillswap.test".parse().unwrap();
        for address in ["", "ann", "ann@example.org\r\nBcc: eve@example.org", "ann@example.org, eve@example.org"] {
            let mail = Mail { to: ("Ann".to_owned(), address.to_owned()), ..mail() };
            assert!(matches!(compose(&from, &mail), Err(MailError::Unwritable(_))), "{address:?}");
        }
        for id in ["", "../up", ".hidden", "a/b", "a b", "a\r\nb", "a@b", "a>"] {
            assert!(
                matches!(compose(&from, &Mail { id: id.to_owned(), ..mail() }), Err(MailError::Unwritable(_))),
                "{id:?}"
            );
        }
    }
}
