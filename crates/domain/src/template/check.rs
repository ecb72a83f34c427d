//! What is wrong with a draft, told before Meta is asked. Meta's review has the last word.
//!
//! Source of every limit: docs/meta.md, templates (REFERENCE §17 and §22.4, read 2026-11-20).

use super::draft::{
    ButtonDraft, CardDraft, HeaderDraft, TemplateDraft, TemplateFault, TemplateProblem,
};
use super::variables::{variables_of, without_variables};
use crate::phone::Phone;

/// The longest name.
pub const NAME_LIMIT: u32 = 512;
/// The longest body.
pub const BODY_LIMIT: u32 = 1_024;
/// The longest text header, and the longest footer.
pub const LINE_LIMIT: u32 = 60;
/// The longest body of a carousel's card.
pub const CARD_LIMIT: u32 = 160;
/// The longest label of a button.
pub const LABEL_LIMIT: u32 = 25;
/// The longest address of a button.
pub const URL_LIMIT: u32 = 2_000;
/// The longest code to be copied; another page of Meta's says 20.
pub const CODE_LIMIT: u32 = 15;
/// The most buttons.
pub const BUTTONS_LIMIT: u32 = 10;
/// The most link buttons.
pub const URLS_LIMIT: u32 = 2;
/// The most cards; one card alone is not enough either.
pub const CARDS_LIMIT: u32 = 10;
/// The most buttons of a card.
pub const CARD_BUTTONS_LIMIT: u32 = 2;

/// Returns what is wrong; `is_taken` says whether there is another one of that name and language, and `is_new`
/// whether examples of files have to be there.
pub fn check(draft: &TemplateDraft, is_taken: bool, is_new: bool) -> Vec<TemplateProblem> {
    let mut found = Findings {
        draft,
        is_new,
        problems: Vec::new(),
    };
    found.name(is_taken);
    found.header("header", &draft.header);
    found.body("body", "", &draft.body, BODY_LIMIT);
    found.footer();
    found.buttons("", &draft.buttons, BUTTONS_LIMIT);
    found.cards();
    found.problems
}

struct Findings<'a> {
    draft: &'a TemplateDraft,
    is_new: bool,
    problems: Vec<TemplateProblem>,
}

impl Findings<'_> {
    fn add(&mut self, field: impl Into<String>, problem: TemplateFault, limit: Option<u32>) {
        self.problems.push(TemplateProblem {
            field: field.into(),
            problem,
            limit,
        });
    }

    /// Notes an empty or too long text.
    fn length(&mut self, field: &str, text: &str, limit: u32) {
        if text.trim().is_empty() {
            self.add(field, TemplateFault::Missing, None);
        } else if text.encode_utf16().count() > limit as usize {
            self.add(field, TemplateFault::TooLong, Some(limit));
        }
    }

    fn name(&mut self, is_taken: bool) {
        let name = &self.draft.name;
        self.length("name", name, NAME_LIMIT);
        let is_plain = name
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !name.is_empty() && !is_plain {
            self.add("name", TemplateFault::Form, None);
        }
        if is_taken {
            self.add("name", TemplateFault::NameTaken, None);
        }
        if self.draft.language.trim().is_empty() {
            self.add("language", TemplateFault::Missing, None);
        }
    }

    fn header(&mut self, field: &str, header: &HeaderDraft) {
        match header {
            HeaderDraft::None | HeaderDraft::Location => {}
            HeaderDraft::Text { text } => {
                self.length(field, text, LINE_LIMIT);
                if variables_of(text).count() > 1 {
                    self.add(field, TemplateFault::TooManyVariables, Some(1));
                }
                self.examples("header.", text);
            }
            HeaderDraft::Image { example }
            | HeaderDraft::Video { example }
            | HeaderDraft::Document { example } => {
                if self.is_new && example.is_none() {
                    self.add(field, TemplateFault::ExampleMissing, None);
                }
            }
        }
    }

    fn body(&mut self, field: &str, prefix: &str, text: &str, limit: u32) {
        self.length(field, text, limit);
        let trimmed = text.trim();
        if trimmed.starts_with("{{") || trimmed.ends_with("}}") {
            self.add(field, TemplateFault::VariableAtEdge, None);
        }
        let keys: Vec<&str> = variables_of(text).collect();
        let is_number = |key: &&&str| key.bytes().all(|b| b.is_ascii_digit()) && !key.is_empty();
        let numbered = keys.iter().filter(is_number).count();
        if numbered > 0 && numbered < keys.len() {
            self.add(field, TemplateFault::VariableMix, None);
        } else if numbered > 0 {
            let mut numbers: Vec<u32> = keys.iter().filter_map(|key| key.parse().ok()).collect();
            numbers.sort_unstable();
            if !numbers.iter().copied().eq(1..=numbered as u32) {
                self.add(field, TemplateFault::VariableOrder, None);
            }
        }
        let is_named_well = |key: &&str| {
            !key.is_empty()
                && key
                    .bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        };
        if !keys.iter().all(is_named_well) {
            self.add(field, TemplateFault::Form, None);
        }
        // How many words Meta wants a variable is not documented; fewer words than variables are surely refused.
        let words = without_variables(text).split_whitespace().count();
        if keys.len() > words {
            self.add(field, TemplateFault::TooManyVariables, None);
        }
        self.examples(prefix, text);
    }

    fn examples(&mut self, prefix: &str, text: &str) {
        for key in variables_of(text) {
            let key = format!("{prefix}{key}");
            let example = self.draft.examples.get(&key);
            if example.is_none_or(|example| example.trim().is_empty()) {
                self.add(
                    format!("example.{key}"),
                    TemplateFault::ExampleMissing,
                    None,
                );
            }
        }
    }

    fn footer(&mut self) {
        let footer = &self.draft.footer;
        if footer.encode_utf16().count() > LINE_LIMIT as usize {
            self.add("footer", TemplateFault::TooLong, Some(LINE_LIMIT));
        }
        if variables_of(footer).next().is_some() {
            self.add("footer", TemplateFault::TooManyVariables, Some(0));
        }
    }

    fn buttons(&mut self, prefix: &str, buttons: &[ButtonDraft], limit: u32) {
        if buttons.len() > limit as usize {
            self.add(
                format!("{prefix}buttons"),
                TemplateFault::TooMany,
                Some(limit),
            );
        }
        let count = |is: fn(&ButtonDraft) -> bool| buttons.iter().filter(|b| is(b)).count();
        let most = [
            (count(|b| matches!(b, ButtonDraft::Url { .. })), URLS_LIMIT),
            (count(|b| matches!(b, ButtonDraft::Phone { .. })), 1),
            (count(|b| matches!(b, ButtonDraft::CopyCode { .. })), 1),
        ];
        for (there_are, limit) in most {
            if there_are > limit as usize {
                self.add(
                    format!("{prefix}buttons"),
                    TemplateFault::TooMany,
                    Some(limit),
                );
            }
        }
        let is_reply = |button: &ButtonDraft| matches!(button, ButtonDraft::QuickReply { .. });
        let changes = buttons
            .windows(2)
            .filter(|pair| is_reply(&pair[0]) != is_reply(&pair[1]))
            .count();
        if changes > 1 {
            self.add(
                format!("{prefix}buttons"),
                TemplateFault::QuickRepliesApart,
                None,
            );
        }
        for (index, button) in buttons.iter().enumerate() {
            self.button(&format!("{prefix}button{index}"), button);
        }
    }

    fn button(&mut self, field: &str, button: &ButtonDraft) {
        match button {
            ButtonDraft::QuickReply { label } => self.length(field, label, LABEL_LIMIT),
            ButtonDraft::Url { label, url } => {
                self.length(field, label, LABEL_LIMIT);
                self.length(field, url, URL_LIMIT);
                let is_web = url.starts_with("https://") || url.starts_with("http://");
                let has_suffix_only = match variables_of(url).count() {
                    0 => true,
                    1 => url.trim().ends_with("}}"),
                    _ => false,
                };
                let is_well_formed = is_web && has_suffix_only;
                if !url.is_empty() && !is_well_formed {
                    self.add(field, TemplateFault::Form, None);
                }
                self.examples(&format!("{field}."), url);
            }
            ButtonDraft::Phone { label, number } => {
                self.length(field, label, LABEL_LIMIT);
                let is_international = number.trim().starts_with('+');
                if !is_international || Phone::parse(number, "").is_err() {
                    self.add(field, TemplateFault::Form, None);
                }
            }
            ButtonDraft::CopyCode { example } => self.length(field, example, CODE_LIMIT),
            ButtonDraft::Other { .. } => {}
        }
    }

    fn cards(&mut self) {
        let cards = &self.draft.cards;
        if cards.len() == 1 || cards.len() > CARDS_LIMIT as usize {
            self.add("cards", TemplateFault::TooMany, Some(CARDS_LIMIT));
        }
        let shape = |card: &CardDraft| {
            let kinds: Vec<_> = card.buttons.iter().map(std::mem::discriminant).collect();
            (std::mem::discriminant(&card.header), kinds)
        };
        for (index, card) in cards.iter().enumerate() {
            let field = format!("card{index}");
            let is_picture = matches!(
                card.header,
                HeaderDraft::Image { .. } | HeaderDraft::Video { .. }
            );
            // Meta wants every card built like the first.
            if !is_picture
                || cards
                    .first()
                    .is_some_and(|first| shape(first) != shape(card))
            {
                self.add(&field, TemplateFault::Form, None);
            }
            self.header(&field, &card.header);
            self.body(&field, &format!("{field}."), &card.body, CARD_LIMIT);
            self.buttons(&format!("{field}."), &card.buttons, CARD_BUTTONS_LIMIT);
        }
    }
}
