// English for voice messages and what a machine heard in them.

import type { DownloadState } from "../../ipc/bindings/DownloadState";
import type { TranscriptReason } from "../../ipc/bindings/TranscriptReason";
import type { VoiceMode } from "../../ipc/bindings/VoiceMode";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enVoice = {
  voice: {
    machine: "Machine transcript",
    uncertain: "Not certain: please listen",
    unsure: "Not certain that this was said",
    stop: "Stop",
    hear: "Transcribe",
    hearAgain: "Transcribe again",
    again: (time: string) => `Tried again at ${time}`,
    fromVoice: "from a voice message",
    fromVoiceUnsure: "from a voice message, uncertain: listen",
    states: {
      queued: "Waiting to be transcribed",
      decoding: "Being read",
      transcribing: "Being transcribed",
    },
    reasons: {
      earlier: "Not transcribed: it came before this was switched on",
      cancelled: "Stopped",
      consent: "Not transcribed: the person has not agreed to it",
      language: "Not transcribed: this language is not supported",
      too_long: "Not transcribed: longer than 20 minutes",
      damaged: "Not transcribed: the sound is damaged",
      silent: "Nothing can be heard in it",
      format: "Not transcribed: this kind of sound cannot be read here",
      refused: "Not transcribed: the service refused the key",
      not_understood: "Not transcribed: the service’s address or model is wrong",
      too_big: "Not transcribed: too big for the service",
      unreachable: "Not transcribed: the service did not answer",
      unreadable: "Not transcribed: the service’s answer could not be read",
      budget: "Not transcribed: this month’s budget is used up",
      model: "Not transcribed: the speech model cannot be used",
    } satisfies Record<TranscriptReason, string>,
    settings: {
      title: "Voice messages",
      text: "What is said in voice messages is written under them, found by the search and read for flags. It can be wrong: the sound always stays beside it.",
      where: "Transcribe",
      modes: {
        off: "Off",
        computer: "On this computer",
        service: "By our service",
      } satisfies Record<VoiceMode, string>,
      whereText: {
        off: "Each voice message says that it was not analysed.",
        computer: "Nothing leaves this computer. It takes some of its power, one message at a time.",
        service: "The sound goes to the service set up under assistants, for people who agreed to it.",
      } satisfies Record<VoiceMode, string>,
      noModel: "First choose a speech model: fetch one, or take a file you already have.",
      published: (size: string) => `${size}, checked`,
      ownModel: (size: string) => `${size}, not one of the published models`,
      modelGone: "Its file is not there any more.",
      otherFile: "Another file",
      fromFile: "From a file",
      fetch: "Fetch a speech model",
      fetchText: "Larger ones hear better and take longer. Only this file is fetched; nothing of the clinic goes out.",
      get: "Fetch",
      goOn: "Go on",
      downloads: {
        coming: (name: string) => `${name} is coming`,
        checking: (name: string) => `${name} is being checked`,
        broken_off: (name: string) => `${name} broke off. What came is kept.`,
        wrong: (name: string) => `${name} was not the published file and was thrown away.`,
        disk: (name: string) => `${name} could not be written: is the disk full?`,
      } satisfies Record<DownloadState, (name: string) => string>,
      ofTotal: (part: string, whole: string) => `${part} of ${whole}`,
      service: "No service yet",
      notReady: "Set up an address and a model for transcription under assistants, and try them there.",
      cloud: (model: string) => `${model}, outside the clinic: only for people who agreed to that`,
      local: (model: string) => `${model}, the clinic’s own: for people who agreed to it`,
      language: "Language",
      languageText: "Used where the person’s own language is not on their card.",
      findOut: "Find out each time",
      failed: (count: number) => n(count, "# message was not transcribed", "# messages were not transcribed"),
      tryAgain: "Try again",
      limits: "Kinyarwanda is not supported. On this computer, voice messages of Messenger and Instagram cannot be read.",
    },
  },
};
