// Keys that work everywhere on the desk.

import type { DeskState } from "./desk.svelte";

function isWriting(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
}

function searchField(): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>('[data-testid="search"]');
}

/** Acts on a key if it means something; other keys go their way. */
export function deskKeys(event: KeyboardEvent, desk: DeskState, lock: () => void): void {
  const withCommand = event.ctrlKey || event.metaKey;
  const act = (what: () => void) => {
    event.preventDefault();
    what();
  };
  if (event.key === "Escape" && desk.search.isOpen) return act(() => desk.search.close());
  if (desk.dialog) return;
  if (withCommand && event.key.toLowerCase() === "k") return act(() => (desk.dialog = "palette"));
  if (withCommand && event.shiftKey && event.key.toLowerCase() === "l") return act(lock);
  if (withCommand && event.key.toLowerCase() === "f") return act(() => focusSearch(desk));
  if (withCommand && /^[1-9]$/.test(event.key)) {
    const place = desk.places[Number(event.key) - 1];
    if (place) act(() => void desk.go(place));
    return;
  }
  if (event.altKey && event.key === "ArrowDown") return act(() => void desk.step(1, event.shiftKey));
  if (event.altKey && event.key === "ArrowUp") return act(() => void desk.step(-1, event.shiftKey));
  if (event.key === "?" && !isWriting(event)) act(() => (desk.dialog = "keys"));
}

function focusSearch(desk: DeskState): void {
  if (!desk.side && desk.place !== "templates") desk.place = "clinical";
  requestAnimationFrame(() => {
    const field = searchField();
    field?.focus();
    field?.select();
  });
}
