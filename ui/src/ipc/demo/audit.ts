// What the demo says about the audit: a few weeks of an invented clinic's acts and calls.

import type { ActName } from "../bindings/ActName";
import type { AuditBreakView } from "../bindings/AuditBreakView";
import type { AuditCheckView } from "../bindings/AuditCheckView";
import type { AuditEntryView } from "../bindings/AuditEntryView";
import type { AuditMisfitView } from "../bindings/AuditMisfitView";
import type { AuditQuery } from "../bindings/AuditQuery";
import type { AuditSubjectView } from "../bindings/AuditSubjectView";
import { channelIds } from "./channels";
import type { Answers, DemoHost } from "./host";
import { ana } from "./stages";

const PAGE = 100;
const MINUTE = 60_000;
const vidal = { id: `${ana.id.slice(0, -1)}2`, name: "Dr. Vidal" };

/** Which filter shows an act, by the part of its name before the dot. */
const kinds: Record<string, string> = { session: "sign_in", device: "sign_in", thread: "reading", file: "reading", message: "sending", conversation: "sending", alert: "people", staff: "people" };
const kindOf = (act: string) => kinds[act.split(".")[0] ?? ""] ?? "settings";

type Act = [minutesAgo: number, who: { id: string; name: string } | null, act: ActName, subject: AuditSubjectView | null, result?: string, named?: string[]];

function acts(host: DemoHost): AuditEntryView[] {
  const clinical = host.conversations.filter((it) => it.side === "clinical");
  const about = (at: number): AuditSubjectView | null => {
    const it = clinical[at % Math.max(1, clinical.length)];
    return it ? { kind: "conversation", id: it.id, shown: it.name } : null;
  };
  const gone: AuditSubjectView = { kind: "conversation", id: "019a8c1e-0000-7000-8000-0000004f81c2", shown: null };
  const instagram: AuditSubjectView = { kind: "channel", id: channelIds.instagram, shown: "Instagram" };
  const reception: AuditSubjectView = { kind: "channel", id: channelIds.whatsapp, shown: "WhatsApp" };
  const list: Act[] = [
    [2, ana, "message.text_sent", about(0)],
    [3, ana, "thread.read", about(0)],
    [9, vidal, "alert.acknowledged", about(0)],
    [10, vidal, "thread.read", about(0)],
    [12, vidal, "session.signed_in", null],
    [13, null, "session.refused", { kind: "staff", id: vidal.id, shown: vidal.name }, "wrong_passphrase"],
    [40, ana, "message.template_sent", about(2)],
    [55, ana, "file.opened_outside", about(3)],
    [70, ana, "message.resent", about(1)],
    [95, ana, "channel.switched_off", instagram],
    [130, ana, "settings.changed", null, "", ["auto_lock_minutes", "read_receipts"]],
    [1500, ana, "template.created", reception, "", ["appointment_reminder"]],
    [1520, vidal, "thread.read", gone],
    [1530, vidal, "message.file_sent", about(4), "not_done"],
    [1600, ana, "channel.connected", reception],
    [2900, null, "api.forgotten", null],
  ];
  for (let i = 0; i < 220; i++) list.push([3000 + i * 37, i % 3 ? ana : vidal, i % 2 ? "thread.read" : "message.text_sent", about(i)]);
  return list.map(([ago, who, act, subject, result = "", named = []], i) => ({
    entry: "act", id: 1284 - i, at: Date.now() - ago * MINUTE, staff: who?.id ?? null, staffName: who?.name ?? "", act, subject, result, named,
  }));
}

function calls(): AuditEntryView[] {
  const list: [string, string, string, number][] = [
    ["POST", "{id}/messages", "200", 212],
    ["POST", "{id}/messages", "400 131047", 190],
    ["GET", "file", "200", 840],
    ["GET", "{id}", "200", 133],
    ["POST", "{id}/messages", "outcome_unknown", 30_000],
    ["GET", "{id}/message_templates", "200", 405],
  ];
  return Array.from({ length: 130 }, (_, i) => {
    const [method, endpoint, result, latencyMs] = list[i % list.length] ?? ["GET", "{id}", "200", 100];
    return { entry: "call", id: 41_907 - i, at: Date.now() - (i * 11 + 2) * MINUTE, method, endpoint, result, latencyMs };
  });
}

export function auditAnswers(host: DemoHost): Answers {
  const closed = (reason: string): AuditBreakView => ({ entry: 1285, at: Date.now() - 30_000, by: ana.name, reason, misfits: wrong });
  const wrong: AuditMisfitView[] = [
    { log: "acts", from: 1279, through: 1279, fault: "changed" },
    { log: "acts", from: 1281, through: 1282, fault: "foreign" },
    { log: "acts", from: 1285, through: 1285, fault: "cut_off" },
  ];
  let accepted = host.params.has("audit-closed") ? closed("The technician put back Tuesday’s copy of the data folder after the disk was repaired.") : null;
  const verdict = (): AuditCheckView => {
    const breaks = accepted ? [accepted] : [];
    const at = Date.now() - MINUTE;
    if (host.params.has("audit-broken") && !accepted) return { at, entries: 0, calls: 0, fault: { log: "acts", entry: 1279, fault: "changed" }, misfits: wrong, mark: "demo", breaks };
    return { at, entries: accepted ? 1 : 1284, calls: accepted ? 0 : 41_907, fault: null, misfits: [], mark: "", breaks };
  };
  const begun = (at: AuditBreakView): AuditEntryView => ({
    entry: "act", id: at.entry, at: at.at, staff: ana.id, staffName: ana.name, act: "audit.begun_anew", subject: null, result: "", named: [],
  });
  return {
    audit_view: (args) => {
      const { staff, kind, subject, from, until, before } = args.query as AuditQuery;
      const all = kind === "calls" ? calls() : [...(accepted ? [begun(accepted)] : []), ...acts(host)];
      const fitting = all.filter((it) => {
        const isOfDays = it.at >= (from ?? 0) && it.at < (until ?? Infinity) && (!before || it.id < before.id);
        if (it.entry === "call") return isOfDays;
        return isOfDays && (!staff || it.staff === staff) && (!kind || kindOf(it.act) === kind) && (!subject || it.subject?.id === subject);
      });
      const entries = fitting.slice(0, PAGE);
      const last = entries.at(-1);
      return { entries, older: fitting.length > PAGE && last ? { at: last.at, id: last.id } : null, people: [ana, vidal].map(({ id, name }) => ({ id, name })), check: verdict() };
    },
    verify_audit: () => {
      host.tell({ kind: "audit" });
      return { ...verdict(), at: Date.now() };
    },
    begin_audit_anew: (args) => {
      accepted = closed(args.reason as string);
      host.tell({ kind: "audit" });
      return { ...verdict(), at: Date.now() };
    },
  };
}
