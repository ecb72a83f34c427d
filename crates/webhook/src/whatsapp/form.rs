//! The answers of a form (flow): JSON inside a text, written by whoever designed the form.
//!
//! Read leniently and within bounds: no depth, number or length of answers costs more than is shown.

use crate::json::{Fields, Node};
use crate::message::Answer;

/// How deep answers may lie inside each other.
const DEEPEST: usize = 4;
/// How many answers are read.
const MOST_ANSWERS: usize = 100;
/// The longest label, in characters.
const LABEL_CHARS: usize = 200;
/// The longest answer, in characters; a text field of a form holds 600.
const VALUE_CHARS: usize = 2_000;

/// Reads a `response_json`; what cannot be read gives no answers.
pub(super) fn answers(response_json: &str) -> Vec<Answer> {
    let mut answers = Vec::new();
    let root = Node::parse(response_json.as_bytes());
    if let Some(fields) = root.and_then(Node::object) {
        add_members("", &fields, DEEPEST, &mut answers);
    }
    answers
}

fn add_members(prefix: &str, fields: &Fields<'_>, depth: usize, answers: &mut Vec<Answer>) {
    for (name, node) in fields.members() {
        if answers.len() >= MOST_ANSWERS {
            return;
        }
        let is_root = prefix.is_empty();
        // Meta's own thread through the form, not the person's words.
        if is_root && name == "flow_token" {
            continue;
        }
        let name = cut(name, LABEL_CHARS);
        let label = if is_root {
            name
        } else {
            cut(&format!("{prefix}.{name}"), LABEL_CHARS)
        };
        match node.object() {
            // An address comes wrapped once more.
            Some(inner) if is_root && label == "values" => {
                add_members("", &inner, depth - 1, answers);
            }
            Some(inner) if depth > 1 => add_members(&label, &inner, depth - 1, answers),
            Some(_) => {}
            None => add_value(label, node, depth, answers),
        }
    }
}

fn add_value(label: String, node: Node<'_>, depth: usize, answers: &mut Vec<Answer>) {
    let Some(elements) = node.list() else {
        answers.extend(said(node).map(|value| Answer { label, value }));
        return;
    };
    let mut chosen: Vec<String> = Vec::new();
    for element in elements.into_iter().take(MOST_ANSWERS) {
        match element.object() {
            Some(inner) if depth > 1 => add_members(&label, &inner, depth - 1, answers),
            Some(_) => {}
            None => chosen.extend(said(element)),
        }
    }
    if !chosen.is_empty() && answers.len() < MOST_ANSWERS {
        let value = cut(&chosen.join(", "), VALUE_CHARS);
        answers.push(Answer { label, value });
    }
}

/// Returns a text, a number, or `true` or `false`.
fn said(node: Node<'_>) -> Option<String> {
    let said = node.scalar().or_else(|| {
        let is_word = matches!(node.raw(), "true" | "false");
        is_word.then(|| node.raw().to_owned())
    })?;
    (!said.is_empty()).then(|| cut(&said, VALUE_CHARS))
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::{LABEL_CHARS, MOST_ANSWERS, VALUE_CHARS, answers};

    fn pairs(json: &str) -> Vec<(String, String)> {
        let answers = answers(json).into_iter();
        answers.map(|answer| (answer.label, answer.value)).collect()
    }

    fn pair(label: &str, value: &str) -> (String, String) {
        (label.to_owned(), value.to_owned())
    }

    #[test]
    fn answers_keep_the_order_of_the_form() {
        let json = r#"{"flow_token":"x","z":["a","b"],"a":true,"n":12345678901234567890,"e":"","o":{"i":{"j":7}},"l":[{"k":1},{"k":2}],"u":null}"#;
        let expected = [
            pair("z", "a, b"),
            pair("a", "true"),
            pair("n", "12345678901234567890"),
            pair("o.i.j", "7"),
            pair("l.k", "1"),
            pair("l.k", "2"),
        ];
        assert_eq!(pairs(json), expected);
        assert_eq!(pairs(r#"{"values":{"name":"M"}}"#), [pair("name", "M")]);
    }

    #[test]
    fn what_is_no_form_has_no_answers() {
        for json in ["", "{", "[1]", "7", "null", "{\"flow_token\":\"x\", oops"] {
            assert!(answers(json).is_empty(), "{json}");
        }
    }

    #[test]
    fn a_monstrous_form_is_cut_and_not_walked() {
        let deep = format!("{}1{}", "{\"a\":".repeat(50_000), "}".repeat(50_000));
        assert!(answers(&deep).is_empty());
        let many = format!("{{\"a\":[{}1]}}", "1,".repeat(100_000));
        assert_eq!(answers(&many).len(), 1);
        let members: Vec<String> = (0..10_000).map(|i| format!("\"k{i}\":\"v\"")).collect();
        assert_eq!(
            answers(&format!("{{{}}}", members.join(","))).len(),
            MOST_ANSWERS
        );
        let long = "é".repeat(100_000);
        let answer = answers(&format!("{{\"{long}\":\"{long}\"}}")).remove(0);
        assert_eq!(answer.label.chars().count(), LABEL_CHARS);
        assert_eq!(answer.value.chars().count(), VALUE_CHARS);
    }

    #[test]
    fn lists_of_lists_of_objects_stay_within_bounds() {
        let inner = format!("[{}{{\"k\":1}}]", "{\"k\":1},".repeat(1_000));
        let members: Vec<String> = (0..100).map(|i| format!("\"m{i}\":{inner}")).collect();
        let json = format!("{{{}}}", members.join(","));
        assert!(answers(&json).len() <= MOST_ANSWERS);
    }
}
