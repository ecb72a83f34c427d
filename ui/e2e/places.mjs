// The walks through templates and channels, by keyboard; each leaves the page on what axe is to look at.

import { strict as assert } from "node:assert";

const byId = (page, id) => page.getByTestId(id);
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.tagName);

async function goTemplates(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+4");
  await byId(page, "templates").waitFor();
}

async function goConnection(page, go, query = "") {
  await go(query);
  await page.keyboard.press("Control+5");
  await byId(page, "channel-card").first().waitFor();
}

/** Presses Tab until something is reached. */
async function tabTo(page, id, most = 40) {
  for (let i = 0; i < most && (await focused(page)) !== id; i++) await page.keyboard.press("Tab");
  assert.equal(await focused(page), id);
}

/** Opens a conversation through the palette and chooses a template there. */
async function pick(page, go, name) {
  await go("");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("Eleni D.");
  await page.getByRole("option", { name: "Eleni D." }).first().waitFor();
  await page.keyboard.press("Enter");
  await byId(page, "template-option").first().waitFor();
  await page.locator(`[data-testid="template-option"][data-name="${name}"]`).press("Enter");
}

const picture = { name: "flyer.png", mimeType: "image/png", buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64") };

export const placeWalks = {
  "templates, walked with Tab and the arrows": async (page, go) => {
    await goTemplates(page, go);
    await tabTo(page, "template-chip");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    const chosen = page.locator('[data-testid="template-chip"][aria-selected="true"]');
    assert.match(await chosen.textContent(), /Appointment reminder, European Portuguese, Approved/);
    await page.keyboard.press("Tab");
    assert.equal(await focused(page), "template-edit");
  },

  "templates, narrowed to what Meta rejected": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "filter-status").selectOption("rejected");
    assert.equal(await byId(page, "template-group").count(), 1);
    assert.match(await byId(page, "template-reason").innerText(), /INVALID_FORMAT/);
  },

  "templates, nothing fits": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "search").fill("xylophone");
    await page.getByText("No template fits").waitFor();
  },

  "a carousel in detail": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "search").fill("groups");
    await page.locator(".phone-cards li").nth(2).waitFor();
  },

  "a template is written by keyboard and sent to review": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "template-new").press("Enter");
    await byId(page, "template-name").waitFor();
    assert.equal(await focused(page), "template-name");
    await page.keyboard.type("Cita Cambiada");
    assert.equal(await byId(page, "template-name").inputValue(), "cita_cambiada");
    await tabTo(page, "template-body");
    await page.keyboard.type("Hola");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "template-body");
    await page.keyboard.type(", su cita cambia.");
    assert.equal(await byId(page, "template-body").inputValue(), "Hola {{1}}, su cita cambia.");
    await byId(page, "editor-save").press("Enter");
    await page.locator('[data-problem="example_missing"]').waitFor();
    assert.equal(await focused(page), "example");
    await page.keyboard.type("Ana");
    await page.keyboard.press("Enter");
    await byId(page, "template-outcome").waitFor();
    assert.equal(await byId(page, "template-detail").getAttribute("data-status"), "pending");
  },

  "a template with everything wrong": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "template-new").press("Enter");
    await byId(page, "template-body").fill("{{1}} y {{3}}");
    await byId(page, "add-phone").press("Enter");
    await byId(page, "add-url").press("Enter");
    await page.getByRole("button", { name: "Picture" }).press("Enter");
    await byId(page, "editor-save").press("Enter");
    for (const problem of ["missing", "variable_at_edge", "variable_order", "example_missing", "form"]) await page.locator(`[data-problem="${problem}"]`).first().waitFor();
    assert.ok(await byId(page, "add-phone").isDisabled(), "a second phone button does not fit");
  },

  "a carousel is written": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "template-new").press("Enter");
    await page.getByRole("button", { name: "Cards side by side" }).press("Enter");
    await byId(page, "add-card").press("Enter");
    assert.equal(await byId(page, "card-fields").count(), 3);
    await byId(page, "example-file").first().setInputFiles(picture);
    await page.getByText("flyer.png").waitFor();
    await byId(page, "add-url").press("Enter");
    assert.equal(await byId(page, "button-url").count(), 3, "every card gets the button");
  },

  "what Meta refuses stays, with Meta's words": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "template-new").press("Enter");
    await byId(page, "template-name").fill("no_se_puede");
    await byId(page, "template-body").fill("Medicamentos a buen precio.");
    await byId(page, "editor-save").press("Enter");
    await byId(page, "refused").waitFor();
    assert.match(await byId(page, "refused").innerText(), /body is not allowed[\s\S]*Meta 2388072/);
  },

  "leaving what was written asks once": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "template-new").press("Enter");
    await byId(page, "template-body").fill("Hola");
    await byId(page, "editor-cancel").press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    assert.equal(await byId(page, "template-body").inputValue(), "Hola");
    await byId(page, "editor-cancel").press("Enter");
    await byId(page, "drop-confirm").press("Enter");
    await byId(page, "template-list").waitFor();
    assert.equal(await focused(page), "template-chip", "the keys go on in the list");
  },

  "deleting names what goes": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "search").fill("reminder");
    await byId(page, "template-delete").press("Enter");
    await page.getByText("All 3 languages").waitFor();
  },

  "a language is deleted": async (page, go) => {
    await goTemplates(page, go);
    await byId(page, "search").fill("reminder");
    await byId(page, "template-delete").press("Enter");
    await byId(page, "delete-confirm").press("Enter");
    await byId(page, "template-outcome").waitFor();
    assert.equal(await byId(page, "template-chip").count(), 2);
  },

  "no templates yet": async (page, go) => {
    await goTemplates(page, go, "no-templates");
    await page.getByText("No templates yet").waitFor();
  },

  "templates without a number": async (page, go) => {
    await goTemplates(page, go, "no-channels");
    await page.getByRole("button", { name: "Open Connection" }).press("Enter");
    await page.getByText("No channel yet").waitFor();
  },

  "templates while they load": async (page, go) => {
    await goTemplates(page, go, "slow");
    await byId(page, "template-loading").waitFor();
  },

  "templates while Meta does not answer": async (page, go) => {
    await goTemplates(page, go, "offline");
    await byId(page, "template-sync").press("Enter");
    await page.waitForSelector('[data-code="meta_unreachable"]');
    assert.ok((await byId(page, "template-chip").count()) > 0, "what was read before stays");
  },

  "a template with a picture and a code goes out": async (page, go) => {
    await pick(page, go, "autumn_workshop");
    await byId(page, "slot-file").setInputFiles(picture);
    await page.locator('[data-key="1"]').fill("{{1}}");
    await page.locator('[data-key="button1.code"]').fill("OTONO10");
    assert.ok(await byId(page, "send-template").isDisabled(), "braces cannot leave");
    await page.locator('[data-key="1"]').fill("Lucía");
    await page.keyboard.press("Enter");
    await byId(page, "message").filter({ hasText: "Hola Lucía, en octubre" }).waitFor();
  },

  "the picker with braces in a value": async (page, go) => {
    await pick(page, go, "autumn_workshop");
    await page.locator('[data-key="1"]').fill("{{1}}");
    await page.getByText("may not stand in a value").waitFor();
  },

  "the picker with cards": async (page, go) => {
    await pick(page, go, "our_groups");
    await byId(page, "template-slot").nth(1).waitFor();
  },

  "the picker with a place": async (page, go) => {
    await pick(page, go, "find_us");
    await page.locator('[data-key="1"]').fill("John");
    await byId(page, "place-coordinates").fill("here");
    await page.keyboard.press("Tab");
    await page.getByText("Two numbers with a comma").waitFor();
  },

  "channels, all that Meta told": async (page, go) => {
    await goConnection(page, go);
    assert.equal(await byId(page, "channel-card").count(), 4);
    await byId(page, "events-all").first().press("Enter");
    assert.match(await byId(page, "channel-events").first().locator("li").first().innerText(), /PAUSED/);
  },

  "a restricted channel": async (page, go) => {
    await goConnection(page, go, "restricted");
    await byId(page, "restriction").waitFor();
  },

  "a channel's colour, chosen with the arrows": async (page, go) => {
    await goConnection(page, go);
    await byId(page, "colour-own").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector('[data-testid="channel-card"] header [data-colour="teal"]'));
  },

  "switching a Page off says what it means": async (page, go) => {
    await goConnection(page, go);
    await page.locator('[data-kind="messenger"]').getByTestId("channel-off").press("Enter");
    await byId(page, "switch-off").waitFor();
    assert.equal(await byId(page, "switch-off").locator("li").count(), 4);
  },

  "a channel is switched off and on": async (page, go) => {
    await goConnection(page, go);
    await byId(page, "channel-off").first().press("Enter");
    await byId(page, "switch-off-confirm").press("Enter");
    const card = byId(page, "channel-card").first();
    await card.getByTestId("channel-on").waitFor();
    assert.equal(await card.getAttribute("data-state"), "off");
    await card.getByTestId("channel-on").press("Enter");
    await card.getByTestId("channel-off").waitFor();
  },

  "a channel is proved again": async (page, go) => {
    await goConnection(page, go);
    await page.locator('[data-kind="messenger"]').getByTestId("channel-prove").press("Enter");
    await page.waitForSelector('[data-check="token"][data-result="failed"]');
  },

  "an Instagram account is connected": async (page, go) => {
    await goConnection(page, go);
    await byId(page, "connect-open").press("Enter");
    await byId(page, "connect-instagram").press("Enter");
    for (const field of ["id", "token", "app-secret", "verify-token"]) await byId(page, `page-${field}`).fill("12345");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-check="inbound_message"][data-result="waiting"]');
    await page.waitForSelector('[data-testid="page-proof"][data-connected="true"]');
  },

  "a Page's token is refused": async (page, go) => {
    await goConnection(page, go);
    await byId(page, "connect-open").press("Enter");
    await byId(page, "connect-messenger").press("Enter");
    for (const field of ["id", "app-secret", "verify-token"]) await byId(page, `page-${field}`).fill("12345");
    await byId(page, "page-token").fill("wrong");
    await page.keyboard.press("Enter");
    await page.waitForSelector('[data-code="token_rejected"]');
  },
};
