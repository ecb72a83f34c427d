import { expect, test } from "vitest";
import type { SendingView } from "../ipc/bindings/SendingView";
import { demoDesk } from "../testing/demo";
import { ThreadState } from "./thread.svelte";

const file = (name: string, type: string) => new File([new Uint8Array(10)], name, { type });

async function opened(name: string, side: "clinical" | "leads" = "leads", query = "") {
  const desk = demoDesk(query);
  const thread = new ThreadState();
  await thread.open(side, desk.idOf(name));
  return { ...desk, thread };
}

test.each<[string, SendingView, boolean]>([
  ["Noor H.", "free", true],
  ["Lena B.", "human_only", true],
  ["@carmen.art", "private_reply", true],
  ["@old.friend", "nothing", false],
  ["Otto W.", "handled_elsewhere", false],
  ["Vera L.", "channel_off", false],
])("%s: %s", async (name, sending, canWrite) => {
  const { thread } = await opened(name);
  expect(thread.view?.sending).toBe(sending);
  expect(thread.canWrite).toBe(canWrite);
  const draft = thread.draft;
  thread.write("Hello");
  expect(thread.canSend).toBe(canWrite);
  expect(draft === "" || draft.startsWith("Hello")).toBe(true);
});

test("taking over lets one write, and the draft is still there", async () => {
  const { thread } = await opened("Otto W.");
  expect(thread.draft).toBe("Hello Otto, yes");
  await thread.takeOver();
  expect(thread.canWrite).toBe(true);
  expect(thread.draft).toBe("Hello Otto, yes");
});

test("a comment is answered once: nothing is quoted, nobody is reacted to", async () => {
  const { thread } = await opened("@carmen.art");
  expect(thread.canReact).toBe(false);
});

test("words go out under the first file where the channel has captions", async () => {
  const { thread } = await opened("Maria K.", "clinical");
  await thread.compose.add([file("a.pdf", "application/pdf"), file("b.pdf", "application/pdf")]);
  thread.write("Here they are");
  expect(thread.isCaption).toBe(true);
  await thread.send();
  expect(thread.messages.at(-1)).toMatchObject({ kind: "document", text: "Here they are" });
  expect(thread.messages.at(-1)?.media.map((it) => it.name)).toEqual(["a.pdf", "b.pdf"]);
  expect(thread.compose.staged).toEqual([]);
  expect(thread.draft).toBe("");
});

test("where it has none, or for a voice note, they are a message of their own", async () => {
  const { thread } = await opened("Noor H.");
  await thread.compose.add([file("a.pdf", "application/pdf")]);
  thread.write("Here it is");
  expect(thread.isCaption).toBe(false);
  await thread.send();
  expect(thread.messages.slice(-2).map((it) => [it.kind, it.text])).toEqual([["document", ""], ["text", "Here it is"]]);
});

test("files that were refused stay where they were, and so do the words", async () => {
  const { thread } = await opened("Maria K.", "clinical", "refuse-send");
  await thread.compose.add([file("a.pdf", "application/pdf")]);
  thread.write("Here");
  await thread.send();
  expect(thread.error?.code).toBe("storage");
  expect(thread.compose.staged.length).toBe(1);
  expect(thread.draft).toBe("Here");
  expect(thread.canSend).toBe(true);
});

test("a file the channel does not take holds the sending back", async () => {
  const { thread } = await opened("Maria K.", "clinical");
  await thread.compose.add([file("setup.exe", "application/x-msdownload")]);
  thread.write("Here");
  expect(thread.canSend).toBe(false);
});

test("a caption is held to the caption's limit, a text to the channel's own unit", async () => {
  const { thread, idOf } = await opened("Maria K.", "clinical");
  await thread.compose.add([file("a.pdf", "application/pdf")]);
  thread.write("a".repeat(1025));
  expect(thread.limitLeft).toBe(-1);
  await thread.open("leads", idOf("@mila.reads"));
  thread.write("é".repeat(501));
  expect(thread.limitLeft).toBe(-2);
  await thread.open("leads", idOf("Noor H."));
  thread.write("🙂".repeat(2000));
  expect(thread.limitLeft).toBe(0);
});

test("a reaction is put, replaced and taken back", async () => {
  const { thread } = await opened("Maria K.", "clinical");
  const id = thread.messages.at(-1)?.id ?? 0;
  await thread.react(id, "👍");
  await thread.react(id, "🙏");
  expect(thread.find(id)?.reactions).toEqual([{ emoji: "🙏", direction: "outbound" }]);
  await thread.react(id, null);
  expect(thread.find(id)?.reactions).toEqual([]);
});

test("how much of a file has come is shown without asking for the thread", async () => {
  const { thread } = await opened("Inês C.", "clinical");
  const file = thread.messages.flatMap((it) => it.media).find((it) => it.state === "failed");
  if (!file) throw new Error("no failed file");
  thread.noteProgress(file.id, 500, 1000);
  const after = thread.messages.flatMap((it) => it.media).find((it) => it.id === file.id);
  expect(after).toMatchObject({ state: "fetching", receivedBytes: 500, bytes: 1000, mayFetchAgain: false });
});

test("a place is sent as an answer to what was quoted", async () => {
  const { thread } = await opened("Maria K.", "clinical");
  thread.replyTo = thread.messages[0] ?? null;
  expect(await thread.sendContent({ send: "place", latitudeE7: 1, longitudeE7: 2, name: null, address: null })).toBeNull();
  expect(thread.messages.at(-1)).toMatchObject({ kind: "location", replyTo: { id: thread.messages[0]?.id } });
  expect(thread.replyTo).toBeNull();
});
