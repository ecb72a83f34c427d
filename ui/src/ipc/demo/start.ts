// What the demo says before the desk is open, and to settings.

import type { SettingsView } from "../bindings/SettingsView";
import { refuse, type Answers, type DemoHost } from "./host";
import { phrase, proof, stageFrom } from "./stages";

type Step = "relay" | "joining" | "recovery_phrase" | "owner" | "whatsapp";

function badges(host: DemoHost) {
  const unread = (side: string) => host.conversations.filter((it) => it.side === side && it.unread > 0).length;
  const openAlerts = host.conversations.flatMap((it) => it.alerts).filter((it) => it.state === "open").length;
  return { clinicalUnread: unread("clinical"), leadsUnread: unread("leads"), openAlerts, connectionOk: !host.params.has("offline") };
}

export function startAnswers(host: DemoHost): Answers {
  let hasInbound = !host.params.has("no-inbound") && host.stage === null;
  let isConnecting = false;
  const step = (to: Step) => {
    if (host.stage?.stage === "firstRun") host.stage = { ...host.stage, firstRun: { ...host.stage.firstRun, step: to } };
    host.tell({ kind: "app" });
    return null;
  };
  const passphrase = (given: unknown, staff?: unknown) => (String(given).length < 12 ? refuse("wrong_passphrase") : host.enter(staff));
  return {
    app_view: () => host.stage ?? { stage: "open", staff: host.who, clinic: "Clínica Alameda", badges: badges(host), settings: host.settings },
    save_settings: ({ settings }) => (host.settings = settings as SettingsView),
    note_activity: () => null,
    raise_test_alert: () => null,
    finish_first_run: () => host.enter(),
    choose_device_passphrase: ({ passphrase }) => (String(passphrase).length < 12 ? refuse("weak_passphrase") : step("relay")),
    pair_relay: ({ pairing }) => {
      if (!String(pairing).startsWith("RCD1-") && !String(pairing).startsWith("http")) refuse("pairing_code_unreadable");
      if (host.params.has("joining")) return step("joining");
      step("recovery_phrase");
      return { relay: "relay.alameda.example", sealedAt: Date.now(), storedAfterMs: 84, openedAfterMs: 131 };
    },
    recovery_phrase: () => phrase,
    confirm_recovery_phrase: ({ positions, words }) => ((positions as number[]).every((at, i) => phrase[at] === (words as string[])[i]) ? step("owner") : refuse("wrong_phrase")),
    create_owner: ({ passphrase }) => (String(passphrase).length < 12 ? refuse("weak_passphrase") : step("whatsapp")),
    connect_whatsapp: () => {
      isConnecting = true;
      setTimeout(() => ((hasInbound = true), host.tell({ kind: "connection" })), 500);
      return proof(false, host.params.get("failed"));
    },
    prove_whatsapp: () => (isConnecting || host.stage === null ? proof(hasInbound, host.params.get("failed")) : null),
    unlock: ({ staff, passphrase: given }) => passphrase(given, staff),
    lock: () => {
      host.stage = stageFrom(new URLSearchParams("screen=locked"), host.settings);
      host.tell({ kind: "app" });
      return null;
    },
    unlock_device: ({ passphrase: given }) => passphrase(given),
    restore_with_phrase: ({ words }) => ((words as string[]).join(" ") === phrase.join(" ") ? host.enter() : refuse("wrong_phrase")),
  };
}
