//! What a person reads before they confirm that somebody moves, and whom they can choose by name.

use super::{card, identity_of};
use crate::{
    desk::Desk,
    error::InboxError,
    show,
    view::people::{MovePreviewView, PeopleFoundView, ReaderView},
};
use recado_domain::{
    channel::Side,
    id::{ConversationId, IdentityId},
    staff::Role,
};
use recado_store::{
    clinic::{alerts, moves, persons as acts, staff},
    conversations::{
        contacts,
        moving::{self, Moving},
        persons, state,
    },
    error::StoreError,
    search::query::Query,
};

/// The most people a search by name returns.
const MOST: u32 = 8;

/// Returns what would move: to the clinical side a lead, to the leads whoever wrote to a clinical channel and is no
/// patient.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`] without a clinical key, [`InboxError::NotFound`], storage.
pub(crate) async fn preview(
    desk: &Desk,
    side: Side,
    conversation: ConversationId,
    to: Side,
) -> Result<MovePreviewView, InboxError> {
    desk.with_house(move |house| {
        house.signed_in_as(Role::reads_clinical)?;
        house.clinical_for_staff()?;
        let from = moving::other(to);
        let (identity, identities, conversations, staff) = house.clinic.read(|conn| {
            let identity = identity_of(conn, side, conversation)?;
            let person = acts::person(conn, identity)?;
            if person.iter().any(|member| member.is_patient) {
                return Err(StoreError::NotFound);
            }
            let all: Vec<IdentityId> = person.iter().map(|member| member.identity).collect();
            let conversations = moves::conversations(conn, &all, from)?;
            Ok((identity, all, conversations, staff::all(conn)?))
        })?;
        let what = Moving {
            identities: &identities,
            conversations: &conversations,
        };
        let (counts, kinds) = house.read(from, |conn| {
            let mut kinds = Vec::new();
            for conversation in &conversations {
                match state::get(conn, *conversation) {
                    Ok(found) => kinds.push(found.channel_kind),
                    Err(StoreError::NotFound) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok((moving::count(conn, &what)?, kinds))
        })?;
        let name = house.read(side, |conn| {
            let person = persons::get(conn, identity)?;
            let shown = person.addresses.first().map(|(_, address)| address.shown());
            Ok(show::name(&person.name, shown))
        })?;
        let open = house.clinic.read(alerts::open)?;
        let open = open
            .iter()
            .filter(|alert| identities.contains(&alert.identity));
        let readers = staff
            .into_iter()
            .filter(|member| card::may_see(member.role, to));
        Ok(MovePreviewView {
            to,
            name,
            conversations: kinds,
            messages: counts.messages,
            files: counts.files,
            records: counts.records,
            drafts: counts.drafts,
            replies: counts.replies,
            open_alerts: open.count() as u64,
            readers: readers
                .map(|member| ReaderView {
                    name: member.name,
                    role: member.role,
                })
                .collect(),
        })
    })
    .await
}

/// Returns people of a side whose name has words that begin so.
///
/// # Errors
/// [`InboxError::Locked`], [`InboxError::NotAllowed`], storage.
pub(crate) async fn search(
    desk: &Desk,
    side: Side,
    query: String,
) -> Result<PeopleFoundView, InboxError> {
    desk.with_house(move |house| {
        house.signed_in_as(|role| card::may_see(role, side))?;
        let people = house.read(side, |conn| {
            let mut people = Vec::new();
            for found in contacts::by_name(conn, &Query::parse(&query), MOST)? {
                people.extend(card::part(conn, found.identity)?);
            }
            Ok(people)
        })?;
        Ok(PeopleFoundView { people })
    })
    .await
}
