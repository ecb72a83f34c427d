//! Meta's review of templates: approved, rejected, paused, disabled, judged, moved to another category.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Control, ControlError};
use crate::webhooks::template as told;
use crate::world::template::{Template, text};

/// What Meta decides about a template. Shape over HTTP: `{"decision":"reject","reason":"PROMOTIONAL"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum Review {
    /// It may be sent.
    Approve,
    /// It may not.
    Reject {
        /// Meta's word, e.g. `INCORRECT_CATEGORY`, `PROMOTIONAL`.
        reason: String,
        /// What Meta advises, if anything.
        #[serde(default)]
        recommendation: Option<String>,
    },
    /// It was paused for its quality; `FIRST_PAUSE`, `SECOND_PAUSE`.
    Pause {
        /// Which pause it is.
        #[serde(default = "first_pause")]
        title: String,
    },
    /// The pause is over.
    Unpause,
    /// It was disabled for its quality.
    Disable,
    /// It will be disabled unless its quality gets better.
    Flag,
    /// Its quality is now `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    Quality {
        /// Meta's score.
        score: String,
    },
    /// Its category will change in a day.
    AnnounceCategory {
        /// The category Meta finds right.
        category: String,
    },
    /// Its category changed.
    ChangeCategory {
        /// The category it has now.
        category: String,
    },
}

fn first_pause() -> String {
    "FIRST_PAUSE".to_owned()
}

/// A template, to be chosen for a review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TemplateSummary {
    /// Meta's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: String,
    /// Meta's word.
    pub status: String,
    /// Meta's word.
    pub category: String,
    /// Meta's score.
    pub quality: String,
    /// The words of its body, with their variables.
    pub body: String,
}

impl TemplateSummary {
    pub(super) fn of(template: &Template) -> Self {
        Self {
            id: template.id.clone(),
            name: template.name.clone(),
            language: template.language.clone(),
            status: template.status.clone(),
            category: template.category.clone(),
            quality: template.quality.clone(),
            body: text(&template.components, "BODY").to_owned(),
        }
    }
}

impl Control {
    /// Returns the account's templates.
    pub async fn templates(&self) -> Vec<TemplateSummary> {
        let world = self.meta.world();
        world.templates.iter().map(TemplateSummary::of).collect()
    }

    /// Decides about a template, by its id; Meta tells what it documents for that.
    ///
    /// # Errors
    /// When no template has this id.
    pub async fn review_template(&self, id: &str, review: Review) -> Result<(), ControlError> {
        let now = self.meta.clock.now_ms();
        let updates = {
            let mut world = self.meta.world();
            let template = world
                .templates
                .iter_mut()
                .find(|template| template.id == id)
                .ok_or(ControlError::NoSuchTemplate)?;
            decide(template, review, now)
        };
        for (field, value) in updates {
            self.meta.post.tell(field, value, self.meta.post.ticket());
        }
        self.meta.touch();
        Ok(())
    }
}

fn decide(template: &mut Template, review: Review, now: i64) -> Vec<(&'static str, Value)> {
    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    let category = template.category.clone();
    match review {
        Review::Approve => {
            "APPROVED".clone_into(&mut template.status);
            template.rejected_reason = None;
            let more = json!({"reason": "NONE", "message_template_category": category});
            let mut updates = vec![(told::STATUS, told::status(template, "APPROVED", more))];
            if std::mem::take(&mut template.is_changed) {
                updates.push((told::COMPONENTS, told::components(template)));
            }
            updates
        }
        Review::Reject {
            reason,
            recommendation,
        } => {
            "REJECTED".clone_into(&mut template.status);
            let mut more = json!({"reason": reason, "message_template_category": category});
            if let Some(recommendation) = recommendation {
                more["rejection_info"] =
                    json!({"reason": reason, "recommendation": recommendation});
            }
            template.rejected_reason = Some(reason);
            vec![(told::STATUS, told::status(template, "REJECTED", more))]
        }
        Review::Pause { title } => {
            "PAUSED".clone_into(&mut template.status);
            let more = json!({"reason": null, "other_info": {
                "title": title,
                "description": "Paused until 3 hours pass because of quality.",
            }});
            vec![(told::STATUS, told::status(template, "PAUSED", more))]
        }
        Review::Unpause => {
            "APPROVED".clone_into(&mut template.status);
            let more = json!({"reason": null, "other_info": {
                "title": "UNPAUSE",
                "description": "The pause is over.",
            }});
            vec![(told::STATUS, told::status(template, "APPROVED", more))]
        }
        Review::Disable => {
            "DISABLED".clone_into(&mut template.status);
            let at = now.div_euclid(1000);
            let more = json!({"reason": "NONE", "disable_info": {"disable_date": at}});
            vec![(told::STATUS, told::status(template, "DISABLED", more))]
        }
        Review::Flag => {
            let more = json!({"reason": null});
            vec![(told::STATUS, told::status(template, "FLAGGED", more))]
        }
        Review::Quality { score } => {
            let previous = std::mem::replace(&mut template.quality, score);
            let value = told::quality(template, &previous, &template.quality);
            vec![(told::QUALITY, value)]
        }
        Review::AnnounceCategory { category } => {
            let value = told::category_announced(template, &category, now + DAY_MS);
            template.correct_category = Some(category);
            vec![(told::CATEGORY, value)]
        }
        Review::ChangeCategory { category } => {
            let previous = std::mem::replace(&mut template.category, category);
            template.correct_category = None;
            template.previous_category = Some(previous.clone());
            vec![(told::CATEGORY, told::category_changed(template, &previous))]
        }
    }
}
