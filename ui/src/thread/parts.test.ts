import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import { demoDesk } from "../testing/demo";
import { renderWith } from "../testing/render";
import Composer from "./Composer.svelte";
import Outcome from "./Outcome.svelte";
import RiskBanner from "./RiskBanner.svelte";
import { ThreadState } from "./thread.svelte";

async function opened(name: string): Promise<ThreadState> {
  const { idOf } = demoDesk();
  const thread = new ThreadState();
  await thread.open("clinical", idOf(name));
  return thread;
}

test("the banner is an alert that names level and category and quotes the words", async () => {
  const thread = await opened("Maria K.");
  const alert = thread.view?.alerts[0];
  if (!alert) throw new Error("no alert");
  const onacknowledge = vi.fn();
  renderWith(RiskBanner, { alert, others: 0, onacknowledge, onshow: vi.fn() });
  const banner = screen.getByRole("alert");
  expect(banner.textContent).toContain("Urgent: words about suicide");
  expect(banner.textContent).toContain("todas las pastillas");
  await fireEvent.click(screen.getByTestId("acknowledge"));
  expect(onacknowledge).toHaveBeenCalledOnce();
});

test("Enter sends, Shift and Enter breaks the line", async () => {
  const thread = await opened("Maria K.");
  const view = thread.view;
  if (!view) throw new Error("no thread");
  const send = vi.spyOn(thread, "send").mockResolvedValue();
  renderWith(Composer, { thread, view, onnote: () => {} });
  const field = screen.getByTestId("composer");
  await fireEvent.input(field, { target: { value: "Hola" } });
  expect(thread.draft).toBe("Hola");
  await fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  expect(send).not.toHaveBeenCalled();
  await fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  expect(send).not.toHaveBeenCalled();
  await fireEvent.keyDown(field, { key: "Enter" });
  expect(send).toHaveBeenCalledOnce();
});

test("the limit is told near it and beyond it", async () => {
  const thread = await opened("Maria K.");
  const view = thread.view;
  if (!view) throw new Error("no thread");
  renderWith(Composer, { thread, view, onnote: () => {} });
  const field = screen.getByTestId("composer");
  await fireEvent.input(field, { target: { value: "a".repeat(4095) } });
  expect(screen.getByRole("status").textContent).toBe("1 character left");
  await fireEvent.input(field, { target: { value: "a".repeat(4098) } });
  expect(screen.getByRole("status").textContent).toBe("2 characters too many");
  expect((screen.getByTestId("send") as HTMLButtonElement).disabled).toBe(true);
});

test("a failed message says why and offers what helps", async () => {
  const thread = await opened("João P.");
  const message = thread.messages.find((it) => it.status === "failed");
  if (!message) throw new Error("no failed message");
  const ondo = vi.fn();
  renderWith(Outcome, { message: { ...message, failure: { code: 131047, advice: "window_closed" as const, action: "use_template" as const } }, onresend: vi.fn(), onleave: vi.fn(), canDo: () => true, ondo });
  expect(screen.getByText(/The 24-hour window was closed/)).toBeTruthy();
  expect(screen.queryByText("Send again")).toBeNull();
  await fireEvent.click(screen.getByText("Choose a template"));
  expect(ondo).toHaveBeenCalledWith("templates");
});

test("what the channel does not have is not offered", async () => {
  const thread = await opened("João P.");
  const message = thread.messages.find((it) => it.status === "failed");
  if (!message) throw new Error("no failed message");
  renderWith(Outcome, { message: { ...message, failure: { code: 10, advice: "window_closed_page" as const, action: "use_template" as const } }, onresend: vi.fn(), onleave: vi.fn(), canDo: () => false, ondo: vi.fn() });
  expect(screen.getByText(/The 24-hour window was closed/)).toBeTruthy();
  expect(screen.queryByTestId("deed")).toBeNull();
});
