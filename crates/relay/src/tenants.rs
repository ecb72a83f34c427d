//! Who is who: all clinics' settings as webhooks and desktops need them, held in memory and replaced as a whole.

use std::collections::{BTreeSet, HashMap, HashSet};

use recado_protocol::bytes::{IdentityKey, SealingKey};
use recado_protocol::channel::{ChannelState, MetaObject};
use recado_protocol::id::{ClinicId, DeviceId};

use crate::buffer::{ChannelSetting, ClinicRow, ClinicSettings, DeviceRow};

/// All clinics.
#[derive(Default)]
pub(crate) struct Tenants {
    clinics: Vec<ClinicSettings>,
    /// Distinct app secrets, with the places of the clinics that use each.
    secrets: Vec<String>,
    secret_users: Vec<Vec<usize>>,
    verify_tokens: Vec<String>,
    assets: HashMap<(MetaObject, String), usize>,
    tokens: HashMap<[u8; 32], Caller>,
    /// The place of each clinic's row.
    places: HashMap<ClinicRow, usize>,
    /// Who has been let in.
    admitted: HashSet<DeviceRow>,
}

/// A paired desktop that asks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    pub(crate) clinic: ClinicRow,
    pub(crate) clinic_id: ClinicId,
    pub(crate) identity_key: Option<IdentityKey>,
    pub(crate) device: DeviceRow,
    pub(crate) device_id: DeviceId,
    /// Whether the clinic's desktops have let it in.
    pub(crate) is_admitted: bool,
}

/// What the clinic's switches say of a part of a webhook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    /// All of it is kept.
    On,
    /// None of it is.
    Off,
    /// Only what names none of these WhatsApp numbers.
    Without(BTreeSet<String>),
}

impl Tenants {
    pub(crate) fn new(clinics: Vec<ClinicSettings>) -> Self {
        let mut tenants = Self::default();
        let mut known_secrets: HashMap<&str, usize> = HashMap::new();
        for (place, clinic) in clinics.iter().enumerate() {
            tenants.places.insert(clinic.row, place);
            for app in &clinic.apps {
                tenants.verify_tokens.push(app.verify_token.clone());
                let known = known_secrets.get(app.secret.as_str()).copied();
                match known {
                    Some(known) if tenants.secret_users[known].contains(&place) => {}
                    Some(known) => tenants.secret_users[known].push(place),
                    None => {
                        known_secrets.insert(&app.secret, tenants.secrets.len());
                        tenants.secrets.push(app.secret.clone());
                        tenants.secret_users.push(vec![place]);
                    }
                }
            }
            for channel in &clinic.channels {
                let asset = (channel.object, channel.asset_id.clone());
                tenants.assets.insert(asset, place);
            }
            for device in &clinic.devices {
                let caller = Caller {
                    clinic: clinic.row,
                    clinic_id: clinic.id,
                    identity_key: clinic.identity_key,
                    device: device.row,
                    device_id: device.id,
                    is_admitted: device.is_admitted,
                };
                tenants.tokens.insert(device.token_hash, caller);
                if device.is_admitted {
                    tenants.admitted.insert(device.row);
                }
            }
        }
        tenants.clinics = clinics;
        tenants
    }

    /// Returns all app secrets; the place of one is what [`Self::users_of`] takes.
    pub(crate) fn secrets(&self) -> &[String] {
        &self.secrets
    }

    pub(crate) fn verify_tokens(&self) -> &[String] {
        &self.verify_tokens
    }

    /// Returns the places of the clinics whose app has that secret.
    pub(crate) fn users_of(&self, secret: usize) -> &[usize] {
        self.secret_users.get(secret).map_or(&[], Vec::as_slice)
    }

    /// Returns the place of the clinic that has connected the asset.
    pub(crate) fn owner(&self, object: MetaObject, asset_id: &str) -> Option<usize> {
        self.assets.get(&(object, asset_id.to_owned())).copied()
    }

    /// Returns the row of the clinic at a place.
    pub(crate) fn row(&self, place: usize) -> Option<ClinicRow> {
        self.clinics.get(place).map(|clinic| clinic.row)
    }

    pub(crate) fn id(&self, row: ClinicRow) -> Option<ClinicId> {
        self.at(row).map(|clinic| clinic.id)
    }

    /// Returns the epoch and key to seal to.
    pub(crate) fn epoch(&self, place: usize) -> Option<(u32, SealingKey)> {
        self.clinics.get(place).and_then(|clinic| clinic.epoch)
    }

    /// Returns the desktop that has the token with that hash.
    ///
    /// A map is enough: who could learn from its timing would learn about a hash of 32 random bytes.
    pub(crate) fn caller(&self, token_hash: &[u8; 32]) -> Option<Caller> {
        self.tokens.get(token_hash).copied()
    }

    /// Returns the rows of a clinic's desktops.
    pub(crate) fn devices(&self, row: ClinicRow) -> Vec<DeviceRow> {
        let devices = self.at(row).into_iter().flat_map(|clinic| &clinic.devices);
        devices.map(|device| device.row).collect()
    }

    /// Returns whether the desktop is still one of the clinic's.
    pub(crate) fn has_device(&self, caller: &Caller) -> bool {
        self.admitted.contains(&caller.device)
    }

    fn at(&self, row: ClinicRow) -> Option<&ClinicSettings> {
        self.clinics.get(*self.places.get(&row)?)
    }

    /// Returns what the switches of an asset say, given the WhatsApp numbers that a webhook names for it.
    pub(crate) fn switch(
        &self,
        place: usize,
        object: MetaObject,
        asset_id: &str,
        numbers: &BTreeSet<String>,
    ) -> Switch {
        let channels: Vec<&ChannelSetting> = self.clinics[place]
            .channels
            .iter()
            .filter(|channel| channel.object == object && channel.asset_id == asset_id)
            .collect();
        if channels
            .iter()
            .all(|channel| channel.state == ChannelState::On)
        {
            return Switch::On;
        }
        let state_of = |number: &String| {
            let exact = channels
                .iter()
                .find(|c| c.number_id.as_ref() == Some(number));
            let whole = channels.iter().find(|c| c.number_id.is_none());
            exact.or(whole).map_or(ChannelState::On, |c| c.state)
        };
        let off: BTreeSet<String> = numbers
            .iter()
            .filter(|number| state_of(number) == ChannelState::Off)
            .cloned()
            .collect();
        let is_all_off = channels.iter().all(|c| c.state == ChannelState::Off);
        if is_all_off && off.len() == numbers.len() {
            Switch::Off
        } else if off.is_empty() {
            Switch::On
        } else {
            Switch::Without(off)
        }
    }
}
