// What the demo says of whose turn flags are, Dr. Vidal first and the owner next, and of whom to call about a patient.

import type { AlertTurnView } from "../bindings/AlertTurnView";
import type { EmergencyContactForm } from "../bindings/EmergencyContactForm";
import type { EmergencyContactView } from "../bindings/EmergencyContactView";
import type { OnCallForm } from "../bindings/OnCallForm";
import type { OnCallView } from "../bindings/OnCallView";
import type { DemoConversation } from "./build";
import { begun } from "./phone";
import { refuse, type Answers, type DemoHost } from "./host";
import { colleagues as staff } from "./stages";
import { colleagues } from "./work";

const MINUTE_MS = 60_000;
const teresa = colleagues[2]?.id ?? "";

export function onCallAnswers(host: DemoHost): Answers {
  const [ana, vidal] = [colleagues[0]?.id ?? "", colleagues[1]?.id ?? ""];
  let order: OnCallForm = {
    clinical: [
      { staff: vidal, shifts: [] },
      { staff: ana, shifts: [{ days: [0, 1, 2, 3, 4], from: 20 * 60, to: 8 * 60 }, { days: [5, 6], from: 0, to: 24 * 60 }] },
      { staff: teresa, shifts: [] },
    ],
    leads: [{ staff: ana, shifts: [] }],
    urgentMinutes: 10,
    highMinutes: 30,
  };
  const name = (id: string) => colleagues.find((it) => it.id === id)?.name ?? "";
  // The third has no account of the demo's: she can be asked as the others can.
  const people = (): OnCallView["people"] => colleagues.map((it) => ({ id: it.id, name: it.name, readsClinical: staff.find((one) => one.id === it.id)?.role !== "assistant" || it.id === teresa }));

  function turns(): AlertTurnView[] {
    if (host.who.role === "assistant" || host.params.has("no-order")) return [];
    const open = host.conversations.flatMap((it) => it.alerts.filter((alert) => alert.state === "open"));
    return open.map((alert) => {
      const passed = colleagues.find((it) => it.name === alert.passedTo);
      const first = order.clinical[0]?.staff ?? "";
      const at = passed ? Date.now() : Math.max(alert.raisedAt, Date.now() - 6 * MINUTE_MS);
      const rest = order.clinical.map((it) => it.staff).filter((it) => it !== first && it !== passed?.id);
      const next = rest[0];
      const waits = alert.level === "urgent" ? order.urgentMinutes : alert.level === "high" ? order.highMinutes : null;
      const isAsked = passed !== undefined || waits !== null;
      return {
        alert: alert.id,
        now: isAsked ? { name: passed?.name ?? name(first), isMe: (passed?.id ?? first) === ana, at, byItself: passed === undefined } : null,
        next: next === undefined ? null : name(next),
        isNextMe: next === ana,
        passesOnAt: waits === null || next === undefined ? null : at + waits * MINUTE_MS,
        toCome: rest.filter((it) => it !== ana),
        asked: passed ? 2 : 1,
      };
    });
  }

  const contacts = new Map<string, EmergencyContactView>();
  const contactOf = (it: DemoConversation): EmergencyContactView | null => contacts.get(it.id) ?? null;
  const maria = host.conversations.find((it) => it.alerts.some((alert) => alert.level === "urgent"));
  if (maria) contacts.set(maria.id, { name: "Pilar K.", relation: "mother", number: "+34600000518", writtenAt: Date.now() - 200 * 86_400_000, writtenBy: "Luis Vidal" });
  const flagged = (alert: unknown) => host.conversations.find((it) => it.alerts.some((one) => one.id === alert)) ?? refuse("not_found");

  return {
    emergency_contact: ({ conversation }) => contactOf(host.find(conversation)),
    save_emergency_contact: ({ conversation, contact }) => {
      const { name, relation, number } = contact as EmergencyContactForm;
      const it = host.find(conversation);
      if (name === "" && number === "" && relation === "") contacts.delete(it.id);
      else contacts.set(it.id, { name, relation, number: number.replace(/\s/g, ""), writtenAt: Date.now(), writtenBy: "Ana Ribeiro" });
      host.changed(it);
      return null;
    },
    alert_emergency_contact: ({ alert }) => contactOf(flagged(alert)),
    call_emergency_contact: ({ alert }) => {
      const it = flagged(alert);
      it.alerts = it.alerts.map((one) => (one.id === alert && one.state === "open" ? { ...one, state: "acknowledged", acknowledgedBy: "Ana Ribeiro", acknowledgedAt: Date.now() } : one));
      host.tell({ kind: "alert", alert: alert as string, conversation: it.id });
      host.changed(it);
      return begun(host);
    },
    alert_turns: turns,
    on_call_view: (): OnCallView => ({ order: structuredClone(order), people: people() }),
    save_on_call: ({ order: wanted }) => {
      order = structuredClone(wanted as OnCallForm);
      host.tell({ kind: "app" });
      return null;
    },
  };
}
