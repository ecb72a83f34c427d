// The walks: each goes somewhere by keyboard and leaves the page on what axe is to look at.

import { strict as assert } from "node:assert";
import { byId, focused, openByPalette } from "./steps.mjs";
import { threadWalks } from "./thread.mjs";

export const walks = {
  "the list, walked with Alt and the arrows": async (page, go) => {
    await go("");
    await byId(page, "row").first().waitFor();
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByRole("main", { name: /João P\./ }).waitFor();
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByRole("main", { name: /Maria K\./ }).waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByRole("main", { name: /João P\./ }).waitFor();
    assert.equal(await focused(page), "composer", "opening a thread puts the cursor in the composer");
  },

  "the list, walked with Tab and the arrows": async (page, go) => {
    await go("");
    await byId(page, "row").first().waitFor();
    await byId(page, "search").focus();
    for (let i = 0; i < 12 && (await focused(page)) !== "row"; i++) await page.keyboard.press("Tab");
    assert.equal(await focused(page), "row");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("main", { name: /Maria K\./ }).waitFor();
  },

  "an urgent flag is seen, acknowledged and keeps its name": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    assert.match(await byId(page, "risk-banner").innerText(), /Urgent: words about suicide/);
    assert.equal(await page.locator('[data-testid="message"] mark').count(), 2);
    await byId(page, "acknowledge").focus();
    await page.keyboard.press("Enter");
    await byId(page, "acknowledged").waitFor();
    assert.match(await byId(page, "acknowledged").innerText(), /Ana Ribeiro/);
    assert.equal(await byId(page, "risk-banner").count(), 0);
  },

  "an open flag": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await byId(page, "risk-banner").waitFor();
  },

  "a reply is written, sent and ticked": async (page, go) => {
    await go("");
    await openByPalette(page, "Maria K.");
    await page.keyboard.type("Te llamo ahora");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("desde la consulta");
    await page.keyboard.press("Enter");
    const sent = byId(page, "message").filter({ hasText: "Te llamo ahora" });
    await sent.waitFor();
    assert.equal(await byId(page, "composer").inputValue(), "");
    await page.locator('[data-testid="message"][data-status="delivered"]', { hasText: "Te llamo ahora" }).waitFor();
  },

  "every tick, older messages keep their place": async (page, go) => {
    await go("");
    await openByPalette(page, "João P.");
    for (const status of ["queued", "sent", "delivered", "read", "failed", "unknown"]) {
      assert.ok((await page.locator(`[data-testid="message"][data-status="${status}"]`).count()) > 0, status);
    }
    const log = page.getByRole("log");
    const before = await byId(page, "message").count();
    const first = byId(page, "message").first();
    const text = await first.innerText();
    await log.evaluate((box) => (box.scrollTop = 300));
    await page.waitForFunction((count) => document.querySelectorAll('[data-testid="message"]').length > count, before);
    const top = await page.evaluate((wanted) => {
      const box = document.querySelector('[role="log"]').getBoundingClientRect();
      const found = [...document.querySelectorAll('[data-testid="message"]')].find((it) => it.innerText === wanted);
      return found.getBoundingClientRect().top - box.top;
    }, text);
    assert.ok(top > -400 && top < 400, `the message in view stays in view, it is ${top} px from the top`);
  },

  ...threadWalks,

  "a closed window offers templates and keeps the draft": async (page, go) => {
    await go("");
    await openByPalette(page, "Eleni D.");
    await byId(page, "template-picker").waitFor();
    assert.equal(await byId(page, "composer").count(), 0);
    assert.ok(await byId(page, "send-template").isDisabled());
    const values = byId(page, "template-variable");
    await values.nth(0).fill("Ελένη");
    await values.nth(1).fill("Πέμπτη, 17:00");
    await page.keyboard.press("Enter");
    await byId(page, "message").filter({ hasText: "Πέμπτη, 17:00. Θέλετε" }).waitFor();
  },

  "the template picker": async (page, go) => {
    await go("");
    await openByPalette(page, "Eleni D.");
    await byId(page, "template-option").first().focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await byId(page, "template-option").nth(1).getAttribute("aria-selected"), "true");
  },

  leads: async (page, go) => {
    await go("");
    await page.keyboard.press("Control+2");
    await page.getByRole("heading", { level: 1, name: "Leads" }).waitFor();
    await page.keyboard.press("Alt+ArrowDown");
    await byId(page, "composer").waitFor();
  },

  "a search from the keyboard, newest first, opens at the message": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+f");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "search");
    await page.keyboard.type("Question 12");
    await byId(page, "search-hit").first().waitFor();
    await byId(page, "search-hit").first().press("Enter");
    await page.locator(".bubble.is-sought").waitFor();
    assert.match(await page.locator(".bubble.is-sought").innerText(), /Question 12 /);
  },

  "nothing found": async (page, go) => {
    await go("");
    await byId(page, "search").fill("xylophone");
    await page.getByText("Nothing with “xylophone”").waitFor();
  },

  monitoring: async (page, go) => {
    await go("");
    await page.keyboard.press("Control+3");
    await byId(page, "flag").first().waitFor();
    assert.equal(await byId(page, "flag").first().getAttribute("data-flag"), "urgent");
  },

  connection: async (page, go) => {
    await go("");
    await page.keyboard.press("Control+5");
    await byId(page, "channel-card").first().waitFor();
  },

  "a start says that it connects, and not that nobody answers": async (page, go) => {
    await go("connecting");
    await page.keyboard.press("Control+5");
    await byId(page, "relay-card").getByText("Connecting…").waitFor();
    assert.equal(await byId(page, "offline").count(), 0);
  },

  offline: async (page, go) => {
    await go("offline");
    await byId(page, "offline").waitFor();
  },

  settings: async (page, go) => {
    await go("");
    await page.keyboard.press("Control+6");
    await byId(page, "settings").waitFor();
    await page.getByLabel("Language", { exact: true }).first().selectOption("el");
    await page.getByRole("heading", { level: 1, name: "Ρυθμίσεις" }).waitFor();
    assert.equal(await page.evaluate(() => document.documentElement.lang), "el");
  },

  palette: async (page, go) => {
    await go("");
    await byId(page, "row").first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("mar");
  },

  keys: async (page, go) => {
    await go("");
    await byId(page, "row").first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
  },

  "nobody has written yet": async (page, go) => {
    await go("empty");
    await page.getByText("No conversations yet").waitFor();
  },

  "the first run, from pairing to the desk": async (page, go) => {
    await go("screen=first-run");
    const step = (name) => page.waitForSelector(`[data-testid="first-run"][data-step="${name}"]`);
    await step("relay");
    await page.getByLabel("Language", { exact: true }).first().selectOption("pt");
    await page.getByRole("heading", { level: 1, name: "Emparelhe este computador" }).waitFor();
    await page.locator("select").selectOption("en");
    await byId(page, "pairing").fill("RCD1-7QK4-M9TX-0HVE-22WP");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-testid="round-trip"][data-done="4"]');
    await byId(page, "next").press("Enter");
    await step("recovery_phrase");
    await byId(page, "phrase-word").last().waitFor();
    const words = await byId(page, "phrase-word").allInnerTexts();
    assert.equal(words.length, 24);
    await byId(page, "next").press("Enter");
    await byId(page, "phrase-answer").first().waitFor();
    for (const question of await page.getByTestId("phrase-question").all()) {
      await question.getByTestId("phrase-answer").fill(words[Number(await question.getAttribute("data-position"))]);
    }
    await byId(page, "next").press("Enter");
    await step("owner");
    await byId(page, "owner-clinic").fill("Clínica Alameda");
    await byId(page, "owner-name").fill("Ana Ribeiro");
    await byId(page, "owner-passphrase").fill("a calm summer by the river");
    await page.keyboard.press("Enter");
    await step("whatsapp");
    for (const field of ["waba", "number", "token", "app-id", "app-secret", "verify-token"]) await byId(page, `wa-${field}`).fill("12345");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-check="inbound_message"][data-result="waiting"]');
    await page.waitForSelector('[data-check="inbound_message"][data-result="passed"]');
    await byId(page, "finish").press("Enter");
    await byId(page, "list").waitFor();
  },

  "pairing is refused with what to do": async (page, go) => {
    await go("screen=first-run");
    await byId(page, "pairing").fill("nonsense");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-code="pairing_code_unreadable"]');
  },

  "the recovery phrase": async (page, go) => {
    await go("screen=first-run&step=recovery_phrase");
    await byId(page, "phrase-word").last().waitFor();
  },

  "a failed check says what to do": async (page, go) => {
    await go("screen=first-run&step=whatsapp&failed=app_subscription");
    for (const field of ["waba", "number", "token", "app-secret", "verify-token"]) await byId(page, `wa-${field}`).fill("12345");
    await byId(page, "wa-connect").press("Enter");
    await page.waitForSelector('[data-check="app_subscription"][data-result="failed"]');
  },

  "no keyring": async (page, go) => {
    await go("screen=first-run&step=device_passphrase&no-keyring");
    await byId(page, "device-passphrase").waitFor();
  },

  "locked, a wrong passphrase, then open": async (page, go) => {
    await go("screen=locked");
    await byId(page, "unlock-passphrase").fill("short");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-code="wrong_passphrase"]');
    await byId(page, "unlock-passphrase").fill("a calm summer by the river");
    await page.keyboard.press("Enter");
    await byId(page, "list").waitFor();
    await byId(page, "me").press("Enter");
    await byId(page, "lock").press("Enter");
    await byId(page, "locked").waitFor();
  },

  "the key is missing": async (page, go) => {
    await go("screen=key-missing&reason=key_lost");
    await byId(page, "phrase-entry").fill("lemon harbor");
    await page.getByText("2 words of 24").waitFor();
  },
};
