// The seam to Rust, and the only file that knows Tauri. Without Tauri a demo host answers, in development and tests only.

import { invoke, isTauri } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Change } from "./bindings/Change";

export interface Host {
  /** Asks Rust; rejects with a `CommandError`. */
  ask<Answer>(command: string, args?: Record<string, unknown>): Promise<Answer>;
  /** Hears every change until the returned function is called. */
  onChange(hear: (change: Change) => void): Promise<() => void>;
}

const tauriHost: Host = {
  ask: (command, args) => invoke(command, args),
  onChange: (hear) => listen<Change>("change", (event) => hear(event.payload)),
};

let chosen: Promise<Host> | undefined;

async function choose(): Promise<Host> {
  if (import.meta.env.MODE === "demo" || (import.meta.env.DEV && !isTauri())) {
    const { demoHost } = await import("./demo/host");
    return demoHost(new URLSearchParams(location.search));
  }
  return tauriHost;
}

/** Returns the host of this window. */
export function host(): Promise<Host> {
  chosen ??= choose();
  return chosen;
}

/** Puts another host in place; for tests. */
export function useHost(other: Host): void {
  chosen = Promise.resolve(other);
}
