import { expect, test } from "vitest";
import { demoDesk } from "../testing/demo";
import { DevicesState, JoiningState } from "./devices.svelte";
import * as commands from "../ipc/commands";

async function devices(query = "") {
  demoDesk(query);
  const state = new DevicesState();
  await state.load();
  return state;
}

test("a computer is let in with the code that was compared, and with no other", async () => {
  const state = await devices("newcomer");
  const newcomer = state.view!.newcomers[0]!;
  expect(await state.change(() => commands.letIn(newcomer.id, "0000 0000"))).toBe(false);
  expect(state.error?.code).toBe("code_changed");
  expect(state.view!.newcomers).toHaveLength(1);
  expect(await state.change(() => commands.letIn(newcomer.id, newcomer.code!))).toBe(true);
  expect(state.error).toBeNull();
  expect(state.view!.devices.map((it) => it.name)).toContain("Room 2");
});

test("a removed computer is gone from the list", async () => {
  const state = await devices();
  const other = state.view!.devices.find((it) => !it.isThis)!;
  await state.change(() => commands.removeDevice(other.id));
  expect(state.view!.devices.map((it) => it.isThis)).toEqual([true]);
});

test("notes that could not be used are counted", async () => {
  expect((await devices()).view!.notesRefused).toBe(0);
  expect((await devices("refused=3")).view!.notesRefused).toBe(3);
});

test("an assistant sees the computers and changes none", async () => {
  const state = await devices("role=assistant");
  expect(state.view!.devices).toHaveLength(2);
  expect(state.view!.canManage).toBe(false);
});

test("a further computer waits once its person has said that the codes are the same", async () => {
  demoDesk("screen=first-run&step=joining");
  const state = new JoiningState();
  await state.load();
  expect(state.view?.state).toBe("compare");
  await state.confirm("0000 0000");
  expect(state.error?.code).toBe("code_changed");
  await state.confirm(state.view!.code!);
  expect(state.view?.state).toBe("confirmed");
  await state.giveUp();
  expect(state.view).toBeNull();
});

test("a computer that was taken out says by whom, and is in again once the codes were compared", async () => {
  const silent = await devices("removed=silent");
  expect(silent.view!.removal?.by).toBeNull();
  const state = await devices("removed");
  expect(state.view!.removal?.by).toBe("Ana Reis");
  const joining = new JoiningState();
  expect(await joining.pair("nonsense")).toBe(false);
  expect(joining.error?.code).toBe("pairing_code_unreadable");
  expect(await joining.pair("RCD1-ABCD")).toBe(true);
  await joining.load();
  await joining.confirm(joining.view!.code!);
  await state.load();
  expect(state.view!.isRemoved).toBe(false);
});
