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
  if (withCommand && event.key.toLowerCase() === "k") return act(() => void desk.openPalette());
  if (withCommand && event.shiftKey && event.key.toLowerCase() === "l") return act(lock);
  if (withCommand && event.key.toLowerCase() === "f") return act(() => focusSearch(desk));
  if (withCommand && /^[1-9]$/.test(event.key)) {
    const place = desk.places[Number(event.key) - 1];
    if (place) act(() => void desk.go(place));
    return;
  }
  if (event.altKey && event.key === "ArrowDown") return act(() => void desk.step(1, event.shiftKey));
  if (event.altKey && event.key === "ArrowUp") return act(() => void desk.step(-1, event.shiftKey));
  if (event.altKey && event.code === "KeyP") return act(() => note(desk));
  if (event.altKey && event.code === "KeyI") return act(() => desk.panel.toggle());
  if (event.altKey && event.code === "KeyB" && desk.place === "leads") return act(() => void desk.board.show(!desk.board.isShown));
  if (event.altKey && event.code === "KeyH" && desk.place === "leads") return act(() => void desk.toggleRanking());
  if (event.altKey && !withCommand && workKey(event, desk)) return event.preventDefault();
  if (event.key === "?" && !isWriting(event)) act(() => (desk.dialog = "keys"));
}

/** Alt and a letter, by the key's place where the layout is not Latin; returns whether it meant something. */
function workKey(event: KeyboardEvent, desk: DeskState): boolean {
  const { work } = desk;
  // What lies above the page has keys of its own.
  if (event.repeat || document.querySelector("dialog[open]")) return false;
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.code.replace("Key", "").toLowerCase();
  if (letter === "z" && work.undoable) return void work.undo(), true;
  if (!work.target()) return false;
  if (letter === "e") return void work.toggle(work.target()), true;
  if (letter === "m") return void work.askSnooze(work.target()), true;
  if (letter === "a") return void work.assignToMe(work.target()), true;
  if (letter === "u") return void work.markUnread(work.target()), true;
  return false;
}

/** Begins an internal note about whoever's thread is open. */
export function note(desk: DeskState): void {
  if (desk.side && desk.threads[desk.side].view) desk.persons[desk.side].isNoting = true;
}

function focusSearch(desk: DeskState): void {
  if (!desk.side && desk.place !== "templates") desk.place = "clinical";
  requestAnimationFrame(() => {
    const field = searchField();
    field?.focus();
    field?.select();
  });
}
