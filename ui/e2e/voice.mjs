// The walks through voice messages that a machine heard, and how an owner has them heard. By keyboard.

import { strict as assert } from "node:assert";
import { byId, openByPalette } from "./steps.mjs";

async function openVoice(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+6");
  await byId(page, "voice").waitFor();
  await byId(page, "voice").scrollIntoViewIfNeeded();
}

export const voiceWalks = {
  "a voice message as a machine heard it": async (page, go) => {
    await go("");
    await openByPalette(page, "Tomás R.");
    const transcript = byId(page, "transcript").first();
    await transcript.waitFor();
    assert.match(await transcript.innerText(), /Machine transcript/);
    assert.equal(await transcript.locator(".is-unsure").count(), 1);
    assert.equal(await page.locator('[data-testid="message"][data-kind="voice"]').first().getByText("Not analysed").count(), 0);
  },

  "a voice message is stopped and transcribed again": async (page, go) => {
    await go("voice-state=2");
    await openByPalette(page, "Tomás R.");
    await byId(page, "stop-hearing").press("Enter");
    await page.locator('[data-testid="transcript"][data-state="skipped"]').waitFor();
    await byId(page, "hear").press("Enter");
    await page.locator('[data-testid="transcript"][data-state="done"]').waitFor();
  },

  "a voice message that is uncertain and flagged": async (page, go) => {
    await go("voice-state=1");
    await openByPalette(page, "Tomás R.");
    await page.locator('[data-testid="transcript"][data-state="uncertain"]').waitFor();
    assert.equal(await byId(page, "transcript").locator("mark.is-unsure").innerText(), "no quiero seguir");
  },

  "a voice message on its way": async (page, go) => {
    await go("voice-state=2");
    await openByPalette(page, "Tomás R.");
    await byId(page, "stop-hearing").waitFor();
  },

  "a voice message that the service refused": async (page, go) => {
    await go("voice-state=3");
    await openByPalette(page, "Tomás R.");
    await byId(page, "transcript").getByText("the service refused the key").waitFor();
  },

  "a switched-off voice message says that it was not analysed": async (page, go) => {
    await go("voice=off");
    await openByPalette(page, "Tomás R.");
    const message = page.locator('[data-testid="message"][data-kind="voice"]').first();
    await message.getByText("Not analysed").waitFor();
    assert.equal(await byId(page, "transcript").count(), 0);
  },

  "a speech model is fetched, breaks off, and goes on": async (page, go) => {
    await openVoice(page, go, "voice=off&no-model&breaks");
    await byId(page, "voice").getByRole("button", { name: "On this computer" }).press("Enter");
    await byId(page, "fetch-model").press("Enter");
    await page.locator('[data-testid="model-download"][data-state="broken_off"]').waitFor();
    assert.equal(await byId(page, "fetch-model").innerText(), "Go on");
  },

  "a speech model comes, and messages are heard on this computer": async (page, go) => {
    await openVoice(page, go, "voice=off&no-model");
    await byId(page, "voice").getByRole("button", { name: "On this computer" }).press("Enter");
    await byId(page, "fetch-model").press("Enter");
    await byId(page, "voice").getByText("148 MB, checked").or(byId(page, "voice").getByText("149 MB, checked")).waitFor();
    await page.locator('[data-testid="voice"] button[aria-pressed="true"]', { hasText: "On this computer" }).waitFor();
  },

  "messages heard by the service, some of which failed": async (page, go) => {
    await openVoice(page, go, "voice=service&voice-failed");
    await byId(page, "voice").getByText("3 messages were not transcribed").waitFor();
    await byId(page, "hear-failed").press("Enter");
    await byId(page, "hear-failed").waitFor({ state: "detached" });
  },

  "a service that is not ready yet": async (page, go) => {
    await openVoice(page, go, "voice=service&no-service");
    await byId(page, "voice").getByText("No service yet").waitFor();
  },
};
