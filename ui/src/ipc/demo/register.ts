// A register of patients that the demo reads, whatever file is chosen: rows of every kind, all invented.

import type { ImportField } from "../bindings/ImportField";
import type { ImportFileView } from "../bindings/ImportFileView";
import type { ImportReportView } from "../bindings/ImportReportView";
import { refuse, type Answers, type DemoHost } from "./host";

const file: ImportFileView = {
  encoding: "western",
  separator: ";",
  columns: [
    { name: "Nº", guess: "number" },
    { name: "Nome", guess: "name" },
    { name: "Telemóvel", guess: "phone" },
    { name: "Data de nascimento", guess: "born_on" },
    { name: "Seguro", guess: null },
  ],
  preview: [
    ["2217", "João Pires", "912 000 412", "14/05/1988", "SNS"],
    ["2218", "Eleni Dimou", "+30 694 000 7261", "03.11.1979", ""],
    ["2219", "Tomás Reis", "91 200", "22/07/1990", "Médis"],
    ["2220", "Rosa Mendes; Lda", "912 000 520", "31/02/1961", "SNS"],
    ["2221", "שרה כהן", "912 000 521", "1954-12-01", ""],
    ["2222", "Nuno Faria", "", "", "SNS"],
  ],
  rows: 1284,
};

const report: ImportReportView = {
  new: 1190,
  updated: 41,
  unchanged: 22,
  refused: 31,
  withProblems: 34,
  isDone: false,
  rows: [
    { row: 4, name: "Tomás Reis", outcome: "refused", problems: ["bad_number"], sameAs: null },
    { row: 5, name: "Rosa Mendes; Lda", outcome: "new", problems: ["bad_day"], sameAs: null },
    { row: 7, name: "Nuno Faria", outcome: "refused", problems: ["no_number"], sameAs: null },
    { row: 19, name: "João Pires", outcome: "refused", problems: ["duplicate"], sameAs: 2 },
    { row: 48, name: "Carla Sousa", outcome: "refused", problems: ["is_lead"], sameAs: null },
    { row: 207, name: "Hugo \"Guga\" Alves", outcome: "refused", problems: ["broken_quotes"], sameAs: null },
    { row: 512, name: "Ana Luz", outcome: "new", problems: ["bad_day", "bad_language"], sameAs: null },
  ],
};

export function registerAnswers(host: DemoHost): Answers {
  let isOpen = false;
  let isDone = false;
  const answer = (mapping: unknown): ImportReportView => {
    if (!isOpen) refuse("not_found");
    if (!(mapping as (ImportField | null)[]).includes("phone")) refuse("invalid_input");
    return isDone ? { ...report, new: 0, updated: 0, unchanged: 1253, isDone: false } : report;
  };
  return {
    read_patients_file: () => {
      isOpen = true;
      return file;
    },
    check_patients_file: ({ mapping }) => answer(mapping),
    import_patients: ({ mapping }) => {
      const done = { ...answer(mapping), isDone: true };
      isDone = true;
      host.tell({ kind: "records", side: "clinical" });
      return done;
    },
    save_patients_report: ({ mapping }) => {
      answer(mapping);
      return "recado-import-1.csv";
    },
    close_patients_file: () => {
      isOpen = false;
      return null;
    },
  };
}
