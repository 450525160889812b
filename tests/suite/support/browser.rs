//! A real Chromium, driven through chromedriver on a loopback port of its own. One driver for the run; a window with a
//! profile of its own (cookies, storage) for each person.

mod hands;

use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder, Locator};
use serde_json::{Value, json};

/// How long a page may take to show what it should; far above what it takes.
const PATIENCE: Duration = Duration::from_secs(15);

/// A driver that ends with the value.
pub struct Driver {
    url: String,
    child: Child,
}

/// A browser window of one person.
pub struct Window {
    client: Client,
    base: String,
}

impl Driver {
    /// Starts one; `None`, with a printed reason, on a machine without chromedriver.
    pub async fn start() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new("chromedriver").arg(format!("--port={port}")).stdout(Stdio::null()).spawn();
        let Ok(child) = child else {
            println!("skipped: chromedriver is not installed; bin/test installs it");
            return None;
        };
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Some(Self { url: format!("http://127.0.0.1:{port}"), child })
    }

    /// A new window on the app at `address`.
    pub async fn window(&self, address: SocketAddr) -> Window {
        self.window_named(&address.ip().to_string(), address.port()).await
    }

    /// A new window on an app that is reached by a name.
    pub async fn window_named(&self, host: &str, port: u16) -> Window {
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--window-size=1280,900",
        ];
        let options = json!({ "args": arguments });
        let mut capabilities = serde_json::Map::new();
        capabilities.insert("goog:chromeOptions".to_owned(), options);
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" }));
        let connector = hyper_util::client::legacy::connect::HttpConnector::new();
        let client = ClientBuilder::new(connector).capabilities(capabilities).connect(&self.url).await.unwrap();
        Window { client, base: format!("http://{host}:{port}") }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// The WebDriver command that gives a window a device with passkeys, whose owner is always there and willing.
#[derive(Debug)]
struct AddAuthenticator;

impl fantoccini::wd::WebDriverCompatibleCommand for AddAuthenticator {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/webauthn/authenticator", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        let device = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
        });
        (reqwest::Method::POST, Some(device.to_string()))
    }
}

/// The WebDriver command that takes scripts from the pages of a window: those of the driver go on.
#[derive(Debug)]
struct DisableScripts;

impl fantoccini::wd::WebDriverCompatibleCommand for DisableScripts {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (reqwest::Method, Option<String>) {
        let command = json!({ "cmd": "Emulation.setScriptExecutionDisabled", "params": { "value": true } });
        (reqwest::Method::POST, Some(command.to_string()))
    }
}

impl Window {
    /// From the next page on, no page of the window runs a script.
    pub async fn without_scripts(&self) -> &Self {
        self.client.issue_cmd(DisableScripts).await.unwrap();
        self
    }

    /// Gives the window a device that holds passkeys.
    pub async fn add_authenticator(&self) -> &Self {
        self.client.issue_cmd(AddAuthenticator).await.unwrap();
        self
    }

    /// Opens a page by its path.
    pub async fn open(&self, path: &str) -> &Self {
        self.client.goto(&format!("{}{path}", self.base)).await.unwrap();
        self
    }

    /// Types into a field, by its name.
    pub async fn fill(&self, name: &str, text: &str) -> &Self {
        let field = self.find(&format!("main [name='{name}']")).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
        self
    }

    /// Sets a field's value as a picker would: times, choices.
    pub async fn choose(&self, name: &str, value: &str) -> &Self {
        self.find(&format!("main [name='{name}']")).await;
        let script = "const field = document.querySelector(`main [name='${arguments[0]}']`); field.value = arguments[1]; \
                      ['input', 'change'].forEach(kind => field.dispatchEvent(new Event(kind, {bubbles: true})));";
        self.run(script, vec![json!(name), json!(value)]).await;
        self
    }

    /// Ticks what a selector finds first.
    pub async fn tick(&self, selector: &str) -> &Self {
        self.find(selector).await;
        // The box itself is drawn by its label: a click on the label is what people do.
        self.run("document.querySelector(arguments[0]).closest('label').click()", vec![json!(selector)]).await;
        self
    }

    /// Clicks the button or link of the page's content whose words these are.
    pub async fn click(&self, words: &str) -> &Self {
        self.click_in("main", words).await
    }

    /// Goes to one of the places of the navigation.
    pub async fn go_to(&self, place: &str) -> &Self {
        self.click_in("nav", place).await
    }

    async fn click_in(&self, region: &str, words: &str) -> &Self {
        let path = format!("//{region}//*[self::button or self::a][contains(normalize-space(.), \"{words}\")]");
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::XPath(&path)).await;
        let element = match found {
            Ok(element) => element,
            Err(error) => panic!("no button or link says {words:?} ({error}):\n{}", self.text().await),
        };
        let script = "arguments[0].scrollIntoView({block: 'center'}); arguments[0].click();";
        self.run(script, vec![serde_json::to_value(element).unwrap()]).await;
        self
    }

    /// Waits until the page says `text`.
    pub async fn sees(&self, text: &str) -> &Self {
        let started = std::time::Instant::now();
        while !self.text().await.contains(text) {
            assert!(started.elapsed() < PATIENCE, "the page never says {text:?}:\n{}", self.text().await);
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        self
    }

    /// Waits until what a selector finds first reads `text`.
    pub async fn sees_in(&self, selector: &str, text: &str) -> &Self {
        let started = std::time::Instant::now();
        loop {
            let script = "return document.querySelector(arguments[0])?.textContent ?? ''";
            let read = self.run(script, vec![json!(selector)]).await;
            if read.as_str().is_some_and(|read| read.contains(text)) {
                return self;
            }
            assert!(started.elapsed() < PATIENCE, "{selector} reads {read}, not {text:?}");
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Marks the document, so that [`Window::was_not_reloaded`] can tell whether it is still the same.
    pub async fn mark(&self) -> &Self {
        self.run("window.sameDocument = true", vec![]).await;
        self
    }

    /// Asserts that no navigation since [`Window::mark`] loaded a new document.
    pub async fn was_not_reloaded(&self) -> &Self {
        assert_eq!(self.run("return window.sameDocument === true", vec![]).await, json!(true), "the page was reloaded");
        self
    }

    /// The path that the address bar shows.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// The first link whose target contains `part`.
    pub async fn link_to(&self, part: &str) -> String {
        let script = "return document.querySelector(`main a[href*='${arguments[0]}']`)?.getAttribute('href') ?? ''";
        self.run(script, vec![json!(part)]).await.as_str().unwrap().to_owned()
    }

    /// The text of the first element that fits.
    pub async fn words_of(&self, selector: &str) -> String {
        self.find(selector).await.text().await.unwrap()
    }

    /// Waits until the page's socket is open.
    pub async fn is_live(&self) -> &Self {
        let started = std::time::Instant::now();
        while self.run("return document.documentElement.dataset.live ?? ''", vec![]).await != json!("open") {
            if started.elapsed() >= PATIENCE {
                panic!("the socket never opened");
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        self
    }

    /// Ends the window.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }

    async fn find(&self, selector: &str) -> fantoccini::elements::Element {
        match self.client.wait().at_most(PATIENCE).for_element(Locator::Css(selector)).await {
            Ok(element) => element,
            Err(error) => panic!("nothing matches {selector} ({error}):\n{}", self.text().await),
        }
    }

    async fn text(&self) -> String {
        let text = self.run("return document.body ? document.body.innerText : ''", vec![]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        // Between two documents there is none: ask again.
        for _ in 0..100 {
            match self.client.execute(script, arguments.clone()).await {
                Ok(value) => return value,
                Err(_) => tokio::time::sleep(Duration::from_millis(30)).await,
            }
        }
        self.client.execute(script, arguments).await.unwrap()
    }
}
