// How voice notes are heard, as an owner chooses and watches it.

import type { VoiceMode } from "../ipc/bindings/VoiceMode";
import type { VoiceSettingsView } from "../ipc/bindings/VoiceSettingsView";
import { Asker } from "../ipc/asker.svelte";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** A model says how far it has come once in this time, while it comes. */
const LOOK_EVERY_MS = 700;

export class VoiceSettingsState extends Asker {
  view = $state.raw<VoiceSettingsView | null>(null);
  /** Where notes are to be heard as soon as there is a model. */
  wanted = $state<VoiceMode | null>(null);

  mode = $derived<VoiceMode>(this.wanted ?? this.view?.mode ?? "off");
  isComing = $derived(this.view?.download?.state === "coming" || this.view?.download?.state === "checking");

  start(): () => void {
    const load = soon(() => void this.load());
    void this.load();
    const timer = setInterval(() => this.isComing && void this.load(), LOOK_EVERY_MS);
    const deaf = onChange((change) => change.kind === "app" && load());
    return () => {
      clearInterval(timer);
      deaf();
    };
  }

  override async load(): Promise<void> {
    try {
      this.view = await commands.voiceSettings();
      if (this.wanted === "computer" && this.view.model?.isThere) await this.#keep("computer");
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Chooses where notes are heard; on this computer only once there is a model. */
  async choose(mode: VoiceMode): Promise<void> {
    if (mode === "computer" && !this.view?.model?.isThere) {
      this.wanted = mode;
      return;
    }
    this.wanted = null;
    await this.change(() => this.#keep(mode));
  }

  async expect(language: string | null): Promise<void> {
    const view = this.view;
    if (view) await this.change(() => commands.saveVoiceSettings({ mode: view.mode, language }));
  }

  chooseModel = () => this.change(() => commands.chooseSpeechModel());
  fetchModel = (name: string) => this.change(() => commands.fetchSpeechModel(name));
  stopFetching = () => this.change(() => commands.stopFetchingModel());
  hearFailed = () => this.change(() => commands.hearFailedNotes());

  async #keep(mode: VoiceMode): Promise<void> {
    this.wanted = null;
    this.view = await commands.saveVoiceSettings({ mode, language: this.view?.language ?? null });
  }
}
