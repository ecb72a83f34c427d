// Whom to call about the patient of the open thread.

import { Asker } from "../ipc/asker.svelte";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { EmergencyContactForm } from "../ipc/bindings/EmergencyContactForm";
import type { EmergencyContactView } from "../ipc/bindings/EmergencyContactView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class EmergencyContactState extends Asker {
  view = $state.raw<EmergencyContactView | null>(null);
  #of: ConversationId | null = null;

  async belongTo(conversation: ConversationId): Promise<void> {
    this.#of = conversation;
    this.error = null;
    await this.load();
  }

  override async load(): Promise<void> {
    const of = this.#of;
    if (of === null) return;
    try {
      const view = await commands.emergencyContact(of);
      if (of === this.#of) this.view = view;
    } catch (cause) {
      if (of === this.#of) this.error = readError(cause);
    }
  }

  async save(form: EmergencyContactForm): Promise<boolean> {
    const of = this.#of;
    return of !== null && this.change(() => commands.saveEmergencyContact(of, form));
  }
}
