import { expect, test } from "vitest";
import type { StagedView } from "../ipc/bindings/StagedView";
import type { TemplateView } from "../ipc/bindings/TemplateView";
import { fileOf } from "../ipc/demo/media";
import { demoDesk } from "../testing/demo";
import { cardOf, fileSlots, filledLength, fits, readCoordinates, valueFault } from "./filling";
import { PickerState } from "./picker.svelte";

const picture = () => new File(["x"], "flyer.jpg", { type: "image/jpeg" });

async function chosen(name: string): Promise<PickerState> {
  const { idOf } = demoDesk();
  const picker = new PickerState("clinical", idOf("Eleni D."));
  await picker.load();
  const template = picker.templates?.find((it) => it.name === name);
  if (template) picker.choose(template);
  return picker;
}

test("files are wanted for the header, then for the cards in order", () => {
  const template = { headerMedia: "document", cards: [{ media: "image" }, { media: "video" }] } as unknown as TemplateView;
  expect(fileSlots(template)).toEqual([
    { where: "header", kind: "document" },
    { where: "card0", kind: "image" },
    { where: "card1", kind: "video" },
  ]);
});

test("no braces, line breaks or long gaps can leave in a value", () => {
  expect(["{{1}}", "a {{", "}} b"].map(valueFault)).toEqual(["braces", "braces", "braces"]);
  expect(["a\nb", "a\tb", "a     b"].map(valueFault)).toEqual(["lines", "lines", "lines"]);
  expect(["Ana", "a    b", "{x}", " Ana\n"].map(valueFault)).toEqual([null, null, null, null]);
});

test("coordinates are read as maps show them, and only if they are on the earth", () => {
  expect(readCoordinates("38.7167, -9.1333")).toEqual({ latitudeE7: 387167000, longitudeE7: -91333000 });
  expect(readCoordinates("91, 0")).toBeNull();
  expect(readCoordinates("0; 180")).toEqual({ latitudeE7: 0, longitudeE7: 1_800_000_000 });
  expect(readCoordinates("38,7167 -9,1333")).toBeNull();
});

test("the length counts values, and nothing for what is not filled in", () => {
  const template = { body: "Hola {{1}}, el {{2}}." } as TemplateView;
  expect(filledLength(template, { "1": "Ana" })).toBe("Hola Ana, el .".length);
});

test("a file of another kind does not fit", () => {
  const staged = (problem: StagedView["problem"]): StagedView => ({ media: fileOf("image"), problem, limitBytes: 5 });
  expect(fits({ where: "header", kind: "image" }, staged(null))).toBe(true);
  expect(fits({ where: "header", kind: "video" }, staged(null))).toBe(false);
  expect(fits({ where: "header", kind: "image" }, staged("size"))).toBe(false);
  expect(fits({ where: "header", kind: "image" }, undefined)).toBe(false);
});

test("a template with a picture and a code waits for both", async () => {
  const picker = await chosen("autumn_workshop");
  expect(picker.missing).toEqual(["1", "button1.code", "header"]);
  picker.values["1"] = "Lucía";
  picker.values["button1.code"] = "OTONO10";
  expect(picker.missing).toEqual(["header"]);
  await picker.chooseFile("header", picture());
  expect(picker.maySend).toBe(true);
  expect(await picker.send()).toBe(true);
  expect(picker.files).toEqual({});
});

test("a value with braces keeps it here", async () => {
  const picker = await chosen("form_before_a_visit");
  picker.values["1"] = "{{1}}";
  expect([picker.missing, picker.refused, picker.maySend]).toEqual([[], ["1"], false]);
  expect(await picker.send()).toBe(false);
  picker.values["1"] = "x".repeat(1100);
  expect(picker.maySend).toBe(false);
});

test("a place is wanted and read", async () => {
  const picker = await chosen("find_us");
  picker.values["1"] = "John";
  expect(picker.missing).toEqual(["place"]);
  picker.place.coordinates = "38.7167, -9.1333";
  expect(picker.maySend).toBe(true);
});

test("choosing another template lets its files go", async () => {
  const picker = await chosen("our_groups");
  await picker.chooseFile("card1", picture());
  expect(Object.keys(picker.files)).toEqual(["card1"]);
  const other = picker.templates?.[0];
  if (other) picker.choose(other);
  expect(picker.files).toEqual({});
});

test("files and variables of a card stand with their card", () => {
  expect(["1", "header", "button0.1", "card0", "card0.name", "card12.button1.1", "card name"].map(cardOf)).toEqual([null, null, null, 0, 0, 12, null]);
});

test("marketing cannot be sent to somebody who stopped it", async () => {
  const picker = await chosen("shall_we_keep_in_touch");
  expect(picker.maySend).toBe(true);
  picker.templates = (picker.templates ?? []).map((it) => ({ ...it, stoppedSince: it.category === "marketing" ? 1 : null }));
  expect(picker.chosen?.stoppedSince).toBe(1);
  expect(picker.maySend).toBe(false);
});
