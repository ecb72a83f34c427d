// Walks through leads by how much they want to come: the ranking, the mark and its reason, taking it away.

import { strict as assert } from "node:assert";

const rankedNames = (page) => page.getByTestId("hot-row").locator(".row-name").allInnerTexts();

export const interestWalks = {
  "interest: leads by urgency, who needs a person first": async (page, go) => {
    await go("lead-flag");
    await page.keyboard.press("Control+2");
    await page.getByTestId("row").first().waitFor();
    await page.keyboard.press("Alt+h");
    await page.getByTestId("ranking").waitFor();
    await page.getByTestId("needs-person").getByText("Rui T.").waitFor();
    assert.deepEqual((await rankedNames(page)).slice(0, 2), ["Rui T.", "Nadia K."]);
    await page.locator('[data-tab="all"]').press("Enter");
    await page.getByTestId("row").first().waitFor();
    await page.keyboard.press("Alt+h");
    await page.getByTestId("ranking").waitFor();
    assert.equal(await page.getByTestId("needs-person").getByTestId("heat").count(), 0, "nobody who needs a person is ranked");
  },

  "interest: a mark, its words, and taking it away": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+2");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("Most urgent");
    await page.getByRole("option", { name: "Most urgent first" }).waitFor();
    await page.keyboard.press("Enter");
    const rows = page.getByTestId("hot-row");
    await rows.first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByRole("main", { name: /Nadia K\./ }).waitFor();
    if (!(await page.locator(".panel").isVisible())) await page.keyboard.press("Alt+i");
    const why = page.locator(".panel").getByTestId("interest");
    await why.getByText("Wants to come today").waitFor();
    await why.getByText("Could you see me today").waitFor();
    await why.getByTestId("dismiss-interest").press("Enter");
    await why.waitFor({ state: "detached" });
    assert.ok(!(await rankedNames(page)).includes("Nadia K."));
  },

  "interest: marks in the list and on the board": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+2");
    await page.getByTestId("row").filter({ hasText: "Rui T." }).getByTestId("heat").waitFor();
    await page.keyboard.press("Alt+b");
    await page.getByTestId("lead-card").filter({ hasText: "Nadia K." }).getByText("Wants to come today").waitFor();
  },

  "interest: nobody asks for an appointment": async (page, go) => {
    await go("empty");
    await page.keyboard.press("Control+2");
    await page.getByTestId("show-ranking").press("Enter");
    await page.getByText("Nobody asks for an appointment").waitFor();
  },
};
