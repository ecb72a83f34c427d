//! What stands behind flags, for who looks after the rules: phrases, false alarms, how right each rule is.

use super::{may_read, rules, view, who};
use crate::{
    desk::Desk,
    error::InboxError,
    house::{House, SignedIn},
    session::files,
    view::{
        change::Change,
        flags::{FlagRuleView, FlagRulesView, PhraseView, ShieldView},
    },
};
use recado_domain::{
    alert::AlertCategory, audit::ActName, channel::Side, id::ShieldId, staff::Role, time::UnixMs,
};
use recado_risk::{Engine, Level};
use recado_store::{
    Tx,
    clinic::{
        alerts, audit,
        phrases::{self, Phrase},
        shields::{self, Shield},
    },
    conversations::findings::{self, Verdicts},
    error::StoreError,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Returns what stands behind flags.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for an assistant, storage.
pub(crate) async fn rules_view(desk: &Desk) -> Result<FlagRulesView, InboxError> {
    let now = desk.inner.options.clock.now();
    let engine = desk.inner.rules.engine();
    desk.with_house(move |house| {
        let reader = house.signed_in_as(Role::reads_clinical)?;
        let (kept, at_work, lowered) = house.clinic.read(|conn| {
            Ok::<_, StoreError>((
                phrases::all(conn)?,
                shields::at_work(conn, now)?,
                shields::lowered(conn)?,
            ))
        })?;
        let shields = at_work.into_iter().map(|one| shield(house, one));
        Ok(FlagRulesView {
            shields: shields.collect::<Result<_, InboxError>>()?,
            rules: judged(house, &engine, &kept, &lowered)?,
            phrases: kept.iter().map(phrase).collect(),
            may_lower: reader.role.decides(),
            version: engine.version().to_owned(),
        })
    })
    .await
}

/// Lets words that were a false alarm raise flags again.
///
/// # Errors
/// [`InboxError::NotFound`], [`InboxError::Locked`], [`InboxError::NotAllowed`] for an assistant, storage.
pub(crate) async fn remove_shield(desk: &Desk, id: ShieldId) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let reader = house.signed_in_as(Role::reads_clinical)?;
        house.clinic.write(|tx| {
            let alert = shields::remove(tx, id)?.ok_or(StoreError::NotFound)?;
            let detail = format!("{{\"alert\":\"{alert}\"}}");
            note(tx, &reader, now, ActName::ShieldRemoved, &detail)
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// Lets a rule raise no more than a review here.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a rule that is more severe or was not wrong often enough, [`InboxError::Locked`],
/// [`InboxError::NotAllowed`] for who does not decide, storage.
pub(crate) async fn lower(desk: &Desk, rule: String) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    let engine = desk.inner.rules.engine();
    desk.with_house(move |house| {
        let owner = house.signed_in_as(Role::decides)?;
        let known = verdicts(house)?.get(&rule).copied().unwrap_or_default();
        if !may_be_lowered(&engine, &rule, known) {
            return Err(InboxError::InvalidInput);
        }
        house.clinic.write(|tx| {
            if shields::lower(tx, &rule, (owner.staff, &owner.name), now)? {
                note(tx, &owner, now, ActName::RuleLowered, &of_rule(&rule))?;
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// Lets a rule raise what it did before.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] for who does not decide, storage.
pub(crate) async fn restore(desk: &Desk, rule: String) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let owner = house.signed_in_as(Role::decides)?;
        house.clinic.write(|tx| {
            if shields::restore(tx, &rule)? {
                note(tx, &owner, now, ActName::RuleRestored, &of_rule(&rule))?;
            }
            Ok::<_, StoreError>(())
        })?;
        Ok(())
    })
    .await?;
    desk.tell(Change::App);
    Ok(())
}

/// So often a rule was wrong before it may be lowered, and so many times as often as it was right.
const OFTEN_WRONG: u32 = 5;
const MORE_OFTEN: u32 = 3;

/// Returns whether a rule may be lowered for the clinic: one of the same day that was wrong often. What is more severe
/// never may, and what is for review already has nowhere to go but away.
fn may_be_lowered(engine: &Engine, rule: &str, known: Verdicts) -> bool {
    engine.level_of(rule) == Some(Level::Today)
        && !is_clinics(rule)
        && known.wrong >= OFTEN_WRONG
        && known.wrong >= known.right.saturating_mul(MORE_OFTEN)
}

/// The clinic's own phrases are changed instead.
fn is_clinics(rule: &str) -> bool {
    rule.starts_with("clinic.")
}

fn judged(
    house: &House,
    engine: &Arc<Engine>,
    own: &[Phrase],
    lowered: &BTreeSet<String>,
) -> Result<Vec<FlagRuleView>, InboxError> {
    let mut all = verdicts(house)?;
    for rule in lowered {
        all.entry(rule.clone()).or_default();
    }
    let mut rules: Vec<FlagRuleView> = all
        .into_iter()
        .map(|(rule, known)| FlagRuleView {
            category: category_of(&rule, own),
            example: example_of(engine, &rule, own),
            right: known.right,
            wrong: known.wrong,
            is_lowered: lowered.contains(&rule),
            may_be_lowered: may_be_lowered(engine, &rule, known),
            rule,
        })
        .collect();
    rules.sort_by(|one, two| {
        let key = |rule: &FlagRuleView| (std::cmp::Reverse(rule.wrong), rule.right);
        key(one)
            .cmp(&key(two))
            .then_with(|| one.rule.cmp(&two.rule))
    });
    Ok(rules)
}

/// Returns how right each rule was on the sides that whoever is signed in reads.
fn verdicts(house: &House) -> Result<BTreeMap<String, Verdicts>, InboxError> {
    let mut all: BTreeMap<String, Verdicts> = BTreeMap::new();
    for side in [Side::Leads, Side::Clinical] {
        for (rule, more) in house.read(side, findings::verdicts)? {
            let known = all.entry(rule).or_default();
            known.right += more.right;
            known.wrong += more.wrong;
        }
    }
    Ok(all)
}

fn own_phrase<'p>(rule: &str, own: &'p [Phrase]) -> Option<&'p Phrase> {
    let id = rule.strip_prefix("clinic.")?;
    own.iter().find(|phrase| phrase.id.to_string() == id)
}

fn category_of(rule: &str, own: &[Phrase]) -> Option<AlertCategory> {
    let of_phrase = own_phrase(rule, own).map(|phrase| phrase.category);
    of_phrase.or_else(|| rule.split('.').find_map(AlertCategory::from_name))
}

fn example_of(engine: &Engine, rule: &str, own: &[Phrase]) -> Option<String> {
    match own_phrase(rule, own) {
        Some(phrase) => Some(phrase.words.clone()),
        None => engine.example_of(rule).map(str::to_owned),
    }
}

fn phrase(kept: &Phrase) -> PhraseView {
    PhraseView {
        id: kept.id,
        words: kept.words.clone(),
        language: kept.language,
        fit: kept.fit,
        category: kept.category,
        level: kept.level,
        changed_by: kept.changed_name.clone(),
        changed_at: kept.changed_at.0,
        fault: rules::compiled(kept).err(),
    }
}

fn shield(house: &House, kept: Shield) -> Result<ShieldView, InboxError> {
    let alert = house.clinic.read(|conn| alerts::get(conn, kept.alert))?;
    let alert = alert.filter(|alert| may_read(house, alert.side));
    let (who, words) = match &alert {
        Some(alert) => (who(house, alert)?, view(house, alert)?.words),
        None => (None, Vec::new()),
    };
    Ok(ShieldView {
        id: kept.id,
        who,
        words,
        reason: kept.reason,
        by: kept.staff_name,
        at: kept.at.0,
        until: kept.until.0,
    })
}

fn of_rule(rule: &str) -> String {
    // The name of a rule is a word of ours and no clinic's; a phrase's is its id.
    serde_json::json!({ "rule": rule }).to_string()
}

fn note(
    tx: &Tx<'_>,
    who: &SignedIn,
    now: UnixMs,
    act: ActName,
    detail: &str,
) -> Result<(), StoreError> {
    let by = Some((who.staff, who.name.as_str()));
    audit::append(tx, &files::act(now, by, act.as_str(), detail))
}
