// Every command of the core, one typed function each. Each rejects with a `CommandError`.

import type { AlertId } from "./bindings/AlertId";
import type { AlertView } from "./bindings/AlertView";
import type { AppView } from "./bindings/AppView";
import type { ChannelChange } from "./bindings/ChannelChange";
import type { ChannelId } from "./bindings/ChannelId";
import type { ConnectionView } from "./bindings/ConnectionView";
import type { ContentToSend } from "./bindings/ContentToSend";
import type { ConversationId } from "./bindings/ConversationId";
import type { EmergencyForm } from "./bindings/EmergencyForm";
import type { ListQuery } from "./bindings/ListQuery";
import type { ListView } from "./bindings/ListView";
import type { MediaId } from "./bindings/MediaId";
import type { OlderMessagesView } from "./bindings/OlderMessagesView";
import type { PageForm } from "./bindings/PageForm";
import type { ProofView } from "./bindings/ProofView";
import type { RecordingView } from "./bindings/RecordingView";
import type { Role } from "./bindings/Role";
import type { RoundTripView } from "./bindings/RoundTripView";
import type { SearchView } from "./bindings/SearchView";
import type { SessionView } from "./bindings/SessionView";
import type { SettingsView } from "./bindings/SettingsView";
import type { Side } from "./bindings/Side";
import type { StaffId } from "./bindings/StaffId";
import type { StaffListView } from "./bindings/StaffListView";
import type { StagedView } from "./bindings/StagedView";
import type { TemplateAnswer } from "./bindings/TemplateAnswer";
import type { TemplateDraft } from "./bindings/TemplateDraft";
import type { TemplateProblem } from "./bindings/TemplateProblem";
import type { TemplateToSend } from "./bindings/TemplateToSend";
import type { TemplatesView } from "./bindings/TemplatesView";
import type { TemplateView } from "./bindings/TemplateView";
import type { ThreadView } from "./bindings/ThreadView";
import type { WhatsAppForm } from "./bindings/WhatsAppForm";
import { host, type Args } from "./host";

async function ask<Answer>(command: string, args?: Args, headers?: Record<string, string>): Promise<Answer> {
  return (await host()).ask<Answer>(command, args, headers);
}

// The app as a whole
export const appView = () => ask<AppView>("app_view");
export const saveSettings = (settings: SettingsView) => ask<SettingsView>("save_settings", { settings });
export const noteActivity = () => ask<null>("note_activity");
export const finishFirstRun = () => ask<null>("finish_first_run");
export const raiseTestAlert = () => ask<null>("raise_test_alert");

// First run
export const chooseDevicePassphrase = (passphrase: string) => ask<null>("choose_device_passphrase", { passphrase });
export const pairRelay = (pairing: string) => ask<RoundTripView>("pair_relay", { pairing });
export const recoveryPhrase = () => ask<string[]>("recovery_phrase");
export const confirmRecoveryPhrase = (positions: number[], words: string[]) =>
  ask<null>("confirm_recovery_phrase", { positions, words });
export const createOwner = (clinic: string, name: string, passphrase: string) =>
  ask<null>("create_owner", { clinic, name, passphrase });
export const connectWhatsApp = (form: WhatsAppForm) => ask<ProofView>("connect_whatsapp", { form });
export const proveWhatsApp = () => ask<ProofView>("prove_whatsapp");

// Keys and signing in
export const unlock = (staff: StaffId, passphrase: string) => ask<null>("unlock", { staff, passphrase });
export const lock = () => ask<null>("lock");
export const unlockDevice = (passphrase: string) => ask<null>("unlock_device", { passphrase });
export const restoreWithPhrase = (words: string[]) => ask<null>("restore_with_phrase", { words });

// Conversations
export const listConversations = (query: ListQuery, limit: number) =>
  ask<ListView>("list_conversations", { query, limit });
export const openAlerts = () => ask<AlertView[]>("open_alerts");
export const openThread = (side: Side, conversation: ConversationId) =>
  ask<ThreadView>("open_thread", { side, conversation });
export const threadAround = (side: Side, conversation: ConversationId, message: number) =>
  ask<ThreadView>("thread_around", { side, conversation, message });
export const olderMessages = (side: Side, conversation: ConversationId, before: number) =>
  ask<OlderMessagesView>("older_messages", { side, conversation, before });
export const markRead = (side: Side, conversation: ConversationId) => ask<null>("mark_read", { side, conversation });
export const saveDraft = (side: Side, conversation: ConversationId, text: string) =>
  ask<null>("save_draft", { side, conversation, text });
export const sendReply = (side: Side, conversation: ConversationId, text: string, replyTo: number | null) =>
  ask<null>("send_reply", { side, conversation, text, replyTo });
export const resendMessage = (side: Side, conversation: ConversationId, message: number) =>
  ask<null>("resend_message", { side, conversation, message });
export const leaveUncertain = (side: Side, conversation: ConversationId, message: number) =>
  ask<null>("leave_uncertain", { side, conversation, message });
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
export const react = (side: Side, conversation: ConversationId, message: number, emoji: string | null) =>
  ask<null>("react", { side, conversation, message, emoji });
export const startRecording = () => ask<RecordingView>("start_recording");
export const recording = () => ask<RecordingView>("recording");
export const stopRecording = (side: Side, conversation: ConversationId) =>
  ask<StagedView>("stop_recording", { side, conversation });
export const cancelRecording = () => ask<null>("cancel_recording");
export const takeOver = (side: Side, conversation: ConversationId) => ask<null>("take_over", { side, conversation });
export const noteTyping = (side: Side, conversation: ConversationId) => ask<null>("note_typing", { side, conversation });
export const fetchMedia = (side: Side, conversation: ConversationId, media: MediaId) =>
  ask<null>("fetch_media", { side, conversation, media });
export const openMedia = (side: Side, media: MediaId) => ask<null>("open_media", { side, media });

// Templates, search, connection
export const listTemplates = (side: Side, conversation: ConversationId) =>
  ask<TemplateView[]>("list_templates", { side, conversation });
export const syncTemplates = () => ask<null>("sync_templates");
export const sendTemplate = (template: TemplateToSend) => ask<null>("send_template", { template });
export const search = (query: string) => ask<SearchView>("search", { query });
export const connectionView = () => ask<ConnectionView>("connection_view");

// Templates and channels as places
export const templatesView = () => ask<TemplatesView>("templates_view");
export const checkTemplate = (channel: ChannelId, draft: TemplateDraft, editing: string | null) =>
  ask<TemplateProblem[]>("check_template", { channel, draft, editing });
export const createTemplate = (channel: ChannelId, draft: TemplateDraft) =>
  ask<TemplateAnswer>("create_template", { channel, draft });
export const editTemplate = (channel: ChannelId, id: string, draft: TemplateDraft) =>
  ask<TemplateAnswer>("edit_template", { channel, id, draft });
export const deleteTemplate = (channel: ChannelId, name: string, language: string | null) =>
  ask<null>("delete_template", { channel, name, language });
export const stageTemplateExample = async (channel: ChannelId, file: File) =>
  ask<StagedView>("stage_template_example", new Uint8Array(await file.arrayBuffer()), {
    "x-name": encodeURIComponent(file.name),
    "x-mime": file.type,
    "x-channel": channel,
  });
export const changeChannel = (change: ChannelChange) => ask<null>("change_channel", { change });
export const connectPage = (form: PageForm) => ask<ProofView>("connect_page", { form });
export const proveChannel = (channel: ChannelId) => ask<ProofView>("prove_channel", { channel });

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
export const confirmNewRecoveryPhrase = (positions: number[], words: string[]) =>
  ask<null>("confirm_new_recovery_phrase", { positions, words });
export const recoverOwner = (staff: StaffId, words: string[], passphrase: string) =>
  ask<null>("recover_owner", { staff, words, passphrase });
