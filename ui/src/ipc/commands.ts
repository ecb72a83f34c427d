// Every command of the core, one typed function each. Each rejects with a `CommandError`.

import type { AlertId } from "./bindings/AlertId";
import type { AlertView } from "./bindings/AlertView";
import type { AppView } from "./bindings/AppView";
import type { ConnectionView } from "./bindings/ConnectionView";
import type { ConversationId } from "./bindings/ConversationId";
import type { ListQuery } from "./bindings/ListQuery";
import type { ListView } from "./bindings/ListView";
import type { OlderMessagesView } from "./bindings/OlderMessagesView";
import type { ProofView } from "./bindings/ProofView";
import type { RoundTripView } from "./bindings/RoundTripView";
import type { SearchView } from "./bindings/SearchView";
import type { SettingsView } from "./bindings/SettingsView";
import type { Side } from "./bindings/Side";
import type { StaffId } from "./bindings/StaffId";
import type { TemplateToSend } from "./bindings/TemplateToSend";
import type { TemplateView } from "./bindings/TemplateView";
import type { ThreadView } from "./bindings/ThreadView";
import type { WhatsAppForm } from "./bindings/WhatsAppForm";
import { host } from "./host";

async function ask<Answer>(command: string, args?: Record<string, unknown>): Promise<Answer> {
  return (await host()).ask<Answer>(command, args);
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

// Templates, search, connection
export const listTemplates = (side: Side, conversation: ConversationId) =>
  ask<TemplateView[]>("list_templates", { side, conversation });
export const syncTemplates = () => ask<null>("sync_templates");
export const sendTemplate = (template: TemplateToSend) => ask<null>("send_template", { template });
export const search = (query: string) => ask<SearchView>("search", { query });
export const connectionView = () => ask<ConnectionView>("connection_view");
