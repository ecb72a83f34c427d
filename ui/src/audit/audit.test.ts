import { expect, test } from "vitest";
import type { AuditEntryView } from "../ipc/bindings/AuditEntryView";
import { ana } from "../ipc/demo/stages";
import { useHost } from "../ipc/host";
import { demoDesk } from "../testing/demo";
import { texts } from "../text/words.svelte";
import { AuditState, dayStart } from "./audit.svelte";
import { actSentence, callSentence, fit, hasWorked, misfitSentence, subjectName } from "./sentences";

async function audit(query = "") {
  const desk = demoDesk(query);
  const state = new AuditState();
  await state.load();
  return { state, ...desk };
}

const act = (part: Partial<Extract<AuditEntryView, { entry: "act" }>>): Extract<AuditEntryView, { entry: "act" }> => ({
  entry: "act", id: 1, at: 0, staff: ana.id, staffName: ana.name, act: "session.signed_in", subject: null, result: "", named: [], ...part,
});
const call = (result: string): Extract<AuditEntryView, { entry: "call" }> => ({ entry: "call", id: 1, at: 0, method: "POST", endpoint: "{id}/messages", result, latencyMs: 212 });

test("an entry is a sentence, also one this version does not know", () => {
  const say = texts.en.audit;
  expect(actSentence(act({ act: "thread.read", staffName: "Dr. Vidal" }), say)).toBe("Dr. Vidal read a clinical conversation");
  const instagram = { kind: "channel", id: "x", shown: "Instagram" } as const;
  expect(actSentence(act({ act: "channel.switched_off", subject: instagram }), say)).toBe("Ana Ribeiro switched Instagram off");
  expect(actSentence(act({ act: "settings.changed", named: ["theme", "new_thing"] }), say)).toBe("Ana Ribeiro changed settings: theme, new thing");
  expect(actSentence(act({ act: "identity.merged_by_hand", staffName: "" }), say)).toBe("Recado: identity merged by hand");
});

test("a call says what, how it ended and how long it took", () => {
  expect(callSentence(call("200"), "en", texts.en.audit)).toBe("Graph: send message, 200, 212 ms");
  expect(callSentence(call("400 131047"), "en", texts.en.audit)).toBe("Graph: send message, 400 (Meta 131047), 212 ms");
  expect(callSentence(call("outcome_unknown"), "en", texts.en.audit)).toBe("Graph: send message, no answer, 212 ms");
  expect(["200", "400 131047", "cut_off"].map((result) => hasWorked(call(result)))).toEqual([true, false, false]);
});

test("whoever is gone is called by the end of their id", () => {
  expect(subjectName({ kind: "conversation", id: "019a8c1e-0000-7000-8000-0000004f81c2", shown: null }, texts.en.audit)).toBe("conversation 4f81c2");
});

test("it is narrowed, page by page, and shown whole again", async () => {
  const { state, idOf } = await audit();
  expect(state.entries).toHaveLength(100);
  await state.more();
  expect(state.entries).toHaveLength(200);
  expect(new Set(state.entries?.map((it) => it.id)).size).toBe(200);
  await state.narrow({ subject: { id: idOf("Maria K."), name: "Maria K." } });
  expect(state.entries?.every((it) => it.entry === "act" && it.subject?.id === idOf("Maria K."))).toBe(true);
  await state.narrow({ kind: "reading" });
  expect(state.entries?.every((it) => it.entry === "act" && it.act === "thread.read")).toBe(true);
  await state.clear();
  expect(state.isNarrowed).toBe(false);
  expect(state.entries).toHaveLength(100);
});

test("calls are nobody's: choosing them drops the person, and a person drops them", async () => {
  const { state } = await audit();
  await state.narrow({ staff: ana.id });
  await state.narrow({ kind: "calls" });
  expect(state.filters).toMatchObject({ kind: "calls", staff: null, subject: null });
  expect(state.entries?.every((it) => it.entry === "call")).toBe(true);
  await state.narrow({ staff: ana.id });
  expect(state.filters).toMatchObject({ kind: null, staff: ana.id });
});

test("days are whole days where the window is", () => {
  expect(dayStart("2026-11-26")).toBe(new Date(2026, 10, 26).getTime());
  expect(dayStart("2026-11-30", 1)).toBe(new Date(2026, 11, 1).getTime());
  expect(dayStart("")).toBeNull();
});

test("verifying says what it found", async () => {
  const { state } = await audit("audit-broken");
  await state.verify();
  expect(state.check?.fault).toMatchObject({ log: "acts", entry: 1279 });
  expect(state.isVerifying).toBe(false);
});

test("a broken audit is closed with a reason; what did not fit stays marked, and who decided stays named", async () => {
  const { state } = await audit("audit-broken");
  const broken = act({ id: 1279 });
  expect(fit(broken, state.check)).toBe("broken");
  expect(fit(act({ id: 1282 }), state.check)).toBe("broken");
  expect(fit(act({ id: 1280 }), state.check)).toBe("whole");
  expect(fit({ ...call("200"), id: 1279 }, state.check)).toBe("whole");
  state.askToClose();
  await state.beginAnew("A copy was put back");
  expect(state.isClosing).toBe(false);
  expect(state.check?.fault).toBeNull();
  expect(state.check?.breaks[0]).toMatchObject({ entry: 1285, by: ana.name, reason: "A copy was put back" });
  expect(fit(broken, state.check)).toBe("accepted");
  expect(state.entries?.[0]).toMatchObject({ id: 1285, act: "audit.begun_anew" });
  // The number that was cut off is that of the entry which begins anew.
  expect(fit(act({ id: 1285 }), state.check)).toBe("whole");
});

test("where something else is wrong by now nothing is closed, and the question stays", async () => {
  const { state } = await audit("audit-broken");
  const now = state.check;
  useHost({ ask: <Answer>() => Promise.resolve({ ...now, mark: "another" } as Answer), onChange: async () => () => {}, mediaUrl: () => "" });
  state.askToClose();
  await state.beginAnew("A copy was put back");
  expect(state.isClosing).toBe(true);
  expect(state.isOtherwise).toBe(true);
  expect(state.check?.mark).toBe("another");
});

test("entries that do not fit are named in a line", () => {
  const say = texts.en.audit;
  const misfit = { log: "acts", from: 3, through: 5, fault: "foreign" } as const;
  expect(misfitSentence(misfit, say)).toBe("Entries 3 to 5: not written by this computer");
  expect(misfitSentence({ ...misfit, log: "calls", through: 3 }, say)).toBe("Call 3: not written by this computer");
});
