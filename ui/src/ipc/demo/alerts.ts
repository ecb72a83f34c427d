// What the demo says about flags: taking one, passing it on, what came of it.

import type { AlertActView } from "../bindings/AlertActView";
import type { AlertHelpView } from "../bindings/AlertHelpView";
import type { AlertView } from "../bindings/AlertView";
import type { DemoConversation } from "./build";
import { begun } from "./phone";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana } from "./stages";
import { colleagues } from "./work";

const help = (it: DemoConversation): AlertHelpView => {
  const last = it.messages.findLast((message) => message.direction === "outbound" && message.sentBy);
  return {
    phone: it.channel === "whatsapp" ? "+34600000641" : null,
    country: "ES",
    lines: [
      { purpose: "emergency", number: "112", name: "", isAlwaysOpen: true, source: "maldita.es, 2026-11" },
      { purpose: "crisis", number: "024", name: "Línea 024", isAlwaysOpen: true, source: "elnacional.cat, 2026-11" },
      { purpose: "violence", number: "016", name: "", isAlwaysOpen: true, source: null },
      { purpose: "children", number: "116 111", name: "ANAR", isAlwaysOpen: true, source: null },
    ],
    localNumber: "Policía local 960 000 092",
    colleagues,
    lastContact: last ? { by: last.sentBy ?? "", at: last.at } : null,
  };
};

export function alertAnswers(host: DemoHost): Answers {
  const settings = { localNumber: "Policía local 960 000 092" };
  const isAssistant = () => host.who.role === "assistant";
  const who = (it: DemoConversation) => ({ name: it.name, initials: it.initials, isPatient: it.side === "clinical", channel: it.channel });
  const all = () => (isAssistant() ? [] : host.conversations.flatMap((it) => it.alerts.map((alert) => ({ ...alert, who: who(it) }))));
  const of = (alert: unknown) => host.conversations.find((it) => it.alerts.some((a) => a.id === alert)) ?? refuse("not_found");

  function change(alert: unknown, how: (it: AlertView) => Partial<AlertView>): null {
    const it = of(alert);
    it.alerts = it.alerts.map((a) => (a.id === alert ? { ...a, ...how(a) } : a));
    host.tell({ kind: "alert", alert: alert as string, conversation: it.id });
    host.changed(it);
    return null;
  }

  const taken = (it: AlertView): Partial<AlertView> => (it.state === "open" ? { state: "acknowledged", acknowledgedBy: ana.name, acknowledgedAt: Date.now() } : {});
  const step = (it: AlertView, act: AlertActView) => ({ steps: [...it.steps, { by: ana.name, at: Date.now(), act }] });

  return {
    open_alerts: () => all().filter((it) => it.state === "open"),
    alerts_in_hand: () => all().filter((it) => it.state === "acknowledged" && !it.isDone),
    acknowledge_alert: ({ alert }) => change(alert, taken),
    alert_help: ({ alert }) => help(of(alert)),
    pass_alert: ({ alert, to }) => {
      const name = colleagues.find((it) => it.id === to)?.name ?? refuse("not_found");
      return change(alert, (it) => ({ passedTo: name, ...step(it, { kind: "passed", to: name }) }));
    },
    call_about_alert: ({ alert }) => {
      change(alert, (it) => ({ ...taken(it), ...step(it, { kind: "called" }) }));
      return begun(host);
    },
    record_alert_outcome: ({ alert, outcome }) => {
      const act = { kind: "outcome", outcome } as AlertActView;
      return change(alert, (it) => ({ ...taken(it), ...step(it, act), isDone: outcome !== "no_answer" }));
    },
    say_alert_wrong: ({ alert, reason }) => change(alert, (it) => ({ ...taken(it), ...step(it, { kind: "wrong", reason } as AlertActView), isDone: true })),
    alert_settings: () => ({ ...settings }),
    save_alert_settings: ({ settings: wanted }) => (Object.assign(settings, wanted), null),
  };
}
