//! Changes to documented bodies that keep them nearly what they were.

use super::{hostile, tree::Tree};
use crate::dice::Dice;

/// A body is not made to grow beyond this many values.
const MOST_VALUES: usize = 60_000;
/// How often one element may be repeated.
const MOST_REPEATS: usize = 1_000;

/// Keys that mean something somewhere: one put in the place of another is worth more than a word nobody looks for.
const KEYS: [&str; 28] = [
    "id",
    "object",
    "entry",
    "changes",
    "messaging",
    "standby",
    "field",
    "value",
    "messages",
    "statuses",
    "contacts",
    "errors",
    "message",
    "type",
    "text",
    "context",
    "referral",
    "sender",
    "recipient",
    "timestamp",
    "postback",
    "attachments",
    "payload",
    "mid",
    "from",
    "history",
    "calls",
    "interactive",
];

/// Changes one place of a tree; `others` is where foreign parts come from.
pub(super) fn mutate(tree: &mut Tree, others: &[Tree], dice: &mut Dice) {
    let size = tree.size();
    let foreign = foreign(others, dice);
    let Some(node) = tree.at(dice.below(size)) else {
        return;
    };
    match dice.below(12) {
        0 | 1 => remove(node, dice),
        2 => repeat(node, dice, size),
        3 => swap(node, dice),
        4 => rename(node, dice),
        5 => wrap(node, dice),
        6 => retype(node),
        7 => *node = hostile::number(dice),
        8 => *node = hostile::shape(dice),
        9 => *node = foreign,
        _ => *node = hostile::text(dice),
    }
}

/// Returns a part of another body.
fn foreign(others: &[Tree], dice: &mut Dice) -> Tree {
    let mut other = dice.one(others).cloned().unwrap_or(Tree::List(Vec::new()));
    let place = dice.below(other.size());
    other.at(place).cloned().unwrap_or(Tree::List(Vec::new()))
}

fn remove(node: &mut Tree, dice: &mut Dice) {
    match node {
        Tree::List(elements) if !elements.is_empty() => {
            elements.remove(dice.below(elements.len()));
        }
        Tree::Object(members) if !members.is_empty() => {
            members.remove(dice.below(members.len()));
        }
        Tree::List(_) | Tree::Object(_) | Tree::Leaf(_) => *node = Tree::Leaf("null".to_owned()),
    }
}

/// Repeats an element, rarely very often, or a member under the same key.
fn repeat(node: &mut Tree, dice: &mut Dice, size: usize) {
    match node {
        Tree::List(elements) => {
            let place = dice.below(elements.len());
            let Some(element) = elements.get(place).cloned() else {
                return;
            };
            let times = if dice.once_in(20) { MOST_REPEATS } else { 1 };
            let room = MOST_VALUES.saturating_sub(size) / element.size();
            let copies = std::iter::repeat_n(element, times.min(room));
            elements.splice(place..place, copies);
        }
        Tree::Object(members) => {
            let Some((key, value)) = dice.one(members).cloned() else {
                return;
            };
            let value = if dice.once_in(2) {
                hostile::shape(dice)
            } else {
                value
            };
            let place = dice.below(members.len() + 1);
            members.insert(place, (key, value));
        }
        Tree::Leaf(_) => *node = hostile::text(dice),
    }
}

fn swap(node: &mut Tree, dice: &mut Dice) {
    match node {
        Tree::List(elements) if elements.len() > 1 => {
            let (one, other) = (dice.below(elements.len()), dice.below(elements.len()));
            elements.swap(one, other);
        }
        Tree::Object(members) if members.len() > 1 => {
            let (one, other) = (dice.below(members.len()), dice.below(members.len()));
            let key = members[one].0.clone();
            members[one].0 = std::mem::replace(&mut members[other].0, key);
        }
        Tree::List(_) | Tree::Object(_) | Tree::Leaf(_) => *node = hostile::shape(dice),
    }
}

fn rename(node: &mut Tree, dice: &mut Dice) {
    let Tree::Object(members) = node else {
        return *node = hostile::text(dice);
    };
    let place = dice.below(members.len());
    let Some((key, _)) = members.get_mut(place) else {
        return;
    };
    *key = match dice.one(&KEYS) {
        Some(name) if !dice.once_in(4) => format!("\"{name}\""),
        _ => {
            let mut name = String::new();
            hostile::text(dice).write(&mut name);
            name
        }
    };
}

fn wrap(node: &mut Tree, dice: &mut Dice) {
    let inner = std::mem::replace(node, Tree::List(Vec::new()));
    *node = match dice.one(&KEYS) {
        Some(key) if dice.once_in(2) => Tree::Object(vec![(format!("\"{key}\""), inner)]),
        _ => Tree::List(vec![inner]),
    };
}

/// Makes a number of a text and a text of a number; lists and objects become texts that hold them.
fn retype(node: &mut Tree) {
    let mut written = String::new();
    node.write(&mut written);
    let unquoted = written
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let is_number = |text: &str| {
        !text.is_empty() && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit())
    };
    *node = Tree::Leaf(match unquoted {
        Some(text) if is_number(text) => text.to_owned(),
        Some(_) => "7".to_owned(),
        None => serde_json::to_string(&written).unwrap_or_else(|_| "\"\"".to_owned()),
    });
}

/// Breaks bytes: cut short, flipped, inserted, put twice.
pub(super) fn break_bytes(body: &mut Vec<u8>, dice: &mut Dice) {
    let place = dice.below(body.len());
    match dice.below(5) {
        0 => body.truncate(place),
        1 => {
            for _ in 0..1 + dice.below(8) {
                let place = dice.below(body.len());
                if let Some(byte) = body.get_mut(place) {
                    *byte ^= 1 << dice.below(8);
                }
            }
        }
        2 => {
            let strange = [0x00, 0xff, 0xc0, 0xed, b'"', b'\\', b'{', b']', b','];
            let byte = dice.one(&strange).copied().unwrap_or_default();
            body.insert(place, byte);
        }
        3 => body.extend_from_within(place..),
        _ => {
            let end = (place + 1 + dice.below(40)).min(body.len());
            body.drain(place..end);
        }
    }
}
