//! A skill's page: what it is, and who teaches it.

use askama::Template;

use super::Cards;
use crate::profiles::queries::COUNTED;
use crate::profiles::search::Order;
use crate::skills::About;
use crate::web::Page;

/// A skill with a page of its teachers.
#[derive(Template)]
#[template(path = "profiles/skill.html")]
pub(in crate::profiles) struct SkillPage {
    pub page: Page,
    /// The address of the site, whose picture stands for the page.
    pub site: String,
    pub about: About,
    pub order: Order,
    /// How many teach it, on the first page.
    pub total: Option<i64>,
    pub cards: Cards,
}

impl SkillPage {
    /// `1 teacher`, `23 teachers`, `1,000+ teachers`; empty on later pages.
    fn count(&self) -> String {
        match self.total {
            None => String::new(),
            Some(1) => "1 teacher".to_owned(),
            Some(total) if total > COUNTED => format!("{},000+ teachers", COUNTED / 1_000),
            Some(total) => format!("{total} teachers"),
        }
    }

    fn nobody(&self) -> String {
        let nobody = if self.about.is_taught { "Nobody else" } else { "Nobody" };
        format!("{nobody} teaches {} yet", self.about.name)
    }
}
