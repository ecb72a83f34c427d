import { expect, test } from "vitest";
import { demoDesk } from "../testing/demo";
import { amount, BackupState, RestoreState, wordsOf } from "./backup.svelte";

test("words are read as people type them", () => {
  expect(wordsOf("  1. Lemon, 2. HARBOR\n3. velvet ")).toEqual(["lemon", "harbor", "velvet"]);
  expect(wordsOf(" \n")).toEqual([]);
});

test.each([
  [0, "0 kB"],
  [950, "1 kB"],
  [84_200_000, "84 MB"],
  [1_240_000_000, "1.2 GB"],
])("%i bytes are said as %s", (bytes, said) => {
  expect(amount(bytes, "en")).toBe(said);
});

test("a folder that was chosen first comes with a plan", async () => {
  demoDesk("no-backup");
  const backup = new BackupState();
  await backup.load();
  expect(backup.view?.plan).toBeNull();
  await backup.choose();
  expect(backup.view?.plan).toEqual({ folder: "/media/ana/Backups", hour: 2, kept: 14 });
  await backup.keep({ kept: 30 });
  expect(backup.view?.plan?.kept).toBe(30);
});

test("a drive that is away is said, and what is there already stays chosen", async () => {
  demoDesk("backup-away");
  const backup = new BackupState();
  await backup.makeNow();
  expect(backup.error?.code).toBe("backup_missing");
  expect(backup.view).toMatchObject({ isPlaceThere: false, daysWithout: 4, fault: "place_missing" });
});

test("a damaged backup is not what is chosen, and wrong words change nothing", async () => {
  demoDesk("screen=first-run");
  const restore = new RestoreState();
  restore.folder = "/nowhere";
  await restore.look();
  expect([restore.error?.code, restore.found]).toEqual(["backup_missing", null]);
  restore.folder = "/media/ana";
  await restore.look();
  expect(restore.chosen).toBe(restore.found?.[0]);
  restore.typed = "lemon";
  expect(await restore.restore(true)).toBe(false);
  expect([restore.error?.code, restore.isRestoring]).toEqual(["wrong_phrase", false]);
});
