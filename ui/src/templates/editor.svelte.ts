// A template being written: its draft, what Rust finds wrong with it while one types, and what Meta answers.

import type { ButtonDraft } from "../ipc/bindings/ButtonDraft";
import type { ChannelId } from "../ipc/bindings/ChannelId";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { HeaderDraft } from "../ipc/bindings/HeaderDraft";
import type { StagedView } from "../ipc/bindings/StagedView";
import type { TemplateAnswer } from "../ipc/bindings/TemplateAnswer";
import type { TemplateDraft } from "../ipc/bindings/TemplateDraft";
import type { TemplateProblem } from "../ipc/bindings/TemplateProblem";
import type { TemplateRowView } from "../ipc/bindings/TemplateRowView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { blankDraft, buttonOf, cardLike, exampleKeys, headerOf, limits, moved, styleOf, tidied, withButton, type ButtonKind, type HeaderKind, type VariableStyle } from "./drafts";

const CHECK_PAUSE_MS = 250;
const LEAVE_PAUSE_MS = 300;

interface Beginning {
  /** The language of a new one. */
  language?: string;
  /** The one to be changed. */
  editing?: TemplateRowView;
  /** The one whose words are taken over for another language. */
  model?: TemplateRowView;
}

function beginning({ language = "en", editing, model }: Beginning): TemplateDraft {
  if (editing) return structuredClone(editing.draft);
  if (model) return { ...structuredClone(model.draft), language: "" };
  return blankDraft(language);
}

export class EditorState {
  readonly channel: ChannelId;
  editing = $state.raw<TemplateRowView | null>(null);
  readonly isTranslation: boolean;
  draft = $state<TemplateDraft>() as TemplateDraft;
  problems = $state.raw<TemplateProblem[]>([]);
  isChecked = $state(false);
  touched = $state<Record<string, true>>({});
  hasTried = $state(false);
  isBusy = $state(false);
  answer = $state.raw<TemplateAnswer | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** Examples for Meta's review that were chosen here, by where they stand: `header`, `card0`. */
  staged = $state.raw<Record<string, StagedView>>({});
  #style = $state<VariableStyle>("numbered");
  #begun: string;
  #kept: TemplateDraft["cards"] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  isCarousel = $derived(this.draft.cards.length > 0);
  style = $derived(styleOf(this.draft) ?? this.#style);
  examples = $derived(exampleKeys(this.draft));
  isReady = $derived(this.isChecked && this.problems.length === 0 && this.answer === null);
  /** Name and language make a template; Meta never changes them. */
  isNamed = $derived(this.editing !== null);
  isCategoryFixed = $derived(this.editing?.status === "approved");

  constructor(channel: ChannelId, from: Beginning) {
    this.channel = channel;
    this.editing = from.editing ?? null;
    this.isTranslation = from.model !== undefined;
    this.draft = beginning(from);
    this.#begun = JSON.stringify(this.draft);
    void this.check();
  }

  get isChanged(): boolean {
    return JSON.stringify(this.draft) !== this.#begun;
  }

  /** Returns what is wrong at a field: what is empty only after trying to save, what is malformed only after leaving it. */
  at(field: string): TemplateProblem[] {
    const isQuiet = (it: TemplateProblem) => !this.hasTried && (it.problem === "missing" || it.problem === "example_missing" || (it.problem === "form" && !this.touched[field]));
    return this.problems.filter((it) => it.field === field && !isQuiet(it));
  }

  /** Notes that a field was left; a little later, so that nothing moves under the click that left it. */
  touch(field: string): void {
    setTimeout(() => (this.touched[field] = true), LEAVE_PAUSE_MS);
  }

  chooseStyle(style: VariableStyle): void {
    this.#style = style;
  }

  chooseHeader(kind: HeaderKind): void {
    this.draft.header = headerOf(kind, this.draft.header);
    this.checkSoon();
  }

  /** Returns the buttons of a card, or of the message. */
  buttonsOf(card: number | null): ButtonDraft[] {
    return card === null ? this.draft.buttons : (this.draft.cards[card]?.buttons ?? []);
  }

  addButton(card: number | null, kind: ButtonKind): void {
    this.#eachButtons(card, (buttons) => withButton(buttons, buttonOf(kind)));
  }

  removeButton(card: number | null, at: number): void {
    this.#eachButtons(card, (buttons) => buttons.toSpliced(at, 1));
  }

  moveButton(card: number | null, at: number, by: 1 | -1): void {
    this.#eachButtons(card, (buttons) => moved(buttons, at, by));
  }

  /** Cards of a carousel have the same buttons in the same order, so what is done to one is done to all. */
  #eachButtons(card: number | null, change: (buttons: ButtonDraft[]) => ButtonDraft[]): void {
    if (card === null) this.draft.buttons = change(this.draft.buttons);
    else for (const it of this.draft.cards) it.buttons = change(it.buttons);
    this.checkSoon();
  }

  /** Gives every card a picture, or every card a film. */
  chooseCardHeader(kind: HeaderKind): void {
    for (const card of this.draft.cards) card.header = headerOf(kind, card.header);
    this.staged = {};
    this.checkSoon();
  }

  /** Makes it cards side by side, or one message again; the cards are kept meanwhile. */
  chooseShape(isCarousel: boolean): void {
    if (isCarousel === this.isCarousel) return;
    if (isCarousel) this.draft.cards = this.#kept.length > 0 ? this.#kept : [cardLike(undefined), cardLike(undefined)];
    else {
      this.#kept = $state.snapshot(this.draft.cards);
      this.draft.cards = [];
    }
    this.checkSoon();
  }

  addCard(): void {
    if (this.draft.cards.length >= limits.cards) return;
    this.draft.cards.push(cardLike($state.snapshot(this.draft.cards[0])));
    this.checkSoon();
  }

  removeCard(at: number): void {
    if (this.draft.cards.length <= limits.fewestCards) return;
    this.draft.cards.splice(at, 1);
    const left = Object.entries(this.staged).flatMap(([where, file]): [string, StagedView][] => {
      const card = /^card(\d+)$/.exec(where)?.[1];
      if (card === undefined || Number(card) < at) return [[where, file]];
      return Number(card) === at ? [] : [[`card${Number(card) - 1}`, file]];
    });
    this.staged = Object.fromEntries(left);
    this.checkSoon();
  }

  /** Takes a file as the example for Meta's review. */
  async chooseExample(where: string, file: File): Promise<void> {
    this.touch(where);
    try {
      const staged = await commands.stageTemplateExample(this.channel, file);
      this.staged = { ...this.staged, [where]: staged };
      const header = this.#headerAt(where);
      if (header && "example" in header) header.example = staged.problem === null ? staged.media.id : null;
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
    this.checkSoon();
  }

  #headerAt(where: string): HeaderDraft | undefined {
    if (where === "header") return this.draft.header;
    return this.draft.cards[Number(where.slice("card".length))]?.header;
  }

  /** Asks what is wrong, shortly after the last key. */
  checkSoon(): void {
    this.answer = null;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), CHECK_PAUSE_MS);
  }

  async check(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    const problems = await commands.checkTemplate(this.channel, tidied($state.snapshot(this.draft)), this.editing?.id ?? null).catch(() => null);
    if (asked !== this.#asked) return;
    this.isChecked = problems !== null;
    if (problems) this.problems = problems;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked++;
  }

  /** Sends it to Meta's review; returns Meta's answer, or nothing when it was not asked. */
  async save(): Promise<TemplateAnswer | null> {
    if (this.isBusy) return null;
    this.isBusy = true;
    this.answer = null;
    this.error = null;
    try {
      await this.check();
      this.hasTried = true;
      if (this.problems.length > 0) return null;
      const draft = tidied($state.snapshot(this.draft));
      this.answer = this.editing ? await commands.editTemplate(this.channel, this.editing.id, draft) : await commands.createTemplate(this.channel, draft);
      return this.answer;
    } catch (cause) {
      this.error = readError(cause);
      return null;
    } finally {
      this.isBusy = false;
    }
  }
}
