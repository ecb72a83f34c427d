//! Who may call what: every command, for nobody and each role, about a patient and about a lead.

use super::{
    BIA, RUI, arguments,
    commands::{self, About, May},
};
use crate::clinic::{Clinic, PASSPHRASE};
use recado_domain::{
    channel::Side,
    id::{AlertId, ConversationId, MediaId, StaffId},
    staff::Role,
};
use recado_inbox::{error::InboxError, view::app::Theme};
use std::collections::BTreeSet;

/// A command that is added and not in the table fails here: say who may call it.
#[test]
fn the_table_names_every_command_of_the_window() {
    let source = include_str!("../../../src-tauri/src/commands.rs");
    let list = source.split_once("generate_handler![").unwrap().1;
    let list = list.split_once(']').unwrap().0;
    let in_window: BTreeSet<&str> = list
        .split(',')
        .filter_map(|line| line.trim().rsplit("::").next())
        .filter(|name| !name.is_empty())
        .collect();
    let all = commands::all();
    let in_table: BTreeSet<&str> = all.iter().map(|command| command.name).collect();
    assert_eq!(in_table.len(), all.len(), "one row a command");
    assert_eq!(in_table, in_window);
}

impl Clinic {
    /// Returns things that are not there: whoever may ask is told so.
    pub fn about_nothing(&self, side: Side) -> About {
        About {
            side,
            conversation: ConversationId::generate(),
            message: 1,
            alert: AlertId::generate(),
            media: MediaId::generate(),
            channel: recado_domain::id::ChannelId::generate(),
            nobody: StaffId::generate(),
            search: "x".into(),
        }
    }
}

/// P5: each command is refused to each who may not call it, and to nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn each_command_is_for_those_who_may_and_refused_to_the_others() {
    let clinic = Clinic::open().await;
    let owner = clinic.owner().await;
    let (rui, bia) = clinic.with_staff().await;
    let sessions = [
        (None, owner, ""),
        (Some(Role::Assistant), bia, BIA),
        (Some(Role::Clinician), rui, RUI),
        (Some(Role::Owner), owner, PASSPHRASE),
    ];
    let mut wrong = Vec::new();
    for (role, who, passphrase) in sessions {
        for command in commands::all() {
            for side in [Side::Clinical, Side::Leads] {
                match role {
                    Some(_) => clinic.signs_in(who, passphrase).await,
                    None => clinic.desk.lock().await.unwrap(),
                }
                let answer = (command.call)(&clinic.desk, &clinic.about_nothing(side)).await;
                let is_refused = matches!(answer, Err(InboxError::Locked | InboxError::NotAllowed));
                // An alert that is not there has no side to be refused for.
                let allows = match (command.may, command.name) {
                    (
                        May::ReadsTheSide,
                        "settle_reminder" | "tick_step" | "call_emergency_contact",
                    ) => role.is_some(),
                    (May::ReadsTheSide, name) if name.contains("alert") => role.is_some(),
                    (may, _) => may.allows(role, side),
                };
                if is_refused == allows {
                    wrong.push((command.name, role, side, answer.map(|_| ())));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Language and theme are whoever's sits there, the rest of the settings is the clinic's.
#[tokio::test(flavor = "multi_thread")]
async fn the_window_of_one_person_is_theirs_to_choose() {
    let clinic = Clinic::open().await;
    let (_, bia) = clinic.with_staff().await;
    for is_signed_in in [true, false] {
        if is_signed_in {
            clinic.signs_in(bia, BIA).await;
        } else {
            clinic.desk.lock().await.unwrap();
        }
        let mut settings = arguments::settings(&clinic.desk).await;
        settings.theme = Theme::Dark;
        clinic.desk.save_settings(settings.clone()).await.unwrap();
        settings.auto_lock_minutes = 480;
        let refused = clinic.desk.save_settings(settings).await;
        assert!(matches!(
            refused,
            Err(InboxError::NotAllowed | InboxError::Locked)
        ));
    }
}
