// Walks through what the clinic writes about people: the card, notes, the lead board, labels, patients from a file.

const openJoao = async (page, open) => {
  await open("");
  await page.getByText("João P.").first().click();
  await page.waitForSelector('[data-testid="thread"]');
  if (!(await page.locator(".panel").isVisible())) await page.keyboard.press("Alt+i");
  await page.locator(".panel").getByTestId("note").first().waitFor();
};

export const recordWalks = {
  "records: an internal note is found by its words and shown": async (page, go) => {
    await go("");
    await page.keyboard.press("Control+f");
    await page.waitForFunction(() => document.activeElement?.getAttribute("data-testid") === "search");
    await page.keyboard.type("never before nine");
    await page.getByTestId("note-hit").waitFor();
    await page.getByTestId("note-hit").press("Enter");
    await page.getByRole("main", { name: /João P\./ }).waitFor();
    await page.locator(".panel").getByTestId("note").filter({ hasText: "never before nine" }).waitFor();
  },

  "records: what a search for a note's words shows": async (page, go) => {
    await go("");
    await page.getByTestId("search").fill("sister");
    await page.getByTestId("note-hit").waitFor();
  },

  "the card of a person, edited in place": async (page, open) => {
    await openJoao(page, open);
    await page.getByTestId("edit-record").click();
    await page.getByLabel("Clinic's number").fill("A-9");
    await page.keyboard.press("Enter");
    await page.locator(".record-facts").getByText("A-9").waitFor();
    await page.getByTestId("label-menu").click();
    await page.getByRole("menuitemcheckbox").first().click();
    await page.getByTestId("undo").getByRole("button").first().click();
    await page.getByTestId("undo").waitFor({ state: "detached" });
  },
  "a note is written in place of a reply and sends nothing": async (page, open) => {
    await openJoao(page, open);
    const before = await page.getByTestId("message").count();
    await page.keyboard.press("Alt+p");
    await page.keyboard.type("Prefers the afternoon");
    await page.keyboard.press("Control+Enter");
    await page.locator(".note-inline").getByText("Prefers the afternoon").waitFor();
    if ((await page.getByTestId("message").count()) !== before) throw new Error("a note became a message");
    await page.keyboard.press("Alt+p");
    await page.getByTestId("noting").waitFor();
  },
  "a consent is written down": async (page, open) => {
    await openJoao(page, open);
    await page.getByTestId("record-consent").click();
    await page.getByLabel("What for").selectOption("marketing");
    await page.getByTestId("keep-consent").click();
    await page.locator(".consent").getByText("Messages about offers").waitFor();
    await page.getByTestId("record-consent").click();
  },
  "the lead board by keyboard": async (page, open) => {
    await open("lead-flag");
    await page.keyboard.press("Control+2");
    await page.keyboard.press("Alt+b");
    await page.getByTestId("apart").waitFor();
    const first = page.locator('[data-stage="new"] [data-testid="card-menu"]').first();
    await first.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByText("Moved to Qualified.").waitFor();
    await page.getByTestId("undo").getByRole("button").first().press("Enter");
    await page.getByTestId("undo").waitFor({ state: "detached" });
    await page.getByTestId("lost-edge").press("Enter");
    await page.locator('[data-stage="lost"]').waitFor();
  },
  "a card dragged to another column": async (page, open) => {
    await open("");
    await page.keyboard.press("Control+2");
    await page.getByTestId("show-board").click();
    const card = page.locator('[data-stage="new"] [data-testid="lead-card"]').first();
    await card.dragTo(page.locator('[data-stage="contacted"]'));
    await page.getByText("Moved to Contacted.").waitFor();
    await page.locator('[data-stage="contacted"] [data-testid="lead-card"]').first().dragTo(page.getByTestId("lost-edge"));
    await page.getByTestId("mark-lost").waitFor();
  },
  "labels and patients from a file": async (page, open) => {
    await open("");
    await page.keyboard.press("Control+6");
    await page.getByLabel("Name of the label").fill("Night shift");
    await page.keyboard.press("Enter");
    await page.getByRole("textbox", { name: "Save Night shift" }).waitFor();
    await page.getByTestId("open-register").click();
    await page.getByTestId("register-file").setInputFiles({ name: "patients.csv", mimeType: "text/csv", buffer: Buffer.from("Nome;Telefone") });
    await page.getByTestId("check-file").click();
    await page.getByText("34 rows to look at").waitFor();
    await page.getByTestId("run-import").click();
    await page.locator("[data-done]").waitFor();
    await page.getByTestId("save-report").click();
    await page.getByTestId("report-saved").waitFor();
  },
};
