//! Adding, renaming, passphrases, roles, and the wait after wrong ones.

use super::{BIA, RUI};
use crate::clinic::{Clinic, PASSPHRASE};
use recado_domain::{channel::Side, staff::Role};
use recado_inbox::{
    error::InboxError,
    keychain::KeyEntry,
    view::{
        list::{ListFilter, ListQuery},
        staff::MemberNeeds,
    },
};
use std::time::Duration;

fn of(side: Side) -> ListQuery {
    ListQuery {
        side,
        filter: ListFilter::All,
        channel: None,
    }
}

/// P5: each signs in with their own passphrase and gets what their role says.
#[tokio::test(flavor = "multi_thread")]
async fn everybody_signs_in_as_what_they_are() {
    let (clinic, _) = Clinic::with_a_message().await;
    let (rui, bia) = clinic.with_staff().await;
    let lists = |side| clinic.desk.list_conversations(of(side), 10);

    clinic.signs_in(rui, RUI).await;
    assert_eq!(clinic.at_the_desk().await.unwrap(), "Rui Lima");
    assert_eq!(lists(Side::Clinical).await.unwrap().rows.len(), 1);
    let refused = clinic.desk.staff_list().await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));

    clinic.signs_in(bia, BIA).await;
    assert_eq!(clinic.at_the_desk().await.unwrap(), "Bia Costa");
    assert!(matches!(
        lists(Side::Clinical).await,
        Err(InboxError::NotAllowed)
    ));
    assert!(lists(Side::Leads).await.unwrap().rows.is_empty());

    let wrong = clinic.desk.unlock(rui, BIA.into()).await;
    assert!(matches!(wrong, Err(InboxError::WrongPassphrase)));
    assert_eq!(
        clinic.at_the_desk().await.unwrap(),
        "Bia Costa",
        "a wrong passphrase signs nobody out"
    );
    clinic.desk.lock().await.unwrap();
    assert!(matches!(lists(Side::Leads).await, Err(InboxError::Locked)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passphrase_is_changed_by_its_owner_and_reset_by_the_clinics() {
    let clinic = Clinic::open().await;
    let owner = clinic.owner().await;
    let (rui, bia) = clinic.with_staff().await;
    clinic.signs_in(rui, RUI).await;
    let change = |old: &str, new: &str| clinic.desk.change_passphrase(old.into(), new.into());
    assert!(matches!(
        change("not the old one", "another long one").await,
        Err(InboxError::WrongPassphrase)
    ));
    assert!(matches!(
        change(RUI, "short").await,
        Err(InboxError::WeakPassphrase)
    ));
    change(RUI, "another long one").await.unwrap();
    let old = clinic.desk.unlock(rui, RUI.into()).await;
    assert!(matches!(old, Err(InboxError::WrongPassphrase)));
    clinic.signs_in(rui, "another long one").await;

    clinic.owner_signs_in(owner).await;
    for (who, name) in [(rui, "Rui Lima"), (bia, "Bia Costa")] {
        let reset = clinic.desk.reset_passphrase(who, "given by Ana".into());
        reset.await.unwrap();
        clinic.signs_in(who, "given by Ana").await;
        assert_eq!(clinic.at_the_desk().await.unwrap(), name);
        clinic.owner_signs_in(owner).await;
    }
    clinic.signs_in(rui, "given by Ana").await;
    let query = of(Side::Clinical);
    assert!(clinic.desk.list_conversations(query, 10).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_owner_stays_and_nobody_takes_their_own_account_away() {
    let clinic = Clinic::open().await;
    let owner = clinic.owner().await;
    let (rui, bia) = clinic.with_staff().await;
    let (desk, assistant) = (&clinic.desk, Role::Assistant);
    assert!(matches!(
        desk.remove_staff(owner).await,
        Err(InboxError::NotAllowed)
    ));
    assert!(matches!(
        desk.change_staff_role(owner, assistant).await,
        Err(InboxError::NotAllowed)
    ));
    desk.rename_staff(bia, " Bia da Costa ".into())
        .await
        .unwrap();
    for taken in ["rui lima", "  ", &"x".repeat(61)] {
        assert!(matches!(
            desk.rename_staff(bia, taken.into()).await,
            Err(InboxError::InvalidInput)
        ));
    }
    // A second owner may take the first one's role away; then they are the last.
    desk.change_staff_role(rui, Role::Owner).await.unwrap();
    clinic.signs_in(rui, RUI).await;
    desk.change_staff_role(owner, Role::Clinician)
        .await
        .unwrap();
    let names: Vec<(String, Role)> = clinic
        .members()
        .await
        .into_iter()
        .map(|member| (member.name, member.role))
        .collect();
    assert_eq!(
        names,
        [
            ("Ana Reis".to_owned(), Role::Clinician),
            ("Rui Lima".to_owned(), Role::Owner),
            ("Bia da Costa".to_owned(), assistant)
        ]
    );
}

/// An assistant becomes a clinician without typing anything, and the other way round loses the key.
#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_given_and_taken_without_their_passphrase() {
    let (clinic, _) = Clinic::with_a_message().await;
    let owner = clinic.owner().await;
    let (_, bia) = clinic.with_staff().await;
    let reads = || async {
        let answer = clinic.desk.list_conversations(of(Side::Clinical), 10);
        answer.await.map(|list| list.rows.len())
    };
    clinic
        .desk
        .change_staff_role(bia, Role::Clinician)
        .await
        .unwrap();
    clinic.signs_in(bia, BIA).await;
    assert_eq!(reads().await.unwrap(), 1);
    clinic.owner_signs_in(owner).await;
    clinic
        .desk
        .change_staff_role(bia, Role::Assistant)
        .await
        .unwrap();
    assert!(!clinic.desk.session_view().await.unwrap().is_renewal_due);
    assert_eq!(reads().await.unwrap(), 1, "the owner reads on");
    clinic.signs_in(bia, BIA).await;
    assert!(matches!(reads().await, Err(InboxError::NotAllowed)));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passphrases_make_the_next_try_wait_also_after_a_restart() {
    let mut clinic = Clinic::open().await;
    let owner = clinic.owner().await;
    clinic.desk.lock().await.unwrap();
    for _ in 0..5 {
        let wrong = clinic.desk.unlock(owner, "not this one".into()).await;
        assert!(matches!(wrong, Err(InboxError::WrongPassphrase)));
    }
    let right = clinic.desk.unlock(owner, PASSPHRASE.into()).await;
    assert!(matches!(
        right,
        Err(InboxError::TooManyAttempts { seconds: 15 })
    ));
    clinic.restart_desk().await;
    let right = clinic.desk.unlock(owner, PASSPHRASE.into()).await;
    assert!(matches!(right, Err(InboxError::TooManyAttempts { .. })));
    clinic.later(Duration::from_secs(15)).await;
    clinic.owner_signs_in(owner).await;
    clinic.desk.lock().await.unwrap();
    let wrong = clinic.desk.unlock(owner, "not this one".into()).await;
    assert!(
        matches!(wrong, Err(InboxError::WrongPassphrase)),
        "a right one forgets the wrong ones"
    );
}

/// An owner's choice for one person; off again, nothing opens and the keyring is empty.
#[tokio::test(flavor = "multi_thread")]
async fn this_computers_login_lets_in_whom_the_owner_chose() {
    let (mut clinic, _) = Clinic::with_a_message().await;
    let owner = clinic.owner().await;
    let (rui, bia) = clinic.with_staff().await;
    let refused = clinic.desk.allow_login(bia).await;
    assert!(matches!(refused, Err(InboxError::NotAllowed)));
    clinic.desk.allow_login(rui).await.unwrap();
    let entry = KeyEntry::Login(rui);
    assert!(clinic.keychain.read(entry).unwrap().is_some());
    clinic.restart_desk().await;
    assert_eq!(clinic.desk.session_view().await.unwrap().logins, [rui]);
    let other = clinic.desk.unlock_with_login(owner).await;
    assert!(matches!(other, Err(InboxError::WrongPassphrase)));
    clinic.desk.unlock_with_login(rui).await.unwrap();
    let query = of(Side::Clinical);
    let rows = clinic.desk.list_conversations(query, 10).await.unwrap();
    assert_eq!(rows.rows.len(), 1);

    // A renewed key reaches the login, too: somebody else leaves.
    clinic.owner_signs_in(owner).await;
    let leaving = clinic.adds("Eva Dias", Role::Clinician, RUI).await;
    clinic.desk.remove_staff(leaving).await.unwrap();
    clinic.desk.unlock_with_login(rui).await.unwrap();

    clinic.owner_signs_in(owner).await;
    let kept = clinic.keychain.read(entry).unwrap().unwrap();
    clinic.desk.forbid_login(rui).await.unwrap();
    assert!(clinic.keychain.read(entry).unwrap().is_none());
    clinic.keychain.write(entry, &kept).unwrap();
    let refused = clinic.desk.unlock_with_login(rui).await;
    assert!(matches!(refused, Err(InboxError::WrongPassphrase)));
    let needs: Vec<MemberNeeds> = clinic.members().await.iter().map(|m| m.needs).collect();
    assert_eq!(needs, [MemberNeeds::Nothing; 3]);
}
