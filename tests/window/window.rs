//! The window as a person uses it: looks for things, clicks, types. Everything is found by its `data-testid`.

use crate::{
    browser::{self, AtLock, Driver},
    clinic::Clinic,
    memory::Processes,
};
use fantoccini::{Client, Locator, elements::Element};
use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How long something may take to appear, or a page to be begun anew, before the test says that it does not.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often is looked.
const LOOK: Duration = Duration::from_millis(100);

/// Waits until colours have settled and two frames were presented: a screenshot shows the last presented one.
const SETTLED: &str = "const done = arguments[0]; \
    const passing = document.getAnimations().filter(it => it.effect.getComputedTiming().endTime !== Infinity); \
    Promise.allSettled(passing.map(it => it.finished)) \
        .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))";

/// Notes in the page whether an element hears the click that follows.
const AWAIT_CLICK: &str = "window.wasClicked = false; \
    arguments[0].addEventListener('click', () => (window.wasClicked = true), { capture: true, once: true })";

/// Whether it heard it; a page that was begun anew knows of none.
const WAS_CLICKED: &str = "return window.wasClicked ?? null";

/// As the window opens.
const SIZE: (u32, u32) = (1280, 800);

/// On a small screen.
const SMALL: (u32, u32) = (1024, 700);

/// The open window of a clinic's desk.
pub(crate) struct Window {
    client: Client,
    driver: Driver,
}

impl Window {
    /// Starts the program on the clinic's data folder.
    pub(crate) async fn open(clinic: &Clinic) -> Self {
        Self::open_with(clinic, AtLock::Kept).await
    }

    /// Starts the program as a release: when somebody who reads patients leaves, the page's process ends, and with it
    /// what this can do with the window.
    pub(crate) async fn open_as_released(clinic: &Clinic) -> Self {
        Self::open_with(clinic, AtLock::Ends).await
    }

    async fn open_with(clinic: &Clinic, process: AtLock) -> Self {
        let data = clinic.data();
        let arguments = ["--data", path(&data), "--graph", clinic.graph()];
        let program = env!("CARGO_BIN_EXE_recado");
        let (driver, client) = browser::start(program, &arguments, process).await;
        Self { client, driver }
    }

    /// Returns the processes of this window.
    pub(crate) fn processes(&self) -> Processes {
        Processes::of(self.driver.id())
    }

    /// Signs out whoever reads patients, and waits for the lock screen of the page that is begun anew.
    pub(crate) async fn lock(&self) {
        self.mark().await;
        self.click("me").await;
        self.click_away("lock").await;
        self.appears_anew("locked").await;
    }

    /// Marks the page, so that [`Window::appears_anew`] knows the one that follows.
    pub(crate) async fn mark(&self) {
        self.run("document.documentElement.dataset.before = 'yes'")
            .await;
    }

    /// Clicks what ends this page: it may be gone before the driver has said that it clicked.
    pub(crate) async fn click_away(&self, what: &str) {
        let element = self.see(&format!("{what}:not(:disabled)")).await;
        let _ = element.click().await;
    }

    /// Waits for an element in a page that is not the marked one; whatever is asked while it loads may fail.
    pub(crate) async fn appears_anew(&self, what: &str) {
        let script = format!(
            "return !document.documentElement.dataset.before && document.querySelector('{}') !== null",
            css(what)
        );
        let seek = async {
            let mut looks = tokio::time::interval(LOOK);
            loop {
                looks.tick().await;
                let answer = self.client.execute(&script, Vec::new()).await;
                if answer.is_ok_and(|is_there| is_there == Value::Bool(true)) {
                    return;
                }
            }
        };
        let appeared = tokio::time::timeout(PATIENCE, seek).await;
        assert!(appeared.is_ok(), "{what} does not appear in a new page");
    }

    /// Ends the program.
    pub(crate) async fn close(self) {
        self.client.close().await.expect("the window closes");
    }

    /// Waits for an element, for example `row`, or `message[data-status=read]`.
    pub(crate) async fn see(&self, what: &str) -> Element {
        let css = css(what);
        let wait = self.client.wait().at_most(PATIENCE).every(LOOK);
        match wait.for_element(Locator::Css(&css)).await {
            Ok(element) => element,
            Err(_) => panic!("{what} does not appear in:\n{}", self.text().await),
        }
    }

    /// Waits for an element that holds this text.
    pub(crate) async fn see_with(&self, what: &str, text: &str) -> Element {
        let css = css(what);
        let seek = async {
            let mut looks = tokio::time::interval(LOOK);
            loop {
                looks.tick().await;
                let found = self.client.find_all(Locator::Css(&css)).await;
                for element in found.unwrap_or_default() {
                    // WebDriver's own reading finds nothing in rows of a virtual list.
                    let shown = element.prop("innerText").await;
                    if shown.is_ok_and(|shown| shown.is_some_and(|shown| shown.contains(text))) {
                        return element;
                    }
                }
            }
        };
        match tokio::time::timeout(PATIENCE, seek).await {
            Ok(element) => element,
            Err(_) => panic!(
                "{what} with {text:?} does not appear in:\n{}",
                self.text().await
            ),
        }
    }

    /// Returns every element of this kind that is there now.
    pub(crate) async fn all(&self, what: &str) -> Vec<Element> {
        let found = self.client.find_all(Locator::Css(&css(what))).await;
        found.expect("elements")
    }

    /// Waits for an element and clicks it once it can be clicked.
    pub(crate) async fn click(&self, what: &str) {
        let enabled = format!("{what}:not(:disabled)");
        self.press(what, || self.see(&enabled)).await;
    }

    /// Waits for an element with this text and clicks it.
    pub(crate) async fn click_with(&self, what: &str, text: &str) {
        self.press(what, || self.see_with(what, text)).await;
    }

    /// Goes to a place.
    pub(crate) async fn go(&self, place: &str) {
        let entry = format!("place-{place}");
        self.click(&entry).await;
        self.see(&format!("{entry}[aria-current=page]")).await;
    }

    /// Clicks until the click has reached its element: while a strip above comes or goes everything moves, and one may
    /// land beside. Where the page is gone afterwards, it was reached.
    async fn press<Found: Future<Output = Element>>(&self, what: &str, find: impl Fn() -> Found) {
        let reach = async { while !self.press_once(find().await).await {} };
        if tokio::time::timeout(PATIENCE, reach).await.is_err() {
            panic!("no click reaches {what} in:\n{}", self.text().await);
        }
    }

    /// Clicks; returns whether the element heard it.
    async fn press_once(&self, element: Element) -> bool {
        let named = serde_json::to_value(&element).expect("an element's name");
        let watched = self.client.execute(AWAIT_CLICK, vec![named]).await;
        if watched.is_err() {
            // It left the page after it was found.
            tokio::time::sleep(LOOK).await;
            return false;
        }
        let clicked = element.click().await;
        for _ in 0..5 {
            match self.client.execute(WAS_CLICKED, Vec::new()).await {
                Ok(Value::Bool(false)) => tokio::time::sleep(LOOK).await,
                Ok(_) => return true,
                Err(_) => return clicked.is_ok(),
            }
        }
        false
    }

    /// Types into a field; into one that was drawn anew in that moment once more, as long as nothing has arrived.
    pub(crate) async fn fill(&self, what: &str, text: &str) {
        let before = self.see(what).await.prop("value").await.ok().flatten();
        let typed = async {
            loop {
                let field = self.see(what).await;
                let Err(error) = field.send_keys(text).await else {
                    return;
                };
                let now = self.see(what).await.prop("value").await.ok().flatten();
                assert_eq!(now, before, "type into {what}: {error}");
                tokio::time::sleep(LOOK).await;
            }
        };
        if tokio::time::timeout(PATIENCE, typed).await.is_err() {
            panic!(
                "nothing can be typed into {what} in:\n{}",
                self.text().await
            );
        }
    }

    /// Hands files to a file field, as the system's dialog would; the field itself need not be in view.
    pub(crate) async fn choose(&self, what: &str, file: &Path) {
        let field = self.see(what).await;
        field
            .send_keys(path(file))
            .await
            .unwrap_or_else(|error| panic!("hand a file to {what}: {error}"));
    }

    /// Waits until an expression in the page is true.
    pub(crate) async fn until(&self, expression: &str) {
        let script = format!("return Boolean({expression})");
        let seek = async {
            let mut looks = tokio::time::interval(LOOK);
            while self.run(&script).await != Value::Bool(true) {
                looks.tick().await;
            }
        };
        if tokio::time::timeout(PATIENCE, seek).await.is_err() {
            panic!("never true: {expression}\nin:\n{}", self.text().await);
        }
    }

    /// Waits until the picture in an element is drawn from bytes of this size.
    pub(crate) async fn see_picture(&self, what: &str, size: (u32, u32)) {
        let (css, (width, height)) = (css(what), size);
        let picture = format!("document.querySelector('{css} img')");
        self.until(&format!(
            "{picture}?.complete && {picture}.naturalWidth === {width} && {picture}.naturalHeight === {height}"
        ))
        .await;
    }

    /// Returns all the text in the window.
    pub(crate) async fn text(&self) -> String {
        let text = self.run("return document.body.innerText").await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub(crate) async fn run(&self, script: &str) -> Value {
        let answer = self.client.execute(script, Vec::new()).await;
        answer.expect("a script in the page")
    }

    /// Keeps a picture of the window in both themes, as `target/shots/NAME-light.png` and `NAME-dark.png`.
    pub(crate) async fn shot(&self, name: &str) {
        for theme in ["light", "dark"] {
            let chosen = format!("document.documentElement.dataset.theme = '{theme}'");
            self.run(&chosen).await;
            let settled = self.client.execute_async(SETTLED, Vec::new()).await;
            settled.expect("a settled picture");
            let picture = self.client.screenshot().await.expect("a screenshot");
            let file = shots().join(format!("{name}-{theme}.png"));
            std::fs::write(file, picture).expect("the screenshot is kept");
        }
        self.run("delete document.documentElement.dataset.theme")
            .await;
    }

    /// Keeps pictures as [`Self::shot`] does, and `NAME-small` ones; the window has its size again afterwards.
    pub(crate) async fn shots(&self, name: &str) {
        self.shot(name).await;
        self.resize(SMALL).await;
        self.shot(&format!("{name}-small")).await;
        self.resize(SIZE).await;
    }

    async fn resize(&self, (width, height): (u32, u32)) {
        let resized = self.client.set_window_size(width, height).await;
        resized.expect("a window of another size");
        self.until(&format!("innerWidth === {width}")).await;
    }
}

/// `row` is `[data-testid=row]`; what follows the name narrows it down.
fn css(what: &str) -> String {
    let end = what.find(['[', ':', ' ']).unwrap_or(what.len());
    let (name, more) = what.split_at(end);
    format!("[data-testid=\"{name}\"]{more}")
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of plain letters")
}

fn shots() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = temporary.parent().unwrap_or(temporary).join("shots");
    std::fs::create_dir_all(&folder).expect("a folder for screenshots");
    folder
}
