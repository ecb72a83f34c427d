import { cleanup, fireEvent, screen, within } from "@testing-library/svelte";
import { afterEach, expect, test } from "vitest";
import type { MessageKind } from "../ipc/bindings/MessageKind";
import type { MessageView } from "../ipc/bindings/MessageView";
import { demoDesk } from "../testing/demo";
import { renderWith } from "../testing/render";
import { en } from "../text/en";
import Bubble from "./Bubble.svelte";
import { ThreadState } from "./thread.svelte";

afterEach(cleanup);

async function every(): Promise<{ thread: ThreadState; messages: MessageView[] }> {
  const { host, idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf("Inês C."));
  return { thread, messages: host.conversations.find((it) => it.name === "Inês C.")?.messages ?? [] };
}

async function shown(pick: (message: MessageView) => boolean): Promise<HTMLElement> {
  cleanup();
  const { thread, messages } = await every();
  const message = messages.find(pick);
  if (!message) throw new Error("no such message");
  renderWith(Bubble, { message, thread, name: "Inês C." });
  return screen.getByTestId("message");
}

test("the demo holds every kind of message and every state of a file", async () => {
  const { messages } = await every();
  const kinds = new Set(messages.map((it) => it.kind));
  for (const kind of Object.keys(en.kinds)) expect(kinds.has(kind as MessageKind), kind).toBe(true);
  const states = new Set(messages.flatMap((it) => it.media.map((file) => file.state)));
  expect([...states].sort()).toEqual(Object.keys(en.media.states).sort());
});

test("every message says something, and every button and picture has a name", async () => {
  const { thread, messages } = await every();
  for (const message of messages) {
    if (message.kind === "system") continue;
    renderWith(Bubble, { message, thread, name: "Inês C." });
    const bubble = screen.getByTestId("message");
    const names = [...bubble.querySelectorAll("img[alt]:not([alt='']), [aria-label]")].map((it) => it.getAttribute("aria-label") ?? it.getAttribute("alt"));
    expect(`${bubble.textContent.trim()}${names.join("")}`, `${message.id} ${message.kind}`).not.toBe("");
    for (const button of bubble.querySelectorAll("button")) {
      expect(button.getAttribute("aria-label") ?? button.textContent.trim(), message.kind).not.toBe("");
    }
    expect(bubble.textContent).not.toMatch(/undefined|NaN|\[object/);
    cleanup();
  }
});

test("a disguised file says so and offers nothing", async () => {
  const bubble = await shown((it) => it.media.some((file) => file.isDisguised));
  expect(bubble.textContent).toContain("is another");
  expect(within(bubble).queryByText("Open")).toBeNull();
});

test("a link is text: nothing in a bubble leads out of the window", async () => {
  const { thread, messages } = await every();
  for (const message of messages) {
    renderWith(Bubble, { message, thread, name: "Inês C." });
    expect(screen.getByTestId("message").querySelectorAll("a, iframe, object").length).toBe(0);
    cleanup();
  }
});

test("a message taken back shows neither words nor files", async () => {
  const bubble = await shown((it) => it.isDeleted);
  expect(bubble.textContent).not.toContain("car");
  expect(bubble.textContent).toContain("Taken back");
});

test("a file that may be fetched again is fetched by its button, and only such a file has one", async () => {
  const { thread, messages } = await every();
  const message = messages.find((it) => it.media[0]?.state === "damaged");
  if (!message) throw new Error("no damaged file");
  renderWith(Bubble, { message, thread, name: "Inês C." });
  await fireEvent.click(screen.getByText("Try again"));
  await thread.refresh();
  expect(thread.find(message.id)?.media[0]?.state).toBe("fetching");
  const again = await shown((it) => it.media[0]?.state === "gone");
  expect(within(again).queryByText("Try again")).toBeNull();
});

test("the position in a voice note is a slider that says its time", async () => {
  const bubble = await shown((it) => it.kind === "voice" && it.media[0]?.state === "here");
  const slider = within(bubble).getByRole("slider");
  await fireEvent.input(slider, { target: { value: "7000" } });
  expect(slider.getAttribute("aria-valuetext")).toBe("0:07 of 0:14");
});

test("the speed goes round", async () => {
  const bubble = await shown((it) => it.kind === "voice" && it.media[0]?.state === "here");
  const speed = within(bubble).getByRole("button", { name: /Speed/ });
  const said = [];
  for (let i = 0; i < 3; i++) {
    await fireEvent.click(speed);
    said.push(speed.textContent);
  }
  expect(said).toEqual(["1.5×", "2×", "1×"]);
});

test("words beside something shared were read for flags; something shared alone was not", async () => {
  const note = async (text: string) => within(await shown((it) => it.kind === "shared" && (it.text !== "") === (text !== ""))).queryByText(en.thread.notAnalysed);
  expect(await note("Is this you?")).toBeNull();
  expect(await note("")).not.toBeNull();
});

test("a message in a language that is not read says so", async () => {
  const note = (bubble: HTMLElement) => within(bubble).queryByText(en.thread.foreign);
  expect(note(await shown((it) => it.isForeign))?.title).toBe(en.thread.foreignWhy);
  expect(note(await shown((it) => it.kind === "text" && !it.isForeign && it.direction === "inbound"))).toBeNull();
});

test("a carousel shows the picture of each card", async () => {
  const bubble = await shown((it) => it.cardMedia.length > 0);
  expect(within(bubble).getAllByTestId("picture")).toHaveLength(3);
});

test("a mention says who wrote it, or that Instagram gave no words", async () => {
  const mentions = (text: string) => (it: MessageView) => it.text === text && it.parts.some((part) => part.part === "comment" && part.isMention);
  expect((await shown(mentions("They helped me a lot!"))).textContent).toContain(en.parts.mentionBy("sleepy.marta"));
  expect((await shown(mentions(""))).textContent).toContain(en.parts.mentionWordless);
});
