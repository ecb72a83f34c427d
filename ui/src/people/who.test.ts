// Who is who, against the demo host: said, shown, taken back; moved with everything.

import { expect, test } from "vitest";
import { demoDesk } from "../testing/demo";
import { WhoState } from "./who.svelte";

test("two are one person until it is taken back", async () => {
  const desk = demoDesk();
  const person = new WhoState("clinical", desk.idOf("Maria K."));
  await person.load();
  expect(person.card?.parts).toHaveLength(1);
  const [other] = (await (await import("../ipc/commands")).searchPeople("clinical", "João")).people;
  if (!other) throw new Error("nobody was found");
  person.dialog = "same";
  expect(await person.same(other)).toBe(true);
  expect(person.dialog).toBeNull();
  expect(person.card?.parts).toHaveLength(2);
  expect(person.undo?.kind).toBe("same_person");
  await person.takeBack(person.undo?.act ?? "");
  expect(person.card?.parts).toHaveLength(1);
  expect(person.undo).toBeNull();
});

test("a suggestion does nothing by itself and can be waved away", async () => {
  const desk = demoDesk("suggest");
  const person = new WhoState("clinical", desk.idOf("Maria K."));
  await person.load();
  const first = person.card?.suggestions[0];
  if (!first) throw new Error("nobody is suggested");
  expect(person.card?.parts).toHaveLength(1);
  await person.keepApart(first.part);
  expect(person.card?.suggestions[0]?.part.identity).not.toBe(first.part.identity);
  expect(person.undo?.kind).toBe("kept_apart");
});

test("a patient is not converted, and a lead moves with its conversation", async () => {
  const desk = demoDesk();
  const patient = new WhoState("clinical", desk.idOf("Maria K."));
  await patient.load();
  expect(patient.card?.canConvert).toBe(false);
  const lead = desk.host.conversations.find((it) => it.side === "leads");
  if (!lead) throw new Error("there is no lead");
  const person = new WhoState("leads", lead.id);
  await person.load();
  expect(person.card?.canConvert).toBe(true);
  const preview = await person.preview("clinical");
  expect(preview.messages).toBe(lead.messages.length);
  expect(await person.move("clinical", null)).toEqual({ side: "clinical", conversation: lead.id });
});

test("what could not be done says why, and nothing is offered to be taken back", async () => {
  const desk = demoDesk();
  const person = new WhoState("clinical", desk.idOf("Maria K."));
  await person.load();
  const part = person.card?.parts[0];
  if (!part) throw new Error("nobody");
  expect(await person.split({ ...part, identity: "nobody" })).toBe(false);
  expect(person.error?.code).toBe("not_found");
  expect(person.justSaid).toBeNull();
});

test("an address is taken out, and given back", async () => {
  const desk = demoDesk();
  const person = new WhoState("clinical", desk.idOf("Maria K."));
  await person.load();
  const address = person.addresses.find((it) => it.canGo);
  if (!address) throw new Error("nothing can go");
  const preview = await person.previewOut(address);
  expect(preview.along).toHaveLength(1);
  person.dialog = "address";
  expect(await person.takeOut(address)).toBe(true);
  expect(person.dialog).toBeNull();
  expect(person.undo?.kind).toBe("address_out");
  await person.takeBack(person.undo?.act ?? "");
  expect(person.undo).toBeNull();
});
