// Walks about what stands behind flags: phrases, false alarms, rules, reminders, evidence, and flags that are off.

import assert from "node:assert/strict";
import { byId, openByPalette } from "./steps.mjs";

async function goRules(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+6");
  await byId(page, "open-flag-rules").focus();
  await page.keyboard.press("Enter");
  await byId(page, "own-phrases").waitFor();
}

export const flagWalks = {
  "flags and phrases": async (page, go) => {
    await goRules(page, go);
    assert.equal(await byId(page, "phrase").count(), 2);
    assert.equal(await byId(page, "shield").count(), 1);
  },

  "a phrase is tried and kept by keyboard": async (page, go) => {
    await goRules(page, go);
    await byId(page, "add-phrase").focus();
    await page.keyboard.press("Enter");
    await byId(page, "phrase-words").waitFor();
    await byId(page, "save-phrase").click();
    await byId(page, "phrase-fault").waitFor();
    await byId(page, "phrase-words").fill("pastillas");
    assert.equal(await byId(page, "phrase-fault").count(), 0, "what was wrong before is not said of new words");
    await byId(page, "try-phrase").click();
    await page.getByText("A single word is found often.").waitFor();
    await byId(page, "phrase-words").fill("the blue room");
    await byId(page, "phrase-category").selectOption("abuse");
    await byId(page, "phrase-words").press("Enter");
    await byId(page, "phrase-editor").waitFor({ state: "detached" });
    assert.match(await byId(page, "phrase").first().innerText(), /the blue room/);
  },

  "writing a phrase": async (page, go) => {
    await goRules(page, go);
    await byId(page, "edit-phrase").first().click();
    await byId(page, "try-phrase").click();
    await page.getByText("It would have found").waitFor();
  },

  "a phrase is removed once it was asked": async (page, go) => {
    await goRules(page, go);
    await byId(page, "remove-phrase").first().click();
    await byId(page, "remove-phrase-do").click();
    await byId(page, "phrase").nth(1).waitFor({ state: "detached" });
  },

  "a false alarm is taken back, a rule lowered and restored": async (page, go) => {
    await goRules(page, go);
    await byId(page, "take-back").click();
    await byId(page, "shield").waitFor({ state: "detached" });
    await byId(page, "lower-rule").click();
    await byId(page, "restore-rule").click();
    await byId(page, "lower-rule").waitFor();
  },

  "an assistant sees nothing of it": async (page, go) => {
    await go("role=assistant");
    // One place fewer: nothing clinical.
    await page.keyboard.press("Control+5");
    await byId(page, "test-alert").waitFor();
    assert.equal(await byId(page, "open-flag-rules").count(), 0);
  },

  "a flag names what was written before it": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "evidence").waitFor();
    await byId(page, "evidence-part").first().focus();
    await page.keyboard.press("Enter");
    await byId(page, "evidence").waitFor();
  },

  "a silence is remembered until its outcome is written down, then asked about again": async (page, go) => {
    await go("reminders=due");
    await openByPalette(page, "Maria K.");
    await byId(page, "acknowledge").click();
    await byId(page, "reminder-line").waitFor();
    await page.keyboard.press("Control+3");
    await page.locator('[data-testid="reminder"][data-kind="silence"]').waitFor();
    await byId(page, "silence-outcome").click();
    await page.getByLabel("Spoke with the person").check();
    await byId(page, "keep-outcome").click();
    await page.locator('[data-testid="reminder"][data-kind="follow_up"]').waitFor();
    await byId(page, "settle").click();
    await byId(page, "reminders").waitFor({ state: "detached" });
  },

  "reminders in Monitoring": async (page, go) => {
    await go("reminders=due");
    await openByPalette(page, "Maria K.");
    await byId(page, "acknowledge").click();
    await byId(page, "acknowledged").waitFor();
    await page.keyboard.press("Control+3");
    await byId(page, "reminder").first().waitFor();
  },

  "flags are off": async (page, go) => {
    await go("flags=off");
    await byId(page, "flags-off").waitFor();
    assert.match(await byId(page, "flags-off").innerText(), /Flags are OFF/);
  },

  "a phrase is not looked for": async (page, go) => {
    await go("flags=partly");
    await byId(page, "flags-off").waitFor();
  },
};
