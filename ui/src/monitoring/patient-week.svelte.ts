// A patient's week of text tone beside their thread.

import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { PatientToneView } from "../ipc/bindings/PatientToneView";
import * as commands from "../ipc/commands";

export class PatientWeekState {
  /** Absent before it is read, and for who has not written lately. */
  story = $state.raw<PatientToneView | null>(null);
  readonly conversation: ConversationId;
  #asked = 0;

  constructor(conversation: ConversationId) {
    this.conversation = conversation;
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const story = await commands.patientTone(this.conversation).catch(() => null);
    if (asked === this.#asked) this.story = story;
  }
}
