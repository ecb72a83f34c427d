// What went wrong, in the one shape the window has sentences for.

import type { CommandError } from "./bindings/CommandError";

/** Reads a rejected command; what is not a `CommandError` is a fault of this computer. */
export function readError(cause: unknown): CommandError {
  if (typeof cause === "object" && cause !== null && "code" in cause) return cause as CommandError;
  return { code: "storage", detail: null };
}
