import { expect, test } from "vitest";
import { fileOf, pictureOf } from "../ipc/demo/media";
import { demoDesk } from "../testing/demo";
import { FilesState } from "./files.svelte";

const pictures = [pictureOf("image", "door", 10, 10), pictureOf("video", "tram", 10, 10), pictureOf("image", "cat", 10, 10)];

test("the viewer goes through pictures and films in order and stops at the ends", () => {
  const files = new FilesState();
  files.know([fileOf("document"), ...pictures, fileOf("image", { state: "gone" })]);
  expect(files.all.length).toBe(3);
  files.show(pictures[1]!);
  expect(files.at).toBe(1);
  files.step(1);
  files.step(1);
  expect(files.shown?.id).toBe(pictures[2]?.id);
  files.step(-1);
  files.step(-1);
  files.step(-1);
  expect(files.at).toBe(0);
});

test("another conversation closes the viewer, the same keeps it", () => {
  const files = new FilesState();
  files.belongTo("clinical", "a");
  files.show(pictures[0]!);
  files.belongTo("clinical", "a");
  expect(files.shown).not.toBeNull();
  files.belongTo("clinical", "b");
  expect(files.shown).toBeNull();
});

test("a file no program opens says so", async () => {
  demoDesk("no-program");
  const files = new FilesState();
  await files.open("x");
  expect(files.error?.code).toBe("no_program");
});
