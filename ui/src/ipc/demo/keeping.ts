// What the demo says about keeping, exporting and erasing, and the register of processing.

import type { HoldView } from "../bindings/HoldView";
import type { KeptView } from "../bindings/KeptView";
import type { RegisterView } from "../bindings/RegisterView";
import type { RetentionView } from "../bindings/RetentionView";
import type { RuleView } from "../bindings/RuleView";
import type { Side } from "../bindings/Side";
import { DAY, type DemoConversation } from "./build";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana } from "./stages";

interface Chosen {
  months: number | null;
  setAt: number | null;
}

export function keepingAnswers(host: DemoHost): Answers {
  const rules: Record<Side, Chosen> = { leads: { months: 12, setAt: Date.now() - 90 * DAY }, clinical: { months: null, setAt: null } };
  const holds = new Map<string, HoldView>();
  let erased = 3;

  const isFlagged = (it: DemoConversation) => it.alerts.some((alert) => alert.state === "open");

  function rule(side: Side): RuleView {
    const { months, setAt } = rules[side];
    const now = Date.now();
    const here = host.conversations.filter((it) => it.side === side && it.messages.length > 0);
    const sleepsUntil = setAt !== null && setAt + DAY > now ? setAt + DAY : null;
    // The demo's week is young: a third of the people stand for those who have not written for long.
    const soon = months === null ? [] : here.filter((it, at) => at % 3 === 0 && !isFlagged(it) && !holds.has(it.id));
    const kept: KeptView[] = [];
    const held = here.filter((it) => holds.has(it.id)).length;
    if (months !== null && held > 0) kept.push({ keeps: "legal_hold", people: held });
    const flagged = here.filter(isFlagged).length;
    if (months !== null && flagged > 0) kept.push({ keeps: "open_alert", people: flagged });
    const firstAt = soon.length === 0 ? null : Math.max(now + 2 * DAY, sleepsUntil ?? 0);
    return { side, months, setAt, sleepsUntil, due: { now: 0, soon: soon.length, firstAt, kept } };
  }

  const view = (): RetentionView => ({ rules: [rule("leads"), rule("clinical")], unfinished: 0, erased, lookedAt: Date.now() - 3_600_000 });

  return {
    retention_view: view,
    set_retention: ({ side, months }) => {
      rules[side as Side] = { months: months as number | null, setAt: Date.now() };
      return view();
    },
    keeping: ({ conversation }) => ({ hold: holds.get(host.find(conversation).id) ?? null, canDecide: !host.params.has("assistant") }),
    set_hold: ({ conversation, reason }) => {
      const it = host.find(conversation);
      if ((reason as string).trim() === "") refuse("invalid_input");
      holds.set(it.id, { by: ana.name, at: Date.now(), reason: (reason as string).trim() });
      host.changed(it);
      return null;
    },
    lift_hold: ({ conversation }) => {
      const it = host.find(conversation);
      if (!holds.delete(it.id)) refuse("not_found");
      host.changed(it);
      return null;
    },
    preview_erasure: ({ conversation }) => {
      const it = host.find(conversation);
      const files = it.messages.reduce((sum, message) => sum + message.media.length, 0);
      const keeps = holds.has(it.id) ? "legal_hold" : isFlagged(it) ? "open_alert" : null;
      return { name: it.name, isPatient: it.side === "clinical", identities: 1, conversations: [it.channel], messages: it.messages.length, files, records: 2, drafts: it.draft === "" ? 0 : 1, replies: 0, keeps };
    },
    erase_person: ({ conversation }) => {
      const it = host.find(conversation);
      if (holds.has(it.id)) refuse("on_hold");
      if (isFlagged(it)) refuse("alert_open");
      host.conversations = host.conversations.filter((other) => other !== it);
      erased += 1;
      host.tell({ kind: "conversation", side: it.side, conversation: it.id });
      return null;
    },
    export_person: ({ conversation }) => {
      const it = host.find(conversation);
      const files = it.messages.reduce((sum, message) => sum + message.media.length, 0);
      return { folder: "recado-export-2026-11-18-1", messages: it.messages.length, files, missing: 0 };
    },
    register_view: (): RegisterView => ({
      clinic: "Clínica Alameda",
      country: host.settings.country,
      at: Date.now(),
      channels: [
        { kind: "whatsapp", name: "Clínica Alameda", side: "clinical", isOn: true },
        { kind: "instagram", name: "@clinica.alameda", side: "leads", isOn: true },
        { kind: "messenger", name: "Clínica Alameda", side: "leads", isOn: false },
      ],
      kept: [
        { side: "leads", months: rules.leads.months },
        { side: "clinical", months: rules.clinical.months },
      ],
      staff: [
        { role: "owner", readsClinical: true, names: [ana.name] },
        { role: "clinician", readsClinical: true, names: ["Dr. Vidal"] },
        { role: "assistant", readsClinical: false, names: ["Bia Costa"] },
      ],
      relay: "https://relay.clinica.example",
      autoLockMinutes: host.settings.autoLockMinutes,
    }),
    save_register: () => true,
  };
}
