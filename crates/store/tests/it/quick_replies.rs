//! Quick replies: whose they are, and how they are found.

use crate::clinic::{clinic, done};
use recado_domain::channel::Side;
use recado_domain::id::{QuickReplyId, StaffId};
use recado_domain::staff::Role;
use recado_domain::time::UnixMs;
use recado_store::clinic::Clinic;
use recado_store::clinic::quick_replies::{self, Kept, QuickReply};
use recado_store::clinic::staff::{self, StaffMember};

fn reply(shortcut: &str, text: &str) -> QuickReply {
    QuickReply {
        id: QuickReplyId::generate(),
        owner: None,
        shortcut: shortcut.into(),
        text: text.into(),
        language: None,
        side: None,
    }
}

fn keep(clinic: &Clinic, reply: &QuickReply) -> Kept {
    done(clinic, |tx| quick_replies::put(tx, reply, UnixMs(5)))
}

fn found(clinic: &Clinic, staff: StaffId, side: Side, typed: &str) -> Vec<String> {
    let found = clinic.read(|conn| quick_replies::find(conn, staff, side, typed));
    let found = found.unwrap().into_iter();
    found.map(|reply| reply.shortcut).collect()
}

fn member(clinic: &Clinic) -> StaffId {
    let member = StaffMember {
        id: StaffId::generate(),
        name: "Ana".into(),
        role: Role::Clinician,
        created_at: UnixMs(1),
    };
    done(clinic, |tx| staff::put(tx, &member));
    member.id
}

#[test]
fn they_are_found_without_accents_by_shortcut_first() {
    let (_folder, _, clinic) = clinic();
    let ana = member(&clinic);
    keep(&clinic, &reply("preço", "O orçamento segue hoje."));
    keep(&clinic, &reply("horário", "Estamos abertos das 9 às 18."));
    keep(&clinic, &reply("adiar", "Podemos mudar o horário."));
    keep(&clinic, &reply("ραντεβού", "Το ραντεβού σας είναι αύριο."));
    let all = |typed| found(&clinic, ana, Side::Leads, typed);
    assert_eq!(all("").len(), 4);
    assert_eq!(all("HORA"), ["horário", "adiar"]);
    assert_eq!(all("orcam"), ["preço"]);
    assert_eq!(all("ραντεβου αυριο"), ["ραντεβού"]);
    assert_eq!(all("mudar hor"), ["adiar"]);
    assert_eq!(all("rario"), [""; 0], "words are found by their beginning");
}

#[test]
fn ones_own_are_seen_by_nobody_else_and_a_side_narrows() {
    let (_folder, _, clinic) = clinic();
    let (ana, bea) = (member(&clinic), member(&clinic));
    let mine = QuickReply {
        owner: Some(ana),
        ..reply("olá", "Olá, sou a Ana.")
    };
    keep(&clinic, &mine);
    keep(&clinic, &reply("olá", "Olá da clínica."));
    let for_leads = QuickReply {
        side: Some(Side::Leads),
        ..reply("preço", "A primeira consulta é gratuita.")
    };
    keep(&clinic, &for_leads);
    assert_eq!(found(&clinic, ana, Side::Leads, "ola").len(), 2);
    assert_eq!(found(&clinic, bea, Side::Leads, "ola").len(), 1);
    assert_eq!(found(&clinic, bea, Side::Clinical, "preco"), [""; 0]);
    let first = clinic.read(|conn| quick_replies::find(conn, ana, Side::Leads, "ola"));
    assert_eq!(first.unwrap()[0].owner, Some(ana), "one's own comes first");
    let listed = clinic.read(|conn| quick_replies::all(conn, bea)).unwrap();
    assert_eq!(listed.len(), 2);
}

#[test]
fn a_shortcut_is_one_texts_and_changing_keeps_it() {
    let (_folder, _, clinic) = clinic();
    let first = reply("olá", "Olá.");
    assert_eq!(keep(&clinic, &first), Kept::Yes);
    assert_eq!(keep(&clinic, &reply("olá", "Outra.")), Kept::ShortcutTaken);
    let in_greek = QuickReply {
        language: Some("el".into()),
        ..reply("olá", "Γεια.")
    };
    assert_eq!(keep(&clinic, &in_greek), Kept::Yes);
    let changed = QuickReply {
        text: "Olá!".into(),
        ..first.clone()
    };
    assert_eq!(keep(&clinic, &changed), Kept::Yes);
    let kept = clinic.read(|conn| quick_replies::get(conn, first.id));
    assert_eq!(kept.unwrap(), Some(changed));
    done(&clinic, |tx| quick_replies::remove(tx, first.id));
    done(&clinic, |tx| quick_replies::remove(tx, first.id));
    let kept = clinic.read(|conn| quick_replies::get(conn, first.id));
    assert_eq!(kept.unwrap(), None);
}
