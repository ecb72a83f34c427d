// Whether the contact stands beside the thread: remembered for a wide window; in a narrow one it lies over the thread
// and is shown when asked for.

const KEY = "recado.panel";
const NARROW = "(max-width: 1140px)";

export class PanelState {
  #narrow: MediaQueryList | undefined = window.matchMedia?.(NARROW);
  #isNarrow = $state(this.#narrow?.matches ?? false);
  #isWideShown = $state(localStorage.getItem(KEY) !== "hidden");
  #isOver = $state(false);

  isShown = $derived(this.#isNarrow ? this.#isOver : this.#isWideShown);

  /** Follows the window's width; the returned function stops it. */
  start(): () => void {
    const follow = (event: MediaQueryListEvent) => {
      this.#isNarrow = event.matches;
      this.#isOver = false;
    };
    this.#narrow?.addEventListener("change", follow);
    return () => this.#narrow?.removeEventListener("change", follow);
  }

  toggle(): void {
    if (this.#isNarrow) {
      this.#isOver = !this.#isOver;
      return;
    }
    this.#isWideShown = !this.#isWideShown;
    localStorage.setItem(KEY, this.#isWideShown ? "shown" : "hidden");
  }
}
