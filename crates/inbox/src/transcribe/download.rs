//! A published speech model comes here, on a click: what came is kept when it breaks off, and nothing is used that is not,
//! byte for byte, what was published.

mod fetch;

use super::{
    Stop,
    settings::{self, ChosenModel},
};
use crate::{
    desk::Desk,
    error::InboxError,
    house::SignedIn,
    staff::roles,
    view::{
        change::Change,
        transcribe::{DownloadState, DownloadView, VoiceSettingsView},
    },
};
use fetch::{Broken, Source};
use recado_domain::staff::Role;
use recado_transcribe::model::Published;
use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};
use url::Url;

/// Where whisper.cpp publishes its models. Source: `models/README.md` there (read 2026-08-22).
const PUBLISHED_AT: &str = "https://huggingface.co/ggerganov/whisper.cpp/resolve/main/";

/// The model that is on its way here, or did not come.
#[derive(Default)]
pub(crate) struct Download(Mutex<Option<Coming>>);

struct Coming {
    view: DownloadView,
    /// Stops it; absent when it does not come any more.
    stop: Option<Arc<Stop>>,
}

impl Download {
    /// Returns how far it has got.
    pub fn view(&self) -> Option<DownloadView> {
        let coming = self.0.lock().ok()?;
        coming.as_ref().map(|it| it.view.clone())
    }

    /// Notes that a model comes from now on; returns nothing when one does already.
    fn begin(&self, published: Published) -> Option<Arc<Stop>> {
        let mut coming = self.0.lock().ok()?;
        if coming.as_ref().is_some_and(|it| it.stop.is_some()) {
            return None;
        }
        let stop = Arc::new(Stop::default());
        *coming = Some(Coming {
            view: DownloadView {
                name: published.name.to_owned(),
                received_bytes: 0,
                total_bytes: None,
                state: DownloadState::Coming,
            },
            stop: Some(Arc::clone(&stop)),
        });
        Some(stop)
    }

    fn note(&self, change: impl FnOnce(&mut DownloadView)) {
        if let Ok(mut coming) = self.0.lock()
            && let Some(coming) = &mut *coming
        {
            change(&mut coming.view);
        }
    }

    /// Notes how it ended; nothing is left to say when it came.
    fn end(&self, broken: Option<Broken>) {
        let Ok(mut coming) = self.0.lock() else {
            return;
        };
        match (broken, &mut *coming) {
            (Some(broken), Some(coming)) => {
                coming.stop = None;
                coming.view.state = match broken {
                    Broken::Off => DownloadState::BrokenOff,
                    Broken::Wrong => DownloadState::Wrong,
                    Broken::Disk => DownloadState::Disk,
                };
            }
            (None, coming) => *coming = None,
            (Some(_), None) => {}
        }
    }

    fn stop(&self) {
        if let Ok(coming) = self.0.lock()
            && let Some(stop) = coming.as_ref().and_then(|it| it.stop.as_ref())
        {
            stop.stop();
        }
    }
}

/// Begins to fetch a model, or goes on where it broke off.
///
/// # Errors
/// [`InboxError::NotFound`] for a name that is not offered, [`InboxError::Busy`] while one comes,
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn begin(desk: &Desk, name: String) -> Result<VoiceSettingsView, InboxError> {
    let owner = desk.house()?.signed_in_as(Role::decides)?;
    let published = Published::named(&name).ok_or(InboxError::NotFound)?;
    let base = Url::parse(PUBLISHED_AT).map_err(|_| InboxError::NotFound)?;
    let download = &desk.inner.listening.download;
    let stop = download.begin(published).ok_or(InboxError::Busy)?;
    let again = desk.clone();
    desk.keep(&tokio::spawn(async move {
        let source = Source { base, published };
        let came = tokio::select! {
            came = come(&again, &source) => came,
            () = stop.stopped() => Err(Broken::Off),
        };
        let broken = match came {
            Ok(file) => keep(&again, owner, published, file).await.err(),
            Err(broken) => Some(broken),
        };
        again.inner.listening.download.end(broken);
        again.tell(Change::App);
    }));
    settings::view(desk).await
}

/// Stops fetching; what came is kept.
///
/// # Errors
/// [`InboxError::NotAllowed`], [`InboxError::Locked`], storage.
pub(crate) async fn stop(desk: &Desk) -> Result<VoiceSettingsView, InboxError> {
    roles::decides(desk)?;
    desk.inner.listening.download.stop();
    settings::view(desk).await
}

async fn come(desk: &Desk, source: &Source) -> Result<PathBuf, Broken> {
    let folder = settings::folder(&desk.inner.options.data_dir);
    let download = &desk.inner.listening.download;
    fetch::fetch(&desk.inner.http, source, &folder, |progress| {
        download.note(|view| match progress {
            fetch::Progress::Came { received, total } => {
                view.received_bytes = received;
                view.total_bytes = total;
            }
            fetch::Progress::Checking => view.state = DownloadState::Checking,
        });
    })
    .await
}

async fn keep(
    desk: &Desk,
    owner: SignedIn,
    published: Published,
    path: PathBuf,
) -> Result<(), Broken> {
    let bytes = std::fs::metadata(&path).map_err(|_| Broken::Disk)?.len();
    let model = ChosenModel {
        path,
        published: Some(published.name.to_owned()),
        bytes,
    };
    settings::keep_model(desk, owner, model)
        .await
        .map_err(|_| Broken::Disk)
}
