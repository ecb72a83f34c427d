// Asks Rust, or the demo that stands in for it.

import { host, type Args } from "./host";

export async function ask<Answer>(command: string, args?: Args, headers?: Record<string, string>): Promise<Answer> {
  return (await host()).ask<Answer>(command, args, headers);
}
