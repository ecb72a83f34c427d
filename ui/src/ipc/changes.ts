// Changes that Rust announces. They carry ids only; whoever shows a view asks for it again.

import type { Change } from "./bindings/Change";
import { host } from "./host";

/** Hears every change; the returned function stops it. */
export function onChange(hear: (change: Change) => void): () => void {
  let stop: (() => void) | undefined;
  let isStopped = false;
  void host()
    .then((it) => it.onChange(hear))
    .then((un) => (isStopped ? un() : (stop = un)));
  return () => {
    isStopped = true;
    stop?.();
  };
}

/** Runs `task` soon, once, however often it is asked for meanwhile. */
export function soon(task: () => void, delayMs = 40): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      task();
    }, delayMs);
  };
}
