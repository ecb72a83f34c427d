import { expect, test, vi } from "vitest";
import { ConnectionState } from "../connection/connection.svelte";
import { channelIds } from "../ipc/demo/channels";
import { demoDesk } from "../testing/demo";
import { Words } from "../text/words.svelte";
import { ChannelsState } from "./channels.svelte";
import { limitText, peopleADay, warningsFirst } from "./standing";

async function desk(query = "") {
  demoDesk(query);
  const connection = new ConnectionState();
  await connection.load();
  const channels = new ChannelsState(() => connection.load());
  const of = (id: string) => {
    const found = connection.view?.channels.find((it) => it.id === id);
    if (!found) throw new Error("no such channel");
    return found;
  };
  return { connection, channels, of };
}

test("a limit is said in people", () => {
  expect(["TIER_250", "TIER_2K", "TIER_100K", "TIER_UNLIMITED", "TIER_NOT_SET"].map(peopleADay)).toEqual([250, 2000, 100_000, null, undefined]);
  const words = new Words("en");
  expect(limitText("TIER_2K", words)).toBe("2,000 people a day");
  expect(limitText("TIER_NEW", words)).toBe("TIER_NEW");
  expect(limitText(null, words)).toBe("Not told by Meta");
});

test("warnings come first, each in its order", () => {
  const event = (detail: string, isWarning: boolean) => ({ at: 0, about: "other" as const, isWarning, detail });
  expect(warningsFirst([event("a", false), event("b", true), event("c", false), event("d", true)]).map((it) => it.detail)).toEqual(["b", "d", "a", "c"]);
});

test("a change says everything about the channel, changed in one point", async () => {
  const { channels, of } = await desk();
  const before = of(channelIds.whatsapp);
  expect(await channels.change(before, { colour: "violet" })).toBe(true);
  expect(of(channelIds.whatsapp)).toMatchObject({ colour: "violet", isOn: before.isOn, side: before.side });
  await channels.change(of(channelIds.instagram), { isOn: true });
  expect(of(channelIds.instagram).isOn).toBe(true);
});

test("what could not be changed stays as it was, and the trouble is that channel's", async () => {
  const { channels, of } = await desk("refuse-change");
  expect(await channels.change(of(channelIds.whatsapp), { isOn: false })).toBe(false);
  expect(of(channelIds.whatsapp).isOn).toBe(true);
  expect(Object.keys(channels.errors)).toEqual([channelIds.whatsapp]);
  expect(channels.busy).toBeNull();
});

test("a Page is connected when its first message came in, not before", async () => {
  vi.useFakeTimers();
  const { channels } = await desk();
  channels.begin("messenger");
  await channels.connectPage({ kind: "messenger", pageId: "1", token: "t", appId: "", appSecret: "s", verifyToken: "v" });
  expect(channels.pageProof?.isConnected).toBe(false);
  await vi.advanceTimersByTimeAsync(750);
  await channels.follow();
  expect(channels.pageProof?.isConnected).toBe(true);
  vi.useRealTimers();
});

test("a refused token is said at the form", async () => {
  const { channels } = await desk();
  await channels.connectPage({ kind: "instagram", pageId: "1", token: "wrong", appId: "", appSecret: "s", verifyToken: "v" });
  expect([channels.pageError?.code, channels.pageProof]).toEqual(["token_rejected", null]);
});

test("a proof is kept until it is closed", async () => {
  const { channels, of } = await desk();
  await channels.prove(of(channelIds.whatsapp));
  expect(channels.proofs[channelIds.whatsapp]?.isConnected).toBe(true);
  channels.closeProof(channelIds.whatsapp);
  expect(channels.proofs).toEqual({});
});
