//! Values that a reader may trip over.

use super::tree::Tree;
use crate::dice::Dice;

/// Stands in every planted text: no log line and no `Debug` may ever show it.
pub(super) const PLANTED: &str = "planted-Zq9x";

/// Returns a hostile text, as JSON writes it.
pub(super) fn text(dice: &mut Dice) -> Tree {
    let inner = match dice.below(14) {
        0 => String::new(),
        1 => format!("{PLANTED}\\u0000{PLANTED}"),
        2 => format!("\\u202e{PLANTED}\\u2066\\u200f\\ufeff"),
        3 => "🦷".repeat(4_096),
        4 => format!("{PLANTED}\\ud83d"),
        5 => format!("\\udc00\\ud800{PLANTED}\\udfff"),
        6 => "9".repeat(1 + dice.below(400)),
        7 => "18446744073709551617".to_owned(),
        8 => "-1".to_owned(),
        9 => PLANTED.repeat(1 + dice.below(6_000)),
        10 => format!("<script>{PLANTED}</script>"),
        11 => format!("../../{PLANTED}\\u202egpj.exe"),
        12 => format!("{{\\\"{PLANTED}\\\":["),
        _ => format!("  {PLANTED}\\n\\t\\r "),
    };
    Tree::Leaf(format!("\"{inner}\""))
}

/// Returns a hostile number.
pub(super) fn number(dice: &mut Dice) -> Tree {
    let number = match dice.below(10) {
        0 => "0".to_owned(),
        1 => "-0.0".to_owned(),
        2 => "9007199254740993".to_owned(),
        3 => "18446744073709551616".to_owned(),
        4 => "-9223372036854775809".to_owned(),
        5 => "1e999999".to_owned(),
        6 => "1795176000.5".to_owned(),
        7 => "1".repeat(1 + dice.below(2_000)),
        8 => "9223372036854775807".to_owned(),
        _ => "253402300800".to_owned(),
    };
    Tree::Leaf(number)
}

/// Returns a value of another shape.
pub(super) fn shape(dice: &mut Dice) -> Tree {
    match dice.below(9) {
        0 => Tree::Leaf("null".to_owned()),
        1 => Tree::Leaf("true".to_owned()),
        2 => Tree::Leaf("false".to_owned()),
        3 => Tree::List(Vec::new()),
        4 => Tree::Object(Vec::new()),
        5 => deep(dice),
        6 => Tree::List(vec![text(dice), number(dice)]),
        7 => Tree::Object(vec![(format!("\"{PLANTED}\""), text(dice))]),
        _ => number(dice),
    }
}

/// Returns lists or objects inside each other, written out: taking them apart would need a stack of that depth.
fn deep(dice: &mut Dice) -> Tree {
    let depth = if dice.once_in(8) {
        20_000
    } else {
        dice.below(300)
    };
    let (open, close) = if dice.once_in(2) {
        ("[", "]")
    } else {
        ("{\"a\":", "}")
    };
    Tree::Leaf(format!("{}0{}", open.repeat(depth), close.repeat(depth)))
}
