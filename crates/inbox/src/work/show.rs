//! What rows and threads show of the work on a conversation.

use crate::view::work::{ColleagueView, DraftView, RowDraftView, RowWorkView, WorkView};
use recado_domain::{id::StaffId, identity, time::UnixMs};
use recado_store::{
    clinic::staff::StaffMember,
    conversations::{drafts::Draft, list::ListRow, state::Conversation, work::Work},
};

/// Returns a colleague; one's own entry is marked.
pub(crate) fn colleague(member: &StaffMember, me: Option<StaffId>) -> ColleagueView {
    ColleagueView {
        id: member.id,
        name: member.name.clone(),
        initials: identity::initials(&member.name),
        is_me: Some(member.id) == me,
    }
}

/// Returns the work on an open thread; `me` is who is signed in.
pub(crate) fn of_thread(
    conversation: &Conversation,
    drafts: &[Draft],
    staff: &[StaffMember],
    me: Option<StaffId>,
) -> WorkView {
    let work = &conversation.work;
    // Who signs in on another computer is known by the name that was told.
    let name = |id: Option<StaffId>, told: &Option<String>| {
        let here = find(staff, id).map(|member| member.name.clone());
        here.or_else(|| told.as_deref().and_then(known))
    };
    let others = drafts.iter().filter(|draft| Some(draft.author) != me);
    WorkView {
        state: conversation.state,
        state_at: ms(work.state_at),
        state_by: name(work.state_by, &work.state_name),
        snoozed_until: ms(work.snoozed_until),
        assignee: holder(work, staff, me),
        assigned_by: name(work.assigned_by, &work.assigned_name),
        assigned_at: ms(work.assigned_at.filter(|_| work.assigned_by.is_some())),
        drafts: others
            .map(|draft| DraftView {
                author: draft.author,
                name: known(&draft.author_name),
                text: draft.text.clone(),
                at: draft.at.0,
            })
            .collect(),
    }
}

/// Returns the work on a row of the list.
pub(crate) fn of_row(row: &ListRow, staff: &[StaffMember], me: Option<StaffId>) -> RowWorkView {
    let conversation = &row.conversation;
    let work = &conversation.work;
    let last_at = conversation.last.as_ref().map(|last| last.at);
    RowWorkView {
        state: conversation.state,
        snoozed_until: ms(work.snoozed_until),
        back_at: ms(work.back_at.filter(|back_at| last_at <= Some(*back_at))),
        assignee: holder(work, staff, me),
        draft: row.other_draft.as_ref().map(|(name, at)| RowDraftView {
            name: known(name),
            at: at.0,
        }),
    }
}

/// Returns who looks after a conversation, also where they sign in on another computer only.
fn holder(work: &Work, staff: &[StaffMember], me: Option<StaffId>) -> Option<ColleagueView> {
    let id = work.assignee?;
    let elsewhere = work.assignee_name.as_deref().and_then(known);
    let here = find(staff, Some(id)).map(|member| colleague(member, me));
    here.or_else(|| {
        elsewhere.map(|name| ColleagueView {
            id,
            initials: identity::initials(&name),
            name,
            is_me: false,
        })
    })
}

fn find(staff: &[StaffMember], id: Option<StaffId>) -> Option<&StaffMember> {
    staff.iter().find(|member| Some(member.id) == id)
}

fn known(name: &str) -> Option<String> {
    (!name.is_empty()).then(|| name.to_owned())
}

fn ms(at: Option<UnixMs>) -> Option<i64> {
    at.map(|at| at.0)
}
