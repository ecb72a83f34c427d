// How a template's status and quality look: a tone each, never without its shape and word.

import type { TemplateStatus } from "../ipc/bindings/TemplateStatus";

export type Tone = "good" | "told" | "warn" | "bad" | "quiet";

export const tones: Record<TemplateStatus, Tone> = {
  approved: "good",
  pending: "told",
  in_appeal: "told",
  paused: "warn",
  rejected: "bad",
  disabled: "bad",
  deleted: "quiet",
  unavailable: "quiet",
};

export const statuses = Object.keys(tones) as TemplateStatus[];
