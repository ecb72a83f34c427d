// Walks about flags: calling, passing on, what came of one, and one that is wrong.

import assert from "node:assert/strict";
import { byId, openByPalette } from "./steps.mjs";

export const alertWalks = {
  "a call begins from an open flag, and the flag is taken": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "call").click();
    await byId(page, "phone-number").waitFor();
    await byId(page, "begin-call").click();
    await page.getByText("The telephone program has the number.").waitFor();
    await page.keyboard.press("Escape");
    assert.match(await byId(page, "acknowledged").innerText(), /Ana Ribeiro/);
  },

  "without a telephone program the number is there to be dialled": async (page, go) => {
    await go("telephone=none");
    await openByPalette(page, "Maria K.");
    await byId(page, "call").click();
    await byId(page, "begin-call").click();
    await page.getByText("This computer has no telephone program.").waitFor();
    await byId(page, "emergency-lines").last().waitFor();
  },

  "a flag is passed to a colleague by keyboard and stays open": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "pass").focus();
    await page.keyboard.press("Enter");
    await byId(page, "pass-to").first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByText(/passed to .*, nobody has it yet/).waitFor();
    await byId(page, "risk-banner").waitFor();
  },

  "what came of a flag is written down": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+3");
    await byId(page, "in-hand").waitFor();
    await byId(page, "record").first().click();
    await page.getByLabel("Called the emergency services").check();
    await byId(page, "outcome-note").fill("The sister is with her");
    await byId(page, "keep-outcome").click();
    await byId(page, "in-hand").waitFor({ state: "detached" });
  },

  "the question what came of a flag": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+3");
    await byId(page, "record").first().click();
    await byId(page, "outcome-dialog").waitFor();
  },

  "a wrong flag is closed with its reason": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "wrong").click();
    await byId(page, "wrong-dialog").waitFor();
    await page.getByLabel("A film, a book, the news, work or study").check();
    await byId(page, "keep-wrong").click();
    await byId(page, "risk-banner").waitFor({ state: "detached" });
  },
};
