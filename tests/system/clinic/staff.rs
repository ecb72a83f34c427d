//! Colleagues of the owner, with keys of their own.

use super::Clinic;
use recado_domain::{id::StaffId, staff::Role};
use recado_inbox::{keychain::KeyEntry, view::app::AppView};
use recado_store::{
    clinic::{Clinic as ClinicDatabase, audit},
    key::Key32,
};

/// The passphrase of every colleague.
pub const COLLEAGUES: &str = "another long passphrase";

impl Clinic {
    /// Returns `clinic.db`, opened beside the desk.
    pub fn database(&self) -> ClinicDatabase {
        self.database_in("desk")
    }

    /// Returns the `clinic.db` of a data folder, opened beside its desk.
    pub fn database_in(&self, data: &str) -> ClinicDatabase {
        let machine = self.keychain.read(KeyEntry::Machine).unwrap().unwrap();
        let machine = Key32::from_slice(&machine).unwrap();
        let folder = self.folder.path().join(data).join("clinic");
        ClinicDatabase::open(&folder, &machine).unwrap()
    }

    /// Returns who is signed in.
    pub async fn me(&self) -> StaffId {
        let AppView::Open { staff, .. } = self.desk.app_view().await.unwrap() else {
            panic!("nobody is signed in")
        };
        staff.id
    }

    /// Adds a colleague, by the owner who is signed in.
    pub async fn hire(&self, name: &str, role: Role) -> StaffId {
        self.adds(name, role, COLLEAGUES).await
    }

    /// Signs out, and a colleague in.
    pub async fn hands_over_to(&self, colleague: StaffId) {
        self.desk.lock().await.unwrap();
        self.desk
            .unlock(colleague, COLLEAGUES.into())
            .await
            .unwrap();
    }

    /// Returns the acts of the audit by name, with their details.
    pub fn acts(&self, prefix: &str) -> Vec<(String, String)> {
        let database = self.database();
        let all = database.read(|conn| audit::newest(conn, 100)).unwrap();
        let mut acts: Vec<_> = all
            .into_iter()
            .filter(|act| act.act.starts_with(prefix))
            .map(|act| (act.act, act.detail))
            .collect();
        acts.reverse();
        acts
    }
}
