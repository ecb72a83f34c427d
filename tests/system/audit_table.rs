//! What each command of the window writes down: one table, and nobody's command is missing from it.

use recado_domain::audit::ActName;
use std::collections::BTreeSet;

/// What each command of the window writes down. `Quiet` says why one that changes something leaves no act.
enum Leaves {
    Acts(&'static [ActName]),
    Quiet(#[expect(dead_code, reason = "for whoever reads the table")] &'static str),
    Reads,
}
use Leaves::{Acts, Quiet, Reads};

const TABLE: &[(&str, Leaves)] = &[
    ("confirm_joining", Acts(&[ActName::DeviceJoined])),
    ("devices_view", Reads),
    (
        "give_up_joining",
        Quiet("nothing of the clinic's was here yet"),
    ),
    ("joining_view", Reads),
    ("let_in", Acts(&[ActName::DeviceLetIn])),
    ("remove_device", Acts(&[ActName::DeviceRemoved])),
    ("rename_device", Acts(&[ActName::DeviceRenamed])),
    (
        "run_self_test",
        Quiet("an event of nobody's that is kept nowhere"),
    ),
    ("turn_away", Acts(&[ActName::DeviceTurnedAway])),
    ("acknowledge_alert", Acts(&[ActName::AlertAcknowledged])),
    ("alert_help", Reads),
    ("alert_settings", Reads),
    ("alerts_in_hand", Reads),
    ("app_view", Reads),
    (
        "call_about_alert",
        Acts(&[
            ActName::AlertCalled,
            ActName::AlertAcknowledged,
            ActName::CallRung,
        ]),
    ),
    ("pass_alert", Acts(&[ActName::AlertPassed])),
    (
        "record_alert_outcome",
        Acts(&[ActName::AlertOutcome, ActName::AlertAcknowledged]),
    ),
    (
        "save_alert_settings",
        Acts(&[ActName::AlertSettingsChanged]),
    ),
    (
        "say_alert_wrong",
        Acts(&[ActName::AlertWrong, ActName::AlertAcknowledged]),
    ),
    ("protocol_view", Reads),
    ("save_protocol", Acts(&[ActName::ProtocolChanged])),
    ("alert_protocol", Acts(&[ActName::ProtocolShown])),
    (
        "tick_step",
        Acts(&[ActName::ProtocolTicked, ActName::ProtocolUnticked]),
    ),
    ("emergency_numbers", Reads),
    (
        "confirm_emergency_numbers",
        Acts(&[ActName::EmergencyNumbersConfirmed]),
    ),
    ("phone_vendor", Reads),
    ("save_phone_vendor", Acts(&[ActName::PhoneVendorChanged])),
    ("own_phone", Reads),
    ("save_own_phone", Acts(&[ActName::OwnPhoneChanged])),
    ("emergency_contact", Reads),
    (
        "save_emergency_contact",
        Acts(&[
            ActName::EmergencyContactWritten,
            ActName::EmergencyContactRemoved,
        ]),
    ),
    (
        "alert_emergency_contact",
        Acts(&[ActName::EmergencyContactShown]),
    ),
    (
        "call_emergency_contact",
        Acts(&[ActName::EmergencyContactCalled, ActName::AlertAcknowledged]),
    ),
    ("alert_turns", Reads),
    ("on_call_view", Reads),
    ("save_on_call", Acts(&[ActName::OnCallChanged])),
    ("alert_reasons", Reads),
    ("flag_rules", Reads),
    ("flags_health", Reads),
    ("lower_rule", Acts(&[ActName::RuleLowered])),
    ("preview_phrase", Reads),
    ("reminders", Reads),
    ("remove_phrase", Acts(&[ActName::FlagPhraseRemoved])),
    ("remove_shield", Acts(&[ActName::ShieldRemoved])),
    ("restore_rule", Acts(&[ActName::RuleRestored])),
    ("save_phrase", Acts(&[ActName::FlagPhraseSaved])),
    ("settle_reminder", Acts(&[ActName::ReminderSettled])),
    ("monitoring_patients", Reads),
    ("patient_tone", Acts(&[ActName::ThreadRead])),
    ("unanswered_messages", Reads),
    ("message_tone", Reads),
    ("print_monitoring", Acts(&[ActName::MonitoringPrinted])),
    ("tone_settings", Reads),
    (
        "save_tone_settings",
        Acts(&[ActName::ToneSwitchedOn, ActName::ToneSwitchedOff]),
    ),
    ("assist_view", Reads),
    ("save_assist", Acts(&[ActName::AssistChanged])),
    (
        "try_assist",
        Quiet("invented content goes out; the call is counted"),
    ),
    ("day_summary", Acts(&[ActName::ThreadRead])),
    ("make_day_summary", Acts(&[ActName::ThreadRead])),
    (
        "draft_day_summary",
        Acts(&[ActName::ThreadRead, ActName::AssistAsked]),
    ),
    ("preview_day_draft", Acts(&[ActName::ThreadRead])),
    ("audit_view", Reads),
    ("cancel_recording", Quiet("nothing was kept")),
    (
        "change_channel",
        Acts(&[
            ActName::ChannelSwitchedOff,
            ActName::ChannelSwitchedOn,
            ActName::ChannelChanged,
        ]),
    ),
    ("check_template", Reads),
    (
        "choose_device_passphrase",
        Acts(&[ActName::DevicePassphraseChosen]),
    ),
    ("confirm_recovery_phrase", Acts(&[ActName::PhraseConfirmed])),
    ("connect_page", Acts(&[ActName::ChannelConnected])),
    ("connect_whatsapp", Acts(&[ActName::ChannelConnected])),
    ("connection_view", Reads),
    (
        "create_owner",
        Acts(&[ActName::OwnerCreated, ActName::SignedIn]),
    ),
    ("create_template", Acts(&[ActName::TemplateCreated])),
    ("delete_template", Acts(&[ActName::TemplateDeleted])),
    ("edit_template", Acts(&[ActName::TemplateEdited])),
    (
        "fetch_media",
        Quiet("a file that belongs here is asked for again"),
    ),
    ("finish_first_run", Acts(&[ActName::SetUpFinished])),
    ("leave_uncertain", Acts(&[ActName::Left])),
    ("list_conversations", Reads),
    ("list_templates", Reads),
    ("lock", Acts(&[ActName::SignedOut])),
    (
        "mark_read",
        Quiet("opening the thread left its act already"),
    ),
    ("note_activity", Quiet("a hand on the mouse")),
    (
        "note_typing",
        Quiet("nothing is said by it; the call stands among the calls"),
    ),
    ("older_messages", Acts(&[ActName::ThreadRead])),
    ("open_alerts", Reads),
    ("open_media", Acts(&[ActName::FileOpened])),
    ("open_thread", Acts(&[ActName::ThreadRead])),
    ("pair_relay", Acts(&[ActName::RelayPaired])),
    (
        "prove_channel",
        Quiet("what Meta says is read; the calls stand among the calls"),
    ),
    (
        "prove_whatsapp",
        Quiet("what Meta says is read; the calls stand among the calls"),
    ),
    ("raise_test_alert", Quiet("a notification without content")),
    ("react", Acts(&[ActName::Reacted])),
    ("recording", Reads),
    (
        "recovery_phrase",
        Quiet("words that open nothing until they are confirmed"),
    ),
    ("resend_message", Acts(&[ActName::Resent])),
    ("restore_with_phrase", Acts(&[ActName::DeviceRecovered])),
    ("save_draft", Quiet("unfinished writing stays where it is")),
    ("save_settings", Acts(&[ActName::SettingsChanged])),
    ("search", Reads),
    (
        "send_content",
        Acts(&[ActName::FileSent, ActName::ContentSent]),
    ),
    (
        "send_reply",
        Acts(&[ActName::TextSent, ActName::PrivateReplySent]),
    ),
    ("send_template", Acts(&[ActName::TemplateSent])),
    ("stage_file", Quiet("it waits beside the composer")),
    (
        "stage_template_example",
        Quiet("an example for Meta; the call stands among the calls"),
    ),
    ("start_recording", Quiet("nothing is kept yet")),
    ("stop_recording", Quiet("it waits beside the composer")),
    (
        "sync_templates",
        Quiet("what Meta says is read; the calls stand among the calls"),
    ),
    ("take_over", Acts(&[ActName::TakenOver])),
    ("templates_view", Reads),
    ("thread_around", Acts(&[ActName::ThreadRead])),
    ("unlock", Acts(&[ActName::SignedIn, ActName::SignInRefused])),
    ("unlock_device", Acts(&[ActName::DeviceOpened])),
    ("unstage_file", Quiet("it never left")),
    ("verify_audit", Reads),
    ("begin_audit_anew", Acts(&[ActName::AuditBegunAnew])),
    (
        "acknowledge_emergency",
        Acts(&[ActName::EmergencyAcknowledged]),
    ),
    ("add_note", Acts(&[ActName::NoteAdded])),
    ("add_staff", Acts(&[ActName::StaffAdded])),
    ("allow_login", Acts(&[ActName::LoginAllowed])),
    ("assign_conversation", Acts(&[ActName::Assigned])),
    ("assignable_staff", Reads),
    ("change_passphrase", Acts(&[ActName::PassphraseChanged])),
    (
        "change_staff_role",
        Acts(&[ActName::StaffRoleChanged, ActName::ClinicalKeyDue]),
    ),
    ("backup_note", Reads),
    ("backup_view", Reads),
    ("check_patients_file", Quiet("nothing is kept yet")),
    (
        "choose_folder",
        Quiet("nothing is done until a folder is kept"),
    ),
    ("close_patients_file", Quiet("nothing was kept")),
    (
        "confirm_new_recovery_phrase",
        Acts(&[ActName::PhraseRenewed]),
    ),
    ("convert_lead", Acts(&[ActName::LeadConverted])),
    ("dismiss_interest", Acts(&[ActName::InterestDismissed])),
    ("edit_note", Acts(&[ActName::NoteEdited])),
    ("find_quick_replies", Reads),
    ("forbid_login", Acts(&[ActName::LoginForbidden])),
    ("hot_leads", Reads),
    ("identity_card", Reads),
    ("import_patients", Acts(&[ActName::PatientsImported])),
    ("keep_apart", Acts(&[ActName::PersonKeptApart])),
    ("labels_view", Reads),
    ("lead_board", Reads),
    ("list_labelled", Reads),
    ("list_patients", Reads),
    (
        "look_for_backups",
        Quiet("there is no clinic here whose audit it could be"),
    ),
    (
        "make_backup",
        Acts(&[
            ActName::BackupMade,
            ActName::BackupFailed,
            ActName::BackupRemoved,
        ]),
    ),
    ("make_emergency_code", Acts(&[ActName::EmergencyCodeMade])),
    ("mark_unread", Quiet("only where reading begins")),
    ("move_to_leads", Acts(&[ActName::MovedToLeads])),
    (
        "new_recovery_phrase",
        Quiet("words that open nothing until they are confirmed"),
    ),
    ("own_addresses", Reads),
    ("patient", Reads),
    ("person_card", Reads),
    ("pin_note", Acts(&[ActName::NotePinned])),
    ("plan_backups", Acts(&[ActName::BackupPlanned])),
    ("preview_division", Reads),
    ("preview_move", Reads),
    ("quick_replies", Reads),
    ("read_patients_file", Quiet("nothing is kept yet")),
    ("erase_person", Acts(&[ActName::PersonErased])),
    ("export_person", Acts(&[ActName::PersonExported])),
    ("keeping", Reads),
    ("lift_hold", Acts(&[ActName::HoldLifted])),
    ("preview_erasure", Reads),
    ("register_view", Reads),
    ("hours_view", Reads),
    ("save_hours", Acts(&[ActName::HoursChanged])),
    ("retention_view", Reads),
    ("save_register", Acts(&[ActName::RegisterSaved])),
    ("set_hold", Acts(&[ActName::HoldSet])),
    ("set_retention", Acts(&[ActName::RetentionChanged])),
    ("record_consent", Acts(&[ActName::ConsentRecorded])),
    ("recover_owner", Acts(&[ActName::Recovered])),
    ("remove_label", Acts(&[ActName::LabelRemoved])),
    ("remove_note", Acts(&[ActName::NoteRemoved])),
    ("remove_quick_reply", Acts(&[ActName::QuickReplyRemoved])),
    (
        "remove_staff",
        Acts(&[ActName::StaffRemoved, ActName::ClinicalKeyDue]),
    ),
    ("rename_staff", Acts(&[ActName::StaffRenamed])),
    ("reopen_conversation", Acts(&[ActName::Reopened])),
    ("reset_passphrase", Acts(&[ActName::PassphraseReset])),
    ("resolve_conversation", Acts(&[ActName::Resolved])),
    ("restore_backup", Acts(&[ActName::BackupRestored])),
    ("restore_progress", Reads),
    ("same_person", Acts(&[ActName::PersonJoined])),
    ("save_label", Acts(&[ActName::LabelSaved])),
    (
        "save_patients_report",
        Quiet("what could not be read of a file of the clinic's own"),
    ),
    ("save_quick_reply", Acts(&[ActName::QuickReplySaved])),
    ("save_record", Acts(&[ActName::RecordWritten])),
    ("search_people", Reads),
    ("session_view", Reads),
    ("set_label", Acts(&[ActName::PersonLabelled])),
    ("set_lead_status", Acts(&[ActName::LeadMoved])),
    ("snooze_choices", Reads),
    ("snooze_conversation", Acts(&[ActName::Snoozed])),
    ("split_person", Acts(&[ActName::PersonTakenOut])),
    ("staff_list", Reads),
    ("take_address_out", Acts(&[ActName::PersonTakenOut])),
    (
        "take_draft",
        Quiet("unfinished writing goes from one author to another"),
    ),
    (
        "write_to_patient",
        Quiet("an empty conversation; the template that is sent there has its act"),
    ),
    ("undo_person_act", Acts(&[ActName::PersonTakenBack])),
    ("unlock_with_login", Acts(&[ActName::SignedIn])),
    ("use_emergency_code", Acts(&[ActName::EmergencyUsed])),
    ("void_emergency_code", Acts(&[ActName::EmergencyCodeVoided])),
    ("transcripts", Reads),
    (
        "hear_note",
        Quiet("what leaves the clinic for it has an act"),
    ),
    ("stop_hearing", Quiet("nothing happens to the note")),
    ("voice_settings", Reads),
    ("save_voice_settings", Acts(&[ActName::SettingsChanged])),
    ("choose_speech_model", Acts(&[ActName::SettingsChanged])),
    (
        "fetch_speech_model",
        Quiet("what it changes has its act once it is here"),
    ),
    ("stop_fetching_model", Quiet("what came is only kept")),
    (
        "hear_failed_notes",
        Quiet("what leaves the clinic for it has an act"),
    ),
];

/// A command that is in nobody's table is in nobody's audit.
#[test]
fn every_command_of_the_window_stands_in_the_table() {
    let permissions = include_str!("../../src-tauri/permissions/commands.toml");
    let (_, list) = permissions.split_once("commands.allow").unwrap();
    let commands: BTreeSet<&str> = list.split('"').skip(1).step_by(2).collect();
    let table: BTreeSet<&str> = TABLE.iter().map(|(command, _)| *command).collect();
    assert_eq!(table.len(), TABLE.len(), "twice");
    assert_eq!(commands, table);
    let is_of_the_table = |act: &ActName| {
        TABLE
            .iter()
            .any(|(_, leaves)| matches!(leaves, Acts(acts) if acts.contains(act)))
    };
    let of_the_app = [
        ActName::AcknowledgementSent,
        ActName::AlertAsked,
        ActName::CallsForgotten,
        ActName::ClinicalKeyRenewed,
        ActName::RetentionRan,
    ];
    for act in ActName::ALL {
        assert_ne!(is_of_the_table(act), of_the_app.contains(act), "{act:?}");
    }
}
