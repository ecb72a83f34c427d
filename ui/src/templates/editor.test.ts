import { expect, test, vi } from "vitest";
import { channelIds } from "../ipc/demo/channels";
import { demoDesk } from "../testing/demo";
import { EditorState } from "./editor.svelte";
import { TemplatesState } from "./place.svelte";

async function place(query = ""): Promise<TemplatesState> {
  demoDesk(query);
  const templates = new TemplatesState();
  await templates.load();
  return templates;
}

test("templates are grouped by name, one row a language", async () => {
  const templates = await place();
  const reminder = templates.groups.find((it) => it.name === "appointment_reminder");
  expect(reminder?.rows.map((it) => it.language)).toEqual(["es", "pt_PT", "el"]);
  expect(templates.chosen?.name).toBe(templates.groups[0]?.name);
});

test("words, status, category and language narrow the list, and widen again", async () => {
  const templates = await place();
  templates.query = "CITA";
  expect(templates.groups.map((it) => it.name)).toEqual(["appointment_reminder"]);
  templates.widen();
  templates.status = "rejected";
  expect(templates.found.map((it) => it.name)).toEqual(["payment_notice"]);
  templates.category = "marketing";
  expect(templates.found).toEqual([]);
  expect(templates.chosen).toBeNull();
  templates.widen();
  expect(templates.isNarrowed).toBe(false);
});

test("each account has its own templates", async () => {
  const templates = await place();
  templates.chooseAccount(templates.view?.accounts[1]?.channel ?? "");
  expect(templates.rows).toEqual([]);
});

test("the arrows walk through every language of every name", async () => {
  const templates = await place();
  expect(templates.step(-1)).toBeNull();
  expect(templates.step(1)?.name).toBe("appointment_reminder");
  expect(templates.step(1)?.language).toBe("pt_PT");
});

test("what is empty is told only after trying to save, and nothing is asked of Meta", async () => {
  const templates = await place();
  templates.create("es");
  const editor = templates.editor as EditorState;
  await editor.check();
  expect(editor.problems.length).toBeGreaterThan(0);
  expect(editor.at("name")).toEqual([]);
  await templates.save();
  expect(editor.at("name").map((it) => it.problem)).toEqual(["missing"]);
  expect(templates.editor).toBe(editor);
});

test("a template is written, taken by Meta and in view", async () => {
  const templates = await place();
  templates.create("es");
  const editor = templates.editor as EditorState;
  editor.draft.name = "cita_nueva";
  editor.draft.body = "Hola {{1}}, tenemos una oferta.";
  editor.draft.examples["1"] = "Ana";
  expect(editor.isChanged).toBe(true);
  await templates.save();
  expect(templates.editor).toBeNull();
  expect([templates.chosen?.name, templates.chosen?.status]).toEqual(["cita_nueva", "pending"]);
  expect(templates.outcome).toMatchObject({ kind: "taken", asked: "utility", answer: { category: "marketing" } });
});

test("Meta's refusal stays beside what was written", async () => {
  const templates = await place();
  templates.create("es");
  const editor = templates.editor as EditorState;
  editor.draft.name = "no_se_puede";
  editor.draft.body = "Medicamentos a buen precio.";
  await templates.save();
  expect(templates.editor).toBe(editor);
  expect(editor.answer).toMatchObject({ isTaken: false, code: 2388072 });
  expect(editor.draft.body).toBe("Medicamentos a buen precio.");
});

test("without Meta the draft stays, with what to do", async () => {
  const templates = await place("offline");
  await templates.sync();
  expect(templates.error?.code).toBe("meta_unreachable");
  expect(templates.rows.length).toBeGreaterThan(0);
  templates.create("es");
  const editor = templates.editor as EditorState;
  editor.draft.name = "cita_nueva";
  editor.draft.body = "Hola.";
  await templates.save();
  expect(editor.error?.code).toBe("meta_unreachable");
});

test("a rejected template is changed under its own name", async () => {
  const templates = await place();
  const row = templates.rows.find((it) => it.status === "rejected");
  if (!row) throw new Error("no rejected template");
  templates.edit(row);
  const editor = templates.editor as EditorState;
  expect([editor.isNamed, editor.isCategoryFixed]).toEqual([true, false]);
  editor.draft.body = "Olá {{1}}, a fatura de {{2}} está pronta.";
  expect(row.draft.body).not.toBe(editor.draft.body);
  await templates.save();
  expect(templates.rows.find((it) => it.id === row.id)?.status).toBe("pending");
});

test("beginning again keeps what is being written", async () => {
  const templates = await place();
  templates.create("es");
  const editor = templates.editor;
  templates.create("el");
  expect(templates.editor).toBe(editor);
});

test("another language takes the words over and asks for the language", async () => {
  const templates = await place();
  const row = templates.rows[0];
  if (!row) throw new Error("no template");
  templates.translate(row);
  expect(templates.editor?.draft).toMatchObject({ name: row.name, language: "", body: row.draft.body });
});

test("deleting one language leaves the others, deleting all leaves none", async () => {
  const templates = await place();
  const rows = () => templates.rows.filter((it) => it.name === "appointment_reminder");
  const [first] = rows();
  if (!first) throw new Error("no template");
  expect(await templates.remove(first, true)).toBe(true);
  expect(rows().length).toBe(2);
  await templates.remove(rows()[0] ?? first, false);
  expect(rows()).toEqual([]);
});

test("cards share file and buttons, come back after a change of mind, and keep their examples in place", async () => {
  await place();
  const editor = new EditorState(channelIds.whatsapp, { language: "es" });
  editor.chooseShape(true);
  editor.addCard();
  editor.addButton(0, "url");
  expect(editor.draft.cards.map((it) => it.buttons.map((button) => button.button))).toEqual(Array(3).fill(["quick_reply", "url"]));
  await editor.chooseExample("card2", new File(["x"], "third.jpg", { type: "image/jpeg" }));
  editor.removeCard(1);
  expect(editor.staged.card1?.media.name).toBe("third.jpg");
  expect(editor.draft.cards[1]?.header).toEqual({ header: "image", example: editor.staged.card1?.media.id });
  editor.removeCard(1);
  expect(editor.draft.cards.length).toBe(2);
  editor.chooseShape(false);
  expect(editor.isCarousel).toBe(false);
  editor.chooseShape(true);
  expect(editor.draft.cards.length).toBe(2);
  editor.stop();
});

test("an example that Meta does not take is not used", async () => {
  await place();
  const editor = new EditorState(channelIds.whatsapp, { language: "es" });
  editor.chooseHeader("image");
  await editor.chooseExample("header", new File(["x"], "moving.gif", { type: "image/gif" }));
  expect(editor.staged.header?.problem).toBe("type");
  expect(editor.draft.header).toEqual({ header: "image", example: null });
  editor.stop();
});

test("only the last check counts, however long an earlier one takes", async () => {
  vi.useFakeTimers();
  await place();
  const editor = new EditorState(channelIds.whatsapp, { language: "es" });
  editor.draft.body = "{{1}}";
  editor.checkSoon();
  await vi.advanceTimersByTimeAsync(100);
  editor.draft.body = "Hola {{1}} ya.";
  editor.checkSoon();
  await vi.advanceTimersByTimeAsync(260);
  expect(editor.at("body")).toEqual([]);
  editor.stop();
  vi.useRealTimers();
});
