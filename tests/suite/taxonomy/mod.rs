mod asking;
mod deciding;
mod editing;
mod merging;

use crate::support::{Answer, Person, TestApp};

impl TestApp {
    /// A member with a role.
    async fn staff(&self, name: &str, role: &str) -> Person {
        let person = self.member(name).await;
        self.sql(&format!("UPDATE members SET role = '{role}' WHERE id = {}", person.id)).await;
        person
    }
}

/// `person` asks for a skill, in "Crafts".
async fn ask(person: &Person, name: &str, why: &str) -> Answer {
    person.post("/skills/requests", &[("name", name), ("category", "6"), ("why", why)]).await
}
