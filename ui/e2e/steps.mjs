// Steps that several walks take.

export const byId = (page, id) => page.getByTestId(id);
export const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? document.activeElement?.tagName);

/** Shows the contact beside the thread, where a narrow window does not by itself. */
export async function showPanel(page) {
  if (!(await page.locator(".panel").isVisible())) await page.keyboard.press("Alt+i");
  await page.locator(".panel").waitFor();
}

/** Opens a conversation through the palette, as one does without a mouse. */
export async function openByPalette(page, name) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill(name);
  await page.getByRole("option", { name }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("main", { name: new RegExp(name) }).waitFor();
}
