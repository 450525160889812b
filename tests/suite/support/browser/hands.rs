//! What hands do in a window: keys on what has the focus, a finger and a mouse on the page.

use std::time::Duration;

use fantoccini::actions::{
    InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction, TouchActions,
};
use fantoccini::key::Key;
use serde_json::{Value, json};

use super::Window;

/// How often Tab is pressed until something is reached: far more than any page has stops.
const MOST_STOPS: usize = 120;

impl Window {
    /// Presses each of `keys` on what has the focus: names of the Key enum, a character, or either behind `Shift+` or
    /// `Control+`; `9 PageDown` is nine times.
    pub async fn press(&self, keys: &[&str]) -> &Self {
        let mut actions = KeyActions::new("keyboard".to_owned());
        for key in keys {
            let (times, key) = key.split_once(' ').map_or((1, *key), |(times, key)| (times.parse().unwrap(), key));
            let (held, key) = match key.split_once('+') {
                Some((held, key)) => (Some(code_of(held)), key),
                None => (None, key),
            };
            for _ in 0..times {
                let down = held.into_iter().chain([code_of(key)]);
                actions = down.clone().fold(actions, |actions, value| actions.then(KeyAction::Down { value }));
                let up = down.collect::<Vec<_>>().into_iter().rev();
                actions = up.fold(actions, |actions, value| actions.then(KeyAction::Up { value }));
            }
        }
        self.client.perform_actions(actions).await.unwrap();
        self
    }

    /// Goes on with Tab until what has the focus fits the selector.
    pub async fn tab_to(&self, selector: &str) -> &Self {
        self.walk("Tab", selector).await
    }

    /// Goes back with Shift and Tab until what has the focus fits the selector.
    pub async fn tab_back_to(&self, selector: &str) -> &Self {
        self.walk("Shift+Tab", selector).await
    }

    async fn walk(&self, key: &str, selector: &str) -> &Self {
        for _ in 0..MOST_STOPS {
            self.press(&[key]).await;
            if self.run("return document.activeElement.matches(arguments[0])", vec![json!(selector)]).await
                == json!(true)
            {
                return self;
            }
        }
        panic!("{key} never reaches {selector}");
    }

    /// Puts a finger on what a selector finds first, moves it to another, and lifts it.
    pub async fn drag_finger(&self, from: &str, to: &str) -> &Self {
        let mut finger = TouchActions::new("finger".to_owned());
        for action in self.strokes(from, to).await {
            finger = finger.then(action);
        }
        self.client.perform_actions(finger).await.unwrap();
        self
    }

    /// The same with the mouse and its left button.
    pub async fn drag_mouse(&self, from: &str, to: &str) -> &Self {
        let mut mouse = MouseActions::new("mouse".to_owned());
        for action in self.strokes(from, to).await {
            mouse = mouse.then(action);
        }
        self.client.perform_actions(mouse).await.unwrap();
        self
    }

    async fn strokes(&self, from: &str, to: &str) -> Vec<PointerAction> {
        let (from, to) = (self.middle_of(from).await, self.middle_of(to).await);
        let move_to =
            |(x, y), milliseconds| PointerAction::MoveTo { duration: Some(Duration::from_millis(milliseconds)), x, y };
        vec![
            move_to(from, 0),
            PointerAction::Down { button: MOUSE_BUTTON_LEFT },
            move_to(to, 200),
            PointerAction::Up { button: MOUSE_BUTTON_LEFT },
        ]
    }

    /// Where the middle of what a selector finds first is in the window, without scrolling to it.
    async fn middle_of(&self, selector: &str) -> (f64, f64) {
        let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); \
                      return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
        self.find(selector).await;
        let middle = self.run(script, vec![json!(selector)]).await;
        (middle[0].as_f64().unwrap(), middle[1].as_f64().unwrap())
    }

    /// What a script of the page's own says.
    pub async fn asks(&self, expression: &str) -> Value {
        self.run(&format!("return {expression}"), vec![]).await
    }
}

fn code_of(key: &str) -> char {
    let named = match key {
        "Tab" => Key::Tab,
        "Shift" => Key::Shift,
        "Control" => Key::Control,
        "Enter" => Key::Enter,
        "Space" => Key::Space,
        "Home" => Key::Home,
        "End" => Key::End,
        "PageUp" => Key::PageUp,
        "PageDown" => Key::PageDown,
        "ArrowUp" => Key::Up,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        other => return other.chars().next().unwrap(),
    };
    named.into()
}
