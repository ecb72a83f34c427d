import { expect, test } from "vitest";
import { channels } from "../ipc/demo/channels";
import { en } from "../text/en";
import { Words } from "../text/words.svelte";
import { channelName, channelShort } from "./channels";
import { rowText } from "./row-text";

test("two numbers of one kind are told apart, a single channel has its kind's name", () => {
  const all = channels(0);
  expect(all.map((it) => channelShort(it, all, en.channels))).toEqual(["640", "655", "Messenger", "Instagram"]);
  expect(channelName(all[1]!, all, en.channels)).toBe("WhatsApp +34 ··· ··· 655");
  expect(channelShort(all[0]!, [all[0]!], en.channels)).toBe("WhatsApp");
});

test("a row without words names the kind, with how long it plays", () => {
  const words = new Words("en");
  expect(rowText({ kind: "voice", preview: "0:14" }, words)).toBe("Voice message 0:14");
  expect(rowText({ kind: "image", preview: "" }, words)).toBe("Photo");
  expect(rowText({ kind: "image", preview: "Is it this door?" }, words)).toBe("Is it this door?");
  expect(rowText({ kind: "text", preview: "9:30" }, words)).toBe("9:30");
});
