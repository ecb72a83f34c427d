import { expect, test } from "vitest";
import type { Side } from "../ipc/bindings/Side";
import { demoDesk } from "../testing/demo";
import { PersonState } from "./person.svelte";
import { RegisterState } from "./register.svelte";

async function personOf(name: string, side: Side) {
  const { host, idOf } = demoDesk();
  const person = new PersonState();
  await person.belongTo(side, idOf(name));
  return { host, person, id: idOf(name), idOf };
}

test("a name by hand is shown and the told one stays in view", async () => {
  const { person } = await personOf("João P.", "clinical");
  expect(person.view?.toldName).toBeNull();
  await person.saveRecord({ givenName: "João Pires", bornOn: "", number: "", language: "" });
  expect(person.view).toMatchObject({ name: "João Pires", toldName: "João P." });
});

test("a label comes and goes, and the last act is taken back", async () => {
  const { person } = await personOf("João P.", "clinical");
  const label = person.labels[0];
  if (!label) throw new Error("no label");
  const before = person.view?.labels.length ?? 0;
  await person.setLabel(label.id, false);
  expect(person.view?.labels).toHaveLength(before - 1);
  expect(person.undo?.what).toBe("label_removed");
  await person.takeBack();
  expect(person.view?.labels).toHaveLength(before);
  expect(person.undo).toBeNull();
});

test("a note stands in its own thread only, and is never a message", async () => {
  const { host, person, id, idOf } = await personOf("João P.", "clinical");
  const messages = host.find(id).messages.length;
  person.isNoting = true;
  person.noteDraft = "  Prefers mornings ";
  expect(await person.keepNote()).toBe(true);
  expect(person.isNoting).toBe(false);
  expect(person.notesIn(id).at(-1)?.text).toBe("Prefers mornings");
  expect(person.notesIn(idOf("Maria K."))).toEqual([]);
  expect(host.find(id).messages).toHaveLength(messages);
});

test("an empty note is not kept, and a removed one comes back", async () => {
  const { person } = await personOf("João P.", "clinical");
  person.noteDraft = "   ";
  expect(await person.keepNote()).toBe(false);
  const first = person.view?.notes[0];
  if (!first) throw new Error("no note");
  await person.removeNote(first.id);
  expect(person.view?.notes.some((it) => it.id === first.id)).toBe(false);
  await person.takeBack();
  expect(person.view?.notes.some((it) => it.id === first.id)).toBe(true);
});

test("what is written about one person does not follow to the next", async () => {
  const { person, idOf } = await personOf("João P.", "clinical");
  person.isNoting = true;
  person.noteDraft = "half a thought";
  await person.belongTo("clinical", idOf("Maria K."));
  expect([person.isNoting, person.noteDraft]).toEqual([false, ""]);
  expect(person.view?.name).toBe("Maria K.");
});

test("a lead is lost for a reason and the move is taken back", async () => {
  const { person } = await personOf("Carla S.", "leads");
  expect(person.view?.lead?.status).toBe("contacted");
  await person.move("lost", "price");
  expect(person.view?.lead).toMatchObject({ status: "lost", lostReason: "price" });
  await person.takeBack();
  expect(person.view?.lead?.status).toBe("contacted");
  expect(await person.move("new", null)).toBe(false);
  expect(person.error?.code).toBe("invalid_input");
});

test("a file is checked before it is taken in, and twice is nothing new", async () => {
  demoDesk();
  const register = new RegisterState();
  await register.choose(new File(["Nome;Telefone"], "patients.csv"));
  expect(register.hasPhone).toBe(true);
  await register.check();
  expect(register.report?.isDone).toBe(false);
  expect(register.willChange).toBe(1231);
  await register.run();
  expect(register.report?.isDone).toBe(true);
  await register.check();
  expect(register.willChange).toBe(0);
});

test("a field stands for one column, and a change asks for a new check", async () => {
  demoDesk();
  const register = new RegisterState();
  await register.choose(new File(["Nome;Telefone"], "patients.csv"));
  await register.check();
  register.hold(0, "phone");
  expect(register.mapping.filter((it) => it === "phone")).toHaveLength(1);
  expect(register.report).toBeNull();
  register.hold(0, null);
  expect(register.hasPhone).toBe(false);
});
