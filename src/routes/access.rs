//! Who may call what: one table of all routes, held before any handler runs. A route that the table does not name is not
//! served, so that none can be forgotten; a test compares the table with what the slices mount, and another calls every
//! route as everybody. What belongs to one member (a booking, a conversation) is guarded by the lookup besides.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpResponse};

use crate::accounts::{Role, Visitor};
use crate::error::AppError;
use crate::web::observation::RouteTemplate;

/// The least that a caller must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody at all.
    Everyone,
    /// Somebody logged in with this role, or with one that includes it.
    AtLeast(Role),
}

/// Every route but those of development pages: method, a space, template.
pub const TABLE: &[(Who, &[&str])] = &[
    (
        Who::Everyone,
        &[
            "GET /",
            "GET /about",
            "GET /help",
            "GET /privacy",
            "GET /terms",
            "GET /join",
            "POST /join",
            "GET /join/sent",
            "GET /email-verification/{token}",
            "POST /email-verification/{token}",
            "GET /login",
            "POST /login",
            "POST /login/{provider}",
            "GET /login/{provider}/callback",
            "GET /login/code",
            "POST /login/code",
            "POST /login/passkey",
            "POST /login/passkey/options",
            "POST /logout",
            "GET /password-reset",
            "POST /password-reset",
            "GET /password-reset/sent",
            "GET /password-reset/{token}",
            "POST /password-reset/{token}",
            "GET /take-back/{token}",
            "POST /take-back/{token}",
            "GET /members",
            "GET /members/{member}",
            "GET /members/{member}/ratings",
            "GET /programmes/{programme}",
            "GET /members/{member}/card.png",
            "GET /card.png",
            "GET /robots.txt",
            "GET /sitemap.xml",
            "GET /sitemaps/pages.xml",
            "GET /sitemaps/skills.xml",
            "GET /sitemaps/members-{number}.xml",
            "GET /photos/{file}",
            "GET /skills",
            "GET /skills/browse",
            "GET /skills/{slug}",
            "GET /.well-known/jwks.json",
            "GET /badges/issuer",
            "GET /badges/check",
            "POST /badges/check",
            "POST /badges/check/file",
            "GET /badges/{badge}",
            "GET /badges/{badge}/card.png",
            "GET /badges/{badge}/credential.jwt",
            "GET /badges/{badge}/credential.json",
            "GET /badges/{badge}/status.json",
            "GET /calendars/{token}.ics",
            "GET /static/{name:.*}",
            "GET /healthz",
            "GET /readyz",
            "GET /metrics",
            // By signature: see video.
            "POST /webhooks/daily",
            "POST /webhooks/zoom",
        ],
    ),
    (
        Who::AtLeast(Role::Member),
        &[
            "GET /live",
            "GET /me",
            "GET /me/profile",
            "POST /me/profile",
            "GET /me/preferences",
            "POST /me/preferences",
            "GET /me/photo",
            "POST /me/photo",
            "POST /me/photo/removal",
            "GET /me/linked-accounts",
            "POST /me/linked-accounts/{provider}",
            "POST /me/linked-accounts/{provider}/removal",
            "GET /me/password",
            "POST /me/password",
            "GET /me/email",
            "POST /me/email",
            "GET /me/confirmation",
            "POST /me/confirmation",
            "GET /me/second-factor",
            "POST /me/second-factor",
            "GET /me/second-factor/key.svg",
            "POST /me/second-factor/confirmation",
            "POST /me/second-factor/recovery-codes",
            "POST /me/second-factor/removal",
            "POST /me/confirmation/passkey",
            "GET /me/passkeys",
            "POST /me/passkeys",
            "POST /me/passkeys/options",
            "POST /me/passkeys/{id}",
            "POST /me/passkeys/{id}/removal",
            "GET /email-change/{token}",
            "POST /email-change/{token}",
            "GET /me/logins",
            "POST /me/logins/others",
            "POST /me/logins/{id}",
            "GET /me/data",
            "POST /me/data",
            "GET /me/data/skillswap.zip",
            "GET /me/deletion",
            "POST /me/deletion",
            "GET /me/skills",
            "POST /me/skills",
            "GET /me/skills/order",
            "POST /me/skills/order",
            "POST /me/skills/{skill}",
            "POST /me/skills/{skill}/removal",
            "POST /skills/{slug}/alert",
            "GET /me/alerts",
            "POST /me/alerts/{skill}/removal",
            "GET /me/skills/{skill}/verification",
            "POST /me/skills/{skill}/verification",
            "POST /me/skills/{skill}/verification/decision",
            "POST /me/skills/{skill}/verification/sharing",
            "GET /assessments",
            "GET /assessments/{assessment}",
            "POST /assessments/{assessment}",
            "POST /assessments/{assessment}/refusal",
            "GET /me/hours",
            "POST /me/hours",
            "GET /me/hours/dates",
            "POST /me/hours/dates",
            "POST /me/hours/dates/{date}",
            "GET /me/hours/away",
            "POST /me/hours/away",
            "POST /me/hours/away/{time_off}",
            "GET /me/hours/rules",
            "POST /me/hours/rules",
            "GET /me/hours/offered",
            "GET /skills/requests",
            "POST /skills/requests",
            "POST /skills/requests/{request}/withdrawal",
            "GET /me/hours/calendars",
            "POST /me/hours/calendars",
            "POST /me/hours/calendars/file",
            "POST /me/hours/calendars/{calendar}",
            "POST /me/hours/calendars/{calendar}/fetching",
            "POST /me/hours/calendars/{calendar}/removal",
            "GET /me/hours/calendars/{calendar}/busy.ics",
            "GET /onboarding",
            "POST /onboarding/completion",
            "GET /onboarding/photo",
            "POST /onboarding/photo",
            "GET /onboarding/hours",
            "POST /onboarding/hours",
            "GET /onboarding/{step:teach|learn}",
            "GET /onboarding/{step:about|place|style}",
            "POST /onboarding/{step:about|place|style}",
            "POST /onboarding/{step}/skip",
            "GET /credits",
            "GET /credits/news",
            "GET /credits/history.csv",
            "GET /credits/statements",
            "GET /credits/statements/{month}",
            "GET /credits/statements/{month}/statement.csv",
            "GET /credits/statements/{month}/statement.pdf",
            "GET /notifications",
            "POST /notifications/reading",
            "GET /notifications/{notification}",
            "GET /discover",
            "GET /matches/{member}",
            "GET /messages",
            "GET /messages/{conversation}",
            "POST /messages/{conversation}",
            "GET /messages/{conversation}/news",
            "POST /members/{member}/conversation",
            "GET /members/{member}/proposal",
            "POST /members/{member}/proposal",
            "GET /sessions",
            "GET /me/programmes",
            "POST /me/programmes",
            "GET /me/programmes/new",
            "GET /me/programmes/{programme}",
            "POST /me/programmes/{programme}",
            "POST /me/programmes/{programme}/visibility",
            "POST /me/programmes/{programme}/removal",
            "GET /members/{member}/series",
            "POST /members/{member}/series",
            "GET /quick-help",
            "POST /quick-help",
            "POST /quick-help/acceptance",
            "POST /quick-help/withdrawal",
            "POST /quick-help/availability",
            "GET /programmes/{programme}/enrolment",
            "POST /programmes/{programme}/enrolment",
            "GET /series/{series}/dates",
            "POST /series/{series}/dates",
            "GET /series/{series}",
            "POST /series/{series}/answer",
            "GET /series/{series}/end",
            "POST /series/{series}/end",
            "GET /sessions/week",
            "GET /bookings/{booking}",
            "POST /bookings/{booking}/acceptance",
            "POST /bookings/{booking}/refusal",
            "POST /bookings/{booking}/withdrawal",
            "GET /bookings/{booking}/counter",
            "POST /bookings/{booking}/counter",
            "GET /bookings/{booking}/move",
            "POST /bookings/{booking}/move",
            "POST /bookings/{booking}/move/agreement",
            "POST /bookings/{booking}/move/refusal",
            "POST /bookings/{booking}/move/withdrawal",
            "GET /bookings/{booking}/cancellation",
            "POST /bookings/{booking}/cancellation",
            "GET /bookings/{booking}/claim",
            "POST /bookings/{booking}/claim",
            "POST /bookings/{booking}/claim/admission",
            "POST /bookings/{booking}/claim/objection",
            "GET /bookings/{booking}/evidence",
            "POST /bookings/{booking}/evidence",
            "GET /me/calendar",
            "POST /me/calendar/feed",
            "POST /me/calendar/feed/removal",
            "POST /me/calendar/{provider}",
            "GET /me/calendar/{provider}/callback",
            "POST /me/calendar/{provider}/removal",
            "GET /me/price",
            "POST /me/price",
            "GET /bookings/{booking}/rating",
            "POST /bookings/{booking}/rating",
            "GET /bookings/{booking}/rating/dispute",
            "POST /bookings/{booking}/rating/dispute",
            "GET /bookings/{booking}/room",
            "GET /bookings/{booking}/room/news",
            "POST /bookings/{booking}/room/entry",
            "POST /bookings/{booking}/room/recording",
        ],
    ),
    (
        Who::AtLeast(Role::Moderator),
        &[
            "GET /admin/skills",
            "GET /admin/skills/changes",
            "GET /admin/skills/requests/{request}",
            "POST /admin/skills/requests/{request}/approval",
            "POST /admin/skills/requests/{request}/answer",
            "POST /admin/skills/requests/{request}/refusal",
            "GET /moderation/ratings",
            "GET /moderation/ratings/{dispute}",
            "POST /moderation/ratings/{dispute}",
            "GET /moderation/disputes",
            "GET /moderation/disputes/{booking}",
            "POST /moderation/disputes/{booking}",
        ],
    ),
    (
        Who::AtLeast(Role::Admin),
        &[
            "GET /admin/skills/catalogue",
            "POST /admin/skills/catalogue",
            "GET /admin/skills/catalogue/new",
            "GET /admin/skills/catalogue/{skill}",
            "POST /admin/skills/catalogue/{skill}",
            "GET /admin/skills/catalogue/{skill}/merger",
            "POST /admin/skills/catalogue/{skill}/merger",
        ],
    ),
];

/// The table by template, then by method.
static BY_TEMPLATE: LazyLock<HashMap<&str, Vec<(&str, Who)>>> = LazyLock::new(|| {
    let mut templates: HashMap<_, Vec<_>> = HashMap::new();
    for (who, routes) in TABLE {
        for (method, template) in routes.iter().filter_map(|route| route.split_once(' ')) {
            templates.entry(template).or_default().push((method, *who));
        }
    }
    templates
});

/// The middleware, inside of the one that reads the cookie session. Whoever is not logged in is taken to the log-in and
/// back; whoever may not know of a page is told that there is none.
///
/// # Errors
/// Passes on the inner service's.
pub async fn hold(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // Without a template there is no route, and the answer is that nothing is here.
    let Some(template) = request.match_pattern() else { return pass(request, next).await };
    let routes = BY_TEMPLATE.get(template.as_str()).map(Vec::as_slice).unwrap_or_default();
    request.extensions_mut().insert(RouteTemplate(template.clone()));
    match routes.iter().find(|(method, _)| *method == request.method().as_str()) {
        Some((_, who)) => match admit(&mut request, *who).await {
            Ok(()) => pass(request, next).await,
            Err(refusal) => Ok(request.error_response(refusal)),
        },
        None => {
            if routes.is_empty() {
                tracing::error!(template, "a route that is not in the table of routes::access is not served");
            }
            Ok(request.into_response(HttpResponse::MethodNotAllowed()))
        }
    }
}

async fn pass(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    Ok(next.call(request).await?.map_into_boxed_body())
}

async fn admit(request: &mut ServiceRequest, who: Who) -> Result<(), AppError> {
    let Who::AtLeast(role) = who else { return Ok(()) };
    let (asked, payload) = request.parts_mut();
    match Visitor::from_request(asked, payload).await? {
        Visitor(Some(viewer)) if viewer.role.includes(role) => Ok(()),
        Visitor(Some(_)) => Err(AppError::NotFound),
        Visitor(None) => Err(AppError::LogInNeeded { return_to: asked.uri().to_string() }),
    }
}
