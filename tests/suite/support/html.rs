//! Reading pages as a browser's parser does: forms with their fields, and links.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A form of a page.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub method: String,
    pub action: String,
    pub is_multipart: bool,
    pub fields: Vec<Field>,
}

/// A control with a name.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub value: String,
    pub kind: Kind,
    /// Whether a browser sends it as the page stands.
    pub is_sent: bool,
}

/// Who fills a field in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A person, letter by letter, and sees it again.
    Text,
    /// A person, and never sees it again: passwords, files.
    Secret,
    /// The page, or a person by choosing.
    Set,
}

/// The forms of a page.
pub fn forms_in(page: &str) -> Vec<Form> {
    read(page).forms
}

/// The addresses that a page's links lead to.
pub fn links_in(page: &str) -> Vec<String> {
    read(page).links
}

#[derive(Default)]
struct Found {
    forms: Vec<Form>,
    links: Vec<String>,
    is_in_form: bool,
    /// The name of the select, and the text of the textarea, that stand open.
    select: Option<String>,
    textarea: bool,
}

struct Sink(RefCell<Found>);

fn read(page: &str) -> Found {
    let tokenizer = Tokenizer::new(Sink(RefCell::default()), TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(page));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    tokenizer.sink.0.take()
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut found = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => found.start(&tag),
            Token::TagToken(tag) => found.end(&tag.name),
            Token::CharacterTokens(text) if found.textarea => found.append(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Found {
    fn start(&mut self, tag: &Tag) {
        let given =
            |name: &str| tag.attrs.iter().find(|attr| &*attr.name.local == name).map(|attr| attr.value.to_string());
        let value = |name: &str| given(name).unwrap_or_default();
        let add = |kind, is_sent| Field { name: value("name"), value: value("value"), kind, is_sent };
        match &*tag.name {
            "a" => self.links.extend(given("href")),
            "form" => {
                self.is_in_form = true;
                let is_multipart = value("enctype") == "multipart/form-data";
                self.forms.push(Form {
                    method: value("method"),
                    action: value("action"),
                    is_multipart,
                    ..Form::default()
                });
            }
            "input" => match value("type").as_str() {
                "radio" | "checkbox" => self.field(add(Kind::Set, given("checked").is_some())),
                "hidden" => self.field(add(Kind::Set, true)),
                "password" | "file" => self.field(add(Kind::Secret, true)),
                "submit" => {}
                _ => self.field(add(Kind::Text, true)),
            },
            "button" => self.field(add(Kind::Set, false)),
            "select" => {
                self.field(add(Kind::Set, true));
                self.select = given("name");
            }
            "option" if self.select.is_some() => self.option(value("value"), given("selected").is_some()),
            "textarea" => {
                self.field(add(Kind::Text, true));
                self.textarea = true;
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "form" => self.is_in_form = false,
            "select" => self.select = None,
            "textarea" => self.end_textarea(),
            _ => {}
        }
    }

    fn field(&mut self, field: Field) {
        if let Some(form) = self.forms.last_mut().filter(|_| self.is_in_form && !field.name.is_empty()) {
            form.fields.push(field);
        }
    }

    /// The option that is selected, or else the first, is what a select sends.
    fn option(&mut self, value: String, is_selected: bool) {
        let Some(field) = self.forms.last_mut().and_then(|form| form.fields.last_mut()) else { return };
        if is_selected || field.value.is_empty() {
            field.value = value;
        }
    }

    /// A line end at the beginning of a textarea is markup.
    fn end_textarea(&mut self) {
        self.textarea = false;
        let Some(field) = self.forms.last_mut().and_then(|form| form.fields.last_mut()) else { return };
        if let Some(rest) = field.value.strip_prefix('\n') {
            field.value = rest.to_owned();
        }
    }

    fn append(&mut self, text: &str) {
        if let Some(field) = self.forms.last_mut().and_then(|form| form.fields.last_mut()) {
            field.value.push_str(text);
        }
    }
}
