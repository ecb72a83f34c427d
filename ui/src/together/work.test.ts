import { expect, test } from "vitest";
import { ListState } from "../conversations/list.svelte";
import { demoDesk } from "../testing/demo";
import { ThreadState } from "../thread/thread.svelte";
import { WorkState } from "./work.svelte";

async function desk() {
  const demo = demoDesk();
  const lists = { clinical: new ListState("clinical"), leads: new ListState("leads") };
  const threads = { clinical: new ThreadState(), leads: new ThreadState() };
  const open = async (side: "clinical" | "leads", conversation: string) => {
    lists[side].chosen = conversation;
    await threads[side].open(side, conversation);
  };
  await lists.clinical.load();
  const work = new WorkState({ side: "clinical", lists, threads, open });
  const target = (name: string) => ({ side: "clinical" as const, conversation: demo.idOf(name) });
  return { ...demo, list: lists.clinical, thread: threads.clinical, open, work, target };
}

test("what is resolved leaves the list at once, the next one opens, and undo brings both back", async () => {
  const { list, thread, open, work, target, idOf } = await desk();
  const names = list.rows.map((it) => it.name);
  const next = names[names.indexOf("Lucía F.") + 1];
  const all = list.view?.all ?? 0;
  await open("clinical", idOf("Lucía F."));
  thread.write("a line that is not lost");
  await work.resolve(target("Lucía F."));
  expect(list.rows.some((it) => it.name === "Lucía F.")).toBe(false);
  expect(list.view?.all).toBe(all - 1);
  expect(thread.view?.contact.name).toBe(next);
  expect(work.undoable?.what).toBe("resolved");
  await work.undo();
  expect(list.view?.all).toBe(all);
  expect(thread.view?.contact.name).toBe("Lucía F.");
  expect(thread.draft).toBe("a line that is not lost");
  expect(work.undoable).toBeNull();
});

test("an open flag keeps a conversation, and says why", async () => {
  const { list, work, target } = await desk();
  await work.resolve(target("Maria K."), "leave");
  expect(work.error?.code).toBe("alert_open");
  expect(list.rows.some((it) => it.name === "Maria K.")).toBe(true);
  expect(work.undoable).toBeNull();
});

test("replies that have not left are asked about once", async () => {
  const { list, work, target } = await desk();
  await work.resolve(target("João P."));
  expect(work.asking).toEqual(target("João P."));
  expect(work.error).toBeNull();
  await work.resolve(target("João P."), "leave");
  expect(work.asking).toBeNull();
  expect(list.rows.some((it) => it.name === "João P.")).toBe(false);
});

test("a snooze is chosen, shown, and a time that has passed is refused", async () => {
  const { list, work, target } = await desk();
  await work.askSnooze(target("Tomás R."));
  expect(work.choices.length).toBeGreaterThan(0);
  await work.snooze(1);
  expect(work.error?.code).toBe("invalid_input");
  expect(work.snoozing).not.toBeNull();
  await work.snooze(work.choices[0]?.until ?? 0);
  expect(work.snoozing).toBeNull();
  await list.showTab("snoozed");
  expect(list.rows.map((it) => it.name)).toContain("Tomás R.");
  expect(work.isAway(target("Tomás R."))).toBe(true);
  await work.toggle(target("Tomás R."));
  expect(list.rows.map((it) => it.name)).not.toContain("Tomás R.");
});

test("what is marked unread is not read again because it was open", async () => {
  const { list, thread, open, work, target, idOf } = await desk();
  await open("clinical", idOf("Lucía F."));
  await work.markUnread(target("Lucía F."));
  expect(list.rows.find((it) => it.name === "Lucía F.")?.unread).toBe(1);
  expect(thread.view?.contact.name).not.toBe("Lucía F.");
});

test("taking a conversation changes tab and header at once", async () => {
  const { list, thread, open, work, target, idOf } = await desk();
  await open("clinical", idOf("Dimitra A."));
  const mine = list.view?.mine ?? 0;
  await work.assignToMe(target("Dimitra A."));
  expect(thread.view?.work.assignee?.isMe).toBe(true);
  expect(list.view?.mine).toBe(mine + 1);
  await work.assign(target("Dimitra A."), null);
  expect(list.view?.mine).toBe(mine);
});

test("a draft that somebody left is taken over behind one's own words", async () => {
  const { thread, open, idOf } = await desk();
  await open("clinical", idOf("Tomás R."));
  expect(thread.draft).toBe("");
  const theirs = thread.view?.work.drafts[0];
  thread.write("Hola.");
  await thread.takeDraft(theirs?.author ?? "");
  expect(thread.draft).toBe(`Hola.\n${theirs?.text}`);
  expect(thread.view?.work.drafts).toEqual([]);
});
