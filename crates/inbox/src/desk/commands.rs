//! What the window may ask of the desk: one method a command, in the order a person meets them.

use crate::{
    audit, connect,
    desk::{Desk, Notice},
    error::InboxError,
    monitor, send, session, show,
    staff::roles,
    view::{
        app::{AppView, RoundTripView, SettingsView},
        connection::{ConnectionView, ProofView, WhatsAppForm},
        list::{ListQuery, ListView},
        search::SearchView,
        template::{TemplateToSend, TemplateView},
        thread::{AlertView, OlderMessagesView, ThreadView},
    },
    work,
};
use recado_domain::{
    audit::ActName,
    channel::Side,
    id::{AlertId, ConversationId, StaffId},
};

impl Desk {
    /// Returns where the app stands.
    ///
    /// # Errors
    /// Storage.
    pub async fn app_view(&self) -> Result<AppView, InboxError> {
        show::app::app_view(self).await
    }

    /// Saves the settings.
    ///
    /// # Errors
    /// Storage, or values outside their range.
    pub async fn save_settings(&self, settings: SettingsView) -> Result<SettingsView, InboxError> {
        session::settings::save(self, settings).await
    }

    /// Notes that somebody is at the desk, for the auto-lock.
    ///
    /// # Errors
    /// None today.
    pub async fn note_activity(&self) -> Result<(), InboxError> {
        session::auto_lock::note_activity(self);
        Ok(())
    }

    /// Shows what an alert looks and sounds like.
    ///
    /// # Errors
    /// None today.
    pub async fn raise_test_alert(&self) -> Result<(), InboxError> {
        roles::at_work_or_setting_up(self)?;
        self.notify(Notice::TestAlert);
        Ok(())
    }

    // ── First run ──────────────────────────────────────────────────────────

    /// Creates the data folder under a passphrase for this computer, where there is no keyring.
    ///
    /// # Errors
    /// [`InboxError::WeakPassphrase`], storage.
    pub async fn choose_device_passphrase(&self, passphrase: String) -> Result<(), InboxError> {
        session::first_run::choose_device_passphrase(self, passphrase).await?;
        audit::after(self, ActName::DevicePassphraseChosen).await;
        Ok(())
    }

    /// Pairs with the relay and proves it with an envelope to ourselves; nothing yet where one of the clinic's computers
    /// has to let this one in. Safe to repeat.
    ///
    /// # Errors
    /// An unreadable or refused code, an unreachable relay, storage, keyring.
    pub async fn pair_relay(&self, pairing: String) -> Result<Option<RoundTripView>, InboxError> {
        roles::sets_up(self)?;
        connect::pair::pair_relay(self, &pairing).await
    }

    /// Returns the 24 words to be written down; new ones until they are confirmed.
    ///
    /// # Errors
    /// [`InboxError::NotFound`] before the data folder exists.
    pub async fn recovery_phrase(&self) -> Result<Vec<String>, InboxError> {
        session::first_run::recovery_phrase(self)
    }

    /// Confirms that the words were written down, and lets them open the keys from now on.
    ///
    /// # Errors
    /// [`InboxError::WrongPhrase`] when a word differs.
    pub async fn confirm_recovery_phrase(
        &self,
        positions: Vec<u32>,
        words: Vec<String>,
    ) -> Result<(), InboxError> {
        session::first_run::confirm_recovery_phrase(self, &positions, &words).await?;
        audit::after(self, ActName::PhraseConfirmed).await;
        Ok(())
    }

    /// Creates the owner and signs them in.
    ///
    /// # Errors
    /// [`InboxError::WeakPassphrase`], [`InboxError::InvalidInput`], storage.
    pub async fn create_owner(
        &self,
        clinic: String,
        name: String,
        passphrase: String,
    ) -> Result<(), InboxError> {
        session::first_run::create_owner(self, clinic, name, passphrase).await
    }

    /// Connects a WhatsApp number by hand and says what is proved.
    ///
    /// # Errors
    /// A refused token, a number that is not the account's, an unreachable relay or Graph.
    pub async fn connect_whatsapp(&self, form: WhatsAppForm) -> Result<ProofView, InboxError> {
        roles::sets_up(self)?;
        connect::whatsapp::connect(self, form).await
    }

    /// Sends an event the whole way a message comes in; a change tells that it came back.
    ///
    /// # Errors
    /// An unreachable relay or one that refuses, storage.
    pub async fn run_self_test(&self) -> Result<(), InboxError> {
        roles::at_work(self)?;
        connect::self_test::test(self).await
    }

    /// Looks again at what is proved about the WhatsApp number that was connected last; nothing when none was.
    ///
    /// # Errors
    /// [`InboxError::ChannelOff`] when its token is gone meanwhile, storage.
    pub async fn prove_whatsapp(&self) -> Result<Option<ProofView>, InboxError> {
        roles::sets_up(self)?;
        connect::whatsapp::prove(self).await
    }

    /// Ends the first run; WhatsApp can be connected later, too.
    ///
    /// # Errors
    /// [`InboxError::Locked`] before the owner exists.
    pub async fn finish_first_run(&self) -> Result<(), InboxError> {
        roles::decides(self)?;
        session::first_run::finish(self).await?;
        audit::after(self, ActName::SetUpFinished).await;
        Ok(())
    }

    // ── Session ────────────────────────────────────────────────────────────

    /// Signs a member of staff in and files what waited for it.
    ///
    /// # Errors
    /// [`InboxError::WrongPassphrase`], storage.
    pub async fn unlock(&self, staff: StaffId, passphrase: String) -> Result<(), InboxError> {
        let passphrase = secrecy::SecretString::from(passphrase);
        let done = session::unlock::unlock(self, staff, passphrase).await;
        if matches!(done, Err(InboxError::WrongPassphrase)) {
            audit::refused(self, staff).await;
        }
        done
    }

    /// Signs out; queued clinical replies get 30 s to leave, then the clinical key is dropped.
    ///
    /// # Errors
    /// None today.
    pub async fn lock(&self) -> Result<(), InboxError> {
        session::unlock::lock(self).await
    }

    /// Opens the data folder with this computer's passphrase.
    ///
    /// # Errors
    /// [`InboxError::WrongPassphrase`], storage.
    pub async fn unlock_device(&self, passphrase: String) -> Result<(), InboxError> {
        session::recover::unlock_device(self, passphrase).await?;
        audit::after(self, ActName::DeviceOpened).await;
        Ok(())
    }

    /// Opens the data folder with the 24 words and puts the keys back where they belong.
    ///
    /// # Errors
    /// [`InboxError::WrongPhrase`], storage, keyring.
    pub async fn restore_with_phrase(&self, words: Vec<String>) -> Result<(), InboxError> {
        session::recover::restore_with_phrase(self, &words).await?;
        audit::after(self, ActName::DeviceRecovered).await;
        Ok(())
    }

    // ── Reading ────────────────────────────────────────────────────────────

    /// Returns the newest conversations of a place.
    ///
    /// # Errors
    /// [`InboxError::Locked`] for the clinical place without a sign-in; storage.
    pub async fn list_conversations(
        &self,
        query: ListQuery,
        limit: u32,
    ) -> Result<ListView, InboxError> {
        show::list::list(self, query, limit).await
    }

    /// Returns the alerts nobody has acknowledged, the most severe first.
    ///
    /// # Errors
    /// Storage.
    pub async fn open_alerts(&self) -> Result<Vec<AlertView>, InboxError> {
        roles::at_work(self)?;
        monitor::open_alerts(self).await
    }

    /// Opens a thread at its newest page.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
    pub async fn open_thread(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<ThreadView, InboxError> {
        show::thread::open(self, side, conversation, None).await
    }

    /// Opens a thread around one message.
    ///
    /// # Errors
    /// As [`Desk::open_thread`].
    pub async fn thread_around(
        &self,
        side: Side,
        conversation: ConversationId,
        message: i64,
    ) -> Result<ThreadView, InboxError> {
        show::thread::open(self, side, conversation, Some(message)).await
    }

    /// Returns the page before a message.
    ///
    /// # Errors
    /// As [`Desk::open_thread`].
    pub async fn older_messages(
        &self,
        side: Side,
        conversation: ConversationId,
        before: i64,
    ) -> Result<OlderMessagesView, InboxError> {
        show::thread::older(self, side, conversation, before).await
    }

    /// Returns what matches, newest first.
    ///
    /// # Errors
    /// Storage.
    pub async fn search(&self, query: String) -> Result<SearchView, InboxError> {
        roles::at_work(self)?;
        show::search::search(self, query).await
    }

    /// Returns how relay and channels stand.
    ///
    /// # Errors
    /// Storage.
    pub async fn connection_view(&self) -> Result<ConnectionView, InboxError> {
        roles::at_work_or_setting_up(self)?;
        show::connection::connection_view(self).await
    }

    // ── Working ────────────────────────────────────────────────────────────

    /// Marks a conversation as read here, and at Meta if the clinic's setting says so.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn mark_read(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<(), InboxError> {
        send::read_receipt::mark_read(self, side, conversation).await
    }

    /// Keeps what whoever is signed in is writing; nobody else's draft is touched.
    ///
    /// # Errors
    /// [`InboxError::Locked`], storage.
    pub async fn save_draft(
        &self,
        side: Side,
        conversation: ConversationId,
        text: String,
    ) -> Result<(), InboxError> {
        work::assigning::save_draft(self, side, conversation, text).await
    }

    /// Queues a text for sending; when this returns, it is durable.
    ///
    /// # Errors
    /// [`InboxError::WindowClosed`], [`InboxError::TextLength`], [`InboxError::ChannelOff`], storage.
    pub async fn send_reply(
        &self,
        side: Side,
        conversation: ConversationId,
        text: String,
        reply_to: Option<i64>,
    ) -> Result<(), InboxError> {
        send::reply::send_reply(self, side, conversation, text, reply_to).await
    }

    /// Sends a failed or uncertain message again: a person decided so.
    ///
    /// # Errors
    /// [`InboxError::WindowClosed`], [`InboxError::NotFound`], storage.
    pub async fn resend_message(
        &self,
        side: Side,
        conversation: ConversationId,
        message: i64,
    ) -> Result<(), InboxError> {
        send::reply::resend(self, side, conversation, message).await
    }

    /// Leaves an uncertain message as it is: a person decided so.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], storage.
    pub async fn leave_uncertain(
        &self,
        side: Side,
        conversation: ConversationId,
        message: i64,
    ) -> Result<(), InboxError> {
        send::reply::leave_uncertain(self, side, conversation, message).await
    }

    /// Acknowledges an alert with the name of whoever is signed in.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotFound`], storage.
    pub async fn acknowledge_alert(&self, alert: AlertId) -> Result<(), InboxError> {
        monitor::acknowledge(self, alert).await
    }

    /// Returns the templates that can be sent in a conversation, its language first.
    ///
    /// # Errors
    /// Storage.
    pub async fn list_templates(
        &self,
        side: Side,
        conversation: ConversationId,
    ) -> Result<Vec<TemplateView>, InboxError> {
        show::template::list(self, side, conversation).await
    }

    /// Reads the templates of every connected number from Meta.
    ///
    /// # Errors
    /// A refused token, an unreachable Graph, storage.
    pub async fn sync_templates(&self) -> Result<(), InboxError> {
        roles::at_work(self)?;
        connect::templates::sync(self).await
    }

    /// Queues a filled template for sending; when this returns, it is durable.
    ///
    /// # Errors
    /// [`InboxError::Template`], [`InboxError::ChannelOff`], storage.
    pub async fn send_template(&self, template: TemplateToSend) -> Result<(), InboxError> {
        roles::reads(self, template.side)?;
        send::reply::send_template(self, template).await
    }
}
