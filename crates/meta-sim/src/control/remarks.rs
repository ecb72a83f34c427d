//! Comments and mentions under the clinic's posts.
//!
//! Source: REFERENCE section 11 (the webhook pages of Pages and Instagram, read 2026-11-20).

use serde_json::{Value, json};

use super::visitors::is_visitor;
use super::{Control, ControlError};
use crate::webhooks::envelope::Update;
use crate::world::comment::Comment;
use crate::world::product::Product;

/// A comment to be left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// What it says.
    pub text: String,
    /// The post's or the media's id; the clinic's one post when absent.
    pub post: Option<String>,
    /// The comment it answers.
    pub parent: Option<String>,
    /// Unix milliseconds; now when absent.
    pub at: Option<i64>,
}

impl Control {
    /// Leaves a comment under a post of the Page or the Instagram account; returns its id.
    ///
    /// # Errors
    /// When `id` is no PSID or IGSID, or the product has no posts.
    pub async fn visitor_comments(
        &self,
        product: Product,
        id: &str,
        name: &str,
        remark: Remark,
    ) -> Result<String, ControlError> {
        if !is_visitor(id) {
            return Err(ControlError::NotAVisitor);
        }
        let at = remark.at.unwrap_or_else(|| self.meta.clock.now_ms());
        let (comment_id, update) = {
            let mut world = self.meta.world();
            let made = world.ids.media();
            let (comment_id, post) = match product {
                Product::WhatsApp => return Err(ControlError::NotAVisitor),
                Product::Messenger => {
                    let usual = format!("{}_88", self.meta.page.id);
                    let post = remark.post.unwrap_or(usual);
                    (format!("{post}_{}", &made[..6]), post)
                }
                Product::Instagram => {
                    let post = remark.post.unwrap_or_else(|| "17990011223344556".into());
                    (format!("18{}", &made[1..]), post)
                }
            };
            let comment = Comment {
                product,
                from: id.to_owned(),
                name: name.to_owned(),
                text: remark.text,
                post,
                at,
                is_gone: false,
                is_hidden: false,
                answered_in_private: false,
                answers: Vec::new(),
            };
            let update = comment_update(&comment_id, &comment, "add", remark.parent.as_deref());
            world.comments.insert(comment_id.clone(), comment);
            (comment_id, update)
        };
        self.meta.post.tell_update(update, self.meta.post.ticket());
        self.meta.touch();
        Ok(comment_id)
    }

    /// Changes a comment's words, or removes it; Instagram tells neither.
    ///
    /// # Errors
    /// When no comment has this id.
    pub async fn visitor_changes_comment(
        &self,
        comment_id: &str,
        words: Option<&str>,
    ) -> Result<(), ControlError> {
        let update = {
            let mut world = self.meta.world();
            let comment = world
                .comments
                .get_mut(comment_id)
                .ok_or(ControlError::NoSuchComment)?;
            let verb = match words {
                Some(words) => {
                    words.clone_into(&mut comment.text);
                    "edited"
                }
                None => {
                    comment.is_gone = true;
                    "remove"
                }
            };
            (comment.product == Product::Messenger)
                .then(|| comment_update(comment_id, comment, verb, None))
        };
        if let Some(update) = update {
            self.meta.post.tell_update(update, self.meta.post.ticket());
        }
        self.meta.touch();
        Ok(())
    }

    /// Mentions the Instagram account in a comment elsewhere; the webhook holds ids only. Returns the comment's id.
    ///
    /// # Errors
    /// When `id` is no IGSID.
    pub async fn visitor_mentions(
        &self,
        id: &str,
        name: &str,
        text: &str,
    ) -> Result<String, ControlError> {
        if !is_visitor(id) {
            return Err(ControlError::NotAVisitor);
        }
        let (comment_id, media_id) = {
            let mut world = self.meta.world();
            let comment_id = format!("18{}", &world.ids.media()[1..]);
            let media_id = format!("17{}", &world.ids.media()[1..]);
            let comment = Comment {
                product: Product::Instagram,
                from: id.to_owned(),
                name: name.to_owned(),
                text: text.to_owned(),
                post: media_id.clone(),
                at: self.meta.clock.now_ms(),
                is_gone: false,
                is_hidden: false,
                answered_in_private: false,
                answers: Vec::new(),
            };
            world.comments.insert(comment_id.clone(), comment);
            (comment_id, media_id)
        };
        let value = json!({"media_id": media_id, "comment_id": comment_id});
        let update = Update::change(Product::Instagram, "mentions", value);
        self.meta.post.tell_update(update, self.meta.post.ticket());
        self.meta.touch();
        Ok(comment_id)
    }
}

fn comment_update(id: &str, comment: &Comment, verb: &str, parent: Option<&str>) -> Update {
    let mut value = match comment.product {
        Product::Instagram => json!({
            "id": id,
            "text": comment.text,
            "from": {"id": comment.from, "username": comment.name},
            "media": {"id": comment.post, "media_product_type": "FEED"},
        }),
        Product::WhatsApp | Product::Messenger => json!({
            "item": "comment",
            "verb": verb,
            "comment_id": id,
            "post_id": comment.post,
            "from": {"id": comment.from, "name": comment.name},
            "created_time": comment.at.div_euclid(1000),
        }),
    };
    if comment.product == Product::Messenger && verb != "remove" {
        value["message"] = json!(comment.text);
    }
    // A new comment of a Page always names what it stands under.
    let is_new_on_page = comment.product == Product::Messenger && verb == "add";
    if let Some(parent) = parent.or(is_new_on_page.then_some(&comment.post)) {
        value["parent_id"] = Value::from(parent);
    }
    if is_new_on_page {
        value["post"] = json!({
            "status_type": "added_photos",
            "is_published": true,
            "permalink_url": format!("https://www.facebook.com/{}", comment.post),
            "id": comment.post,
        });
    }
    let field = match comment.product {
        Product::Instagram => "comments",
        Product::WhatsApp | Product::Messenger => "feed",
    };
    Update::change(comment.product, field, value)
}
