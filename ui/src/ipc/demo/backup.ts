// What the demo says about backups: a drive with a fortnight of them, one away, or one not chosen; and a restore.

import type { BackupPlan } from "../bindings/BackupPlan";
import type { BackupProgress } from "../bindings/BackupProgress";
import type { BackupRow } from "../bindings/BackupRow";
import type { BackupStep } from "../bindings/BackupStep";
import { refuse, type Answers, type DemoHost } from "./host";
import { phrase, stageFrom } from "./stages";

const DAY = 86_400_000;
const STEPS: BackupStep[] = ["files", "records", "checking", "finishing"];
const STEP_MS = 60;

function row(at: number, more: Partial<BackupRow> = {}): BackupRow {
  return { name: new Date(at).toISOString(), madeAt: at, bytes: 84_200_000, check: "whole", hasEarlierPhrase: false, ...more };
}

export function backupAnswers(host: DemoHost): Answers {
  const last = new Date().setHours(2, 0, 0, 0);
  const isAway = host.params.has("backup-away");
  let plan: BackupPlan | null = host.params.has("no-backup") ? null : { folder: "/media/ana/Backups", hour: 2, kept: 14 };
  let progress: BackupProgress | null = null;
  let rows = [row(last, host.params.has("backup-locked") ? { check: "waits_for_sign_in" } : {}), row(last - DAY), row(last - 2 * DAY), row(last - 3 * DAY, { hasEarlierPhrase: true }), row(last - 4 * DAY, { check: "bad" })];
  const tell = () => {
    host.tell({ kind: "backup" });
    return null;
  };
  /** Goes through the steps as Rust does, faster. */
  const work = async () => {
    for (const step of STEPS) {
      for (const percent of [0, 40, 80]) {
        progress = { step, percent };
        tell();
        await new Promise((done) => setTimeout(done, STEP_MS));
      }
    }
    progress = null;
    return tell();
  };
  return {
    backup_view: () => ({
      plan,
      lastGoodAt: plan && (isAway ? last - 4 * DAY : (rows[0]?.madeAt ?? null)),
      daysWithout: plan && isAway ? 4 : null,
      fault: plan && isAway ? "place_missing" : null,
      failedAt: plan && isAway ? Date.now() - 600_000 : null,
      isPlaceThere: !isAway,
      needsNewPhrase: false,
      progress,
      backups: plan && !isAway ? rows : [],
    }),
    backup_note: () => ({ hasPlan: plan !== null, daysWithout: plan && isAway ? 4 : null }),
    plan_backups: ({ plan: chosen }) => {
      plan = chosen as BackupPlan;
      return tell();
    },
    make_backup: async () => {
      if (isAway) refuse("backup_missing");
      await work();
      rows = [row(Date.now()), ...rows];
      return tell();
    },
    choose_folder: () => "/media/ana/Backups",
    look_for_backups: ({ folder }) =>
      String(folder).startsWith("/media") ? rows.map((it) => ({ place: "/media/ana/Backups/Recado-3f9a01c2", name: it.name, madeAt: it.check === "bad" ? null : it.madeAt, bytes: it.bytes })) : refuse("backup_missing"),
    restore_backup: async ({ form }) => {
      const { words } = form as { words: string[] };
      if (words.join(" ") !== phrase.join(" ")) refuse("wrong_phrase");
      await work();
      host.stage = stageFrom(new URLSearchParams("screen=locked"), host.settings);
      host.tell({ kind: "app" });
      return null;
    },
    restore_progress: () => progress,
  };
}
