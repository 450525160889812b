//! URL -> handler.

use actix_web::web::{ServiceConfig, get, post, resource};

use super::federation;
use super::handlers::{
    confirming, joining, live, logging_in, own_email, own_passkeys, own_password, own_second_factor, places, rescue,
    resetting, second_step, verifying, with_passkey,
};

/// Mounts this slice.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(resource("/join").route(get().to(joining::form)).route(post().to(joining::create)))
        .service(resource("/join/sent").route(get().to(joining::sent)))
        .service(
            resource("/email-verification/{token}")
                .route(get().to(verifying::show_link))
                .route(post().to(verifying::create)),
        )
        .service(resource("/login/code").route(get().to(second_step::form)).route(post().to(second_step::create)))
        .service(resource("/login/passkey").route(post().to(with_passkey::create)))
        .service(resource("/login/passkey/options").route(post().to(with_passkey::options)))
        .service(resource("/login").route(get().to(logging_in::form)).route(post().to(logging_in::create)))
        .service(resource("/login/{provider}").route(post().to(federation::leave)))
        .service(resource("/login/{provider}/callback").route(get().to(federation::arrive)))
        .service(resource("/me/linked-accounts").route(get().to(federation::index)))
        .service(resource("/me/linked-accounts/{provider}").route(post().to(federation::link)))
        .service(resource("/me/linked-accounts/{provider}/removal").route(post().to(federation::unlink)))
        .service(resource("/logout").route(post().to(logging_in::destroy)))
        .service(resource("/password-reset").route(get().to(resetting::form)).route(post().to(resetting::ask)))
        .service(resource("/password-reset/sent").route(get().to(resetting::sent)))
        .service(
            resource("/password-reset/{token}")
                .route(get().to(resetting::show_link))
                .route(post().to(resetting::create)),
        )
        .service(resource("/me/password").route(get().to(own_password::form)).route(post().to(own_password::update)))
        .service(resource("/me/email").route(get().to(own_email::form)).route(post().to(own_email::ask)))
        .service(
            resource("/email-change/{token}").route(get().to(own_email::show_proof)).route(post().to(own_email::prove)),
        )
        .service(resource("/take-back/{token}").route(get().to(rescue::show_link)).route(post().to(rescue::create)))
        .service(resource("/me/confirmation").route(get().to(confirming::form)).route(post().to(confirming::create)))
        .service(
            resource("/me/second-factor")
                .route(get().to(own_second_factor::show_standing))
                .route(post().to(own_second_factor::begin)),
        )
        .service(resource("/me/second-factor/key.svg").route(get().to(own_second_factor::show_key)))
        .service(resource("/me/second-factor/confirmation").route(post().to(own_second_factor::confirm)))
        .service(resource("/me/second-factor/recovery-codes").route(post().to(own_second_factor::renew_codes)))
        .service(resource("/me/second-factor/removal").route(post().to(own_second_factor::turn_off)))
        .service(resource("/me/confirmation/passkey").route(post().to(with_passkey::confirm)))
        .service(resource("/me/passkeys").route(get().to(own_passkeys::index)).route(post().to(own_passkeys::create)))
        .service(resource("/me/passkeys/options").route(post().to(own_passkeys::options)))
        .service(resource("/me/passkeys/{id}").route(post().to(own_passkeys::rename)))
        .service(resource("/me/passkeys/{id}/removal").route(post().to(own_passkeys::destroy)))
        .service(resource("/me/logins").route(get().to(places::index)))
        .service(resource("/me/logins/others").route(post().to(places::destroy_others)))
        .service(resource("/me/logins/{id}").route(post().to(places::destroy)))
        .service(resource("/live").route(get().to(live::open)));
}
