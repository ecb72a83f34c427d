// Every command of the core, one typed function each. Each rejects with a `CommandError`.

import type { DividedView } from "./bindings/DividedView";
import type { DivisionPreviewView } from "./bindings/DivisionPreviewView";
import type { OwnAddressView } from "./bindings/OwnAddressView";
import type { PatientView } from "./bindings/PatientView";
import type { PatientsQuery } from "./bindings/PatientsQuery";
import type { PatientsView } from "./bindings/PatientsView";
import type { AlertHelpView } from "./bindings/AlertHelpView";
import type { AlertId } from "./bindings/AlertId";
import type { AlertOutcome } from "./bindings/AlertOutcome";
import type { AlertReasonsView } from "./bindings/AlertReasonsView";
import type { FlagRulesView } from "./bindings/FlagRulesView";
import type { FlagsHealthView } from "./bindings/FlagsHealthView";
import type { PhraseFault } from "./bindings/PhraseFault";
import type { PhraseForm } from "./bindings/PhraseForm";
import type { PhraseId } from "./bindings/PhraseId";
import type { PhrasePreviewView } from "./bindings/PhrasePreviewView";
import type { ReminderView } from "./bindings/ReminderView";
import type { ShieldId } from "./bindings/ShieldId";
import type { AlertSettingsView } from "./bindings/AlertSettingsView";
import type { AlertView } from "./bindings/AlertView";
import type { AppView } from "./bindings/AppView";
import type { AssistFeature } from "./bindings/AssistFeature";
import type { AssistForm } from "./bindings/AssistForm";
import type { AssistTryView } from "./bindings/AssistTryView";
import type { AssistView } from "./bindings/AssistView";
import type { AuditCheckView } from "./bindings/AuditCheckView";
import type { AuditQuery } from "./bindings/AuditQuery";
import type { AuditView } from "./bindings/AuditView";
import type { BackupNote } from "./bindings/BackupNote";
import type { BackupPlan } from "./bindings/BackupPlan";
import type { BackupProgress } from "./bindings/BackupProgress";
import type { BackupView } from "./bindings/BackupView";
import type { BoardView } from "./bindings/BoardView";
import type { ChannelChange } from "./bindings/ChannelChange";
import type { ChannelId } from "./bindings/ChannelId";
import type { ColleagueView } from "./bindings/ColleagueView";
import type { ConnectionView } from "./bindings/ConnectionView";
import type { ConsentForm } from "./bindings/ConsentForm";
import type { ContentToSend } from "./bindings/ContentToSend";
import type { ConversationId } from "./bindings/ConversationId";
import type { DaySummaryView } from "./bindings/DaySummaryView";
import type { DeviceId } from "./bindings/DeviceId";
import type { DevicesView } from "./bindings/DevicesView";
import type { DraftPreviewView } from "./bindings/DraftPreviewView";
import type { EmergencyForm } from "./bindings/EmergencyForm";
import type { ErasureReason } from "./bindings/ErasureReason";
import type { ErasureView } from "./bindings/ErasureView";
import type { ExportView } from "./bindings/ExportView";
import type { FoundBackup } from "./bindings/FoundBackup";
import type { IdentityCardView } from "./bindings/IdentityCardView";
import type { IdentityId } from "./bindings/IdentityId";
import type { ImportField } from "./bindings/ImportField";
import type { ImportFileView } from "./bindings/ImportFileView";
import type { ImportReportView } from "./bindings/ImportReportView";
import type { HoursForm } from "./bindings/HoursForm";
import type { HoursView } from "./bindings/HoursView";
import type { KeepingView } from "./bindings/KeepingView";
import type { JoiningView } from "./bindings/JoiningView";
import type { InterestView } from "./bindings/InterestView";
import type { LabelForm } from "./bindings/LabelForm";
import type { LabelId } from "./bindings/LabelId";
import type { LabelRowView } from "./bindings/LabelRowView";
import type { LeadStatus } from "./bindings/LeadStatus";
import type { ListQuery } from "./bindings/ListQuery";
import type { ListView } from "./bindings/ListView";
import type { LostReason } from "./bindings/LostReason";
import type { MediaId } from "./bindings/MediaId";
import type { MessageToneView } from "./bindings/MessageToneView";
import type { MonitoringView } from "./bindings/MonitoringView";
import type { MovedView } from "./bindings/MovedView";
import type { MovePreviewView } from "./bindings/MovePreviewView";
import type { NoteId } from "./bindings/NoteId";
import type { OlderMessagesView } from "./bindings/OlderMessagesView";
import type { PageForm } from "./bindings/PageForm";
import type { PatientToneView } from "./bindings/PatientToneView";
import type { PeopleFoundView } from "./bindings/PeopleFoundView";
import type { PersonActId } from "./bindings/PersonActId";
import type { PersonView } from "./bindings/PersonView";
import type { CallView } from "./bindings/CallView";
import type { ProofView } from "./bindings/ProofView";
import type { QuickRepliesView } from "./bindings/QuickRepliesView";
import type { QuickReplyChoice } from "./bindings/QuickReplyChoice";
import type { QuickReplyDraft } from "./bindings/QuickReplyDraft";
import type { QuickReplyId } from "./bindings/QuickReplyId";
import type { QuickReplyProblem } from "./bindings/QuickReplyProblem";
import type { RecordForm } from "./bindings/RecordForm";
import type { RecordingView } from "./bindings/RecordingView";
import type { RegisterDocument } from "./bindings/RegisterDocument";
import type { RegisterView } from "./bindings/RegisterView";
import type { Replies } from "./bindings/Replies";
import type { RestoreForm } from "./bindings/RestoreForm";
import type { RetentionView } from "./bindings/RetentionView";
import type { Role } from "./bindings/Role";
import type { RoundTripView } from "./bindings/RoundTripView";
import type { SearchView } from "./bindings/SearchView";
import type { SessionView } from "./bindings/SessionView";
import type { SettingsView } from "./bindings/SettingsView";
import type { Side } from "./bindings/Side";
import type { SnoozeChoiceView } from "./bindings/SnoozeChoiceView";
import type { StaffId } from "./bindings/StaffId";
import type { StaffListView } from "./bindings/StaffListView";
import type { StagedView } from "./bindings/StagedView";
import type { TemplateAnswer } from "./bindings/TemplateAnswer";
import type { TemplateDraft } from "./bindings/TemplateDraft";
import type { TemplateProblem } from "./bindings/TemplateProblem";
import type { TemplatesView } from "./bindings/TemplatesView";
import type { TemplateToSend } from "./bindings/TemplateToSend";
import type { TemplateView } from "./bindings/TemplateView";
import type { ThreadView } from "./bindings/ThreadView";
import type { ToneSettingsView } from "./bindings/ToneSettingsView";
import type { UnansweredListView } from "./bindings/UnansweredListView";
import type { WhatsAppForm } from "./bindings/WhatsAppForm";
import type { WrongReason } from "./bindings/WrongReason";
import type { TranscriptsView } from "./bindings/TranscriptsView";
import type { VoiceSettingsForm } from "./bindings/VoiceSettingsForm";
import type { VoiceSettingsView } from "./bindings/VoiceSettingsView";
import { ask } from "./ask";

export * from "./commands/on-call";

// The app as a whole
export const appView = () => ask<AppView>("app_view");
export const saveSettings = (settings: SettingsView) => ask<SettingsView>("save_settings", { settings });
export const noteActivity = () => ask<null>("note_activity");
export const finishFirstRun = () => ask<null>("finish_first_run");
export const raiseTestAlert = () => ask<null>("raise_test_alert");

// First run
export const chooseDevicePassphrase = (passphrase: string) => ask<null>("choose_device_passphrase", { passphrase });
export const pairRelay = (pairing: string) => ask<RoundTripView | null>("pair_relay", { pairing });
export const recoveryPhrase = () => ask<string[]>("recovery_phrase");
export const confirmRecoveryPhrase = (positions: number[], words: string[]) =>
  ask<null>("confirm_recovery_phrase", { positions, words });
export const createOwner = (clinic: string, name: string, passphrase: string) =>
  ask<null>("create_owner", { clinic, name, passphrase });
export const connectWhatsApp = (form: WhatsAppForm) => ask<ProofView>("connect_whatsapp", { form });
export const proveWhatsApp = () => ask<ProofView | null>("prove_whatsapp");

// Keys and signing in
export const unlock = (staff: StaffId, passphrase: string) => ask<null>("unlock", { staff, passphrase });
export const lock = () => ask<null>("lock");
export const unlockDevice = (passphrase: string) => ask<null>("unlock_device", { passphrase });
export const restoreWithPhrase = (words: string[]) => ask<null>("restore_with_phrase", { words });

// Conversations
export const listConversations = (query: ListQuery, limit: number) => ask<ListView>("list_conversations", { query, limit });
export const openAlerts = () => ask<AlertView[]>("open_alerts");
export const openThread = (side: Side, conversation: ConversationId) => ask<ThreadView>("open_thread", { side, conversation });
export const threadAround = (side: Side, conversation: ConversationId, message: number) => ask<ThreadView>("thread_around", { side, conversation, message });
export const olderMessages = (side: Side, conversation: ConversationId, before: number) => ask<OlderMessagesView>("older_messages", { side, conversation, before });
export const markRead = (side: Side, conversation: ConversationId) => ask<null>("mark_read", { side, conversation });
export const saveDraft = (side: Side, conversation: ConversationId, text: string) => ask<null>("save_draft", { side, conversation, text });
export const sendReply = (side: Side, conversation: ConversationId, text: string, replyTo: number | null) =>
  ask<null>("send_reply", { side, conversation, text, replyTo });
export const resendMessage = (side: Side, conversation: ConversationId, message: number) => ask<null>("resend_message", { side, conversation, message });
export const leaveUncertain = (side: Side, conversation: ConversationId, message: number) => ask<null>("leave_uncertain", { side, conversation, message });
export const alertsInHand = () => ask<AlertView[]>("alerts_in_hand");
export const alertHelp = (alert: AlertId) => ask<AlertHelpView>("alert_help", { alert });
export const passAlert = (alert: AlertId, to: StaffId) => ask<null>("pass_alert", { alert, to });
export const callAboutAlert = (alert: AlertId) => ask<CallView>("call_about_alert", { alert });
export const recordAlertOutcome = (alert: AlertId, outcome: AlertOutcome, note: string) => ask<null>("record_alert_outcome", { alert, outcome, note });
export const sayAlertWrong = (alert: AlertId, reason: WrongReason) => ask<null>("say_alert_wrong", { alert, reason });
export const alertSettings = () => ask<AlertSettingsView>("alert_settings");
export const saveAlertSettings = (settings: AlertSettingsView) => ask<null>("save_alert_settings", { settings });
export const flagsHealth = () => ask<FlagsHealthView>("flags_health");
export const alertReasons = (alert: AlertId) => ask<AlertReasonsView>("alert_reasons", { alert });
export const reminders = () => ask<ReminderView[]>("reminders");
export const settleReminder = (alert: AlertId) => ask<null>("settle_reminder", { alert });
export const flagRules = () => ask<FlagRulesView>("flag_rules");
export const savePhrase = (phrase: PhraseForm) => ask<PhraseFault | null>("save_phrase", { phrase });
export const removePhrase = (phrase: PhraseId) => ask<null>("remove_phrase", { phrase });
export const previewPhrase = (phrase: PhraseForm) => ask<PhrasePreviewView>("preview_phrase", { phrase });
export const removeShield = (shield: ShieldId) => ask<null>("remove_shield", { shield });
export const lowerRule = (rule: string) => ask<null>("lower_rule", { rule });
export const restoreRule = (rule: string) => ask<null>("restore_rule", { rule });

// Monitoring: text tone, what nobody answered, printing
export const monitoringPatients = (limit: number) => ask<MonitoringView>("monitoring_patients", { limit });
export const patientTone = (conversation: ConversationId) => ask<PatientToneView>("patient_tone", { conversation });
export const unansweredMessages = (limit: number) => ask<UnansweredListView>("unanswered_messages", { limit });
export const messageTone = (conversation: ConversationId, message: number) => ask<MessageToneView | null>("message_tone", { conversation, message });
/** Writes the act down, then opens the system's print dialog; absent for all patients. */
export const printMonitoring = (conversation: ConversationId | null) => ask<null>("print_monitoring", { conversation });
export const toneSettings = () => ask<ToneSettingsView>("tone_settings");
export const saveToneSettings = (settings: ToneSettingsView) => ask<null>("save_tone_settings", { settings });

export const acknowledgeAlert = (alert: AlertId) => ask<null>("acknowledge_alert", { alert });

// Files, recordings, reactions, other content
export const stageFile = async (side: Side, conversation: ConversationId, file: File) =>
  ask<StagedView>("stage_file", new Uint8Array(await file.arrayBuffer()), {
    "x-name": encodeURIComponent(file.name),
    "x-mime": file.type,
    "x-side": side,
    "x-conversation": conversation,
  });
export const unstageFile = (media: MediaId) => ask<null>("unstage_file", { media });
export const sendContent = (side: Side, conversation: ConversationId, content: ContentToSend, replyTo: number | null) =>
  ask<null>("send_content", { side, conversation, content, replyTo });
export const react = (side: Side, conversation: ConversationId, message: number, emoji: string | null) => ask<null>("react", { side, conversation, message, emoji });
export const startRecording = () => ask<RecordingView>("start_recording");
export const recording = () => ask<RecordingView>("recording");
export const stopRecording = (side: Side, conversation: ConversationId) => ask<StagedView>("stop_recording", { side, conversation });
export const cancelRecording = () => ask<null>("cancel_recording");
export const takeOver = (side: Side, conversation: ConversationId) => ask<null>("take_over", { side, conversation });
export const noteTyping = (side: Side, conversation: ConversationId) => ask<null>("note_typing", { side, conversation });
export const fetchMedia = (side: Side, conversation: ConversationId, media: MediaId) => ask<null>("fetch_media", { side, conversation, media });
export const openMedia = (side: Side, media: MediaId) => ask<null>("open_media", { side, media });

// Templates, search, connection
export const listTemplates = (side: Side, conversation: ConversationId) => ask<TemplateView[]>("list_templates", { side, conversation });
export const syncTemplates = () => ask<null>("sync_templates");
export const sendTemplate = (template: TemplateToSend) => ask<null>("send_template", { template });
export const search = (query: string) => ask<SearchView>("search", { query });
export const connectionView = () => ask<ConnectionView>("connection_view");

// Templates and channels as places
export const templatesView = () => ask<TemplatesView>("templates_view");
export const checkTemplate = (channel: ChannelId, draft: TemplateDraft, editing: string | null) => ask<TemplateProblem[]>("check_template", { channel, draft, editing });
export const createTemplate = (channel: ChannelId, draft: TemplateDraft) => ask<TemplateAnswer>("create_template", { channel, draft });
export const editTemplate = (channel: ChannelId, id: string, draft: TemplateDraft) => ask<TemplateAnswer>("edit_template", { channel, id, draft });
export const deleteTemplate = (channel: ChannelId, name: string, language: string | null) => ask<null>("delete_template", { channel, name, language });
export const stageTemplateExample = async (channel: ChannelId, file: File) =>
  ask<StagedView>("stage_template_example", new Uint8Array(await file.arrayBuffer()), {
    "x-name": encodeURIComponent(file.name),
    "x-mime": file.type,
    "x-channel": channel,
  });
export const changeChannel = (change: ChannelChange) => ask<null>("change_channel", { change });
export const connectPage = (form: PageForm) => ask<ProofView>("connect_page", { form });
export const proveChannel = (channel: ChannelId) => ask<ProofView>("prove_channel", { channel });

// The work on conversations
export const assignableStaff = (side: Side) => ask<ColleagueView[]>("assignable_staff", { side });
export const assignConversation = (side: Side, conversation: ConversationId, to: StaffId | null) => ask<null>("assign_conversation", { side, conversation, to });
export const takeDraft = (side: Side, conversation: ConversationId, author: StaffId) => ask<null>("take_draft", { side, conversation, author });
export const snoozeChoices = () => ask<SnoozeChoiceView[]>("snooze_choices");
export const snoozeConversation = (side: Side, conversation: ConversationId, until: number) => ask<null>("snooze_conversation", { side, conversation, until });
export const resolveConversation = (side: Side, conversation: ConversationId, replies: Replies) => ask<null>("resolve_conversation", { side, conversation, replies });
export const reopenConversation = (side: Side, conversation: ConversationId) => ask<null>("reopen_conversation", { side, conversation });
export const markUnread = (side: Side, conversation: ConversationId, from: number | null) => ask<null>("mark_unread", { side, conversation, from });

// Quick replies
export const quickReplies = () => ask<QuickRepliesView>("quick_replies");
export const saveQuickReply = (draft: QuickReplyDraft) => ask<QuickReplyProblem[]>("save_quick_reply", { draft });
export const removeQuickReply = (id: QuickReplyId) => ask<null>("remove_quick_reply", { id });
export const findQuickReplies = (side: Side, conversation: ConversationId, typed: string) => ask<QuickReplyChoice[]>("find_quick_replies", { side, conversation, typed });
// Who is who
export const identityCard = (side: Side, conversation: ConversationId) => ask<IdentityCardView>("identity_card", { side, conversation });
export const searchPeople = (side: Side, query: string) => ask<PeopleFoundView>("search_people", { side, query });
export const previewMove = (side: Side, conversation: ConversationId, to: Side) => ask<MovePreviewView>("preview_move", { side, conversation, to });
export const convertLead = (side: Side, conversation: ConversationId, joins: IdentityId | null) => ask<MovedView>("convert_lead", { side, conversation, joins });
export const moveToLeads = (conversation: ConversationId) => ask<MovedView>("move_to_leads", { conversation });
export const samePerson = (side: Side, conversation: ConversationId, other: IdentityId) => ask<PersonActId>("same_person", { side, conversation, other });
export const splitPerson = (side: Side, identity: IdentityId) => ask<PersonActId>("split_person", { side, identity });
export const ownAddresses = (side: Side, conversation: ConversationId) => ask<OwnAddressView[]>("own_addresses", { side, conversation });
export const previewDivision = (side: Side, conversation: ConversationId, address: string) => ask<DivisionPreviewView>("preview_division", { side, conversation, address });
export const takeAddressOut = (side: Side, conversation: ConversationId, address: string) => ask<DividedView>("take_address_out", { side, conversation, address });
export const keepApart = (side: Side, conversation: ConversationId, other: IdentityId) => ask<PersonActId>("keep_apart", { side, conversation, other });
export const undoPersonAct = (side: Side, act: PersonActId) => ask<null>("undo_person_act", { side, act });
// People: card, leads, labels, notes, consents
export const personCard = (side: Side, conversation: ConversationId) => ask<PersonView>("person_card", { side, conversation });
export const saveRecord = (side: Side, conversation: ConversationId, record: RecordForm) => ask<null>("save_record", { side, conversation, record });
export const setLeadStatus = (side: Side, conversation: ConversationId, status: LeadStatus, lost: LostReason | null) =>
  ask<null>("set_lead_status", { side, conversation, status, lost });
export const setLabel = (side: Side, conversation: ConversationId, label: LabelId, has: boolean) => ask<null>("set_label", { side, conversation, label, has });
export const labelsView = (side: Side) => ask<LabelRowView[]>("labels_view", { side });
export const saveLabel = (side: Side, label: LabelForm) => ask<null>("save_label", { side, label });
export const removeLabel = (side: Side, label: LabelId) => ask<null>("remove_label", { side, label });
export const listLabelled = (query: ListQuery, limit: number, label: LabelId) => ask<ListView>("list_labelled", { query, limit, label });
export const addNote = (side: Side, conversation: ConversationId, text: string) => ask<null>("add_note", { side, conversation, text });
export const editNote = (side: Side, conversation: ConversationId, note: NoteId, text: string) => ask<null>("edit_note", { side, conversation, note, text });
export const pinNote = (side: Side, conversation: ConversationId, note: NoteId, isPinned: boolean) => ask<null>("pin_note", { side, conversation, note, isPinned });
export const removeNote = (side: Side, conversation: ConversationId, note: NoteId, isRemoved: boolean) =>
  ask<null>("remove_note", { side, conversation, note, isRemoved });
export const recordConsent = (side: Side, conversation: ConversationId, consent: ConsentForm) => ask<null>("record_consent", { side, conversation, consent });
export const leadBoard = (limit: number) => ask<BoardView>("lead_board", { limit });
export const hotLeads = () => ask<InterestView>("hot_leads");
export const dismissInterest = (side: Side, conversation: ConversationId) => ask<null>("dismiss_interest", { side, conversation });

// The clinic's hours
export const hoursView = () => ask<HoursView>("hours_view");
export const saveHours = (form: HoursForm) => ask<HoursView>("save_hours", { form });

// Keeping, exporting, erasing
export const retentionView = () => ask<RetentionView>("retention_view");
export const setRetention = (side: Side, months: number | null) => ask<RetentionView>("set_retention", { side, months });
export const keeping = (side: Side, conversation: ConversationId) => ask<KeepingView>("keeping", { side, conversation });
export const setHold = (side: Side, conversation: ConversationId, reason: string) => ask<null>("set_hold", { side, conversation, reason });
export const liftHold = (side: Side, conversation: ConversationId) => ask<null>("lift_hold", { side, conversation });
export const previewErasure = (side: Side, conversation: ConversationId) => ask<ErasureView>("preview_erasure", { side, conversation });
export const erasePerson = (side: Side, conversation: ConversationId, reason: ErasureReason) => ask<null>("erase_person", { side, conversation, reason });
export const exportPerson = (side: Side, conversation: ConversationId, words: Record<string, string>) =>
  ask<ExportView | null>("export_person", { side, conversation, words });
export const registerView = () => ask<RegisterView>("register_view");
export const saveRegister = (document: RegisterDocument) => ask<boolean>("save_register", { document });

// Patients from a file
export const readPatientsFile = async (file: File) => ask<ImportFileView>("read_patients_file", new Uint8Array(await file.arrayBuffer()));
export const checkPatientsFile = (mapping: (ImportField | null)[]) => ask<ImportReportView>("check_patients_file", { mapping });
export const importPatients = (mapping: (ImportField | null)[]) => ask<ImportReportView>("import_patients", { mapping });
export const savePatientsReport = (mapping: (ImportField | null)[], words: Record<string, string>) => ask<string>("save_patients_report", { mapping, words });
export const closePatientsFile = () => ask<null>("close_patients_file");
export const listPatients = (query: PatientsQuery, limit: number) => ask<PatientsView>("list_patients", { query, limit });
export const patient = (identity: IdentityId) => ask<PatientView>("patient", { identity });
export const writeToPatient = (identity: IdentityId, channel: ChannelId) => ask<MovedView>("write_to_patient", { identity, channel });
// Backups
export const backupView = () => ask<BackupView>("backup_view");
export const backupNote = () => ask<BackupNote>("backup_note");
export const planBackups = (plan: BackupPlan) => ask<null>("plan_backups", { plan });
export const makeBackup = () => ask<null>("make_backup");
export const chooseFolder = () => ask<string | null>("choose_folder");
export const lookForBackups = (folder: string) => ask<FoundBackup[]>("look_for_backups", { folder });
export const restoreBackup = (form: RestoreForm) => ask<null>("restore_backup", { form });
export const restoreProgress = () => ask<BackupProgress | null>("restore_progress");

export const runSelfTest = () => ask<null>("run_self_test");

// The clinic's computers
export const devicesView = () => ask<DevicesView>("devices_view");
export const letIn = (device: DeviceId, code: string) => ask<null>("let_in", { device, code });
export const turnAway = (device: DeviceId) => ask<null>("turn_away", { device });
export const renameDevice = (device: DeviceId, name: string) => ask<null>("rename_device", { device, name });
export const removeDevice = (device: DeviceId) => ask<null>("remove_device", { device });
export const joiningView = () => ask<JoiningView | null>("joining_view");
export const confirmJoining = (code: string) => ask<null>("confirm_joining", { code });
export const giveUpJoining = () => ask<null>("give_up_joining");
// Assistants, and the summaries of patients' days
export const assistView = () => ask<AssistView>("assist_view");
export const saveAssist = (form: AssistForm) => ask<AssistView>("save_assist", { form });
export const tryAssist = (feature: AssistFeature) => ask<AssistTryView>("try_assist", { feature });
export const daySummary = (side: Side, conversation: ConversationId, day: string | null) => ask<DaySummaryView>("day_summary", { side, conversation, day });
export const makeDaySummary = (side: Side, conversation: ConversationId, day: string | null) => ask<DaySummaryView>("make_day_summary", { side, conversation, day });
export const draftDaySummary = (side: Side, conversation: ConversationId, day: string | null) => ask<DaySummaryView>("draft_day_summary", { side, conversation, day });
export const previewDayDraft = (side: Side, conversation: ConversationId, day: string | null) =>
  ask<DraftPreviewView | null>("preview_day_draft", { side, conversation, day });
// The audit
export const auditView = (query: AuditQuery) => ask<AuditView>("audit_view", { query });
export const verifyAudit = () => ask<AuditCheckView>("verify_audit");
export const beginAuditAnew = (reason: string, mark: string) => ask<AuditCheckView>("begin_audit_anew", { reason, mark });
// Staff and the session
export const staffList = () => ask<StaffListView>("staff_list");
export const sessionView = () => ask<SessionView>("session_view");
export const addStaff = (name: string, role: Role, passphrase: string) => ask<StaffId>("add_staff", { name, role, passphrase });
export const renameStaff = (staff: StaffId, name: string) => ask<null>("rename_staff", { staff, name });
export const changeStaffRole = (staff: StaffId, role: Role) => ask<null>("change_staff_role", { staff, role });
export const removeStaff = (staff: StaffId) => ask<null>("remove_staff", { staff });
export const resetPassphrase = (staff: StaffId, passphrase: string) => ask<null>("reset_passphrase", { staff, passphrase });
export const changePassphrase = (old: string, next: string) => ask<null>("change_passphrase", { old, new: next });
export const allowLogin = (staff: StaffId) => ask<null>("allow_login", { staff });
export const forbidLogin = (staff: StaffId) => ask<null>("forbid_login", { staff });
export const unlockWithLogin = (staff: StaffId) => ask<null>("unlock_with_login", { staff });
export const makeEmergencyCode = () => ask<string[]>("make_emergency_code");
export const voidEmergencyCode = () => ask<null>("void_emergency_code");
export const useEmergencyCode = (form: EmergencyForm) => ask<null>("use_emergency_code", { form });
export const acknowledgeEmergency = (emergency: StaffId) => ask<null>("acknowledge_emergency", { emergency });
export const newRecoveryPhrase = () => ask<string[]>("new_recovery_phrase");
export const confirmNewRecoveryPhrase = (positions: number[], words: string[]) => ask<null>("confirm_new_recovery_phrase", { positions, words });
export const recoverOwner = (staff: StaffId, words: string[], passphrase: string) => ask<null>("recover_owner", { staff, words, passphrase });

// Voice notes as a machine heard them
export const transcripts = (side: Side, conversation: ConversationId) => ask<TranscriptsView>("transcripts", { side, conversation });
export const hearNote = (side: Side, conversation: ConversationId, media: MediaId) => ask<null>("hear_note", { side, conversation, media });
export const stopHearing = (side: Side, conversation: ConversationId, media: MediaId) => ask<null>("stop_hearing", { side, conversation, media });
export const voiceSettings = () => ask<VoiceSettingsView>("voice_settings");
export const saveVoiceSettings = (form: VoiceSettingsForm) => ask<VoiceSettingsView>("save_voice_settings", { form });
export const chooseSpeechModel = () => ask<VoiceSettingsView>("choose_speech_model");
export const fetchSpeechModel = (name: string) => ask<VoiceSettingsView>("fetch_speech_model", { name });
export const stopFetchingModel = () => ask<VoiceSettingsView>("stop_fetching_model");
export const hearFailedNotes = () => ask<VoiceSettingsView>("hear_failed_notes");
