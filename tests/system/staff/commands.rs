//! Every command of the window: who may call it, and how it is called about one conversation.

use super::arguments::{draft, everything, from, other_settings, phrase, words};
use recado_domain::{
    alert::step::{AlertOutcome, WrongReason},
    assist::AssistFeature,
    channel::Side,
    id::{
        AlertId, ChannelId, ConversationId, DeviceId, IdentityId, LabelId, MediaId, NoteId,
        PersonActId, PhraseId, QuickReplyId, ShieldId, StaffId,
    },
    lead_status::LeadStatus,
    retention::ErasureReason,
    staff::{Role, emergency::Reason},
};
use recado_inbox::{
    desk::Desk,
    error::InboxError,
    view::{
        audit::AuditQuery, patients::PatientsQuery, record::RecordForm, staff::EmergencyForm,
        work::Replies,
    },
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, path::PathBuf, pin::Pin};

/// What a command is called about.
#[derive(Clone)]
pub struct About {
    pub side: Side,
    pub conversation: ConversationId,
    pub message: i64,
    pub alert: AlertId,
    pub media: MediaId,
    pub channel: ChannelId,
    pub nobody: StaffId,
    pub search: String,
}

/// Who may call a command once there is an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum May {
    /// Whoever sits there, signed in or not.
    Anybody,
    /// Whoever is signed in.
    AtWork,
    /// About a patient: who reads patients. About a lead: whoever is signed in.
    ReadsTheSide,
    /// Who reads patients, whoever it is about.
    ReadsClinical,
    /// Owners.
    Decides,
}

impl May {
    /// Returns whether this role, or nobody, may call it about this side.
    pub fn allows(self, role: Option<Role>, side: Side) -> bool {
        match (self, role) {
            (Self::Anybody, _) => true,
            (Self::AtWork, role) => role.is_some(),
            (Self::ReadsTheSide, Some(role)) => side == Side::Leads || role.reads_clinical(),
            (Self::ReadsClinical, Some(role)) => role.reads_clinical(),
            (Self::Decides, Some(role)) => role.decides(),
            (Self::ReadsTheSide | Self::ReadsClinical | Self::Decides, None) => false,
        }
    }
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Value, InboxError>> + 'a>>;

/// A command.
pub struct Command {
    pub name: &'static str,
    pub may: May,
    pub call: for<'a> fn(&'a Desk, &'a About) -> Answer<'a>,
}

macro_rules! commands {
    ($($name:ident $may:ident |$desk:ident, $about:ident| $call:expr;)*) => {
        /// Returns every command.
        pub fn all() -> Vec<Command> {
            vec![$(Command {
                name: stringify!($name),
                may: May::$may,
                call: |$desk, $about| Box::pin(async move {
                    let _ = $about;
                    let answer = $call.await?;
                    Ok(serde_json::to_value(answer).unwrap())
                }),
            },)*]
        }
    };
}

commands! {
    app_view Anybody |desk, about| desk.app_view();
    save_settings Decides |desk, about| async { desk.save_settings(other_settings(desk).await).await };
    note_activity Anybody |desk, about| desk.note_activity();
    raise_test_alert AtWork |desk, about| desk.raise_test_alert();
    // Over before there is an owner; none of them does anything any more.
    choose_device_passphrase Anybody |desk, about| desk.choose_device_passphrase(LONG.into());
    pair_relay Decides |desk, about| desk.pair_relay("no code".into());
    joining_view Decides |desk, about| desk.joining_view();
    confirm_joining Decides |desk, about| desk.confirm_joining("0000 0000".into());
    give_up_joining Decides |desk, about| desk.give_up_joining();
    run_self_test AtWork |desk, about| desk.run_self_test();
    devices_view AtWork |desk, about| desk.devices_view();
    let_in Decides |desk, about| desk.let_in(DeviceId::generate(), "0000 0000".into());
    turn_away Decides |desk, about| desk.turn_away(DeviceId::generate());
    rename_device Decides |desk, about| desk.rename_device(DeviceId::generate(), "x".into());
    remove_device Decides |desk, about| desk.remove_device(DeviceId::generate());
    recovery_phrase Anybody |desk, about| desk.recovery_phrase();
    confirm_recovery_phrase Anybody |desk, about| desk.confirm_recovery_phrase(vec![0], words());
    create_owner Anybody |desk, about| desk.create_owner("x".into(), "x".into(), LONG.into());
    connect_whatsapp Decides |desk, about| desk.connect_whatsapp(from(json!({
        "wabaId": "", "numberId": "", "token": "", "appId": "", "appSecret": "", "verifyToken": ""
    })));
    prove_whatsapp Decides |desk, about| desk.prove_whatsapp();
    finish_first_run Decides |desk, about| desk.finish_first_run();
    unlock Anybody |desk, about| desk.unlock(about.nobody, LONG.into());
    lock Anybody |desk, about| desk.lock();
    unlock_device Anybody |desk, about| desk.unlock_device(LONG.into());
    restore_with_phrase Anybody |desk, about| desk.restore_with_phrase(words());
    list_conversations ReadsTheSide |desk, about| desk.list_conversations(everything(about.side), 100);
    open_alerts AtWork |desk, about| desk.open_alerts();
    open_thread ReadsTheSide |desk, about| desk.open_thread(about.side, about.conversation);
    thread_around ReadsTheSide |desk, about| desk.thread_around(about.side, about.conversation, about.message);
    older_messages ReadsTheSide |desk, about| desk.older_messages(about.side, about.conversation, i64::MAX);
    mark_read ReadsTheSide |desk, about| desk.mark_read(about.side, about.conversation);
    save_draft ReadsTheSide |desk, about| desk.save_draft(about.side, about.conversation, "x".into());
    send_reply ReadsTheSide |desk, about| desk.send_reply(about.side, about.conversation, String::new(), None);
    resend_message ReadsTheSide |desk, about| desk.resend_message(about.side, about.conversation, about.message);
    leave_uncertain ReadsTheSide |desk, about| desk.leave_uncertain(about.side, about.conversation, about.message);
    acknowledge_alert ReadsTheSide |desk, about| desk.acknowledge_alert(about.alert);
    alerts_in_hand AtWork |desk, about| desk.alerts_in_hand();
    alert_help ReadsTheSide |desk, about| desk.alert_help(about.alert);
    pass_alert ReadsTheSide |desk, about| desk.pass_alert(about.alert, about.nobody);
    call_about_alert ReadsTheSide |desk, about| desk.call_about_alert(about.alert);
    record_alert_outcome ReadsTheSide |desk, about| desk.record_alert_outcome(
        about.alert, AlertOutcome::NoAnswer, String::new(),
    );
    say_alert_wrong ReadsTheSide |desk, about| desk.say_alert_wrong(about.alert, WrongReason::Other);
    alert_settings AtWork |desk, about| desk.alert_settings();
    protocol_view Decides |desk, about| desk.protocol_view();
    save_protocol Decides |desk, about| desk.save_protocol(None);
    alert_protocol ReadsTheSide |desk, about| desk.alert_protocol(about.alert);
    tick_step ReadsTheSide |desk, about| desk.tick_step(about.alert, 0, 0, true);
    emergency_numbers AtWork |desk, about| desk.emergency_numbers();
    confirm_emergency_numbers Decides |desk, about| desk.confirm_emergency_numbers();
    phone_vendor Decides |desk, about| desk.phone_vendor();
    save_phone_vendor Decides |desk, about| desk.save_phone_vendor(from(json!({
        "isOn": false, "baseUrl": "https://telephone.example", "account": "", "from": "", "token": ""
    })));
    own_phone AtWork |desk, about| desk.own_phone();
    save_own_phone AtWork |desk, about| desk.save_own_phone(String::new());
    emergency_contact ReadsClinical |desk, about| desk.emergency_contact(about.conversation);
    save_emergency_contact ReadsClinical |desk, about| desk.save_emergency_contact(about.conversation, Default::default());
    alert_emergency_contact ReadsTheSide |desk, about| desk.alert_emergency_contact(about.alert);
    call_emergency_contact ReadsTheSide |desk, about| desk.call_emergency_contact(about.alert);
    alert_turns AtWork |desk, about| desk.alert_turns();
    on_call_view Decides |desk, about| desk.on_call_view();
    save_on_call Decides |desk, about| desk.save_on_call(from(json!({
        "clinical": [], "leads": [], "urgentMinutes": 10, "highMinutes": 30
    })));
    save_alert_settings Decides |desk, about| desk.save_alert_settings(Default::default());
    flags_health AtWork |desk, about| desk.flags_health();
    alert_reasons ReadsTheSide |desk, about| desk.alert_reasons(about.alert);
    reminders AtWork |desk, about| desk.reminders();
    settle_reminder ReadsTheSide |desk, about| desk.settle_reminder(about.alert);
    flag_rules ReadsClinical |desk, about| desk.flag_rules();
    save_phrase ReadsClinical |desk, about| desk.save_phrase(phrase());
    remove_phrase ReadsClinical |desk, about| desk.remove_phrase(PhraseId::generate());
    preview_phrase ReadsClinical |desk, about| desk.preview_phrase(phrase());
    remove_shield ReadsClinical |desk, about| desk.remove_shield(ShieldId::generate());
    lower_rule Decides |desk, about| desk.lower_rule("en.suicide.2.1".into());
    restore_rule Decides |desk, about| desk.restore_rule("en.suicide.2.1".into());
    monitoring_patients ReadsClinical |desk, about| desk.monitoring_patients(100);
    patient_tone ReadsClinical |desk, about| desk.patient_tone(about.conversation);
    unanswered_messages ReadsClinical |desk, about| desk.unanswered_messages(100);
    message_tone ReadsClinical |desk, about| desk.message_tone(about.conversation, about.message);
    print_monitoring ReadsClinical |desk, about| desk.print_monitoring(None);
    tone_settings ReadsClinical |desk, about| desk.tone_settings();
    save_tone_settings Decides |desk, about| desk.save_tone_settings(from(json!({ "isOn": true })));
    stage_file ReadsTheSide |desk, about| desk.stage_file(
        about.side, about.conversation, "x.txt".into(), String::new(), b"x".to_vec(),
    );
    unstage_file AtWork |desk, about| desk.unstage_file(about.media);
    send_content ReadsTheSide |desk, about| desk.send_content(about.side, about.conversation, from(json!({
        "send": "media", "media": [], "caption": ""
    })), None);
    react ReadsTheSide |desk, about| desk.react(about.side, about.conversation, about.message, None);
    start_recording AtWork |desk, about| desk.start_recording();
    recording AtWork |desk, about| desk.recording();
    stop_recording ReadsTheSide |desk, about| desk.stop_recording(about.side, about.conversation);
    cancel_recording Anybody |desk, about| desk.cancel_recording();
    take_over ReadsTheSide |desk, about| desk.take_over(about.side, about.conversation);
    note_typing ReadsTheSide |desk, about| desk.note_typing(about.side, about.conversation);
    fetch_media ReadsTheSide |desk, about| desk.fetch_media(about.side, about.conversation, about.media);
    open_media ReadsTheSide |desk, about| desk.lend_media(about.side, about.media);
    list_templates ReadsTheSide |desk, about| desk.list_templates(about.side, about.conversation);
    sync_templates AtWork |desk, about| desk.sync_templates();
    send_template ReadsTheSide |desk, about| desk.send_template(from(json!({
        "side": about.side, "conversation": about.conversation, "name": "x", "language": "x", "values": {}
    })));
    search AtWork |desk, about| desk.search(about.search.clone());
    connection_view AtWork |desk, about| desk.connection_view();
    templates_view AtWork |desk, about| desk.templates_view();
    check_template AtWork |desk, about| desk.check_template(about.channel, draft(), None);
    create_template Decides |desk, about| desk.create_template(about.channel, draft());
    edit_template Decides |desk, about| desk.edit_template(about.channel, "1".into(), draft());
    delete_template Decides |desk, about| desk.delete_template(about.channel, "x".into(), None);
    stage_template_example Decides |desk, about| desk.stage_template_example(about.channel, "x".into(), vec![1]);
    change_channel Decides |desk, about| desk.change_channel(from(json!({
        "channel": about.nobody, "isOn": true, "side": "leads", "colour": "own"
    })));
    connect_page Decides |desk, about| desk.connect_page(from(json!({
        "kind": "messenger", "pageId": "", "token": "", "appId": "", "appSecret": "", "verifyToken": ""
    })));
    prove_channel Decides |desk, about| desk.prove_channel(from(json!(about.nobody)));
    assignable_staff ReadsTheSide |desk, about| desk.assignable_staff(about.side);
    assign_conversation ReadsTheSide |desk, about| desk.assign_conversation(about.side, about.conversation, None);
    take_draft ReadsTheSide |desk, about| desk.take_draft(about.side, about.conversation, about.nobody);
    // Times of the clock, nothing of the clinic's.
    snooze_choices Anybody |desk, about| desk.snooze_choices();
    snooze_conversation ReadsTheSide |desk, about| async {
        let until = desk.snooze_choices().await?[0].until;
        desk.snooze_conversation(about.side, about.conversation, until).await
    };
    resolve_conversation ReadsTheSide |desk, about| desk.resolve_conversation(
        about.side, about.conversation, Replies::Ask,
    );
    reopen_conversation ReadsTheSide |desk, about| desk.reopen_conversation(about.side, about.conversation);
    mark_unread ReadsTheSide |desk, about| desk.mark_unread(about.side, about.conversation, None);
    quick_replies AtWork |desk, about| desk.quick_replies();
    // One's own; everybody's are for owners.
    save_quick_reply AtWork |desk, about| desk.save_quick_reply(from(json!({
        "id": null, "isMine": true, "shortcut": "", "text": "", "language": null, "side": null
    })));
    remove_quick_reply AtWork |desk, about| desk.remove_quick_reply(QuickReplyId::generate());
    find_quick_replies ReadsTheSide |desk, about| desk.find_quick_replies(
        about.side, about.conversation, String::new(),
    );
    identity_card ReadsTheSide |desk, about| desk.identity_card(about.side, about.conversation);
    search_people ReadsTheSide |desk, about| desk.search_people(about.side, about.search.clone());
    preview_move ReadsClinical |desk, about| desk.preview_move(about.side, about.conversation, Side::Clinical);
    convert_lead ReadsClinical |desk, about| desk.convert_lead(about.side, about.conversation, None);
    move_to_leads ReadsClinical |desk, about| desk.move_to_leads(about.conversation);
    same_person ReadsTheSide |desk, about| desk.same_person(
        about.side, about.conversation, IdentityId::generate(),
    );
    split_person ReadsTheSide |desk, about| desk.split_person(about.side, IdentityId::generate());
    keep_apart ReadsTheSide |desk, about| desk.keep_apart(
        about.side, about.conversation, IdentityId::generate(),
    );
    own_addresses ReadsTheSide |desk, about| desk.own_addresses(about.side, about.conversation);
    preview_division ReadsTheSide |desk, about| desk.preview_division(
        about.side, about.conversation, String::new(),
    );
    take_address_out ReadsTheSide |desk, about| desk.take_address_out(
        about.side, about.conversation, String::new(),
    );
    undo_person_act ReadsTheSide |desk, about| desk.undo_person_act(about.side, PersonActId::generate());
    person_card ReadsTheSide |desk, about| desk.person_card(about.side, about.conversation);
    save_record ReadsTheSide |desk, about| desk.save_record(
        about.side, about.conversation, RecordForm::default(),
    );
    set_lead_status ReadsTheSide |desk, about| desk.set_lead_status(
        about.side, about.conversation, LeadStatus::Qualified, None,
    );
    set_label ReadsTheSide |desk, about| desk.set_label(
        about.side, about.conversation, LabelId::generate(), true,
    );
    labels_view ReadsTheSide |desk, about| desk.labels_view(about.side);
    save_label Decides |desk, about| desk.save_label(about.side, from(json!({
        "id": null, "name": "x", "colour": "grey"
    })));
    remove_label Decides |desk, about| desk.remove_label(about.side, LabelId::generate());
    list_labelled ReadsTheSide |desk, about| desk.list_labelled(
        everything(about.side), 100, LabelId::generate(),
    );
    add_note ReadsTheSide |desk, about| desk.add_note(about.side, about.conversation, "x".into());
    edit_note ReadsTheSide |desk, about| desk.edit_note(
        about.side, about.conversation, NoteId::generate(), "x".into(),
    );
    pin_note ReadsTheSide |desk, about| desk.pin_note(about.side, about.conversation, NoteId::generate(), true);
    remove_note ReadsTheSide |desk, about| desk.remove_note(
        about.side, about.conversation, NoteId::generate(), true,
    );
    record_consent ReadsTheSide |desk, about| desk.record_consent(about.side, about.conversation, from(json!({
        "purpose": "messages", "act": "given", "how": "in_person", "at": 0
    })));
    lead_board AtWork |desk, about| desk.lead_board(100);
    hot_leads AtWork |desk, about| desk.hot_leads();
    dismiss_interest ReadsTheSide |desk, about| desk.dismiss_interest(about.side, about.conversation);
    hours_view Decides |desk, about| desk.hours_view();
    save_hours Decides |desk, about| desk.save_hours(from(json!({
        "zone": "", "week": [[], [], [], [], [], [], []], "closedOn": [], "closed": false, "open": false,
        "quietHours": 12, "language": "en", "number": "", "texts": []
    })));
    retention_view Decides |desk, about| desk.retention_view();
    set_retention Decides |desk, about| desk.set_retention(about.side, None);
    keeping ReadsTheSide |desk, about| desk.keeping(about.side, about.conversation);
    set_hold Decides |desk, about| desk.set_hold(about.side, about.conversation, String::new());
    lift_hold Decides |desk, about| desk.lift_hold(about.side, about.conversation);
    preview_erasure Decides |desk, about| desk.preview_erasure(about.side, about.conversation);
    // Never what the window may ask for: everything that is called after it is about the same person.
    erase_person Decides |desk, about| desk.erase_person(
        about.side, about.conversation, ErasureReason::Retention,
    );
    export_person Decides |desk, about| desk.export_person(
        about.side, about.conversation, PathBuf::new(), BTreeMap::new(),
    );
    register_view Decides |desk, about| desk.register_view();
    save_register Decides |desk, about| desk.register_page(from(json!({
        "language": "en", "title": "x", "about": "x", "sections": []
    })));
    read_patients_file Decides |desk, about| desk.read_patients_file(b"x".to_vec());
    check_patients_file Decides |desk, about| desk.check_patients_file(Vec::new());
    import_patients Decides |desk, about| desk.import_patients(Vec::new());
    save_patients_report Decides |desk, about| desk.patients_report(Vec::new(), BTreeMap::new());
    // Only ever forgets.
    close_patients_file Anybody |desk, about| desk.close_patients_file();
    list_patients ReadsClinical |desk, about| desk.list_patients(PatientsQuery::default(), 100);
    patient ReadsClinical |desk, about| desk.patient(IdentityId::generate());
    write_to_patient ReadsClinical |desk, about| desk.write_to_patient(
        IdentityId::generate(), about.channel,
    );
    assist_view Decides |desk, about| desk.assist_view();
    save_assist Decides |desk, about| desk.save_assist(from(json!({
        "baseUrl": "", "key": null, "isOwn": false, "summaryModel": "", "transcriptionModel": "", "on": [],
        "hour": 19, "monthlyMicro": 1, "currency": "EUR", "prices": {}
    })));
    try_assist Decides |desk, about| desk.try_assist(AssistFeature::Summaries);
    day_summary ReadsClinical |desk, about| desk.day_summary(about.side, about.conversation, None);
    make_day_summary ReadsClinical |desk, about| desk.make_day_summary(about.side, about.conversation, None);
    draft_day_summary ReadsClinical |desk, about| desk.draft_day_summary(about.side, about.conversation, None);
    preview_day_draft ReadsClinical |desk, about| desk.preview_day_draft(about.side, about.conversation, None);
    audit_view Decides |desk, about| desk.audit_view(AuditQuery::default());
    verify_audit Decides |desk, about| desk.verify_audit();
    begin_audit_anew Decides |desk, about| desk.begin_audit_anew("why".into(), String::new());
    backup_view Decides |desk, about| desk.backup_view();
    backup_note AtWork |desk, about| desk.backup_note();
    plan_backups Decides |desk, about| desk.plan_backups(from(json!({
        "folder": "nowhere", "hour": 2, "kept": 7
    })));
    make_backup Decides |desk, about| desk.make_backup();
    choose_folder Decides |desk, about| desk.choose_folder();
    // Over once there is a clinic here.
    look_for_backups Anybody |desk, about| desk.look_for_backups("/".into());
    restore_backup Anybody |desk, about| desk.restore_backup(from(json!({
        "place": "/", "name": "x", "words": words(), "devicePassphrase": LONG
    })));
    // A number of hundredths, about nobody.
    restore_progress Anybody |desk, about| desk.restore_progress();
    staff_list Decides |desk, about| desk.staff_list();
    session_view Anybody |desk, about| desk.session_view();
    add_staff Decides |desk, about| desk.add_staff(String::new(), Role::Assistant, LONG.into());
    rename_staff Decides |desk, about| desk.rename_staff(about.nobody, "x".into());
    change_staff_role Decides |desk, about| desk.change_staff_role(about.nobody, Role::Assistant);
    remove_staff Decides |desk, about| desk.remove_staff(about.nobody);
    reset_passphrase Decides |desk, about| desk.reset_passphrase(about.nobody, LONG.into());
    change_passphrase AtWork |desk, about| desk.change_passphrase(String::new(), "short".into());
    allow_login Decides |desk, about| desk.allow_login(about.nobody);
    forbid_login Decides |desk, about| desk.forbid_login(about.nobody);
    unlock_with_login Anybody |desk, about| desk.unlock_with_login(about.nobody);
    make_emergency_code Decides |desk, about| desk.make_emergency_code();
    void_emergency_code Decides |desk, about| desk.void_emergency_code();
    use_emergency_code Anybody |desk, about| desk.use_emergency_code(EmergencyForm {
        words: words(), name: String::new(), reason: Reason::Other, note: String::new(),
    });
    acknowledge_emergency Decides |desk, about| desk.acknowledge_emergency(about.nobody);
    new_recovery_phrase Decides |desk, about| desk.new_recovery_phrase();
    confirm_new_recovery_phrase Decides |desk, about| desk.confirm_new_recovery_phrase(vec![0], words());
    recover_owner Anybody |desk, about| desk.recover_owner(about.nobody, words(), LONG.into());
    transcripts ReadsTheSide |desk, about| desk.transcripts(about.side, about.conversation);
    hear_note ReadsTheSide |desk, about| desk.hear_note(about.side, about.conversation, about.media);
    stop_hearing ReadsTheSide |desk, about| desk.stop_hearing(about.side, about.conversation, about.media);
    voice_settings Decides |desk, about| desk.voice_settings();
    save_voice_settings Decides |desk, about| desk.save_voice_settings(from(json!({
        "mode": "off", "language": null
    })));
    choose_speech_model Decides |desk, about| desk.choose_speech_model("/nowhere".into());
    fetch_speech_model Decides |desk, about| desk.fetch_speech_model("no such model".into());
    stop_fetching_model Decides |desk, about| desk.stop_fetching_model();
    hear_failed_notes Decides |desk, about| desk.hear_failed_notes();
}

const LONG: &str = "a passphrase of nobody's";
