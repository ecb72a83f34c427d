// The demo before the desk is open: settings, first run, key missing, locked; chosen by the page's address.

import type { AppView } from "../bindings/AppView";
import type { CheckView } from "../bindings/CheckView";
import type { FirstRunStep } from "../bindings/FirstRunStep";
import type { KeyMissing } from "../bindings/KeyMissing";
import type { Language } from "../bindings/Language";
import type { ProofView } from "../bindings/ProofView";
import type { SettingsView } from "../bindings/SettingsView";
import type { StaffView } from "../bindings/StaffView";
import type { Theme } from "../bindings/Theme";

export const ana: StaffView = { id: "019a8c1e-0000-7000-8000-000000000001", name: "Ana Ribeiro", role: "owner" };

/** Everybody of the demo's clinic. */
export const colleagues: readonly StaffView[] = [ana, { ...ana, id: `${ana.id.slice(0, -1)}2`, name: "Dr. Vidal", role: "clinician" }, { ...ana, id: `${ana.id.slice(0, -1)}3`, name: "Bia Costa", role: "assistant" }];

export const phrase =
  "lemon harbor velvet orbit meadow copper window gentle river candle forest marble silver bridge pepper autumn island kettle ribbon planet saddle timber walnut yellow".split(" ");

export function settingsFrom(params: URLSearchParams): SettingsView {
  return {
    language: (params.get("language") ?? "en") as Language,
    theme: (params.get("theme") ?? "system") as Theme,
    readReceipts: "on_open",
    typingSigns: false,
    autoLockMinutes: 15,
    country: "ES",
    timeZone: null,
    hasTray: true,
    isDemo: true,
  };
}

export function stageFrom(params: URLSearchParams, settings: SettingsView): AppView | null {
  switch (params.get("screen")) {
    case "first-run":
      return {
        stage: "firstRun",
        firstRun: { step: (params.get("step") ?? "relay") as FirstRunStep, hasKeyring: !params.has("no-keyring"), relay: null },
        settings,
      };
    case "key-missing":
      return { stage: "keyMissing", reason: (params.get("reason") ?? "key_lost") as KeyMissing, settings };
    case "locked":
      return { stage: "locked", staff: [...colleagues], openAlerts: 1, heldReplies: 2, settings };
    default:
      return null;
  }
}

/** Returns the proof as it stands: everything but the inbound message, or all of it. */
export function proof(hasInbound: boolean, failed: string | null): ProofView {
  const all = ["token", "number", "account_subscription", "app_subscription", "relay", "inbound_message"] as const;
  const checks: CheckView[] = all.map((check) => ({
    check,
    result: check === failed ? "failed" : check === "inbound_message" && !hasInbound ? "waiting" : "passed",
  }));
  return {
    channel: "019a8c1e-0000-7000-8000-00000000c001",
    number: "+34 600 000 640",
    webhookUrl: "https://relay.alameda.example/webhooks/meta",
    checks,
    isConnected: hasInbound && failed === null,
  };
}
