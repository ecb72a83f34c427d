//! What the clinic chose: not to hear voice notes, to hear them on this computer, or by its service.

use crate::{
    assist::{endpoint, kept},
    audit,
    desk::{Desk, blocking},
    error::InboxError,
    house::{House, SignedIn},
    transcribe::computer,
    view::{
        assist::AssistState,
        change::Change,
        transcribe::{
            ModelView, OfferedModelView, ServiceView, VoiceMode, VoiceSettingsForm,
            VoiceSettingsView,
        },
    },
};
use recado_domain::{
    assist::{AssistFeature, AssistPlace},
    audit::ActName,
    staff::Role,
    time::UnixMs,
    transcript::language,
};
use recado_store::{
    Conn,
    clinic::{audit as acts, settings},
    error::StoreError,
};
use recado_transcribe::model::{self, OFFERED};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const NAME: &str = "voice";
/// The folder of the models, beside the data: nothing in them is the clinic's, and no backup takes them along.
const MODELS: &str = "models";

/// What was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chosen {
    /// Where notes are heard.
    pub mode: VoiceMode,
    /// The language to expect; absent to find out.
    pub language: Option<String>,
    /// The model's file.
    pub model: Option<ChosenModel>,
    /// Since when notes are heard.
    pub since: Option<UnixMs>,
}

/// A model's file, as it was when it was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChosenModel {
    /// Where it is.
    pub path: PathBuf,
    /// The published model that it is; absent for one of other making.
    pub published: Option<String>,
    /// Its size.
    pub bytes: u64,
}

impl Default for Chosen {
    fn default() -> Self {
        Self {
            mode: VoiceMode::Off,
            language: None,
            model: None,
            since: None,
        }
    }
}

impl ChosenModel {
    /// Returns its name: the published one, or the file's.
    pub fn name(&self) -> String {
        let of_file = self.path.file_name().map(|name| name.to_string_lossy());
        let named = self.published.clone();
        named.unwrap_or_else(|| of_file.unwrap_or_default().into_owned())
    }
}

/// Returns what was chosen.
///
/// # Errors
/// Storage.
pub(crate) fn read(conn: &Conn) -> Result<Chosen, StoreError> {
    Ok(settings::get(conn, NAME)?.unwrap_or_default())
}

/// Returns the folder of the models.
pub(crate) fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join(MODELS)
}

/// Returns what was chosen, and what could be.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn view(desk: &Desk) -> Result<VoiceSettingsView, InboxError> {
    let download = desk.inner.listening.download.view();
    desk.with_house(move |house| {
        house.signed_in_as(Role::decides)?;
        let chosen = house.clinic.read(read)?;
        Ok(VoiceSettingsView {
            mode: chosen.mode,
            language: chosen.language,
            may_be_here: computer::is_possible(),
            model: chosen.model.map(|model| ModelView {
                name: model.name(),
                is_published: model.published.is_some(),
                is_there: model.path.is_file(),
                bytes: model.bytes,
            }),
            offered: OFFERED
                .into_iter()
                .map(|it| OfferedModelView {
                    name: it.name.to_owned(),
                    bytes: it.mib * 1024 * 1024,
                })
                .collect(),
            download,
            service: service(house)?,
            failed: super::acts::failed(house)?,
        })
    })
    .await
}

fn service(house: &House) -> Result<ServiceView, InboxError> {
    let kept = house.clinic.read(kept::read)?;
    let found = endpoint::ready(house, AssistFeature::Transcription)?;
    Ok(match found {
        Ok(target) => ServiceView {
            state: AssistState::Ready,
            host: target.host(),
            model: target.model,
            is_cloud: target.place == AssistPlace::Cloud,
        },
        Err(state) => ServiceView {
            state,
            host: String::new(),
            model: kept.model(AssistFeature::Transcription).to_owned(),
            is_cloud: false,
        },
    })
}

/// Changes where notes are heard. The service's own switch goes along, so that there are not two.
///
/// # Errors
/// [`InboxError::InvalidInput`] for a language no transcriber knows, or without a model; [`InboxError::NotAllowed`],
/// [`InboxError::Locked`], storage.
pub(crate) async fn save(
    desk: &Desk,
    form: VoiceSettingsForm,
) -> Result<VoiceSettingsView, InboxError> {
    let is_known = form.language.as_deref().is_none_or(language::is_known);
    if !is_known || (form.mode == VoiceMode::Computer && !computer::is_possible()) {
        return Err(InboxError::InvalidInput);
    }
    change(desk, move |chosen, now| {
        chosen.language = form.language;
        if form.mode == VoiceMode::Computer && chosen.model.is_none() {
            return Err(InboxError::InvalidInput);
        }
        let was_off = chosen.mode == VoiceMode::Off;
        chosen.mode = form.mode;
        if was_off || chosen.since.is_none() {
            chosen.since = Some(now);
        }
        Ok(())
    })
    .await?;
    view(desk).await
}

/// Takes a file of a speech model; it stays where it is.
///
/// # Errors
/// [`InboxError::NotTaken`] when it is none, [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn choose_model(
    desk: &Desk,
    path: PathBuf,
) -> Result<VoiceSettingsView, InboxError> {
    desk.house()?.signed_in_as(Role::decides)?;
    let checked = {
        let path = path.clone();
        blocking(move || model::check(&path).map_err(|_| InboxError::NotTaken)).await?
    };
    let model = ChosenModel {
        path,
        published: checked.published.map(str::to_owned),
        bytes: checked.bytes,
    };
    change(desk, move |chosen, _| {
        chosen.model = Some(model);
        Ok(())
    })
    .await?;
    view(desk).await
}

/// Takes a model that an owner asked for and that is here now, in their name, whoever is signed in by then.
///
/// # Errors
/// Storage.
pub(super) async fn keep_model(
    desk: &Desk,
    owner: SignedIn,
    model: ChosenModel,
) -> Result<(), InboxError> {
    let set = |chosen: &mut Chosen, _| {
        chosen.model = Some(model);
        Ok(())
    };
    change_as(desk, |_| Ok(owner), set).await
}

/// Changes what was chosen, with its act.
async fn change(
    desk: &Desk,
    work: impl FnOnce(&mut Chosen, UnixMs) -> Result<(), InboxError> + Send + 'static,
) -> Result<(), InboxError> {
    change_as(desk, |house| house.signed_in_as(Role::decides), work).await
}

async fn change_as(
    desk: &Desk,
    who: impl FnOnce(&House) -> Result<SignedIn, InboxError> + Send + 'static,
    work: impl FnOnce(&mut Chosen, UnixMs) -> Result<(), InboxError> + Send + 'static,
) -> Result<(), InboxError> {
    let now = desk.inner.options.clock.now();
    desk.with_house(move |house| {
        let who = who(house)?;
        let before = house.clinic.read(read)?;
        let mut chosen = before.clone();
        work(&mut chosen, now)?;
        if chosen == before {
            return Ok(());
        }
        let done = house.clinic.write(|tx| {
            settings::set(tx, NAME, &chosen)?;
            let mut kept = kept::read(tx)?;
            let is_asked = chosen.mode == VoiceMode::Service;
            let was_asked = kept.on.contains(&AssistFeature::Transcription);
            if is_asked != was_asked {
                if is_asked {
                    kept.on.insert(AssistFeature::Transcription);
                } else {
                    kept.on.remove(&AssistFeature::Transcription);
                }
                kept::keep(tx, &kept)?;
            }
            let detail = serde_json::json!({ "settings": ["voice"] }).to_string();
            let act = audit::by(Some(&who), now, ActName::SettingsChanged, &detail);
            acts::append(tx, &act)
        });
        Ok(done.map_err(|error: StoreError| error)?)
    })
    .await?;
    // What is being heard by the old choice is heard anew by the new one.
    desk.inner.listening.stop(None);
    desk.inner.listening.wake();
    desk.tell(Change::App);
    Ok(())
}
