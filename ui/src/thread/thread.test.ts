import { afterEach, expect, test, vi } from "vitest";
import { demoDesk } from "../testing/demo";
import { ThreadState } from "./thread.svelte";

afterEach(() => vi.useRealTimers());

test("a thread opens with its first unread message and what was being written", async () => {
  const { idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Dimitra A."));
  expect(thread.unreadCount).toBe(2);
  await thread.open("clinical", idOf("Eleni D."));
  expect(thread.draft).toContain("Ελένη");
  expect(thread.firstUnread).toBeNull();
});

test("a reply stands at once and is replaced by the kept one", async () => {
  const { idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."));
  const before = thread.messages.length;
  thread.write("Estoy aquí, te llamo ahora.");
  const sending = thread.send();
  expect(thread.pending.map((it) => it.text)).toEqual(["Estoy aquí, te llamo ahora."]);
  expect(thread.draft).toBe("");
  await sending;
  expect(thread.pending).toEqual([]);
  expect(thread.messages.length).toBe(before + 1);
  expect(thread.messages.at(-1)).toMatchObject({ direction: "outbound", status: "queued", text: "Estoy aquí, te llamo ahora." });
});

test("a refused reply comes back as the draft and says why", async () => {
  const { idOf } = demoDesk("refuse-send");
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."));
  const before = thread.messages.length;
  thread.replyTo = thread.messages[0] ?? null;
  thread.write("Hola");
  await thread.send();
  expect(thread.pending).toEqual([]);
  expect(thread.messages.length).toBe(before);
  expect(thread.draft).toBe("Hola");
  expect(thread.replyTo?.id).toBe(thread.messages[0]?.id);
  expect(thread.error?.code).toBe("storage");
});

test("a reply carries the message it answers", async () => {
  const { idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."));
  const answered = thread.messages[0];
  thread.replyTo = answered ?? null;
  thread.write("Sí");
  await thread.send();
  expect(thread.messages.at(-1)?.replyTo?.id).toBe(answered?.id);
  expect(thread.replyTo).toBeNull();
});

test("nothing can be sent that is blank, too long, or outside the window", async () => {
  const { idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."));
  thread.write("   ");
  expect(thread.canSend).toBe(false);
  thread.write("a".repeat(4096));
  expect(thread.canSend).toBe(true);
  thread.write("a".repeat(4095) + "🙂");
  expect(thread.limitLeft).toBe(-1);
  expect(thread.canSend).toBe(false);
  await thread.open("clinical", idOf("Eleni D."));
  expect(thread.draft).not.toBe("");
  expect(thread.canSend).toBe(false);
});

test("a draft is kept after a pause, and when another conversation is opened", async () => {
  vi.useFakeTimers();
  const { host, idOf } = demoDesk();
  const maria = host.conversations.find((it) => it.name === "Maria K.");
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."));
  thread.write("Un momento");
  expect(maria?.draft).toBe("");
  await vi.advanceTimersByTimeAsync(500);
  expect(maria?.draft).toBe("Un momento");
  thread.write("Un momento, por favor");
  await thread.open("clinical", idOf("Dimitra A."));
  expect(maria?.draft).toBe("Un momento, por favor");
  expect(thread.draft).toBe("");
});

test("a message that arrives does not touch what is being written", async () => {
  const { host, idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."));
  thread.write("Estoy escri");
  host.receive(idOf("Maria K."), "¿Hola?");
  await thread.refresh();
  expect(thread.messages.at(-1)?.text).toBe("¿Hola?");
  expect(thread.draft).toBe("Estoy escri");
});

test("older messages load before the ones in view and survive a refresh", async () => {
  const { host, idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("João P."));
  expect(thread.hasOlder).toBe(true);
  const page = thread.messages.length;
  await thread.loadOlder();
  expect(thread.messages.length).toBe(2 * page);
  const ids = thread.messages.map((it) => it.id);
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
  host.receive(idOf("João P."), "One more thing");
  await thread.refresh();
  expect(thread.messages.length).toBe(2 * page + 1);
  expect(new Set(thread.messages.map((it) => it.id)).size).toBe(thread.messages.length);
});

test("a message that is not loaded is sought with the page around it", async () => {
  const { host, idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("João P."));
  const oldest = host.conversations.find((it) => it.name === "João P.")?.messages[0]?.id ?? 0;
  expect(thread.messages.some((it) => it.id === oldest)).toBe(false);
  await thread.seek(oldest);
  expect(thread.messages.some((it) => it.id === oldest)).toBe(true);
  expect(thread.around).toBe(oldest);
  await thread.toNewest();
  expect(thread.around).toBeNull();
});

test("a thread with more unread messages than a page opens where they begin", async () => {
  const { host, idOf } = demoDesk();
  const joao = host.conversations.find((it) => it.name === "João P.");
  if (joao) joao.unread = 60;
  const thread = new ThreadState();
  await thread.open("clinical", idOf("João P."));
  expect(thread.around).not.toBeNull();
  expect(thread.messages.some((it) => it.id === thread.firstUnread)).toBe(true);
});

test("a sought message on the newest page keeps the thread live", async () => {
  const { host, idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Maria K."), host.conversations[0]?.alerts[0]?.message ?? null);
  expect(thread.sought).not.toBeNull();
  expect(thread.around).toBeNull();
});

test("an uncertain message is sent again or left, and an alert gets a name", async () => {
  const { idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("João P."));
  const uncertain = thread.messages.find((it) => it.status === "unknown")?.id ?? 0;
  await thread.resend(uncertain);
  expect(thread.messages.find((it) => it.id === uncertain)?.status).toBe("queued");
  await thread.open("clinical", idOf("Maria K."));
  const alert = thread.view?.alerts[0]?.id ?? "";
  await thread.acknowledge(alert);
  expect(thread.view?.alerts[0]).toMatchObject({ state: "acknowledged", acknowledgedBy: "Ana Ribeiro" });
});
