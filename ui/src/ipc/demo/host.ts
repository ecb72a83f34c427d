// A host without Rust: an invented clinic in memory, for development, unit tests and the walk through the screens.

import type { AppView } from "../bindings/AppView";
import type { Change } from "../bindings/Change";
import type { CommandError } from "../bindings/CommandError";
import type { ErrorCode } from "../bindings/ErrorCode";
import type { MessageView } from "../bindings/MessageView";
import type { SettingsView } from "../bindings/SettingsView";
import type { StaffView } from "../bindings/StaffView";
import type { Args, Host } from "../host";
import { auditAnswers } from "./audit";
import { backupAnswers } from "./backup";
import { blank, nextMessageId, type DemoConversation } from "./build";
import { alertAnswers } from "./alerts";
import { deskAnswers } from "./desk";
import { interestAnswers } from "./interest";
import { flagAnswers } from "./flags";
import { hoursAnswers } from "./hours";
import { keepingAnswers } from "./keeping";
import { devicesAnswers } from "./devices";
import { mediaUrl } from "./media";
import { monitoringAnswers } from "./monitoring";
import { patientsAnswers } from "./patients";
import { onCallAnswers } from "./on-call";
import { people } from "./people";
import { placesAnswers } from "./places";
import { phoneAnswers } from "./phone";
import { protocolAnswers } from "./protocol";
import { quickAnswers } from "./quick-replies";
import { recordsAnswers } from "./records";
import { registerAnswers } from "./register";
import { sendingAnswers } from "./sending";
import { ana, colleagues, settingsFrom, stageFrom } from "./stages";
import { staffAnswers } from "./staff";
import { startAnswers } from "./start";
import { summaryAnswers } from "./summary";
import { voiceAnswers } from "./voice";
import { whoAnswers } from "./who";
import { workAnswers } from "./work";

/** What the demo says to a command. */
export type Answers = Record<string, (args: Record<string, unknown>, headers: Record<string, string>) => unknown>;

/** Says no, as Rust would. */
export function refuse(code: ErrorCode, detail: number | null = null): never {
  throw { code, detail } satisfies CommandError;
}

export class DemoHost implements Host {
  readonly params: URLSearchParams;
  conversations: DemoConversation[];
  settings: SettingsView;
  stage: AppView | null;
  /** Who is at the desk. */
  who: StaffView;
  #hear = new Set<(change: Change) => void>();
  #answers: Answers;

  constructor(params: URLSearchParams) {
    this.params = params;
    this.conversations = this.params.has("empty") ? [] : people(Date.now(), Number(params.get("extra") ?? 0));
    this.settings = settingsFrom(params);
    this.stage = stageFrom(params, this.settings);
    this.who = colleagues.find((it) => it.role === params.get("role")) ?? ana;
    this.#answers = {
      ...startAnswers(this),
      ...staffAnswers(this),
      ...alertAnswers(this),
      ...flagAnswers(this),
      ...onCallAnswers(this),
      ...protocolAnswers(this),
      ...phoneAnswers(this),
      ...monitoringAnswers(this),
      ...deskAnswers(this),
      ...sendingAnswers(this),
      ...placesAnswers(this),
      ...workAnswers(this),
      ...quickAnswers(this),
      ...whoAnswers(this),
      ...recordsAnswers(this),
      ...registerAnswers(this),
      ...patientsAnswers(this),
      ...interestAnswers(this),
      ...hoursAnswers(this),
      ...keepingAnswers(this),
      ...auditAnswers(this),
      ...backupAnswers(this),
      ...devicesAnswers(this),
      ...summaryAnswers(this),
      ...voiceAnswers(this),
    };
  }

  async onChange(hear: (change: Change) => void): Promise<() => void> {
    this.#hear.add(hear);
    return () => this.#hear.delete(hear);
  }

  tell(change: Change): void {
    for (const hear of this.#hear) hear(change);
  }

  async ask<Answer>(command: string, args: Args = {}, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = this.#answers[command];
    if (!answer) throw new Error(`the demo host does not know ${command}`);
    return (await answer(args instanceof Uint8Array ? { bytes: args } : args, headers)) as Answer;
  }

  mediaUrl = mediaUrl;

  /** Plays a message from the other person; for tests. */
  receive(conversation: string, text: string): void {
    const it = this.find(conversation);
    const id = Math.max(nextMessageId(), (it.messages.at(-1)?.id ?? 0) + 1);
    it.messages = [...it.messages, { ...blank(id, "inbound", Date.now()), text }];
    it.unread++;
    it.work = { ...it.work, state: "open", stateAt: null, snoozedUntil: null };
    this.changed(it);
  }

  find(id: unknown): DemoConversation {
    return this.conversations.find((it) => it.id === id) ?? refuse("not_found");
  }

  changed(it: DemoConversation): void {
    this.tell({ kind: "conversation", side: it.side, conversation: it.id });
    this.tell({ kind: "app" });
  }

  /** Puts a message into a conversation and lets it leave, tick by tick. */
  send(it: DemoConversation, text: string, more: Partial<MessageView>): null {
    const id = (it.messages.at(-1)?.id ?? 0) + 1;
    it.messages = [...it.messages, { ...blank(id, "outbound", Date.now()), text, status: "queued", sentBy: "Ana", ...more }];
    it.draft = "";
    this.changed(it);
    const advance = (status: MessageView["status"], delay: number) =>
      setTimeout(() => {
        it.messages = it.messages.map((m) => (m.id === id ? { ...m, status } : m));
        this.changed(it);
      }, delay);
    advance("sent", 120);
    advance("delivered", 400);
    return null;
  }

  patch(it: DemoConversation, message: unknown, part: Partial<MessageView>): null {
    it.messages = it.messages.map((m) => (m.id === message ? { ...m, ...part } : m));
    this.changed(it);
    return null;
  }

  /** Opens the desk, for this member of staff where one is named. */
  enter(staff?: unknown): null {
    this.who = colleagues.find((it) => it.id === staff) ?? this.who;
    this.stage = null;
    this.tell({ kind: "app" });
    return null;
  }
}

export function demoHost(params: URLSearchParams): DemoHost {
  return new DemoHost(params);
}
