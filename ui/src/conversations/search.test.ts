import { expect, test } from "vitest";
import { demoDesk } from "../testing/demo";
import { SearchState } from "./search.svelte";

test("messages are found newest first with their matched letters", async () => {
  demoDesk();
  const search = new SearchState();
  await search.ask("thursday");
  const hits = search.view?.messages ?? [];
  expect(hits.length).toBeGreaterThan(3);
  for (const hit of hits) {
    for (const [start, end] of hit.matches) expect(hit.snippet.slice(start, end).toLowerCase()).toBe("thursday");
  }
  const times = hits.map((hit) => hit.at);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

test("an emptied field shows nothing found and asks nothing", async () => {
  demoDesk();
  const search = new SearchState();
  await search.ask("maria");
  expect(search.view?.contacts.map((it) => it.name)).toContain("Maria K.");
  await search.ask("  ");
  expect(search.view).toBeNull();
  expect(search.isOpen).toBe(true);
  search.close();
  expect(search.isOpen).toBe(false);
});
