// What people do about one flag: what helps them, and the question that is asked now.

import { createContext } from "svelte";
import type { AlertHelpView } from "../ipc/bindings/AlertHelpView";
import type { AlertId } from "../ipc/bindings/AlertId";
import type { AlertOutcome } from "../ipc/bindings/AlertOutcome";
import type { AlertView } from "../ipc/bindings/AlertView";
import type { StaffId } from "../ipc/bindings/StaffId";
import type { WrongReason } from "../ipc/bindings/WrongReason";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export const OUTCOMES: AlertOutcome[] = ["spoke", "no_answer", "emergency_called", "handed_over"];
export const WRONG_REASONS: WrongReason[] = ["manner_of_speaking", "past", "story", "misread", "other"];

export type Question = "call" | "outcome" | "wrong";

export class AlertsState extends Asker {
  /** What helps with the flag that was looked at last. */
  help = $state.raw<AlertHelpView | null>(null);
  helpFor = $state.raw<AlertId | null>(null);
  asking = $state.raw<{ question: Question; alert: AlertView } | null>(null);
  /** Whether a telephone program took the number; unknown before a call. */
  isCalling = $state.raw<boolean | null>(null);
  #asked = 0;

  /** Reads what helps with a flag. */
  async look(alert: AlertId): Promise<void> {
    const asked = ++this.#asked;
    try {
      const help = await commands.alertHelp(alert);
      if (asked !== this.#asked) return;
      this.help = help;
      this.helpFor = alert;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  helpOf(alert: AlertId): AlertHelpView | null {
    return this.helpFor === alert ? this.help : null;
  }

  question(question: Question, alert: AlertView): void {
    this.error = null;
    this.isCalling = null;
    this.asking = { question, alert };
    if (this.helpFor !== alert.id) void this.look(alert.id);
  }

  close(): void {
    this.asking = null;
    this.error = null;
  }

  pass = (alert: AlertId, to: StaffId) => this.does(() => commands.passAlert(alert, to));

  /** Begins a call; the number stays in view, for a telephone on the desk. */
  call = (alert: AlertId) => this.does(async () => (this.isCalling = await commands.callAboutAlert(alert)));

  async recordOutcome(alert: AlertId, outcome: AlertOutcome, note: string): Promise<void> {
    if (await this.does(() => commands.recordAlertOutcome(alert, outcome, note))) this.close();
  }

  async sayWrong(alert: AlertId, reason: WrongReason): Promise<void> {
    if (await this.does(() => commands.sayAlertWrong(alert, reason))) this.close();
  }
}

export const [getAlerts, setAlerts] = createContext<AlertsState>();
