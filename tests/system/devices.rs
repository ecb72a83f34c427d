//! A clinic's second computer: let in by the first after two people compared a code, and taken out again.

mod answering;
mod coming_back;
mod relay_tries;

use crate::clinic::{Clinic, MARIA, PASSPHRASE, texts};
use recado_domain::{channel::Side, id::DeviceId};
use recado_inbox::{
    desk::{Desk, DeskOptions, Notice},
    error::InboxError,
    keychain::{Keychain, MemoryKeychain},
    microphone::NoMicrophone,
    view::{
        app::{AppView, FirstRunStep},
        devices::{DevicesView, JoiningState, JoiningView, NewcomerState, NewcomerView},
        list::{ListFilter, ListQuery},
        thread::ThreadView,
    },
};
use recado_store::key::derive::KdfCost;
use std::{sync::Arc, time::Duration};

/// The longest a story waits for something before it calls it missing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Asks again until there is an answer.
pub async fn until<T, F: Future<Output = Option<T>>>(ask: impl Fn() -> F) -> T {
    let waited = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    waited.await.expect("it did not happen in time")
}

/// The computer in room 2.
pub struct Second {
    pub desk: Desk,
    options: DeskOptions,
}

impl Second {
    async fn open(clinic: &Clinic) -> Self {
        let keychain: Arc<dyn Keychain> = Arc::new(MemoryKeychain::default());
        let options = DeskOptions {
            data_dir: clinic.folder.path().join("second"),
            keychain,
            microphone: Arc::new(NoMicrophone),
            clock: clinic.clock.clone(),
            graph_base: Some(clinic.meta.base_url().parse().unwrap()),
            kdf: KdfCost::quick_for_tests(),
            device_name: "Room 2".into(),
            has_tray: false,
            is_demo: false,
        };
        let desk = Desk::open(options.clone()).await.expect("it opens");
        Self { desk, options }
    }

    /// Closes it as a kill would, and opens it again.
    pub async fn restart(&mut self) {
        self.desk.close();
        self.desk = Desk::open(self.options.clone()).await.expect("it opens");
    }

    /// Signs its owner in.
    pub async fn signs_in(&self) {
        let AppView::Locked { staff, .. } = self.desk.app_view().await.unwrap() else {
            panic!("it is locked")
        };
        let passphrase = PASSPHRASE.to_owned();
        self.desk.unlock(staff[0].id, passphrase).await.unwrap();
    }

    /// Pairs with a new code of the clinic; it is a newcomer then.
    async fn asks(&self, clinic: &Clinic) {
        let code = clinic.relay().pair_code("Clínica Alameda").await.unwrap();
        let proved = self.desk.pair_relay(code.to_text()).await.expect("pairing");
        assert_eq!(proved, None, "nothing is proved before it is let in");
    }

    async fn joining(&self, is_so: impl Fn(&JoiningView) -> bool) -> JoiningView {
        until(|| async {
            self.desk
                .joining_view()
                .await
                .unwrap()
                .filter(|it| is_so(it))
        })
        .await
    }

    /// Its code, once it has one.
    async fn code(&self) -> String {
        let compared = self.joining(|it| it.state == JoiningState::Compare).await;
        compared.code.expect("a code")
    }

    async fn is_in(&self) {
        until(|| async {
            self.desk
                .joining_view()
                .await
                .unwrap()
                .is_none()
                .then_some(())
        })
        .await;
    }

    /// Goes through the rest of its first run, with sign-ins of its own.
    pub async fn owns(&self) {
        let words = self.desk.recovery_phrase().await.unwrap();
        let answer = vec![words[0].clone()];
        self.desk
            .confirm_recovery_phrase(vec![0], answer)
            .await
            .unwrap();
        let (clinic, name) = ("Clínica Alameda".into(), "Ana Reis".into());
        self.desk
            .create_owner(clinic, name, PASSPHRASE.into())
            .await
            .unwrap();
        self.desk.finish_first_run().await.unwrap();
    }

    pub async fn only_thread(&self, is_so: impl Fn(&ThreadView) -> bool) -> ThreadView {
        until(|| async {
            let query = ListQuery {
                side: Side::Clinical,
                filter: ListFilter::All,
                channel: None,
            };
            let rows = self.desk.list_conversations(query, 10).await.ok()?.rows;
            let thread = self
                .desk
                .open_thread(Side::Clinical, rows.first()?.conversation);
            thread.await.ok().filter(|thread| is_so(thread))
        })
        .await
    }
}

impl Clinic {
    async fn devices(&self) -> DevicesView {
        self.desk.devices_view().await.unwrap()
    }

    async fn newcomer(&self, is_so: impl Fn(&NewcomerView) -> bool) -> NewcomerView {
        until(|| async {
            self.devices()
                .await
                .newcomers
                .into_iter()
                .find(|it| is_so(it))
        })
        .await
    }

    /// The newcomer whose code is there to compare.
    async fn compares(&self) -> NewcomerView {
        self.newcomer(|it| it.state == NewcomerState::Compare).await
    }

    /// A second computer that two people have let in.
    pub async fn with_second(&self) -> (Second, DeviceId) {
        let second = Second::open(self).await;
        second.asks(self).await;
        let newcomer = self.compares().await;
        let code = second.code().await;
        assert_eq!(
            newcomer.code.as_ref(),
            Some(&code),
            "both screens show the same"
        );
        second.desk.confirm_joining(code.clone()).await.unwrap();
        self.desk.let_in(newcomer.id, code).await.unwrap();
        second.is_in().await;
        (second, newcomer.id)
    }
}

fn code_changed<T: std::fmt::Debug>(refused: Result<T, InboxError>) {
    assert!(
        matches!(refused, Err(InboxError::CodeChanged)),
        "{refused:?}"
    );
}

/// ARCHITECTURE §3: a second computer is let in by one that is in, and then receives and answers as the first does.
#[tokio::test(flavor = "multi_thread")]
async fn a_second_computer_is_let_in_and_works() {
    let clinic = Clinic::open().await;
    clinic.writes(MARIA, "Antes").await;
    clinic
        .only_thread(|thread| texts(thread) == ["Antes"])
        .await;
    let (second, _) = clinic.with_second().await;
    second.owns().await;
    let names = |view: DevicesView| -> Vec<(String, bool)> {
        let devices = view.devices.into_iter();
        devices
            .map(|device| (device.name, device.is_this))
            .collect()
    };
    assert_eq!(
        names(clinic.devices().await),
        [("Reception".into(), true), ("Room 2".into(), false)]
    );
    assert_eq!(
        names(second.desk.devices_view().await.unwrap()),
        [("Room 2".into(), true), ("Reception".into(), false)]
    );
    // Its channels came along, with what is needed to send.
    let connection = second.desk.connection_view().await.unwrap();
    assert_eq!(connection.channels.len(), 1);

    clinic.writes(MARIA, "Depois").await;
    clinic
        .only_thread(|thread| texts(thread) == ["Antes", "Depois"])
        .await;
    let theirs = second
        .only_thread(|thread| texts(thread).contains(&"Depois"))
        .await;
    assert_eq!(texts(&theirs), ["Depois"], "everything since it was let in");
    let answer = second
        .desk
        .send_reply(theirs.side, theirs.conversation, "Olá".into(), None);
    answer.await.unwrap();
    clinic.bodies(1).await;
    let acts = clinic.acts("device.");
    assert_eq!(acts.last().unwrap().0, "device.let_in");
}

/// CASES 17: what a self-test proves, and that nobody sees it as a message.
#[tokio::test(flavor = "multi_thread")]
async fn a_self_test_goes_the_whole_way_and_is_no_message() {
    let mut clinic = Clinic::open().await;
    let shown = async |clinic: &Clinic| clinic.desk.connection_view().await.unwrap().relay;
    assert_eq!(shown(&clinic).await.self_test, None);
    clinic.desk.run_self_test().await.unwrap();
    let test = until(|| async { shown(&clinic).await.self_test }).await;
    assert_eq!(test.last_at, Some(clinic.clock.now().0));
    assert!(!test.is_lost);
    let relay = shown(&clinic).await;
    assert_eq!((relay.unreadable, relay.waiting), (0, 0));
    assert!(clinic.list(ListFilter::All).await.is_empty());

    // Without the way in, somebody is called after the second that does not come back.
    let mut notices = clinic.desk.notices();
    let address = clinic.stop_relay().await;
    for _ in 0..3 {
        clinic.desk.run_self_test().await.unwrap_err();
    }
    assert_eq!(notices.recv().await.unwrap(), Notice::SelfTestLost);
    assert!(shown(&clinic).await.self_test.unwrap().is_lost);
    clinic.start_relay(address).await;
    clinic.desk.run_self_test().await.unwrap();
    until(|| async { (!shown(&clinic).await.self_test?.is_lost).then_some(()) }).await;
}

/// A code that is not the one of what would be let in opens nothing, and neither side alone can say yes.
#[tokio::test(flavor = "multi_thread")]
async fn both_sides_have_to_say_that_the_codes_are_the_same() {
    let clinic = Clinic::open().await;
    let mut second = Second::open(&clinic).await;
    second.asks(&clinic).await;
    let AppView::FirstRun { first_run, .. } = second.desk.app_view().await.unwrap() else {
        panic!("it is in its first run")
    };
    assert_eq!(first_run.step, FirstRunStep::Joining);
    let newcomer = clinic.compares().await;
    let code = second.code().await;
    code_changed(clinic.desk.let_in(newcomer.id, "0000 0000".into()).await);
    code_changed(clinic.desk.let_in(DeviceId::generate(), code.clone()).await);
    code_changed(second.desk.confirm_joining("0000 0000".into()).await);

    // Either may be started again in between: the code stays.
    second.restart().await;
    assert_eq!(second.code().await, code);
    clinic.desk.let_in(newcomer.id, code.clone()).await.unwrap();
    // It was let in, and still waits for its own person.
    assert_eq!(second.code().await, code);
    second.desk.confirm_joining(code).await.unwrap();
    second.is_in().await;
}

/// Who is turned away is told so, and can ask anew; who gives up can, too.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_turned_away_is_told_and_may_ask_again() {
    let clinic = Clinic::open().await;
    let second = Second::open(&clinic).await;
    second.asks(&clinic).await;
    let newcomer = clinic.compares().await;
    clinic.desk.turn_away(newcomer.id).await.unwrap();
    second
        .joining(|it| it.state == JoiningState::TurnedAway)
        .await;
    assert_eq!(clinic.devices().await.newcomers, []);

    second.desk.give_up_joining().await.unwrap();
    assert_eq!(second.desk.joining_view().await.unwrap(), None);
    second.asks(&clinic).await;
    let again = clinic.compares().await;
    assert_eq!(again.code, Some(second.code().await));
    assert_ne!(again.code, newcomer.code, "another code each time");
}

/// A computer that was taken out is told, sends nothing, and can open nothing of what comes.
#[tokio::test(flavor = "multi_thread")]
async fn a_removed_computer_is_told_and_stops() {
    let clinic = Clinic::open().await;
    let (mut second, id) = clinic.with_second().await;
    second.owns().await;
    clinic.writes(MARIA, "Um").await;
    let theirs = second.only_thread(|thread| texts(thread) == ["Um"]).await;
    clinic.only_thread(|thread| texts(thread) == ["Um"]).await;
    clinic
        .desk
        .rename_device(id, "Sala 2".into())
        .await
        .unwrap();
    assert_eq!(clinic.devices().await.devices[1].name, "Sala 2");

    let this = clinic.devices().await.devices[0].id;
    let itself = clinic.desk.remove_device(this).await;
    assert!(
        matches!(itself, Err(InboxError::InvalidInput)),
        "{itself:?}"
    );
    clinic.desk.remove_device(id).await.unwrap();
    assert_eq!(clinic.devices().await.devices.len(), 1);
    until(|| async {
        let view = second.desk.devices_view().await.unwrap();
        view.is_removed.then_some(())
    })
    .await;
    // Also after a restart, before it has asked the relay again.
    second.restart().await;
    let AppView::Locked { staff, .. } = second.desk.app_view().await.unwrap() else {
        panic!("it is locked after a restart")
    };
    second
        .desk
        .unlock(staff[0].id, PASSPHRASE.into())
        .await
        .unwrap();
    assert!(second.desk.devices_view().await.unwrap().is_removed);
    let reply = second
        .desk
        .send_reply(theirs.side, theirs.conversation, "Tarde".into(), None);
    reply.await.unwrap();

    // The clinic goes on, under a key that the other does not have.
    clinic.writes(MARIA, "Dois").await;
    let thread = clinic
        .only_thread(|thread| texts(thread) == ["Um", "Dois"])
        .await;
    clinic.replies(&thread, "Sim").await;
    clinic.bodies(1).await;
    let sent = clinic.sent().await;
    assert_eq!(sent.len(), 1, "the removed one's reply has not left");
    assert_eq!(
        second.desk.connection_view().await.unwrap().outbox_waiting,
        1
    );
    assert_eq!(texts(&second.only_thread(|_| true).await), ["Um", "Tarde"]);
    let acts: Vec<String> = clinic
        .acts("device.")
        .into_iter()
        .map(|(act, _)| act)
        .collect();
    assert_eq!(acts, ["device.let_in", "device.renamed", "device.removed"]);
}
