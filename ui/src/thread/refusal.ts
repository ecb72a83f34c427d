// Which sentence explains a message that failed, and what can be done about it in this window.

import type { Action } from "../ipc/bindings/Action";
import type { FailureView } from "../ipc/bindings/FailureView";
import type { Texts } from "../text/en";

/** What the window does itself; the rest is told in words. */
export type Deed = "again" | "templates" | "connection" | "takeover" | "number" | "edit" | "report";

const deeds: Record<Action, Deed | null> = {
  none: null,
  wait: null,
  try_again: "again",
  report_bug: "report",
  reconnect: "connection",
  open_business_manager: null,
  open_meta_app: null,
  open_instagram: null,
  open_phone: null,
  register_number: "connection",
  enter_pin: "connection",
  use_template: "templates",
  answer_by_hand: null,
  sync_templates: "templates",
  edit_template: null,
  edit_message: "edit",
  send_smaller: null,
  unblock: null,
  ask_for_number: "number",
  take_over: "takeover",
};

export interface Refusal {
  says: string;
  /** What is offered: a deed has a button, the rest is read. */
  offer: string | null;
  deed: Deed | null;
}

/** Returns what helps whoever looks into a failure: codes and the time, no word of the message. */
export function reportOf(failure: FailureView | null, at: number): string {
  return ["Recado", `Meta ${failure?.code ?? 0}`, failure?.advice ?? "meta_says", new Date(at).toISOString()].join(" · ");
}

/** Returns what is said of a failure; a failure nobody explained is Meta's refusal, to be sent again. */
export function refusalOf(failure: FailureView | null, say: Pick<Texts, "refusals">): Refusal {
  const { advice, action } = failure ?? { advice: "meta_says" as const, action: "try_again" as const };
  return {
    says: say.refusals.advice[advice],
    offer: action === "none" || action === "wait" ? null : say.refusals.action[action],
    deed: deeds[action],
  };
}
