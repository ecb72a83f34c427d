import { expect, test } from "vitest";
import { phrase } from "../ipc/demo/stages";
import { demoDesk } from "../testing/demo";
import { FirstRunState, pickPositions } from "./first-run.svelte";

const view = (step: "relay" | "recovery_phrase" | "owner" | "whatsapp", hasKeyring = true) => ({ step, hasKeyring, relay: null });

test("three different places are asked for, in order", () => {
  const picked = pickPositions(24, 3);
  expect(new Set(picked).size).toBe(3);
  expect(picked).toEqual([...picked].sort((a, b) => a - b));
  expect(picked.every((it) => it >= 0 && it < 24)).toBe(true);
  expect(pickPositions(24, 3, () => 0)).toEqual([0, 1, 2]);
  expect(pickPositions(24, 3, () => 0.999)).toEqual([21, 22, 23]);
});

test("the round trip stays in view until one goes on", async () => {
  demoDesk("screen=first-run");
  const run = new FirstRunState();
  run.follow(view("relay"));
  await run.pair("  RCD1-7QK4 ");
  expect(run.roundTrip?.relay).toBe("relay.alameda.example");
  run.follow(view("recovery_phrase"));
  expect(run.step).toBe("relay");
  run.goOn("relay");
  expect(run.step).toBe("recovery_phrase");
});

test("news of the pairing that comes before its answer does not hide the proof", async () => {
  demoDesk("screen=first-run");
  const run = new FirstRunState();
  run.follow(view("relay"));
  const paired = run.pair("RCD1-7QK4");
  run.follow(view("recovery_phrase"));
  expect(run.step).toBe("relay");
  await paired;
  expect(run.roundTrip).not.toBeNull();
});

test("news of a confirmed phrase that comes before its answer does not pass over the owner", async () => {
  demoDesk("screen=first-run&step=recovery_phrase");
  const run = new FirstRunState();
  run.follow(view("recovery_phrase"));
  await run.showPhrase();
  run.askWords();
  const confirmed = run.confirmWords(run.asked.map((at) => phrase[at] ?? ""));
  run.follow(view("owner"));
  await confirmed;
  expect(run.step).toBe("owner");
});

test("a wrong code says so and does not go on", async () => {
  demoDesk("screen=first-run");
  const run = new FirstRunState();
  await run.pair("nonsense");
  expect(run.error?.code).toBe("pairing_code_unreadable");
  expect(run.roundTrip).toBeNull();
});

test("the phrase is confirmed by three of its words and then forgotten", async () => {
  demoDesk("screen=first-run&step=recovery_phrase");
  const run = new FirstRunState();
  run.follow(view("recovery_phrase"));
  await run.showPhrase();
  run.askWords();
  await run.confirmWords(["a", "b", "c"]);
  expect(run.error?.code).toBe("wrong_phrase");
  expect(run.step).toBe("recovery_phrase");
  await run.confirmWords(run.asked.map((at) => ` ${phrase[at]?.toUpperCase()} `));
  expect(run.step).toBe("owner");
  expect(run.phrase).toEqual([]);
});

test("without a keyring a device passphrase comes first", () => {
  const run = new FirstRunState();
  run.follow(view("relay", false));
  expect(run.steps[0]).toBe("device_passphrase");
});
