//! Accounts: who signs in as what, what a removal takes away, and what a cut-off leaves.

mod accounts;
mod arguments;
mod assistant;
mod commands;
mod emergency;
mod logs;
mod recovery;
mod renewal;
mod roles;
mod version_1;

use crate::clinic::{Clinic, PASSPHRASE};
use recado_domain::{id::StaffId, staff::Role};
use recado_inbox::view::{app::AppView, staff::MemberView};

/// Rui, a clinician.
pub const RUI: &str = "sete portas abertas";
/// Bia, an assistant.
pub const BIA: &str = "tres rios e um mar";

impl Clinic {
    /// Adds Rui, a clinician, and Bia, an assistant.
    pub async fn with_staff(&self) -> (StaffId, StaffId) {
        let rui = self.adds("Rui Lima", Role::Clinician, RUI).await;
        let bia = self.adds("Bia Costa", Role::Assistant, BIA).await;
        (rui, bia)
    }

    pub async fn adds(&self, name: &str, role: Role, passphrase: &str) -> StaffId {
        self.desk
            .add_staff(name.to_owned(), role, passphrase.to_owned())
            .await
            .expect("the member is added")
    }

    /// Returns everybody, by an owner.
    pub async fn members(&self) -> Vec<MemberView> {
        self.desk.staff_list().await.unwrap().members
    }

    pub async fn owner(&self) -> StaffId {
        self.members().await[0].id
    }

    /// Returns whose name stands at the desk.
    pub async fn at_the_desk(&self) -> Option<String> {
        match self.desk.app_view().await.unwrap() {
            AppView::Open { staff, .. } => Some(staff.name),
            AppView::Locked { .. } => None,
            AppView::FirstRun { .. } | AppView::KeyMissing { .. } => panic!("not set up"),
        }
    }

    pub async fn signs_in(&self, who: StaffId, passphrase: &str) {
        self.desk
            .unlock(who, passphrase.to_owned())
            .await
            .expect("the passphrase is right");
    }

    pub async fn owner_signs_in(&self, owner: StaffId) {
        self.signs_in(owner, PASSPHRASE).await;
    }
}
