// The seam to Rust, and the only file that knows Tauri. Without Tauri a demo host answers, in development and tests only.

import { convertFileSrc, invoke, isTauri } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Change } from "./bindings/Change";
import type { MediaId } from "./bindings/MediaId";

/** Arguments by name, or the bytes of a file. */
export type Args = Record<string, unknown> | Uint8Array<ArrayBuffer>;

/** Which rendering of a file: as it is, small, or as a sound every player knows. */
export type Variant = "thumbnail" | "sound";

export interface Host {
  /** Asks Rust; rejects with a `CommandError`. */
  ask<Answer>(command: string, args?: Args, headers?: Record<string, string>): Promise<Answer>;
  /** Hears every change until the returned function is called. */
  onChange(hear: (change: Change) => void): Promise<() => void>;
  /** Returns where a page element finds a file. */
  mediaUrl(media: MediaId, variant?: Variant): string;
}

const tauriHost: Host = {
  ask: (command, args, headers) => (headers ? invoke(command, args, { headers }) : invoke(command, args)),
  onChange: (hear) => listen<Change>("change", (event) => hear(event.payload)),
  mediaUrl: (media, variant) => convertFileSrc(variant ? `${media}/${variant}` : media, "attachment"),
};

let chosen: Promise<Host> | undefined;
let present: Host | undefined;

async function choose(): Promise<Host> {
  if (import.meta.env.MODE === "demo" || (import.meta.env.DEV && !isTauri())) {
    const { demoHost } = await import("./demo/host");
    return demoHost(new URLSearchParams(location.search));
  }
  return tauriHost;
}

/** Returns the host of this window. */
export async function host(): Promise<Host> {
  chosen ??= choose();
  present = await chosen;
  return present;
}

/** Returns where a page element finds a file. Files are known from views only, so the host has answered before. */
export function mediaUrl(media: MediaId, variant?: Variant): string {
  return present?.mediaUrl(media, variant) ?? "";
}

/** Puts another host in place; for tests. */
export function useHost(other: Host): void {
  present = other;
  chosen = Promise.resolve(other);
}
