// What the demo says of the clinic's protocol, and of its emergency numbers.

import type { AlertLevel } from "../bindings/AlertLevel";
import type { AlertProtocolView } from "../bindings/AlertProtocolView";
import type { EmergencyNumbersView } from "../bindings/EmergencyNumbersView";
import type { Protocol } from "../bindings/Protocol";
import type { ProtocolView } from "../bindings/ProtocolView";
import type { TickView } from "../bindings/TickView";
import { refuse, type Answers, type DemoHost } from "./host";

const DAY_MS = 86_400_000;

export function protocolAnswers(host: DemoHost): Answers {
  let kept: ProtocolView = { version: 0, steps: null, keptBy: null, keptAt: null };
  let confirmedAt: number | null = host.params.has("numbers-due") ? Date.now() - 190 * DAY_MS : Date.now() - 12 * DAY_MS;
  const ticks = new Map<string, TickView[]>();
  const key = (alert: unknown, version: unknown) => `${String(alert)} ${String(version)}`;
  const levelOf = (alert: unknown): AlertLevel => host.conversations.flatMap((it) => it.alerts).find((it) => it.id === alert)?.level ?? refuse("not_found");
  const stepsOf = (level: AlertLevel) => (level === "review" ? [] : kept.steps?.[level] ?? null);

  return {
    protocol_view: (): ProtocolView => structuredClone(kept),
    save_protocol: ({ steps }) => {
      kept = { version: kept.version + 1, steps: structuredClone(steps as Protocol | null), keptBy: host.who.name, keptAt: Date.now() };
      host.tell({ kind: "app" });
      return null;
    },
    alert_protocol: ({ alert }): AlertProtocolView => ({ version: kept.version, steps: kept.steps ? stepsOf(levelOf(alert)) : null, ticks: ticks.get(key(alert, kept.version)) ?? [] }),
    tick_step: ({ alert, version, step, isDone }) => {
      const others = (ticks.get(key(alert, version)) ?? []).filter((it) => it.step !== step);
      ticks.set(key(alert, version), isDone ? [...others, { step: step as number, by: host.who.name, at: Date.now() }] : others);
      return null;
    },
    emergency_numbers: (): EmergencyNumbersView => ({
      country: "ES",
      lines: [
        { purpose: "emergency", number: "112", name: "", isAlwaysOpen: true, source: "2026-11" },
        { purpose: "crisis", number: "024", name: "Línea 024", isAlwaysOpen: true, source: "elnacional.cat, 2026-11" },
        { purpose: "violence", number: "016", name: "", isAlwaysOpen: true, source: null },
        { purpose: "children", number: "116 111", name: "ANAR", isAlwaysOpen: true, source: null },
      ],
      confirmedAt,
      confirmedBy: confirmedAt === null ? null : "Ana Ribeiro",
      isDue: confirmedAt === null || Date.now() - confirmedAt >= 180 * DAY_MS,
    }),
    confirm_emergency_numbers: () => {
      confirmedAt = Date.now();
      host.tell({ kind: "app" });
      return null;
    },
  };
}
