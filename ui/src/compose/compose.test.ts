import { afterEach, expect, test, vi } from "vitest";
import { demoDesk } from "../testing/demo";
import { ComposeState } from "./compose.svelte";

afterEach(() => vi.useRealTimers());

const file = (name: string, type: string, bytes = 10) => new File([new Uint8Array(bytes)], name, { type });

function composing(query = "") {
  const desk = demoDesk(query);
  const compose = new ComposeState();
  const maria = desk.idOf("Maria K.");
  compose.belongTo("clinical", maria);
  return { ...desk, compose, maria };
}

test("files wait in the order they were chosen, and one that is not taken says why", async () => {
  const { compose } = composing();
  const adding = compose.add([file("a.pdf", "application/pdf"), file("setup.exe", "application/x-msdownload"), file("große Übung.png", "image/png")]);
  expect(compose.staged.map((it) => it.view)).toEqual([null, null, null]);
  expect(compose.isReady).toBe(false);
  await adding;
  expect(compose.staged.map((it) => it.view?.media.name)).toEqual(["a.pdf", "setup.exe", "große Übung.png"]);
  expect(compose.staged.map((it) => it.view?.problem)).toEqual([null, "type", null]);
  expect(compose.isReady).toBe(false);
  await compose.remove(compose.staged[1]?.key ?? 0);
  expect(compose.isReady).toBe(true);
});

test("files of a conversation wait there while one is elsewhere", async () => {
  const { compose, maria, idOf } = composing();
  await compose.add([file("a.pdf", "application/pdf")]);
  compose.belongTo("clinical", idOf("João P."));
  expect(compose.staged).toEqual([]);
  compose.belongTo("clinical", maria);
  expect(compose.staged.map((it) => it.name)).toEqual(["a.pdf"]);
});

test("a file that is still being read when one goes elsewhere arrives where it was dropped", async () => {
  const { compose, maria, idOf } = composing();
  const adding = compose.add([file("a.pdf", "application/pdf")]);
  compose.belongTo("clinical", idOf("João P."));
  await adding;
  expect(compose.staged).toEqual([]);
  compose.belongTo("clinical", maria);
  expect(compose.staged[0]?.view).not.toBeNull();
});

test("a recording is heard, stopped, and waits like a file", async () => {
  vi.useFakeTimers();
  const { compose } = composing();
  await compose.record();
  await vi.advanceTimersByTimeAsync(1050);
  expect(compose.levels.length).toBe(10);
  expect(compose.recording?.durationMs).toBeGreaterThanOrEqual(900);
  await compose.stop();
  expect(compose.recording).toBeNull();
  expect(compose.staged[0]?.view?.media.kind).toBe("voice");
  expect(compose.isReady).toBe(true);
});

test("a recording that is discarded leaves nothing", async () => {
  vi.useFakeTimers();
  const { compose } = composing();
  await compose.record();
  await compose.cancel();
  await vi.advanceTimersByTimeAsync(500);
  expect(compose.recording).toBeNull();
  expect(compose.staged).toEqual([]);
});

test("going elsewhere ends a recording, which waits where it was made", async () => {
  const { compose, maria, idOf } = composing();
  await compose.record();
  compose.belongTo("clinical", idOf("João P."));
  await vi.waitFor(() => expect(compose.recording).toBeNull());
  expect(compose.staged).toEqual([]);
  compose.belongTo("clinical", maria);
  await vi.waitFor(() => expect(compose.staged[0]?.view?.media.kind).toBe("voice"));
});

test("without a microphone it says so", async () => {
  const { compose } = composing("no-microphone");
  await compose.record();
  expect(compose.recording).toBeNull();
  expect(compose.error?.code).toBe("no_microphone");
});
