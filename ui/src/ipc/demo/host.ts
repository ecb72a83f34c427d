// A host without Rust: an invented clinic in memory, for development, unit tests and the walk through the screens.

import type { AppView } from "../bindings/AppView";
import type { Change } from "../bindings/Change";
import type { CommandError } from "../bindings/CommandError";
import type { ErrorCode } from "../bindings/ErrorCode";
import type { ListQuery } from "../bindings/ListQuery";
import type { ListView } from "../bindings/ListView";
import type { MessageView } from "../bindings/MessageView";
import type { RowView } from "../bindings/RowView";
import type { SettingsView } from "../bindings/SettingsView";
import type { TemplateToSend } from "../bindings/TemplateToSend";
import type { ThreadView } from "../bindings/ThreadView";
import type { WindowView } from "../bindings/WindowView";
import type { Host } from "../host";
import { DAY, HOUR, nextMessageId, type DemoConversation } from "./build";
import { find } from "./find";
import { people } from "./people";
import { ana, phrase, proof, settingsFrom, stageFrom } from "./stages";
import { templates } from "./templates";

const PAGE = 50;

function refuse(code: ErrorCode, detail: number | null = null): never {
  throw { code, detail } satisfies CommandError;
}

function windowOf(it: DemoConversation, now: number): WindowView {
  const last = it.messages.findLast((m) => m.direction === "inbound");
  if (!last) return { state: "closed", closesAt: null };
  const closesAt = last.at + DAY;
  const left = closesAt - now;
  return { state: left <= 0 ? "closed" : left < HOUR ? "last" : left < 4 * HOUR ? "soon" : "open", closesAt };
}

function rowOf(it: DemoConversation, now: number): RowView {
  const last = it.messages.at(-1) as MessageView;
  return {
    conversation: it.id,
    name: it.name,
    initials: it.initials,
    isPatient: it.side === "clinical",
    channel: it.channel,
    preview: last.text,
    kind: last.kind,
    direction: last.direction,
    status: last.status,
    lastAt: last.at,
    unread: it.unread,
    window: windowOf(it, now),
    alert: it.alerts.find((alert) => alert.state === "open")?.level ?? null,
    hasDraft: it.draft !== "",
  };
}

export class DemoHost implements Host {
  readonly params: URLSearchParams;
  conversations: DemoConversation[];
  settings: SettingsView;
  stage: AppView | null;
  #hear = new Set<(change: Change) => void>();
  #hasInbound = false;
  #isConnecting = false;

  constructor(params: URLSearchParams) {
    this.params = params;
    this.conversations = this.params.has("empty") ? [] : people(Date.now(), Number(params.get("extra") ?? 0));
    this.settings = settingsFrom(params);
    this.stage = stageFrom(params, this.settings);
    this.#hasInbound = !params.has("no-inbound") && this.stage === null;
  }

  async onChange(hear: (change: Change) => void): Promise<() => void> {
    this.#hear.add(hear);
    return () => this.#hear.delete(hear);
  }

  tell(change: Change): void {
    for (const hear of this.#hear) hear(change);
  }

  async ask<Answer>(command: string, args: Record<string, unknown> = {}): Promise<Answer> {
    const answer = this.#answers[command];
    if (!answer) throw new Error(`the demo host does not know ${command}`);
    return (await answer(args)) as Answer;
  }

  /** Plays a message from the other person; for tests. */
  receive(conversation: string, text: string): void {
    const it = this.#find(conversation);
    const blank = { kind: "text", detail: null, status: null, failure: null, sentBy: null, replyTo: null, reactions: [], isEdited: false, isDeleted: false, marks: [], level: null } as const;
    it.messages = [...it.messages, { ...blank, reactions: [], marks: [], id: Math.max(nextMessageId(), (it.messages.at(-1)?.id ?? 0) + 1), direction: "inbound", text, at: Date.now() }];
    it.unread++;
    this.#changed(it);
  }

  #find(id: unknown): DemoConversation {
    return this.conversations.find((it) => it.id === id) ?? refuse("not_found");
  }

  #changed(it: DemoConversation): void {
    this.tell({ kind: "conversation", side: it.side, conversation: it.id });
    this.tell({ kind: "app" });
  }

  #badges() {
    const unread = (side: string) => this.conversations.filter((it) => it.side === side && it.unread > 0).length;
    const openAlerts = this.conversations.flatMap((it) => it.alerts).filter((it) => it.state === "open").length;
    return { clinicalUnread: unread("clinical"), leadsUnread: unread("leads"), openAlerts, connectionOk: !this.params.has("offline") };
  }

  #list(query: ListQuery, limit: number): ListView {
    const now = Date.now();
    const all = this.conversations.filter((it) => it.side === query.side).map((it) => rowOf(it, now)).sort((a, b) => b.lastAt - a.lastAt);
    const endsSoon = (row: RowView) => row.window.state === "soon" || row.window.state === "last";
    const fits = { all: () => true, unread: (row: RowView) => row.unread > 0, ending_soon: endsSoon, risk: (row: RowView) => row.alert !== null }[query.filter];
    const rows = all.filter((row) => fits(row) && (query.channel === null || row.channel === query.channel));
    return {
      rows: rows.slice(0, limit),
      hasMore: rows.length > limit,
      unread: all.filter((row) => row.unread > 0).length,
      endingSoon: all.filter(endsSoon).length,
      risk: all.filter((row) => row.alert !== null).length,
    };
  }

  #thread(it: DemoConversation, from: number): ThreadView {
    const unread = it.messages.filter((m) => m.direction === "inbound").slice(-it.unread);
    return {
      conversation: it.id,
      side: it.side,
      contact: { name: it.name, initials: it.initials, isPatient: it.side === "clinical", since: it.since, addresses: [{ channel: it.channel, shown: it.shown }] },
      channel: it.channel,
      window: windowOf(it, Date.now()),
      alerts: [...it.alerts].sort((a, b) => a.state.localeCompare(b.state) * -1),
      messages: it.messages.slice(from),
      hasOlder: from > 0,
      firstUnread: it.unread > 0 ? (unread[0]?.id ?? null) : null,
      draft: it.draft,
      textLimit: 4096,
    };
  }

  #send(it: DemoConversation, text: string, more: Partial<MessageView>): null {
    const id = (it.messages.at(-1)?.id ?? 0) + 1;
    const sent: MessageView = { id, direction: "outbound", kind: "text", text, detail: null, at: Date.now(), status: "queued", failure: null, sentBy: "Ana", replyTo: null, reactions: [], isEdited: false, isDeleted: false, marks: [], level: null, ...more };
    it.messages = [...it.messages, sent];
    it.draft = "";
    this.#changed(it);
    const advance = (status: MessageView["status"], delay: number) =>
      setTimeout(() => {
        it.messages = it.messages.map((m) => (m.id === id ? { ...m, status } : m));
        this.#changed(it);
      }, delay);
    advance("sent", 120);
    advance("delivered", 400);
    return null;
  }

  #patch(it: DemoConversation, message: unknown, part: Partial<MessageView>): null {
    it.messages = it.messages.map((m) => (m.id === message ? { ...m, ...part } : m));
    this.#changed(it);
    return null;
  }

  #enter(): null {
    this.stage = null;
    this.tell({ kind: "app" });
    return null;
  }

  #passphrase(given: unknown): null {
    return String(given).length < 12 ? refuse("wrong_passphrase") : this.#enter();
  }

  #step(step: "relay" | "recovery_phrase" | "owner" | "whatsapp"): null {
    if (this.stage?.stage === "firstRun") this.stage = { ...this.stage, firstRun: { ...this.stage.firstRun, step } };
    this.tell({ kind: "app" });
    return null;
  }

  #answers: Record<string, (args: Record<string, unknown>) => unknown> = {
    app_view: () => this.stage ?? { stage: "open", staff: ana, clinic: "Clínica Alameda", badges: this.#badges(), settings: this.settings },
    save_settings: ({ settings }) => (this.settings = settings as SettingsView),
    note_activity: () => null,
    raise_test_alert: () => null,
    finish_first_run: () => this.#enter(),
    choose_device_passphrase: ({ passphrase }) => (String(passphrase).length < 12 ? refuse("weak_passphrase") : this.#step("relay")),
    pair_relay: ({ pairing }) => {
      if (!String(pairing).startsWith("RCD1-") && !String(pairing).startsWith("http")) refuse("pairing_code_unreadable");
      this.#step("recovery_phrase");
      return { relay: "relay.alameda.example", sealedAt: Date.now(), storedAfterMs: 84, openedAfterMs: 131 };
    },
    recovery_phrase: () => phrase,
    confirm_recovery_phrase: ({ positions, words }) => ((positions as number[]).every((at, i) => phrase[at] === (words as string[])[i]) ? this.#step("owner") : refuse("wrong_phrase")),
    create_owner: ({ passphrase }) => (String(passphrase).length < 12 ? refuse("weak_passphrase") : this.#step("whatsapp")),
    connect_whatsapp: () => {
      this.#isConnecting = true;
      setTimeout(() => ((this.#hasInbound = true), this.tell({ kind: "connection" })), 500);
      return proof(false, this.params.get("failed"));
    },
    prove_whatsapp: () => (this.#isConnecting || this.stage === null ? proof(this.#hasInbound, this.params.get("failed")) : refuse("not_found")),
    unlock: ({ passphrase }) => this.#passphrase(passphrase),
    lock: () => {
      this.stage = stageFrom(new URLSearchParams("screen=locked"), this.settings);
      this.tell({ kind: "app" });
      return null;
    },
    unlock_device: ({ passphrase }) => this.#passphrase(passphrase),
    restore_with_phrase: ({ words }) => ((words as string[]).join(" ") === phrase.join(" ") ? this.#enter() : refuse("wrong_phrase")),
    list_conversations: ({ query, limit }) => this.#list(query as ListQuery, limit as number),
    open_alerts: () => this.conversations.flatMap((it) => it.alerts).filter((it) => it.state === "open"),
    open_thread: ({ conversation }) => {
      const it = this.#find(conversation);
      return this.#thread(it, Math.max(0, it.messages.length - PAGE));
    },
    thread_around: ({ conversation, message }) => {
      const it = this.#find(conversation);
      const at = it.messages.findIndex((m) => m.id === message);
      return this.#thread(it, Math.max(0, Math.min(at - 20, it.messages.length - PAGE)));
    },
    older_messages: ({ conversation, before }) => {
      const it = this.#find(conversation);
      const end = it.messages.findIndex((m) => m.id === before);
      const start = Math.max(0, end - PAGE);
      return { messages: it.messages.slice(start, end), hasOlder: start > 0 };
    },
    mark_read: ({ conversation }) => {
      const it = this.#find(conversation);
      if (it.unread > 0) {
        it.unread = 0;
        this.#changed(it);
      }
      return null;
    },
    save_draft: ({ conversation, text }) => {
      const it = this.#find(conversation);
      it.draft = text as string;
      this.#changed(it);
      return null;
    },
    send_reply: ({ conversation, text, replyTo }) => {
      const it = this.#find(conversation);
      if (this.params.has("refuse-send")) refuse("storage");
      if (windowOf(it, Date.now()).state === "closed") refuse("window_closed");
      const quoted = it.messages.find((m) => m.id === replyTo);
      return this.#send(it, text as string, { replyTo: quoted ? { id: quoted.id, direction: quoted.direction, kind: quoted.kind, text: quoted.text } : null });
    },
    resend_message: ({ conversation, message }) => this.#patch(this.#find(conversation), message, { status: "queued", failure: null }),
    leave_uncertain: ({ conversation, message }) => this.#patch(this.#find(conversation), message, { status: "sent" }),
    acknowledge_alert: ({ alert }) => {
      const it = this.conversations.find((c) => c.alerts.some((a) => a.id === alert)) ?? refuse("not_found");
      it.alerts = it.alerts.map((a) => (a.id === alert ? { ...a, state: "acknowledged", acknowledgedBy: ana.name, acknowledgedAt: Date.now() } : a));
      this.tell({ kind: "alert", alert: alert as string, conversation: it.id });
      this.#changed(it);
      return null;
    },
    list_templates: () => (this.params.has("no-templates") ? [] : templates),
    sync_templates: () => null,
    send_template: ({ template }) => {
      const { conversation, name, values } = template as TemplateToSend;
      const body = templates.find((it) => it.name === name)?.body ?? refuse("template_missing");
      return this.#send(this.#find(conversation), body.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? ""), { kind: "template" });
    },
    search: ({ query }) => find(this.conversations, query as string),
    connection_view: () => this.#connection(),
  };

  #connection() {
    const isOffline = this.params.has("offline");
    return {
      relay: { address: "relay.alameda.example", isReachable: !isOffline, lastContactAt: Date.now() - (isOffline ? 40 * 60_000 : 4_000), waiting: 0, unreadable: 0, unclaimed: [] },
      channels: [
        { id: "019a8c1e-0000-7000-8000-00000000c001", kind: "whatsapp", side: "leads", shown: "+34 ··· ··· 640", name: "Clínica Alameda", isOn: true, state: "connected", quality: "GREEN", lastWebhookAt: Date.now() - 40_000 },
        { id: "019a8c1e-0000-7000-8000-00000000c002", kind: "messenger", side: "leads", shown: "Clínica Alameda", name: "Clínica Alameda", isOn: true, state: "sign_in_again", quality: "YELLOW", lastWebhookAt: Date.now() - 2_520_000 },
        { id: "019a8c1e-0000-7000-8000-00000000c003", kind: "instagram", side: "leads", shown: "@clinica.alameda", name: "Clínica Alameda", isOn: false, state: "paused", quality: null, lastWebhookAt: null },
      ],
      outboxWaiting: isOffline ? 3 : 0,
    };
  }
}

export function demoHost(params: URLSearchParams): DemoHost {
  return new DemoHost(params);
}
