//! Labelled lines: `text<TAB>category<TAB>severity<TAB>tags`, tags apart by commas.

use anyhow::{Context, Result, bail};
use recado_risk::Category;
use std::{fs, path::Path};

/// One labelled message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// None where nothing is the matter.
    pub(crate) category: Option<Category>,
    /// 4 to 1 as in the rules; 0 says that nothing is the matter.
    pub(crate) severity: u8,
    pub(crate) tags: Vec<String>,
    /// Its number in its file, from 1.
    pub(crate) number: usize,
}

impl Line {
    pub(crate) fn has_tag(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| own == tag)
    }

    /// The set it was written in, whose scenes and their harmless neighbours share a fold.
    pub(crate) fn set(&self) -> Option<usize> {
        let mut named = self.tags.iter().filter_map(|tag| tag.strip_prefix("set:"));
        named.next().and_then(|number| number.parse().ok())
    }

    /// Harmless, and full of alarming words.
    pub(crate) fn is_hard_negative(&self) -> bool {
        self.has_tag("hn")
    }
}

/// Reads a file; empty lines, and a first line that names the fields, are passed over.
///
/// # Errors
///
/// The file cannot be read, or a line is not of the shape: the error names the line's number and never its text.
pub(crate) fn read(file: &Path) -> Result<Vec<Line>> {
    let content =
        fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    parse(&content).with_context(|| format!("in {}", file.display()))
}

fn parse(content: &str) -> Result<Vec<Line>> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut lines = Vec::new();
    for (place, line) in content.lines().enumerate() {
        let number = place + 1;
        let is_header = number == 1 && line.starts_with("text\tcategory\tseverity");
        if !line.trim().is_empty() && !is_header {
            lines.push(line_of(line, number).with_context(|| format!("line {number}"))?);
        }
    }
    Ok(lines)
}

fn line_of(line: &str, number: usize) -> Result<Line> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (text, category, severity, tags) = match fields.as_slice() {
        [text, category, severity] => (text, category, severity, ""),
        [text, category, severity, tags] => (text, category, severity, *tags),
        _ => bail!("has {} fields, not 4 apart by tabs", fields.len()),
    };
    if text.trim().is_empty() {
        bail!("has no text");
    }
    let category = match *category {
        "none" => None,
        name => {
            let value = serde_json::Value::from(name);
            Some(serde_json::from_value(value).context("has an unknown category")?)
        }
    };
    let severity: u8 = match severity.parse() {
        Ok(severity) if severity <= 4 => severity,
        Ok(_) | Err(_) => bail!("has a severity that is not 0 to 4"),
    };
    if category.is_none() != (severity == 0) {
        bail!("has category none with a severity, or a category without one");
    }
    let tags = tags.split([',', ';', ' ']).filter(|tag| !tag.is_empty());
    Ok(Line {
        text: (*text).to_owned(),
        category,
        severity,
        tags: tags.map(str::to_owned).collect(),
        number,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_and_faulty_ones_named_by_number() {
        let lines = parse("text\tcategory\tseverity\ttags\n\nhello, all\tnone\t0\thn,idiom\r\nhelp\tself_harm\t3\t").unwrap();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].is_hard_negative() && lines[0].has_tag("idiom"));
        assert_eq!(
            (lines[1].number, lines[1].category),
            (4, Some(Category::SelfHarm))
        );
        for (faulty, says) in [
            ("a\tnone\t0\t\nhello", "line 2: has 1 fields"),
            ("a\tsadness\t3\t", "line 1: has an unknown category"),
            ("a\tsuicide\t5\t", "line 1: has a severity"),
            ("a\tsuicide\tx\t", "line 1: has a severity"),
            ("a\tnone\t3\t", "line 1: has category none"),
            ("a\tabuse\t0\t", "line 1: has category none"),
            (" \tnone\t0\t", "line 1: has no text"),
        ] {
            let error = format!("{:#}", parse(faulty).unwrap_err());
            assert!(error.starts_with(says), "{error}");
        }
    }
}
