import { expect, test } from "vitest";
import { demoDesk } from "../testing/demo";
import { InterestState } from "./interest.svelte";

async function shown(query = "") {
  demoDesk(query);
  const interest = new InterestState();
  await interest.load();
  return interest;
}

const names = (interest: InterestState) => interest.lines.map((it) => it.name);

test("the most urgent stands first, and each row finds its mark", async () => {
  const interest = await shown();
  expect(names(interest).slice(0, 2)).toEqual(["Nadia K.", "Rui T."]);
  expect(interest.count).toBe(2);
  const first = interest.lines[0];
  expect(first && interest.marks.get(first.conversation)?.urgency).toBe("today");
});

test("what is called not urgent loses its mark", async () => {
  const interest = await shown();
  const first = interest.lines[0];
  if (!first) throw new Error("nobody is ranked");
  await interest.dismiss(first.side, first.conversation);
  expect(interest.marks.has(first.conversation)).toBe(false);
  expect(names(interest)).not.toContain(first.name);
});

test("who has an open flag stands first and has no mark", async () => {
  const interest = await shown("lead-flag");
  expect(names(interest)[0]).toBe("Rui T.");
  expect(interest.view?.needsPerson).toHaveLength(1);
  const flagged = interest.view?.needsPerson[0];
  expect(flagged && interest.marks.has(flagged.lead.conversation)).toBe(false);
});

test("the keys go through the ranking in its order", async () => {
  const interest = await shown();
  const [first, second] = interest.lines;
  expect(interest.neighbour(null, 1)).toBe(first);
  expect(interest.neighbour(first?.conversation ?? null, 1)).toBe(second);
  expect(interest.neighbour(first?.conversation ?? null, -1)).toBeNull();
});
