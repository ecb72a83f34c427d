// What stands behind flags, in the settings: phrases, false alarms, rules; and the phrase that is written now.

import { Asker } from "../ipc/asker.svelte";
import type { FlagRulesView } from "../ipc/bindings/FlagRulesView";
import type { PhraseFault } from "../ipc/bindings/PhraseFault";
import type { PhraseForm } from "../ipc/bindings/PhraseForm";
import type { PhrasePreviewView } from "../ipc/bindings/PhrasePreviewView";
import type { PhraseTongue } from "../ipc/bindings/PhraseTongue";
import type { PhraseView } from "../ipc/bindings/PhraseView";
import type { ShieldId } from "../ipc/bindings/ShieldId";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class FlagRulesState extends Asker {
  view = $state.raw<FlagRulesView | null>(null);
  /** The phrase that is written; absent while none is. */
  draft = $state<PhraseForm | null>(null);
  /** What is wrong with its words. */
  fault = $state.raw<PhraseFault | null>(null);
  /** What it would have found; absent until it was tried. */
  seen = $state.raw<PhrasePreviewView | null>(null);
  isTrying = $state(false);
  /** The one about whose removal is asked. */
  removing = $state.raw<PhraseView | null>(null);
  #tried = 0;

  /** Loads, and loads anew when flags or rules change; the returned function stops it. */
  start(): () => void {
    const again = soon(() => void this.load());
    void this.load();
    return onChange((change) => {
      if (change.kind === "app" || change.kind === "alert") again();
    });
  }

  override async load(): Promise<void> {
    try {
      this.view = await commands.flagRules();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  create(language: PhraseTongue): void {
    this.#begin({ id: null, words: "", language, fit: "with_gap", category: "suicide", level: "today" });
  }

  edit(phrase: PhraseView): void {
    const { id, words, language, fit, category, level } = phrase;
    this.#begin({ id, words, language, fit, category, level });
  }

  close(): void {
    this.#tried++;
    this.draft = null;
  }

  /** Forgets what an earlier form of the phrase would have found. */
  changed(): void {
    this.#tried++;
    this.isTrying = false;
    this.seen = null;
    this.fault = null;
  }

  /** Tries the phrase on what came in the last days; a newer form of it is not answered by an older one. */
  async tryIt(): Promise<void> {
    if (!this.draft) return;
    const tried = ++this.#tried;
    this.isTrying = true;
    this.error = null;
    try {
      const seen = await commands.previewPhrase($state.snapshot(this.draft));
      if (tried !== this.#tried) return;
      this.fault = seen.fault;
      this.seen = seen.fault ? null : seen;
    } catch (cause) {
      if (tried === this.#tried) this.error = readError(cause);
    } finally {
      if (tried === this.#tried) this.isTrying = false;
    }
  }

  async save(): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    const asked = await this.ask(() => commands.savePhrase($state.snapshot(draft)));
    if (!asked) return;
    this.fault = asked.answer;
    if (asked.answer) return;
    this.close();
    await this.load();
  }

  async remove(): Promise<void> {
    const phrase = this.removing;
    this.removing = null;
    if (phrase) await this.change(() => commands.removePhrase(phrase.id));
  }

  takeBack = (shield: ShieldId) => this.change(() => commands.removeShield(shield));
  lower = (rule: string) => this.change(() => commands.lowerRule(rule));
  restore = (rule: string) => this.change(() => commands.restoreRule(rule));

  #begin(draft: PhraseForm): void {
    this.error = null;
    this.draft = draft;
    this.changed();
  }
}
