// What an entry says in words.

import type { ActName } from "../ipc/bindings/ActName";
import type { AuditCheckView } from "../ipc/bindings/AuditCheckView";
import type { AuditEntryView } from "../ipc/bindings/AuditEntryView";
import type { AuditMisfitView } from "../ipc/bindings/AuditMisfitView";
import type { AuditSubjectView } from "../ipc/bindings/AuditSubjectView";
import type { Texts } from "../text/en";

type Act = Extract<AuditEntryView, { entry: "act" }>;
type Call = Extract<AuditEntryView, { entry: "call" }>;

/** How much of an id stands for what has no name any more: its end, which is where ids of one time differ. */
const SHORT = 6;

/** Returns how a subject is called. */
export function subjectName(subject: AuditSubjectView, say: Texts["audit"]): string {
  return subject.shown ?? say.subjects[subject.kind](subject.id.slice(-SHORT));
}

/** Returns whether the sentence itself names the subject, or a mark beside it has to. */
export function isNamedInside(act: Act): boolean {
  return act.subject?.kind === "channel";
}

/** Returns what somebody did, as a sentence without its stop. */
export function actSentence(act: Act, say: Texts["audit"]): string {
  const who = act.staffName || say.app;
  const sentence = (say.acts as Partial<Record<string, (who: string, what: string) => string>>)[act.act as ActName];
  if (!sentence) return say.otherAct(who, act.act.replace(/[._]/g, " "));
  return sentence(who, what(act, say));
}

function what(act: Act, say: Texts["audit"]): string {
  if (act.act === "settings.changed" || act.act === "hours.changed") return act.named.map((name) => say.settingNames[name] ?? name.replaceAll("_", " ")).join(", ");
  if (act.named.length > 0) return act.named.join(", ");
  return act.subject ? subjectName(act.subject, say) : say.aChannel;
}

/** Returns a call to Meta as a sentence without its stop. */
export function callSentence(call: Call, language: string, say: Texts["audit"]): string {
  const key = `${call.method} ${call.endpoint}`;
  const time = new Intl.NumberFormat(language, { style: "unit", unit: "millisecond" }).format(call.latencyMs);
  return say.call(say.calls[key] ?? key, `${resultName(call.result, say)}, ${time}`);
}

/** Returns whether a result says where something was done, and not that it was not. */
export function wasDone(result: string): boolean {
  return result === "on_another_computer" || result === "ringing";
}

/** Returns what came of something, in words where it is not a number of HTTP's; with Meta's own code where it refused. */
export function resultName(result: string, say: Texts["audit"]): string {
  const refusal = /^(\d{3}) (\d+)$/.exec(result);
  if (refusal) return `${refusal[1]} (Meta ${refusal[2]})`;
  return say.results[result] ?? result.replaceAll("_", " ");
}

/** Returns whether a call did what it was made for. */
export function hasWorked(call: Call): boolean {
  return /^2\d\d$/.test(call.result);
}

/** Returns which entries do not fit, and why, as a sentence without its stop. */
export function misfitSentence(misfit: AuditMisfitView, say: Texts["audit"]): string {
  const which = (misfit.log === "calls" ? say.anew.calls : say.anew.entries)(misfit.from, misfit.through);
  return say.anew.misfit(which, say.anew.wrong[misfit.fault]);
}

/** Returns whether an entry fits: not when it is wrong now, nor when that was accepted where the audit was begun anew. */
export function fit(entry: AuditEntryView, check: AuditCheckView | null): "whole" | "broken" | "accepted" {
  const log = entry.entry === "call" ? "calls" : "acts";
  const names = (misfits: AuditMisfitView[]) => misfits.some((it) => it.log === log && it.from <= entry.id && entry.id <= it.through);
  if (!check) return "whole";
  if (names(check.misfits)) return "broken";
  // A number that was cut off is given again to what comes after it.
  return check.breaks.some((it) => names(it.misfits.filter((misfit) => misfit.fault !== "cut_off"))) ? "accepted" : "whole";
}
