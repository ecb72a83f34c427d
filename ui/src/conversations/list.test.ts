import { beforeEach, expect, test } from "vitest";
import type { ListView } from "../ipc/bindings/ListView";
import { reception } from "../ipc/demo/channels";
import { useHost } from "../ipc/host";
import { demoDesk } from "../testing/demo";
import { ListState, PAGE_ROWS } from "./list.svelte";
import { ROW_HEIGHT, visibleRows } from "./visible";

beforeEach(() => void demoDesk("extra=400"));

test("rows come newest first and only from their own side", async () => {
  const list = new ListState("clinical");
  await list.load();
  expect(list.rows.length).toBe(PAGE_ROWS);
  expect(list.rows.every((row) => row.isPatient)).toBe(true);
  const times = list.rows.map((row) => row.lastAt);
  expect(times).toEqual([...times].sort((a, b) => b - a));
});

test("a tab shows what it counts", async () => {
  const list = new ListState("clinical");
  await list.showTab("risk");
  expect(list.rows.map((row) => row.name)).toEqual(["Maria K.", "Dimitra A."]);
  expect(list.view?.risk).toBe(2);
  await list.showTab("ending_soon");
  expect(list.rows.every((row) => row.window.state === "soon" || row.window.state === "last")).toBe(true);
  expect(list.rows.length).toBe(list.view?.endingSoon);
});

test("a channel chosen twice shows all again", async () => {
  const list = new ListState("clinical");
  await list.showChannel(reception);
  expect(list.rows.every((row) => row.channelId === reception)).toBe(true);
  await list.showChannel(reception);
  expect(list.rows.length).toBe(PAGE_ROWS);
});

test("more rows are asked for near the end, and not beyond it", async () => {
  const list = new ListState("clinical");
  await list.load();
  await list.loadMore();
  expect(list.rows.length).toBe(2 * PAGE_ROWS);
  await list.loadMore();
  await list.loadMore();
  expect(list.view?.hasMore).toBe(false);
});

test("an answer overtaken by a later question is dropped", async () => {
  const answers: ((view: ListView) => void)[] = [];
  useHost({ ask: <Answer>() => new Promise<Answer>((give) => answers.push(give as (view: ListView) => void)), onChange: async () => () => {}, mediaUrl: () => "" });
  const list = new ListState("clinical");
  const first = list.showTab("unread");
  const second = list.showTab("all");
  await Promise.resolve();
  await Promise.resolve();
  const empty = { rows: [], hasMore: false, all: 0, mine: 0, unassigned: 0, unread: 0, endingSoon: 0, risk: 0, snoozed: 0 };
  answers[1]?.({ ...empty, unread: 2 });
  answers[0]?.({ ...empty, unread: 1 });
  await Promise.all([first, second]);
  expect(list.view?.unread).toBe(2);
});

test("a refused list says so and keeps nothing half loaded", async () => {
  useHost({ ask: () => Promise.reject({ code: "locked", detail: null }), onChange: async () => () => {}, mediaUrl: () => "" });
  const list = new ListState("clinical");
  await list.load();
  expect(list.error?.code).toBe("locked");
  expect(list.rows).toEqual([]);
});

test("the neighbour keys walk the rows and stop at the ends", async () => {
  const list = new ListState("leads");
  await list.load();
  const ids = list.rows.map((row) => row.conversation);
  expect(list.neighbour(1)).toBe(ids[0]);
  list.chosen = ids[1] ?? null;
  expect(list.neighbour(1)).toBe(ids[2]);
  expect(list.neighbour(-1)).toBe(ids[0]);
  list.chosen = ids.at(-1) ?? null;
  expect(list.neighbour(1)).toBeNull();
});

test("only the rows in view are drawn, however long the list", () => {
  const shown = visibleRows(50_000 * ROW_HEIGHT, 680, 100_000);
  expect(shown.first).toBeLessThanOrEqual(50_000);
  expect(shown.end).toBeGreaterThanOrEqual(50_010);
  expect(shown.end - shown.first).toBeLessThan(30);
  expect(visibleRows(0, 680, 3)).toEqual({ first: 0, end: 3 });
  expect(visibleRows(9_000, 680, 0)).toEqual({ first: 0, end: 0 });
});
