//! The TypeScript types checked in under `ui/src/ipc/bindings` are the ones these views give.
//! `UPDATE_BINDINGS=1 cargo test -p recado-inbox bindings` writes them anew.

use recado_inbox::view::{
    alert, app, assist, audit, backup, board, change, compose, connection, devices,
    emergency_contact, flags, hours, import, interest, list, media, on_call, patients, people,
    phone, protocol, quick_replies, record, register, retention, search, staff, summary, template,
    templates, thread, tone, transcribe, work,
};
use std::{collections::BTreeMap, path::Path};
use ts_rs::{Config, TS};

fn export(to: &Path) {
    // Every integer we send fits into 53 bits.
    let config = Config::new().with_out_dir(to).with_large_int("number");
    alert::AlertHelpView::export_all(&config).unwrap();
    alert::AlertSettingsView::export_all(&config).unwrap();
    emergency_contact::EmergencyContactView::export_all(&config).unwrap();
    emergency_contact::EmergencyContactForm::export_all(&config).unwrap();
    protocol::ProtocolView::export_all(&config).unwrap();
    protocol::AlertProtocolView::export_all(&config).unwrap();
    protocol::EmergencyNumbersView::export_all(&config).unwrap();
    phone::CallView::export_all(&config).unwrap();
    phone::PhoneVendorView::export_all(&config).unwrap();
    phone::PhoneVendorForm::export_all(&config).unwrap();
    phone::OwnPhoneView::export_all(&config).unwrap();
    on_call::OnCallView::export_all(&config).unwrap();
    on_call::AlertTurnView::export_all(&config).unwrap();
    flags::FlagRulesView::export_all(&config).unwrap();
    flags::PhraseForm::export_all(&config).unwrap();
    flags::PhrasePreviewView::export_all(&config).unwrap();
    flags::ReminderView::export_all(&config).unwrap();
    flags::AlertReasonsView::export_all(&config).unwrap();
    flags::FlagsHealthView::export_all(&config).unwrap();
    app::AppView::export_all(&config).unwrap();
    app::RoundTripView::export_all(&config).unwrap();
    assist::AssistView::export_all(&config).unwrap();
    assist::AssistForm::export_all(&config).unwrap();
    assist::AssistTryView::export_all(&config).unwrap();
    list::ListQuery::export_all(&config).unwrap();
    list::ListView::export_all(&config).unwrap();
    thread::ThreadView::export_all(&config).unwrap();
    thread::OlderMessagesView::export_all(&config).unwrap();
    template::TemplateView::export_all(&config).unwrap();
    template::TemplateToSend::export_all(&config).unwrap();
    media::StagedView::export_all(&config).unwrap();
    media::RecordingView::export_all(&config).unwrap();
    compose::ContentToSend::export_all(&config).unwrap();
    templates::TemplatesView::export_all(&config).unwrap();
    recado_domain::template::draft::TemplateProblem::export_all(&config).unwrap();
    templates::TemplateAnswer::export_all(&config).unwrap();
    search::SearchView::export_all(&config).unwrap();
    record::PersonView::export_all(&config).unwrap();
    record::LabelRowView::export_all(&config).unwrap();
    record::LabelForm::export_all(&config).unwrap();
    record::ConsentForm::export_all(&config).unwrap();
    board::BoardView::export_all(&config).unwrap();
    interest::InterestView::export_all(&config).unwrap();
    import::ImportFileView::export_all(&config).unwrap();
    import::ImportReportView::export_all(&config).unwrap();
    connection::ConnectionView::export_all(&config).unwrap();
    connection::WhatsAppForm::export_all(&config).unwrap();
    connection::PageForm::export_all(&config).unwrap();
    connection::ChannelChange::export_all(&config).unwrap();
    connection::ProofView::export_all(&config).unwrap();
    work::SnoozeChoiceView::export_all(&config).unwrap();
    work::Replies::export_all(&config).unwrap();
    quick_replies::QuickRepliesView::export_all(&config).unwrap();
    quick_replies::QuickReplyDraft::export_all(&config).unwrap();
    quick_replies::QuickReplyProblem::export_all(&config).unwrap();
    quick_replies::QuickReplyChoice::export_all(&config).unwrap();
    patients::PatientsQuery::export_all(&config).unwrap();
    patients::PatientsView::export_all(&config).unwrap();
    patients::PatientView::export_all(&config).unwrap();
    people::OwnAddressView::export_all(&config).unwrap();
    people::DivisionPreviewView::export_all(&config).unwrap();
    people::DividedView::export_all(&config).unwrap();
    people::IdentityCardView::export_all(&config).unwrap();
    people::MovePreviewView::export_all(&config).unwrap();
    people::MovedView::export_all(&config).unwrap();
    people::PeopleFoundView::export_all(&config).unwrap();
    hours::HoursView::export_all(&config).unwrap();
    hours::HoursForm::export_all(&config).unwrap();
    retention::RetentionView::export_all(&config).unwrap();
    retention::KeepingView::export_all(&config).unwrap();
    retention::ErasureView::export_all(&config).unwrap();
    retention::ExportView::export_all(&config).unwrap();
    recado_domain::retention::ErasureReason::export_all(&config).unwrap();
    register::RegisterView::export_all(&config).unwrap();
    register::RegisterDocument::export_all(&config).unwrap();
    audit::AuditQuery::export_all(&config).unwrap();
    audit::AuditView::export_all(&config).unwrap();
    recado_domain::audit::ActName::export_all(&config).unwrap();
    summary::DaySummaryView::export_all(&config).unwrap();
    summary::DraftPreviewView::export_all(&config).unwrap();
    staff::StaffListView::export_all(&config).unwrap();
    staff::SessionView::export_all(&config).unwrap();
    staff::EmergencyForm::export_all(&config).unwrap();
    backup::BackupView::export_all(&config).unwrap();
    backup::BackupNote::export_all(&config).unwrap();
    backup::FoundBackup::export_all(&config).unwrap();
    backup::RestoreForm::export_all(&config).unwrap();
    devices::DevicesView::export_all(&config).unwrap();
    devices::JoiningView::export_all(&config).unwrap();
    tone::MonitoringView::export_all(&config).unwrap();
    tone::PatientToneView::export_all(&config).unwrap();
    tone::UnansweredListView::export_all(&config).unwrap();
    tone::MessageToneView::export_all(&config).unwrap();
    tone::ToneSettingsView::export_all(&config).unwrap();
    transcribe::TranscriptsView::export_all(&config).unwrap();
    transcribe::VoiceSettingsView::export_all(&config).unwrap();
    transcribe::VoiceSettingsForm::export_all(&config).unwrap();
    change::Change::export_all(&config).unwrap();
    change::CommandError::export_all(&config).unwrap();
}

fn files(in_dir: &Path) -> BTreeMap<String, String> {
    std::fs::read_dir(in_dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

#[test]
fn typescript_bindings_are_current() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/ipc/bindings");
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        let _ = std::fs::remove_dir_all(&committed);
        export(&committed);
        return;
    }
    let fresh = tempfile::tempdir().unwrap();
    export(fresh.path());
    assert!(
        files(fresh.path()) == files(&committed),
        "stale: UPDATE_BINDINGS=1 cargo test -p recado-inbox bindings"
    );
}
