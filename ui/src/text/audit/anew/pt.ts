// Portuguese for closing a broken audit.

import { plural } from "../../plural";
import type { enAuditAnew } from "./en";

const n = (count: number, one: string, other: string) => plural("pt", count, { one, other });

export const ptAuditAnew: typeof enAuditAnew = {
  button: "Fechar e recomeçar…",
  title: "Fechar este registo e recomeçar?",
  text: "Todas as entradas ficam e podem ser lidas. O que não encaixa fica marcado para sempre, com o seu nome e o seu motivo. O que for escrito a partir de agora é verificado por si.",
  found: "O que não encaixa",
  more: (count) => n(count, "e mais #", "e mais #"),
  reason: "Porque se quebrou",
  hint: "Por exemplo quem repôs uma cópia, e quando. Sem nomes de pacientes: depois não pode ser alterado.",
  confirm: "Fechar e recomeçar",
  cancel: "Cancelar",
  otherwise: "Nada foi fechado: há agora outra coisa que não encaixa. Veja de novo a lista antes de decidir.",
  whole: (entries, first) => n(entries, `# entrada a partir do número ${first}, sem alterações`, `# entradas a partir do número ${first}, nenhuma alterada`),
  wholeCalls: (calls) => n(calls, "# chamada à Meta desde então, sem alterações", "# chamadas à Meta desde então, nenhuma alterada"),
  before: (first) => `Uma quebra antes da entrada ${first}`,
  acceptedBy: (who, when) => `Aceite por ${who} · ${when}`,
  entries: (from, through) => (from === through ? `Entrada ${from}` : `Entradas ${from} a ${through}`),
  calls: (from, through) => (from === through ? `Chamada ${from}` : `Chamadas ${from} a ${through}`),
  misfit: (which, what) => `${which}: ${what}`,
  mark: "não encaixa",
  wrong: {
    changed: "alteração depois de escrita",
    detached: "faltam entradas anteriores, ou foram movidas",
    foreign: "não foi escrita por este computador",
    cut_off: "removida ou substituída daqui em diante",
    head_lost: "falta o ficheiro que diz até onde o registo ia",
    key_replaced: "daqui em diante assina outra chave",
  },
};
