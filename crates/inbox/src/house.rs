//! The open data folder: the databases whose keys are at hand, and who is signed in.

use crate::{clock::Clock, error::InboxError, receive::spool::SpoolSeal, view::staff::RenewalStep};
use recado_domain::{channel::Side, id::StaffId, staff::Role, time::UnixMs};
use recado_protocol::keys::EpochKeys;
use recado_store::{
    Conn, Tx,
    clinic::Clinic,
    conversations::{Clinical, Leads, Store},
    error::StoreError,
    key::Key32,
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, RwLock, Weak},
};

/// Who is at the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignedIn {
    /// Who.
    pub staff: StaffId,
    /// Their name, as it will stand on what they do.
    pub name: String,
    /// What their keys open.
    pub role: Role,
    /// Since when.
    pub at: UnixMs,
    /// When they last moved.
    pub active_at: UnixMs,
    /// When it ends by itself; only an emergency's does.
    pub until: Option<UnixMs>,
}

/// The open data folder.
pub(crate) struct House {
    /// Where its databases and the `keys` file are.
    pub folder: PathBuf,
    /// `clinic.db`.
    pub clinic: Clinic,
    /// `leads.db`.
    pub leads: Arc<Store<Leads>>,
    /// `clinical.db`, while its key is held: somebody is signed in, or replies are still leaving.
    pub clinical: RwLock<Option<Arc<Store<Clinical>>>>,
    /// Whoever opened it last; how many still hold it says whether it is closed.
    pub clinical_last: Mutex<Weak<Store<Clinical>>>,
    /// The key that opened it, to be given to somebody who may have it, or renewed.
    pub clinical_key: RwLock<Option<Key32>>,
    /// Who is signed in; without them no screen shows the clinical side.
    pub signed_in: RwLock<Option<SignedIn>>,
    /// Opens `clinic.db` and the leads key.
    pub machine_key: Key32,
    /// Opens access tokens and app secrets.
    pub token_key: Key32,
    /// Private keys of the relay's epochs.
    pub epochs: RwLock<EpochKeys>,
    /// Held while `clinical.db` is being closed.
    pub closing: tokio::sync::Mutex<()>,
    /// Held while the spool is drained or a flag's mark is set, so that neither overwrites the other with old news.
    pub filing: Mutex<()>,
    /// Held while the `keys` file is read, changed and written, while somebody signs in, and while the clinical key is
    /// renewed: one at a time.
    pub keys: tokio::sync::Mutex<()>,
    /// How far a renewal of the clinical key has got; absent while there is none.
    pub renewal: Mutex<Option<RenewalStep>>,
    /// To whom the clinical part of the spool is sealed.
    pub spool_key: RwLock<SpoolSeal>,
    /// When an emergency ends.
    pub clock: Clock,
}

impl House {
    /// Returns who is signed in.
    ///
    /// # Errors
    /// [`InboxError::Locked`] when nobody is.
    pub fn signed_in(&self) -> Result<SignedIn, InboxError> {
        let signed_in = self.signed_in.read().map_err(|_| InboxError::CutOff)?;
        let who = signed_in.clone().ok_or(InboxError::Locked)?;
        match who.until {
            Some(until) if self.clock.now() >= until => Err(InboxError::Locked),
            Some(_) | None => Ok(who),
        }
    }

    /// Returns to whom the clinical part of the spool is sealed.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when a thread that changed it broke off.
    pub fn spool_seal(&self) -> Result<SpoolSeal, StoreError> {
        let seal = self.spool_key.read().map_err(|_| StoreError::Damaged)?;
        Ok(*seal)
    }

    /// Returns the clinical key for who is signed in and may have it.
    ///
    /// # Errors
    /// As [`House::clinical_for_staff`].
    pub fn clinical_key_for_staff(&self) -> Result<Key32, InboxError> {
        self.clinical_for_staff()?;
        let key = self.clinical_key.read().map_err(|_| InboxError::CutOff)?;
        key.clone().ok_or(InboxError::Locked)
    }

    /// Returns whoever opened `clinical.db` last; nobody has it open while nobody holds that.
    ///
    /// # Errors
    /// [`InboxError::CutOff`].
    pub fn clinical_last(&self) -> Result<Weak<Store<Clinical>>, InboxError> {
        let last = self.clinical_last.lock().map_err(|_| InboxError::CutOff)?;
        Ok(Weak::clone(&last))
    }

    /// Forgets the clinical key and returns the store that others may still be holding.
    ///
    /// # Errors
    /// [`InboxError::CutOff`].
    pub fn let_go(&self) -> Result<Option<Arc<Store<Clinical>>>, InboxError> {
        let mut clinical = self.clinical.write().map_err(|_| InboxError::CutOff)?;
        *self.clinical_key.write().map_err(|_| InboxError::CutOff)? = None;
        Ok(clinical.take())
    }

    /// Returns who is signed in, if their role allows what they ask for.
    ///
    /// # Errors
    /// [`InboxError::Locked`] when nobody is, [`InboxError::NotAllowed`].
    pub fn signed_in_as(&self, may: impl FnOnce(Role) -> bool) -> Result<SignedIn, InboxError> {
        let who = self.signed_in()?;
        if may(who.role) {
            Ok(who)
        } else {
            Err(InboxError::NotAllowed)
        }
    }

    /// Returns the clinical store for a person: somebody must be signed in, and their role must have its key.
    ///
    /// # Errors
    /// [`InboxError::Locked`] when nobody is, [`InboxError::NotAllowed`] for an assistant, [`InboxError::Renewing`].
    pub fn clinical_for_staff(&self) -> Result<Arc<Store<Clinical>>, InboxError> {
        self.signed_in_as(Role::reads_clinical)?;
        let renewal = *self.renewal.lock().map_err(|_| InboxError::CutOff)?;
        if renewal.is_some() {
            return Err(InboxError::Renewing);
        }
        self.clinical_if_held().ok_or(InboxError::Locked)
    }

    /// Returns the clinical store if its key is held, for the work that goes on by itself.
    pub fn clinical_if_held(&self) -> Option<Arc<Store<Clinical>>> {
        self.clinical.read().ok()?.clone()
    }

    /// Reads from the store of a side, for a person.
    ///
    /// # Errors
    /// [`InboxError::Locked`] without a sign-in, [`InboxError::NotAllowed`] for an assistant on the clinical side, and
    /// what the work gives.
    pub fn read<T>(
        &self,
        side: Side,
        work: impl FnOnce(&Conn) -> Result<T, StoreError>,
    ) -> Result<T, InboxError> {
        match side {
            Side::Clinical => Ok(self.clinical_for_staff()?.read(work)?),
            Side::Leads => {
                self.signed_in()?;
                Ok(self.leads.read(work)?)
            }
        }
    }

    /// Writes to the store of a side in one transaction, for a person.
    ///
    /// # Errors
    /// As [`House::read`].
    pub fn write<T>(
        &self,
        side: Side,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, InboxError> {
        match side {
            Side::Clinical => Ok(self.clinical_for_staff()?.write(work)?),
            Side::Leads => {
                self.signed_in()?;
                Ok(self.leads.write(work)?)
            }
        }
    }

    /// Returns the store of a side if its key is held, for the work that goes on by itself.
    ///
    /// Whoever holds it may finish what they began, also when the desk is locked meanwhile.
    pub fn held(&self, side: Side) -> Option<Held> {
        match side {
            Side::Clinical => self.clinical_if_held().map(Held::Clinical),
            Side::Leads => Some(Held::Leads(Arc::clone(&self.leads))),
        }
    }
}

/// An open store of either side.
#[derive(Clone)]
pub(crate) enum Held {
    /// Patients.
    Clinical(Arc<Store<Clinical>>),
    /// Leads.
    Leads(Arc<Store<Leads>>),
}

impl Held {
    /// Reads.
    ///
    /// # Errors
    /// What the work gives.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Self::Clinical(store) => store.read(work),
            Self::Leads(store) => store.read(work),
        }
    }

    /// Writes in one transaction.
    ///
    /// # Errors
    /// What the work gives.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        match self {
            Self::Clinical(store) => store.write(work),
            Self::Leads(store) => store.write(work),
        }
    }

    /// Empties the write-ahead log: what was removed is then nowhere in the files.
    ///
    /// # Errors
    /// Storage.
    pub fn empty_log(&self) -> Result<(), StoreError> {
        match self {
            Self::Clinical(store) => store.empty_log(),
            Self::Leads(store) => store.empty_log(),
        }
    }

    /// As [`Held::empty_log`]; returns whether nobody who was reading kept it from being emptied.
    ///
    /// # Errors
    /// Storage.
    pub fn try_empty_log(&self) -> Result<bool, StoreError> {
        match self {
            Self::Clinical(store) => store.try_empty_log(),
            Self::Leads(store) => store.try_empty_log(),
        }
    }

    /// Returns which side it is.
    pub fn side(&self) -> Side {
        match self {
            Self::Clinical(_) => Side::Clinical,
            Self::Leads(_) => Side::Leads,
        }
    }
}
