// A reply that stands in the thread before Rust has kept it.

import type { MessageView } from "../ipc/bindings/MessageView";
import type { QuoteView } from "../ipc/bindings/QuoteView";

export interface Pending {
  key: number;
  text: string;
  at: number;
  /** The newest message when it was sent; the kept reply has a larger number. */
  after: number;
  replyTo: QuoteView | null;
}

/** Returns how a message is quoted in its answer. */
export function quoteOf(message: MessageView): QuoteView {
  return { id: message.id, direction: message.direction, kind: message.kind, text: message.text };
}
