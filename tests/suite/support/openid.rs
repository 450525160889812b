//! Providers of OpenID Connect on loopback ports: a real one, and one that answers as a test bends it.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::dev::ServerHandle;
use actix_web::web::{Data, Form};
use actix_web::{App, HttpResponse, HttpServer, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::Answer;

/// How our site is called there.
const CLIENT: (&str, &str) = ("skillswap-test", "a client secret");

/// Where the site has sent somebody.
#[derive(Debug)]
pub struct Departure {
    pub address: Url,
}

impl Departure {
    /// Read from the page that goes on by itself.
    #[track_caller]
    pub fn of(answer: &Answer) -> Self {
        let refresh = answer.header("refresh");
        let address = refresh.strip_prefix("0; url=").unwrap_or_else(|| panic!("{}: {}", answer.status, answer.body));
        Self { address: address.parse().unwrap() }
    }

    /// One of the address's parameters, empty when it is not there.
    pub fn parameter(&self, name: &str) -> String {
        self.address.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    }
}

/// The settings that make a provider at `issuer` one of the site's.
pub fn settings<'a>(prefix: &str, issuer: &'a str) -> Vec<(&'static str, &'a str)> {
    let names = match prefix {
        "GOOGLE" => ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "GOOGLE_ISSUER"],
        _ => ["LINKEDIN_CLIENT_ID", "LINKEDIN_CLIENT_SECRET", "LINKEDIN_ISSUER"],
    };
    names.into_iter().zip([CLIENT.0, CLIENT.1, issuer]).collect()
}

/// A real provider; it ends with the value.
pub struct OpenIdProvider {
    pub issuer: String,
    child: Child,
}

impl OpenIdProvider {
    /// Starts one that knows `people` (their claims); `None`, with a printed reason, on a machine without the program.
    pub async fn start(people: &[Value]) -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(super::peers::program("oidc-provider-mock"));
        command.args(["--port", &port.to_string()]);
        for claims in people {
            command.args(["--user-claims", &claims.to_string()]);
        }
        let Ok(child) = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
            println!("skipped: oidc-provider-mock is not installed; bin/test installs it");
            return None;
        };
        let this = Self { issuer: format!("http://127.0.0.1:{port}"), child };
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Some(this)
    }

    /// Somebody says there that they are `subject`; gives the path and query that they come back to.
    pub async fn approve(&self, departure: &Departure, subject: &str) -> String {
        self.answer(departure, &[("sub", subject)]).await
    }

    /// Somebody says no there.
    pub async fn deny(&self, departure: &Departure) -> String {
        self.answer(departure, &[("action", "deny")]).await
    }

    async fn answer(&self, departure: &Departure, form: &[(&str, &str)]) -> String {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let response = client.post(departure.address.clone()).form(form).send().await.unwrap();
        let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        let Some(location) = location else { panic!("{}", response.text().await.unwrap()) };
        let back = Url::parse(&location).unwrap();
        format!("{}?{}", back.path(), back.query().unwrap_or_default())
    }
}

impl Drop for OpenIdProvider {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A provider that keeps to the protocol (it checks our secret and PKCE) except where a test bends it.
pub struct BentProvider {
    pub issuer: String,
    bends: Arc<Mutex<Bends>>,
    handle: ServerHandle,
}

struct Bends {
    issuer: String,
    /// Nonce and PKCE challenge of the departure.
    nonce: String,
    challenge: String,
    /// Put over the claims of the next token; null takes one away.
    claims: Value,
    /// The key that signs, and those that are published.
    signs: u8,
    published: Vec<u8>,
    algorithm: &'static str,
    is_broken: bool,
    keys_asked: u32,
    all_asked: u32,
}

impl BentProvider {
    /// Starts one that is not bent yet.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let bends = Arc::new(Mutex::new(Bends {
            issuer: issuer.clone(),
            nonce: String::new(),
            challenge: String::new(),
            claims: json!({}),
            signs: 1,
            published: vec![1],
            algorithm: "ES256",
            is_broken: false,
            keys_asked: 0,
            all_asked: 0,
        }));
        let shared = Data::new(Arc::clone(&bends));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/.well-known/openid-configuration", web::get().to(configuration))
                .route("/keys", web::get().to(keys))
                .route("/token", web::post().to(token))
        });
        let server = server.workers(1).disable_signals().listen(listener).unwrap().run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { issuer, bends, handle }
    }

    /// Lets the person of this departure in, with `claims` put over the usual ones; gives the path that they come back to.
    pub fn approve(&self, departure: &Departure, claims: Value) -> String {
        let mut bends = self.bends.lock().unwrap();
        bends.nonce = departure.parameter("nonce");
        bends.challenge = departure.parameter("code_challenge");
        bends.claims = claims;
        let path = Url::parse(&departure.parameter("redirect_uri")).unwrap().path().to_owned();
        format!("{path}?code=a-code&state={}", departure.parameter("state"))
    }

    /// Signs with this key from now on.
    pub fn sign_with(&self, key: u8) {
        self.bends.lock().unwrap().signs = key;
    }

    /// Names this algorithm in the header of tokens.
    pub fn name_algorithm(&self, algorithm: &'static str) {
        self.bends.lock().unwrap().algorithm = algorithm;
    }

    /// Publishes these keys from now on.
    pub fn publish(&self, keys: &[u8]) {
        self.bends.lock().unwrap().published = keys.to_vec();
    }

    /// Answers everything with 500, or no longer.
    pub fn break_down(&self, is_broken: bool) {
        self.bends.lock().unwrap().is_broken = is_broken;
    }

    /// How often the keys were asked for.
    pub fn keys_asked(&self) -> u32 {
        self.bends.lock().unwrap().keys_asked
    }

    /// How often anything was asked for.
    pub fn all_asked(&self) -> u32 {
        self.bends.lock().unwrap().all_asked
    }
}

impl Drop for BentProvider {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
    }
}

type Shared = Data<Arc<Mutex<Bends>>>;

async fn configuration(bends: Shared) -> HttpResponse {
    let mut bends = bends.lock().unwrap();
    bends.all_asked += 1;
    if bends.is_broken {
        return HttpResponse::InternalServerError().finish();
    }
    let issuer = &bends.issuer;
    HttpResponse::Ok().json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn keys(bends: Shared) -> HttpResponse {
    let mut bends = bends.lock().unwrap();
    bends.all_asked += 1;
    bends.keys_asked += 1;
    if bends.is_broken {
        return HttpResponse::InternalServerError().finish();
    }
    let keys: Vec<Value> = bends.published.iter().map(|key| public_key(*key)).collect();
    HttpResponse::Ok().json(json!({ "keys": keys }))
}

#[derive(serde::Deserialize)]
struct TokenForm {
    code: String,
    client_id: String,
    client_secret: String,
    #[serde(default)]
    code_verifier: String,
}

async fn token(bends: Shared, Form(form): Form<TokenForm>) -> HttpResponse {
    let mut bends = bends.lock().unwrap();
    bends.all_asked += 1;
    if bends.is_broken {
        return HttpResponse::InternalServerError().finish();
    }
    let proof = URL_SAFE_NO_PAD.encode(Sha256::digest(form.code_verifier.as_bytes()));
    let is_proven = bends.challenge.is_empty() && form.code_verifier.is_empty() || proof == bends.challenge;
    if form.code != "a-code" || !is_proven || (form.client_id.as_str(), form.client_secret.as_str()) != CLIENT {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" }));
    }
    HttpResponse::Ok().json(json!({
        "access_token": "unused",
        "token_type": "Bearer",
        "id_token": id_token(&bends),
    }))
}

fn id_token(bends: &Bends) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut claims = json!({
        "iss": bends.issuer,
        "aud": CLIENT.0,
        "sub": "bent-1",
        "iat": now,
        "exp": now + 600,
        "nonce": bends.nonce,
        "email": "bent@example.org",
        "email_verified": true,
        "name": "Bent Person",
    });
    for (name, value) in bends.claims.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    let header = json!({ "alg": bends.algorithm, "kid": kid(bends.signs) });
    let signed = format!("{}.{}", encoded(&header), encoded(&claims));
    let signature: Vec<u8> = match bends.algorithm {
        "ES256" => {
            let signature: Signature = key(bends.signs).sign(signed.as_bytes());
            signature.to_bytes().to_vec()
        }
        // Signed with what both sides know: our own client secret.
        "HS256" => {
            use hmac::Mac;
            let mut mac = hmac::Hmac::<Sha256>::new_from_slice(CLIENT.1.as_bytes()).unwrap();
            mac.update(signed.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        _ => Vec::new(),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

/// Keys are made of a number: nothing here is secret.
fn key(number: u8) -> SigningKey {
    SigningKey::from_slice(&[number; 32]).unwrap()
}

/// Keys 100 and above come under the name of key 1: forged.
fn kid(number: u8) -> String {
    format!("key-{}", number % 100)
}

fn public_key(number: u8) -> Value {
    let point = key(number).verifying_key().to_sec1_point(false);
    let text = |coordinate: Option<&[u8]>| URL_SAFE_NO_PAD.encode(coordinate.unwrap());
    json!({
        "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid(number),
        "x": text(point.x().map(|x| x.as_slice())), "y": text(point.y().map(|y| y.as_slice())),
    })
}
