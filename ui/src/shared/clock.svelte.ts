// The time as the window shows it, moved every half minute. Countdowns only: rules are Rust's.

import { createContext } from "svelte";

export class Clock {
  now = $state(Date.now());

  /** Starts moving; the returned function stops it. */
  start(): () => void {
    const timer = setInterval(() => (this.now = Date.now()), 30_000);
    return () => clearInterval(timer);
  }
}

export const [getClock, setClock] = createContext<Clock>();
