// What people do about one flag: what helps them, and the question that is asked now.

import { createContext } from "svelte";
import type { AlertHelpView } from "../ipc/bindings/AlertHelpView";
import type { AlertId } from "../ipc/bindings/AlertId";
import type { AlertProtocolView } from "../ipc/bindings/AlertProtocolView";
import type { AlertTurnView } from "../ipc/bindings/AlertTurnView";
import type { AlertOutcome } from "../ipc/bindings/AlertOutcome";
import type { AlertView } from "../ipc/bindings/AlertView";
import type { EmergencyContactView } from "../ipc/bindings/EmergencyContactView";
import type { CallView } from "../ipc/bindings/CallView";
import type { StaffId } from "../ipc/bindings/StaffId";
import type { WrongReason } from "../ipc/bindings/WrongReason";
import { Asker } from "../ipc/asker.svelte";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export const OUTCOMES: AlertOutcome[] = ["spoke", "no_answer", "emergency_called", "handed_over"];
export const WRONG_REASONS: WrongReason[] = ["manner_of_speaking", "past", "story", "misread", "other"];

export type Question = "call" | "outcome" | "wrong";

export class AlertsState extends Asker {
  /** What helps with the flag that was looked at last. */
  help = $state.raw<AlertHelpView | null>(null);
  helpFor = $state.raw<AlertId | null>(null);
  /** What is to be done about it, and what was. */
  protocol = $state.raw<AlertProtocolView | null>(null);
  /** Whom to call about its person; nobody where nobody is written down. */
  contact = $state.raw<EmergencyContactView | null>(null);
  /** How the call to whom to call was begun; unknown before. */
  contactCall = $state.raw<CallView | null>(null);
  asking = $state.raw<{ question: Question; alert: AlertView } | null>(null);
  /** How the call was begun; unknown before. */
  begun = $state.raw<CallView | null>(null);
  /** Whose turn each open flag is. */
  turns = $state.raw<AlertTurnView[]>([]);
  #asked = 0;
  #askedTurns = 0;

  /** Keeps whose turn flags are as it stands; the returned function stops it. */
  start(): () => void {
    const load = soon(() => void this.loadTurns());
    void this.loadTurns();
    return onChange((change) => {
      if (change.kind === "alert" || change.kind === "app") load();
      if (change.kind === "alert" && change.alert === this.helpFor) void this.#readProtocol(change.alert);
    });
  }

  async loadTurns(): Promise<void> {
    const asked = ++this.#askedTurns;
    // Whose turn it is stands beside a flag; without it the flag is as open as before.
    const turns = await commands.alertTurns().catch(() => []);
    if (asked === this.#askedTurns) this.turns = turns;
  }

  turnOf(alert: AlertId): AlertTurnView | null {
    return this.turns.find((it) => it.alert === alert) ?? null;
  }

  /** Reads what helps with a flag. */
  async look(alert: AlertId): Promise<void> {
    const asked = ++this.#asked;
    try {
      // Whatever else cannot be read keeps no number back.
      const orNone = (cause: unknown) => ((this.error = readError(cause)), null);
      const [help, contact, protocol] = await Promise.all([
        commands.alertHelp(alert),
        commands.alertEmergencyContact(alert).catch(orNone),
        commands.alertProtocol(alert).catch(orNone),
      ]);
      if (asked !== this.#asked) return;
      if (this.helpFor !== alert) this.contactCall = null;
      this.help = help;
      this.contact = contact;
      this.protocol = protocol;
      this.helpFor = alert;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  helpOf(alert: AlertId): AlertHelpView | null {
    return this.helpFor === alert ? this.help : null;
  }

  contactOf(alert: AlertId): EmergencyContactView | null {
    return this.helpFor === alert ? this.contact : null;
  }

  protocolOf(alert: AlertId): AlertProtocolView | null {
    return this.helpFor === alert ? this.protocol : null;
  }

  /** Says that a step was done, or that it was not after all. */
  async tick(alert: AlertId, step: number, isDone: boolean): Promise<void> {
    const version = this.protocolOf(alert)?.version;
    if (version !== undefined && (await this.does(() => commands.tickStep(alert, version, step, isDone)))) await this.#readProtocol(alert);
  }

  async #readProtocol(alert: AlertId): Promise<void> {
    try {
      const protocol = await commands.alertProtocol(alert);
      if (this.helpFor === alert) this.protocol = protocol;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  question(question: Question, alert: AlertView): void {
    this.error = null;
    this.begun = null;
    this.asking = { question, alert };
    if (this.helpFor !== alert.id) void this.look(alert.id);
  }

  close(): void {
    this.asking = null;
    this.error = null;
  }

  pass = (alert: AlertId, to: StaffId) => this.does(() => commands.passAlert(alert, to));

  /** Begins a call; the number stays in view, for a telephone on the desk. */
  call = (alert: AlertId) => this.does(async () => (this.begun = await commands.callAboutAlert(alert)));

  /** Begins a call to whom to call about its person. */
  callContact = (alert: AlertId) => this.does(async () => (this.contactCall = await commands.callEmergencyContact(alert)));

  async recordOutcome(alert: AlertId, outcome: AlertOutcome, note: string): Promise<void> {
    if (await this.does(() => commands.recordAlertOutcome(alert, outcome, note))) this.close();
  }

  async sayWrong(alert: AlertId, reason: WrongReason): Promise<void> {
    if (await this.does(() => commands.sayAlertWrong(alert, reason))) this.close();
  }
}

export const [getAlerts, setAlerts] = createContext<AlertsState>();
