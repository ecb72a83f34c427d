//! Staff and session as views.

use crate::{
    desk::Desk,
    error::InboxError,
    house::House,
    keychain::{KeyEntry, KeychainError},
    session::slots,
    staff::{emergency, renewal, roles},
    stage::Stage,
    view::{
        app::StaffView,
        staff::{MemberNeeds, MemberView, SessionView, StaffListView},
    },
};
use recado_domain::{channel::Side, staff::Role};
use recado_store::{
    clinic::{
        alerts,
        staff::{self, StaffMember},
    },
    key::{file::KeysFile, members::Standing, recipient::Recipient},
};
use std::sync::Arc;

/// Returns everybody, for an owner.
///
/// # Errors
/// [`InboxError::NotAllowed`], storage.
pub(crate) async fn list(desk: &Desk) -> Result<StaffListView, InboxError> {
    let who = roles::decides(desk)?;
    let keychain = Arc::clone(&desk.inner.options.keychain);
    desk.with_house(move |house| {
        let keys = slots::load(&house.folder)?;
        let members = house.clinic.read(staff::all)?;
        let has_keyring = keychain.read(KeyEntry::Machine) != Err(KeychainError::Absent);
        let views = members.iter().map(|member| MemberView {
            id: member.id,
            name: member.name.clone(),
            role: member.role,
            added_at: member.created_at.0,
            has_login: keys.has_recipient(Recipient::Login(member.id)),
            needs: needs(&keys, member),
            is_you: member.id == who.staff,
        });
        Ok(StaffListView {
            members: views.collect(),
            has_keyring,
            has_emergency_code: keys.has_emergency(),
            needs_new_phrase: !keys.phrase_has_pair(),
        })
    })
    .await
}

fn needs(keys: &KeysFile, member: &StaffMember) -> MemberNeeds {
    match keys.standing(member.id) {
        Standing::Earlier => MemberNeeds::SignIn,
        Standing::NoPassphrase => MemberNeeds::Passphrase,
        Standing::KeyPair => {
            let reaches = keys.reaches(Recipient::Staff(member.id));
            if reaches || !member.role.reads_clinical() {
                MemberNeeds::Nothing
            } else {
                MemberNeeds::Passphrase
            }
        }
    }
}

/// Returns how the session stands, also while nobody is signed in.
///
/// # Errors
/// Storage.
pub(crate) async fn session(desk: &Desk) -> Result<SessionView, InboxError> {
    let is_ready = matches!(
        &*desk.inner.stage.read().map_err(|_| InboxError::CutOff)?,
        Stage::Ready(_)
    );
    if !is_ready {
        return Ok(SessionView {
            members: Vec::new(),
            logins: Vec::new(),
            has_emergency_code: false,
            until: None,
            renewal: None,
            is_renewal_due: false,
            clinical_alerts: 0,
            emergencies: Vec::new(),
        });
    }
    desk.with_house(|house| {
        let keys = slots::load(&house.folder)?;
        let members = house.clinic.read(staff::all)?;
        // Copied out first: what is asked below looks there, too.
        let renewal = *house.renewal.lock().map_err(|_| InboxError::CutOff)?;
        Ok(SessionView {
            members: members.iter().map(shown).collect(),
            logins: members
                .iter()
                .map(|member| member.id)
                .filter(|id| keys.has_recipient(Recipient::Login(*id)))
                .collect(),
            has_emergency_code: keys.has_emergency(),
            until: until(house),
            renewal,
            is_renewal_due: renewal::due(house)?,
            clinical_alerts: clinical_alerts(house)?,
            emergencies: emergency::unseen(house)?,
        })
    })
    .await
}

fn shown(member: &StaffMember) -> StaffView {
    StaffView {
        id: member.id,
        name: member.name.clone(),
        role: member.role,
    }
}

fn until(house: &House) -> Option<i64> {
    house.signed_in().ok()?.until.map(|until| until.0)
}

/// For who may not read them: that there are some is what they call a clinician for.
fn clinical_alerts(house: &House) -> Result<u64, InboxError> {
    if house.signed_in_as(|role| role == Role::Assistant).is_err() {
        return Ok(0);
    }
    let open = house.clinic.read(alerts::open)?;
    let clinical = open.iter().filter(|alert| alert.side == Side::Clinical);
    Ok(clinical.count() as u64)
}
