//! Static files, embedded in the binary and served under names that carry a hash of their content, for ever. All style
//! sheets become one `app.css` in the order of their names, all scripts one `app.js` in the order of `static/js/ORDER`;
//! texts are compressed once.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "static/"]
struct Files;

struct Asset {
    content: Vec<u8>,
    content_type: String,
    brotli: OnceLock<Vec<u8>>,
}

struct Assets {
    /// `app.css` -> `/static/app.0123456789ab.css`
    urls: HashMap<String, String>,
    /// `app.0123456789ab.css` -> its content
    files: HashMap<String, Asset>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

/// The URL of a static file by its name below `static/` (`icons.svg`, `app.css`, `app.js`). A name that does not exist
/// gives a URL that answers 404, which the page tests find.
pub fn asset(name: &str) -> &'static str {
    ASSETS.urls.get(name).map_or("/static/missing", String::as_str)
}

/// A file below `static/` that is not for browsers (`vendor/...`), as it was built in.
pub fn embedded(name: &str) -> Option<std::borrow::Cow<'static, [u8]>> {
    Files::get(name).map(|file| file.data)
}

/// Mounts `/static/...`.
pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/static/{name:.*}", web::get().to(serve));
}

async fn serve(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    let Some(asset) = ASSETS.files.get(name.as_str()) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.content_type.as_str()))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    let takes_brotli = request
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|encodings| encodings.contains("br"));
    if takes_brotli && asset.is_text() {
        response.insert_header((header::CONTENT_ENCODING, "br"));
        response.body(web::Bytes::from_static(asset.brotli()))
    } else {
        // Said explicitly, so that the compressing middleware leaves pictures alone.
        response.insert_header((header::CONTENT_ENCODING, "identity"));
        response.body(asset.content.clone())
    }
}

impl Assets {
    fn load() -> Self {
        let mut assets = Self { urls: HashMap::new(), files: HashMap::new() };
        for name in Files::iter().filter(|name| !is_source(name)) {
            if let Some(file) = Files::get(&name) {
                assets.add(&name, file.data.into_owned(), file.metadata.mimetype());
            }
        }
        assets.add("app.css", concatenated(style_sheets()), "text/css; charset=utf-8");
        assets.add("app.js", concatenated(scripts()), "text/javascript; charset=utf-8");
        assets
    }

    fn add(&mut self, name: &str, content: Vec<u8>, content_type: &str) {
        let digest = hex::encode(Sha256::digest(&content));
        let hash = digest.get(..12).unwrap_or(&digest);
        let hashed = match name.rsplit_once('.') {
            Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
            None => format!("{name}.{hash}"),
        };
        self.urls.insert(name.to_owned(), format!("/static/{hashed}"));
        self.files.insert(hashed, Asset { content, content_type: content_type.to_owned(), brotli: OnceLock::new() });
    }
}

impl Asset {
    fn is_text(&self) -> bool {
        ["text/", "image/svg", "application/manifest", "application/json"]
            .iter()
            .any(|kind| self.content_type.starts_with(kind))
    }

    fn brotli(&self) -> &[u8] {
        self.brotli.get_or_init(|| {
            let mut packed = Vec::new();
            let parameters = brotli::enc::BrotliEncoderParams { quality: 11, ..Default::default() };
            match brotli::BrotliCompress(&mut self.content.as_slice(), &mut packed, &parameters) {
                Ok(_) => packed,
                Err(error) => {
                    tracing::error!(%error, "an asset could not be compressed");
                    Vec::new()
                }
            }
        })
    }
}

/// Parts of the two bundles and notes for engineers are not served by themselves.
fn is_source(name: &str) -> bool {
    name.starts_with("css/") || name.starts_with("js/") || name.starts_with("vendor/") || name.ends_with(".md")
}

fn style_sheets() -> Vec<String> {
    let mut names: Vec<_> =
        Files::iter().filter(|name| name.starts_with("css/")).map(|name| name.to_string()).collect();
    names.sort_unstable();
    names
}

fn scripts() -> Vec<String> {
    let order = Files::get("js/ORDER").map(|file| file.data.into_owned()).unwrap_or_default();
    let order = String::from_utf8_lossy(&order);
    order.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
}

fn concatenated(names: Vec<String>) -> Vec<u8> {
    let mut whole = Vec::new();
    for name in names {
        match Files::get(&name) {
            Some(file) if name.starts_with("js/") => whole.extend_from_slice(&without_notes(&file.data)),
            Some(file) => whole.extend_from_slice(&file.data),
            None => tracing::error!(%name, "a static file named by the bundle does not exist"),
        }
        whole.push(b'\n');
    }
    whole
}

/// Our own scripts without indentation, empty lines and lines that are a comment: a twentieth of what browsers fetch. No
/// text in them goes over several lines.
fn without_notes(script: &[u8]) -> Vec<u8> {
    let lines = script.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.filter(|line| !line.is_empty() && !line.starts_with(b"//")).collect::<Vec<_>>().join(&b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_named_in_the_order_exists() {
        let missing: Vec<_> = scripts().into_iter().filter(|name| Files::get(name).is_none()).collect();
        assert!(missing.is_empty() && !scripts().is_empty(), "{missing:?}");
    }

    #[test]
    fn notes_stay_with_the_engineers_and_no_text_goes_over_lines() {
        assert_eq!(without_notes(b"// why\n{\n  go(\"//x\"); // so\n\n}\n"), b"{\ngo(\"//x\"); // so\n}");
        for name in scripts().iter().filter(|name| name.starts_with("js/")) {
            let script = Files::get(name).unwrap().data;
            let is_open = |line: &[u8]| line.iter().filter(|byte| **byte == b'`').count() % 2 == 1;
            assert!(!script.split(|byte| *byte == b'\n').any(is_open), "{name}");
        }
    }

    #[test]
    fn a_file_is_served_under_its_hash() {
        let url = asset("app.css");
        assert!(url.starts_with("/static/app.") && url.ends_with(".css"), "{url}");
    }
}
