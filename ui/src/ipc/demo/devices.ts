// What the demo says about the clinic's computers. `?newcomer` has one ask, `?removed` shows this one removed, `?removed=silent` by nobody knows whom.

import type { DevicesView } from "../bindings/DevicesView";
import type { JoiningView } from "../bindings/JoiningView";
import { refuse, type Answers, type DemoHost } from "./host";

const CODE = "4821 7305";
const id = (end: string) => `019a8c1e-0000-7000-8000-0000000000d${end}`;

export function devicesAnswers(host: DemoHost): Answers {
  const now = Date.now();
  let devices: DevicesView["devices"] = [
    { id: id("1"), name: "Reception", isThis: true, letInAt: now - 40 * 86_400_000, lastSeenAt: now - 4_000 },
    { id: id("2"), name: "Dr. Vidal’s room", isThis: false, letInAt: now - 12 * 86_400_000, lastSeenAt: now - 19 * 3_600_000 },
  ];
  let newcomers: DevicesView["newcomers"] = host.params.has("newcomer")
    ? [{ id: id("3"), name: "Room 2", askedAt: now - 60_000, state: host.params.get("newcomer") === "broken" ? "broken" : "compare", code: host.params.get("newcomer") === "broken" ? null : CODE }]
    : [];
  let joining: JoiningView | null = { relay: "relay.alameda.example", state: (host.params.get("joining") ?? "compare") as JoiningView["state"], code: host.params.get("joining") === "asking" ? null : CODE };
  let isOut = host.params.has("removed");
  let isComingBack = false;
  const comesBack = (pairing: unknown) => {
    if (!String(pairing).startsWith("RCD1-")) refuse("pairing_code_unreadable");
    isComingBack = true;
    host.tell({ kind: "app" });
    return null;
  };
  const told = () => {
    host.tell({ kind: "connection" });
    return null;
  };
  return {
    ...(isOut && { pair_relay: ({ pairing }) => comesBack(pairing) }),
    run_self_test: () => told(),
    devices_view: (): DevicesView => ({ devices, newcomers, canManage: host.params.get("role") !== "assistant", isRemoved: isOut, removal: isOut ? { by: host.params.get("removed") === "silent" ? null : "Ana Reis", at: now - 25 * 60_000 } : null, isCurrent: !host.params.has("offline"), notesRefused: Number(host.params.get("refused") ?? 0) }),
    let_in: ({ device, code }) => {
      const asking = newcomers.find((it) => it.id === device && it.code === code) ?? refuse("code_changed");
      newcomers = newcomers.filter((it) => it !== asking);
      devices = [...devices, { id: asking.id, name: asking.name, isThis: false, letInAt: Date.now(), lastSeenAt: null }];
      return told();
    },
    turn_away: ({ device }) => {
      newcomers = newcomers.filter((it) => it.id !== device);
      return told();
    },
    rename_device: ({ device, name }) => {
      devices = devices.map((it) => (it.id === device ? { ...it, name: String(name) } : it));
      return told();
    },
    remove_device: ({ device }) => {
      devices = devices.filter((it) => it.id !== device);
      return told();
    },
    joining_view: () => (isComingBack || (host.stage?.stage === "firstRun" && host.stage.firstRun.step === "joining") ? joining : null),
    confirm_joining: ({ code }) => {
      if (!joining || code !== joining.code) refuse("code_changed");
      else joining = { ...joining, state: "confirmed" };
      if (isComingBack) isOut = isComingBack = false;
      return null;
    },
    give_up_joining: () => {
      if (isComingBack) isComingBack = false;
      else joining = null;
      if (host.stage?.stage === "firstRun") host.stage = { ...host.stage, firstRun: { ...host.stage.firstRun, step: "relay" } };
      host.tell({ kind: "app" });
      return null;
    },
  };
}
