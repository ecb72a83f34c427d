//! What the window may ask of templates and channels as places.

use crate::{
    connect,
    desk::Desk,
    error::InboxError,
    show,
    staff::roles,
    view::{
        connection::{ChannelChange, PageForm, ProofView},
        media::StagedView,
        templates::{TemplateAnswer, TemplatesView},
    },
};
use recado_domain::{
    id::ChannelId,
    template::draft::{TemplateDraft, TemplateProblem},
};

impl Desk {
    /// Returns every template of every account.
    ///
    /// # Errors
    /// Storage.
    pub async fn templates_view(&self) -> Result<TemplatesView, InboxError> {
        roles::at_work(self)?;
        show::templates::templates(self).await
    }

    /// Returns what is wrong with a draft; `editing` is the id of the template it replaces.
    ///
    /// # Errors
    /// Storage.
    pub async fn check_template(
        &self,
        channel: ChannelId,
        draft: TemplateDraft,
        editing: Option<String>,
    ) -> Result<Vec<TemplateProblem>, InboxError> {
        roles::at_work(self)?;
        connect::templates::change::check(self, channel, draft, editing).await
    }

    /// Makes a template at Meta and says what Meta said.
    ///
    /// # Errors
    /// [`InboxError::InvalidInput`] for a draft with faults, a refused token, an unreachable Graph, storage.
    pub async fn create_template(
        &self,
        channel: ChannelId,
        draft: TemplateDraft,
    ) -> Result<TemplateAnswer, InboxError> {
        roles::decides(self)?;
        connect::templates::change::create(self, channel, draft).await
    }

    /// Changes a template at Meta and says what Meta said.
    ///
    /// # Errors
    /// As [`Desk::create_template`].
    pub async fn edit_template(
        &self,
        channel: ChannelId,
        id: String,
        draft: TemplateDraft,
    ) -> Result<TemplateAnswer, InboxError> {
        roles::decides(self)?;
        connect::templates::change::edit(self, channel, id, draft).await
    }

    /// Deletes one language of a template at Meta, or all of them.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], what Meta refuses, an unreachable Graph, storage.
    pub async fn delete_template(
        &self,
        channel: ChannelId,
        name: String,
        language: Option<String>,
    ) -> Result<(), InboxError> {
        roles::decides(self)?;
        connect::templates::change::delete(self, channel, name, language).await
    }

    /// Uploads an example file for a template that is being written.
    ///
    /// # Errors
    /// A refused token, an unreachable Graph, storage.
    pub async fn stage_template_example(
        &self,
        channel: ChannelId,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<StagedView, InboxError> {
        roles::decides(self)?;
        connect::templates::change::stage_example(self, channel, name, bytes).await
    }

    /// Switches a channel on or off, moves it to the other side, gives it a colour.
    ///
    /// # Errors
    /// [`InboxError::Locked`], [`InboxError::NotFound`], storage; an unreachable relay or Meta, while the change
    /// stands and is told again by itself.
    pub async fn change_channel(&self, change: ChannelChange) -> Result<(), InboxError> {
        roles::decides(self)?;
        connect::switch::change(self, change).await
    }

    /// Connects a Page or an Instagram account by hand and says what is proved.
    ///
    /// # Errors
    /// A refused token, a Page without that account, an unreachable relay or Graph.
    pub async fn connect_page(&self, form: PageForm) -> Result<ProofView, InboxError> {
        roles::decides(self)?;
        connect::pages::connect(self, form).await
    }

    /// Looks again at what is proved about a channel.
    ///
    /// # Errors
    /// [`InboxError::NotFound`], [`InboxError::ChannelOff`] without a token, storage.
    pub async fn prove_channel(&self, channel: ChannelId) -> Result<ProofView, InboxError> {
        roles::decides(self)?;
        connect::prove(self, channel).await
    }
}
