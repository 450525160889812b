//! Posting a message, and what came after one.

use actix_web::{HttpResponse, web};
use uuid::Uuid;

use super::conversations::newest;
use crate::accounts::{Pages, Viewer};
use crate::error::AppResult;
use crate::messaging::forms::{After, ComposerForm};
use crate::messaging::views::Composer;
use crate::messaging::{ConversationId, MessageBody, PostError, Posted, news, post, tell};
use crate::state::AppState;
use crate::web::{HtmlForm, Htmx, fragment, refused, see_other};

/// Said when a page that was gone back to sends another text with its old key.
const SENT_BEFORE: &str = "This page had sent a message already. Press Send once more for this one.";

/// `POST /messages/{conversation}`
pub async fn create(
    state: web::Data<AppState>,
    viewer: Viewer,
    pages: Pages,
    htmx: Htmx,
    conversation: web::Path<ConversationId>,
    HtmlForm(form): HtmlForm<ComposerForm>,
) -> AppResult {
    let conversation = conversation.into_inner();
    match submit(&state, &viewer, conversation, &form).await? {
        Err(composer) if htmx.wants_fragment() => {
            news::require_participant(&state, viewer.member_id, conversation).await?;
            // The page has emptied the composer when it sent, and gives the text back itself, together with what may
            // have been typed since: a text of ours would stand there twice.
            refused(&Composer { body: String::new(), ..composer })
        }
        Err(composer) => refused(&newest(&state, &viewer, &pages, composer).await?),
        Ok(posted) if htmx.wants_fragment() => {
            let clean = form.refused.map(|_| Composer::fresh(conversation));
            fragment(&news::posted(&state, viewer.member_id, conversation, posted.seq, clean).await?)
        }
        Ok(posted) => Ok(see_other(&format!("/messages/{conversation}#message-{}", posted.seq))),
    }
}

/// `GET /messages/{conversation}/news?after=`: what the socket would have told; 204 when there is nothing.
pub async fn news(
    state: web::Data<AppState>,
    viewer: Viewer,
    conversation: web::Path<ConversationId>,
    query: web::Query<After>,
) -> AppResult {
    let updates = news::told(&state, viewer.member_id, conversation.into_inner(), query.after).await?;
    if updates.lines.is_empty() {
        return Ok(HttpResponse::NoContent().finish());
    }
    fragment(&updates)
}

/// The message posted and told, or the composer that says why not.
async fn submit(
    state: &AppState,
    viewer: &Viewer,
    conversation: ConversationId,
    form: &ComposerForm,
) -> AppResult<Result<Posted, Composer>> {
    let (me, key) = (viewer.member_id, form.idempotency_key);
    let refusal = |key, error| Composer { conversation, key, body: form.body.clone(), error };
    let body = match MessageBody::parse(&form.body) {
        Ok(body) => body,
        Err(sentence) => return Ok(Err(refusal(key, sentence))),
    };
    match post(&mut *state.db.get().await?, state.clock.now(), me, conversation, &body, key).await {
        Ok(posted) => {
            tell(state, me, conversation, &posted);
            Ok(Ok(posted))
        }
        Err(PostError::KeyUsed) => Ok(Err(refusal(Uuid::new_v4(), SENT_BEFORE.to_owned()))),
        Err(error) => Err(error.into()),
    }
}
