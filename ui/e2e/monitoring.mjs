// Walks through Monitoring's patients: who needs somebody, the week's line, what nobody answered, paper.

import assert from "node:assert/strict";
import { byId, openByPalette } from "./steps.mjs";

async function toMonitoring(page) {
  await page.keyboard.press("Control+3");
  await byId(page, "monitoring").waitFor();
}

const story = (page, name) => byId(page, "story").getByRole("heading", { name, level: 2 }).waitFor();

/** Looks at the page as a printer does. */
async function onPaper(page) {
  await page.emulateMedia({ media: "print" });
  await byId(page, "paper").waitFor();
  assert.equal(await byId(page, "monitoring").isVisible(), false);
  assert.equal(await byId(page, "paper").locator("button").count(), 0);
  const paper = await byId(page, "paper").innerText();
  for (const said of [/Clínica Alameda/, /Printed by Ana Ribeiro/, /not an emergency service/]) assert.match(paper, said);
  return paper;
}

export const monitoringWalks = {
  "patients stand by need, and arrows and Enter lead into the thread": async (page, go) => {
    await go("");
    await toMonitoring(page);
    await story(page, "Maria K.");
    await page.getByRole("option").first().focus();
    await page.keyboard.press("ArrowDown");
    await story(page, "Dimitra A.");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await story(page, "Maria K.");
    await page.keyboard.press("Enter");
    await page.getByRole("main", { name: /Maria K\./ }).waitFor();
  },

  "a day of the line says what it rests on": async (page, go) => {
    await go("");
    await toMonitoring(page);
    await story(page, "Maria K.");
    await byId(page, "tone-day").last().focus();
    await byId(page, "tone-explained").getByText(/6 messages · 5 with words that have a tone · .0\.41 · heavier: “mal”/).waitFor();
    await page.keyboard.press("ArrowLeft");
    await byId(page, "tone-explained").getByText(/3 messages/).waitFor();
  },

  "what nobody answered, the longest wait first": async (page, go) => {
    await go("");
    await toMonitoring(page);
    await page.getByRole("button", { name: /^Unanswered/ }).click();
    await byId(page, "waits").first().waitFor();
    await byId(page, "waits").filter({ hasText: "Dimitra A." }).click();
    await story(page, "Dimitra A.");
    await byId(page, "unanswered-message").filter({ hasText: "Μπορώ να αλλάξω" }).click();
    await page.getByRole("main", { name: /Dimitra A\./ }).waitFor();
  },

  "patients with nothing to wait for in Monitoring": async (page, go) => {
    await go("");
    await toMonitoring(page);
    await byId(page, "patient").filter({ hasText: "João P." }).click();
    await story(page, "João P.");
  },

  "Monitoring before there is a patient": async (page, go) => {
    await go("no-patients");
    await toMonitoring(page);
    await page.getByText("No patients yet").waitFor();
    await page.getByRole("button", { name: /^Unanswered/ }).click();
    await page.getByText("Everything has an answer").first().waitFor();
  },

  "text tone is switched off and Monitoring says so": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+6");
    await byId(page, "tone-setting").getByRole("button", { name: "Off" }).click();
    await toMonitoring(page);
    await page.getByText("Text tone is switched off in Settings.").waitFor();
    await story(page, "Maria K.");
    assert.equal(await byId(page, "tone-chart").count(), 0);
  },

  "an assistant has no patients in Monitoring": async (page, go) => {
    await go("role=assistant");
    await page.keyboard.press("Control+2");
    await byId(page, "monitoring").waitFor();
    assert.equal(await byId(page, "patients").count(), 0);
    assert.equal(await byId(page, "print-all").count(), 0);
  },

  "one patient goes on paper": async (page, go) => {
    await go("");
    await toMonitoring(page);
    await story(page, "Maria K.");
    await byId(page, "print-one").click();
    await byId(page, "paper").waitFor({ state: "attached" });
    const paper = await onPaper(page);
    assert.match(paper, /becoming heavier/);
    assert.match(paper, /Tengo todas las pastillas/);
  },

  "everybody goes on paper": async (page, go) => {
    await go("extra=40");
    await toMonitoring(page);
    await byId(page, "patients").waitFor();
    await byId(page, "print-all").click();
    await byId(page, "paper").waitFor({ state: "attached" });
    const paper = await onPaper(page);
    assert.match(paper, /João P\./);
    assert.match(paper, /Urgent/);
  },

  "the tone of one message is said to who asks": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "panel-tone").getByText("becoming heavier").waitFor({ state: "attached" });
    const message = byId(page, "message").filter({ hasText: "Mal. No he dormido" });
    await message.hover();
    await message.getByTestId("message-tone").click();
    await byId(page, "message-tone-said").getByText(/heavier: “mal”/).waitFor();
  },
};
