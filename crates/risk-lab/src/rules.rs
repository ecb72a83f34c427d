//! `rules`: how often each rule is right on labelled lines, one tab-separated line a rule.

use crate::lines_of;
use anyhow::Result;
use recado_risk::{Engine, Level};
use std::{collections::BTreeMap, path::PathBuf};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The labelled lines.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Leaves the language out of the ids, so that a concept is counted over all of them.
    #[arg(long)]
    together: bool,
}

/// Lines a rule alerts on: needing a person, ambiguous, harmless; and those that nothing else found.
#[derive(Default)]
struct Tally {
    right: usize,
    ambiguous: usize,
    wrong: usize,
    right_alone: usize,
    wrong_alone: usize,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let engine = Engine::starter().with_reader(None);
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for line in lines_of(&arguments.files)? {
        let found = engine.assess(&line.text);
        let mut rules: Vec<String> = found
            .findings
            .iter()
            .filter(|finding| finding.level >= Level::Today)
            .map(|finding| match finding.rule.split_once('.') {
                Some((_, rule)) if arguments.together => rule.to_owned(),
                Some(_) | None => finding.rule.clone(),
            })
            .collect();
        rules.dedup();
        let is_alone = rules.len() == 1;
        for rule in rules {
            let tally = tallies.entry(rule).or_default();
            match line.severity {
                0 => {
                    tally.wrong += 1;
                    tally.wrong_alone += usize::from(is_alone);
                }
                1 => tally.ambiguous += 1,
                _ => {
                    tally.right += 1;
                    tally.right_alone += usize::from(is_alone);
                }
            }
        }
    }
    println!("rule\tright\tright_alone\tambiguous\twrong\twrong_alone");
    for (rule, tally) in tallies {
        println!(
            "{rule}\t{}\t{}\t{}\t{}\t{}",
            tally.right, tally.right_alone, tally.ambiguous, tally.wrong, tally.wrong_alone
        );
    }
    Ok(())
}
