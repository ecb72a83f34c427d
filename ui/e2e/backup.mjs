// The walks through backups: in the settings, at the desk, and restoring one in the first run. By keyboard.

import { strict as assert } from "node:assert";
import { byId } from "./steps.mjs";

const WORDS = "lemon harbor velvet orbit meadow copper window gentle river candle forest marble silver bridge pepper autumn island kettle ribbon planet saddle timber walnut yellow";

async function openBackups(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+6");
  await byId(page, "choose-folder").waitFor();
}

export const backupWalks = {
  "backups, and one more now": async (page, go) => {
    await openBackups(page, go, "backup-locked");
    assert.equal(await byId(page, "backup-row").count(), 5);
    await byId(page, "backup-now").press("Enter");
    await byId(page, "backup-progress").waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="backup-row"]').length === 6);
    await byId(page, "backup-progress").waitFor({ state: "detached" });
  },

  "backups without a folder yet": async (page, go) => {
    await openBackups(page, go, "no-backup");
    await byId(page, "choose-folder").press("Enter");
    await byId(page, "backup-now").waitFor();
  },

  "a drive that is away is said at the desk and in the settings": async (page, go) => {
    await go("backup-away");
    await byId(page, "backup-note").getByRole("button", { name: "Open Settings" }).press("Enter");
    await byId(page, "choose-folder").waitFor();
    await page.getByText("No good backup for 4 days.").first().waitFor();
    await byId(page, "backup-note").waitFor({ state: "detached" });
    await page.keyboard.press("Control+1");
    await byId(page, "backup-note").getByRole("button", { name: "Later" }).press("Enter");
    await byId(page, "backup-note").waitFor({ state: "detached" });
  },

  "a backup is restored in the first run": async (page, go) => {
    await go("screen=first-run");
    await byId(page, "have-backup").press("Enter");
    await byId(page, "restore-folder").fill("/nowhere");
    await byId(page, "look").press("Enter");
    await page.getByText("The folder or drive for backups is not there.").waitFor();
    await byId(page, "restore-folder").fill("/media/ana/Backups");
    await byId(page, "restore-folder").press("Enter");
    await byId(page, "found-backup").first().waitFor();
    await byId(page, "restore-words").fill(WORDS.replace("lemon", "yellow"));
    await byId(page, "restore").press("Enter");
    await page.getByText("These are not the words.").waitFor();
    await byId(page, "restore-words").fill(WORDS);
    await byId(page, "restore").press("Enter");
    await byId(page, "locked").waitFor();
  },
};
