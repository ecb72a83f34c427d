//! The documented bodies, and the bodies made of them.

use super::{hostile, mutate, tree::Tree};
use crate::dice::Dice;
use anyhow::Context as _;
use std::path::Path;

/// The folders of documented payloads.
const PRODUCTS: [&str; 3] = ["whatsapp", "messenger", "instagram"];

/// Every documented body.
pub(super) struct Bodies {
    /// As they came.
    raw: Vec<Vec<u8>>,
    /// Taken apart, where they can be.
    trees: Vec<Tree>,
    /// The entries of well-formed bodies, by `object` as written.
    entries: Vec<(String, Tree)>,
}

/// A body made of documented ones.
pub(super) struct Made {
    pub(super) body: Vec<u8>,
    /// The neighbour that was left alone, when there is one.
    pub(super) neighbour: Option<Neighbour>,
}

/// An entry that stands, untouched, beside one that was changed.
pub(super) struct Neighbour {
    /// A body of it alone.
    pub(super) alone: Vec<u8>,
    /// Whether it stands behind the changed one.
    pub(super) is_last: bool,
}

impl Bodies {
    /// Reads the payloads of a folder with one folder for each product.
    pub(super) fn read(folder: &Path) -> anyhow::Result<Self> {
        let mut raw = Vec::new();
        for product in PRODUCTS {
            let folder = folder.join(product);
            let mut files: Vec<_> = std::fs::read_dir(&folder)
                .with_context(|| format!("{} cannot be read", folder.display()))?
                .filter_map(|entry| entry.ok().map(|entry| entry.path()))
                .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
                .collect();
            files.sort();
            for file in files {
                raw.push(std::fs::read(file)?);
            }
        }
        let trees: Vec<Tree> = raw.iter().filter_map(|body| Tree::parse(body)).collect();
        let entries: Vec<_> = trees.iter().flat_map(entries).collect();
        anyhow::ensure!(
            trees.len() > 250 && entries.len() > 250,
            "{} holds too few payloads",
            folder.display()
        );
        Ok(Self {
            raw,
            trees,
            entries,
        })
    }

    /// Returns the bodies as they came.
    pub(super) fn raw(&self) -> &[Vec<u8>] {
        &self.raw
    }

    /// Makes a body.
    pub(super) fn make(&self, dice: &mut Dice) -> Made {
        match dice.below(10) {
            0..=4 => self.beside_a_neighbour(dice),
            5..=7 => self.whole(dice),
            8 => self.broken(dice),
            _ => self.odd_root(dice),
        }
    }

    /// Changes one entry of two.
    fn beside_a_neighbour(&self, dice: &mut Dice) -> Made {
        let place = dice.below(self.entries.len());
        let (object, untouched) = &self.entries[place];
        let same = self.entries.iter().filter(|(other, _)| other == object);
        let same: Vec<&Tree> = same.map(|(_, entry)| entry).collect();
        let mut changed = dice
            .one(&same)
            .map_or_else(|| untouched.clone(), |e| (*e).clone());
        self.change(&mut changed, dice);
        let is_last = dice.once_in(2);
        let (mut one, mut other) = (String::new(), String::new());
        changed.write(&mut one);
        untouched.write(&mut other);
        let both = if is_last {
            format!("{one},{other}")
        } else {
            format!("{other},{one}")
        };
        let around = |entries: &str| format!("{{\"object\":{object},\"entry\":[{entries}]}}");
        Made {
            body: around(&both).into_bytes(),
            neighbour: Some(Neighbour {
                alone: around(&other).into_bytes(),
                is_last,
            }),
        }
    }

    /// Changes any part of a body.
    fn whole(&self, dice: &mut Dice) -> Made {
        let mut tree = dice
            .one(&self.trees)
            .cloned()
            .unwrap_or(Tree::List(Vec::new()));
        self.change(&mut tree, dice);
        Self::made(&tree)
    }

    /// Breaks the bytes of a body, now and then of one that was changed before.
    fn broken(&self, dice: &mut Dice) -> Made {
        let mut body = if dice.once_in(3) {
            self.whole(dice).body
        } else {
            dice.one(&self.raw).cloned().unwrap_or_default()
        };
        for _ in 0..1 + dice.below(3) {
            mutate::break_bytes(&mut body, dice);
        }
        Made {
            body,
            neighbour: None,
        }
    }

    /// Puts something else where a body should be, or a body inside something else.
    fn odd_root(&self, dice: &mut Dice) -> Made {
        let part = self.whole(dice).body;
        let part = String::from_utf8_lossy(&part).into_owned();
        let tree = match dice.below(6) {
            0 => hostile::shape(dice),
            1 => hostile::text(dice),
            2 => Tree::Leaf(format!("[{part}]")),
            3 => Tree::Leaf(format!("{{\"entry\":[{part}],\"object\":\"page\"}}")),
            4 => Tree::Leaf(format!(" \n{part}\n ")),
            _ => Tree::Leaf(format!("{part}{part}")),
        };
        Self::made(&tree)
    }

    fn change(&self, tree: &mut Tree, dice: &mut Dice) {
        for _ in 0..1 + dice.below(6) {
            mutate::mutate(tree, &self.trees, dice);
        }
    }

    fn made(tree: &Tree) -> Made {
        let mut written = String::new();
        tree.write(&mut written);
        Made {
            body: written.into_bytes(),
            neighbour: None,
        }
    }
}

/// Returns the entries of a body, each with the body's `object`.
fn entries(body: &Tree) -> Vec<(String, Tree)> {
    let known = |object: &&Tree| match object {
        Tree::Leaf(name) => matches!(
            name.as_str(),
            "\"whatsapp_business_account\"" | "\"page\"" | "\"instagram\""
        ),
        Tree::List(_) | Tree::Object(_) => false,
    };
    let object = body.member("object").filter(known);
    match (object, body.member("entry")) {
        (Some(Tree::Leaf(object)), Some(Tree::List(entries))) => entries
            .iter()
            .map(|entry| (object.clone(), entry.clone()))
            .collect(),
        _ => Vec::new(),
    }
}
