import { expect, test } from "vitest";
import type { TemplateView } from "../ipc/bindings/TemplateView";
import { demoDesk } from "../testing/demo";
import { PickerState } from "./picker.svelte";
import { fillIn, missingValues, readableName } from "./preview";

test("values take their places, an empty one keeps its name", () => {
  const pieces = fillIn("Hola {{name}}, el {{day}}.", { name: "Lucía", day: " " });
  expect(pieces.map((it) => it.text).join("")).toBe("Hola Lucía, el day.");
  expect(pieces.filter((it) => it.key).map((it) => [it.key, it.isFilled])).toEqual([["name", true], ["day", false]]);
});

test("a place has its own values", () => {
  const values = { "header.1": "Alameda", "1": "Ana" };
  expect(fillIn("{{1}}", values, "header.")[0]?.text).toBe("Alameda");
  expect(fillIn("{{ 1 }}", values)[0]?.text).toBe("Ana");
  expect(fillIn("a {b} {{", {}).map((it) => it.text)).toEqual(["a {b} {{"]);
});

test("missing values are those that are blank", () => {
  const template = { variables: [{ key: "1", example: null }, { key: "2", example: null }] } as unknown as TemplateView;
  expect(missingValues(template, { "1": "x", "2": "  " })).toEqual(["2"]);
});

test("a template's name is made readable", () => {
  expect(readableName("appointment_reminder")).toBe("Appointment reminder");
});

test("a template goes out only when every value is there", async () => {
  const { host, idOf } = demoDesk();
  const picker = new PickerState("clinical", idOf("Eleni D."));
  await picker.load();
  expect(picker.chosen?.name).toBe("appointment_offered");
  picker.values["1"] = "Ελένη";
  expect(await picker.send()).toBe(false);
  picker.values["2"] = "Πέμπτη, 17:00";
  expect(picker.missing).toEqual([]);
  expect(await picker.send()).toBe(true);
  const last = host.conversations.find((it) => it.name === "Eleni D.")?.messages.at(-1);
  expect(last?.text).toContain("Ελένη, κρατάμε για εσάς την ώρα Πέμπτη, 17:00");
});

test("choosing another template clears the values, searching narrows the list", async () => {
  const { idOf } = demoDesk();
  const picker = new PickerState("clinical", idOf("Eleni D."));
  await picker.load();
  picker.values["1"] = "Ελένη";
  const second = picker.templates?.[1];
  if (second) picker.choose(second);
  expect(picker.values).toEqual({});
  picker.query = "form before";
  expect(picker.found.map((it) => it.name)).toEqual(["form_before_a_visit"]);
});
