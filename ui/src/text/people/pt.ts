// Portuguese: who is who, and what making somebody a patient does.

import type { enPeople } from "./en";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("pt", count, { one, other });

export const ptPeople: typeof enPeople = {
  people: {
    menu: "Quem é",
    items: { patient: "Tornar paciente…", same: "A mesma pessoa que…", split: "Separar…", leads: "Não é paciente…" },
    maybe: (name: string, why: string) => `Talvez seja a mesma pessoa que ${name}: ${why}.`,
    why: { same_number: "mesmo número", same_name_and_birthday: "mesmo nome e aniversário", shared_card: "um cartão de contacto tem o número" },
    yesSame: "É a mesma",
    notSame: "Não é a mesma",
    undo: "Desfazer",
    said: { same_person: "Agora são a mesma pessoa.", taken_out: "Foram separadas.", kept_apart: "Não volta a ser sugerido." },
    cancel: "Cancelar",
    searchLabel: "Procurar por nome",
    searchPatient: "Que paciente",
    nobody: "Ninguém com este nome.",
    sameTitle: (name: string) => `Quem é a mesma pessoa que ${name}?`,
    sameText: "As duas conversas ficam como estão. Mostram um só nome e todos os endereços juntos. Pode desfazer-se.",
    sameOther: "Uma é paciente e a outra não. Use «Tornar paciente…» em quem ainda não é.",
    sameConfirm: "A mesma pessoa",
    splitTitle: (name: string) => `Separar ${name}`,
    splitText: "O que escolher volta a ser uma pessoa à parte, com a sua conversa. Pode desfazer-se.",
    splitConfirm: "Separar",
    patientTitle: (name: string) => `Tornar ${name} paciente`,
    patientText: "Tudo o que se segue passa dos interessados para os registos clínicos. As mensagens novas também vão para lá.",
    patientReaders: (who: string) => `A partir daí só podem ler: ${who}. Os assistentes não.`,
    isPatientAlready: "Já é paciente aqui, com outro endereço",
    noWayBack: "Isto não tem volta: um paciente não volta a ser um interessado.",
    patientConfirm: "Tornar paciente",
    leadsTitle: (name: string) => `Passar ${name} para os interessados`,
    leadsText: "Para quem escreveu aqui e não é paciente. Tudo o que se segue passa para os interessados.",
    leadsReaders: (who: string) => `A partir daí toda a equipa pode ler: ${who}.`,
    leadsConfirm: "Não é paciente",
    moves: {
      label: "O que muda de lugar",
      messages: (count: number) => n(count, "# mensagem", "# mensagens"),
      files: (count: number) => n(count, "# ficheiro", "# ficheiros"),
      records: (count: number) => n(count, "# nota ou registo", "# notas e registos"),
      alerts: (count: number) => n(count, "# alerta aberto", "# alertas abertos"),
      replies: (count: number) => n(count, "# resposta a caminho", "# respostas a caminho"),
      drafts: (count: number) => n(count, "# rascunho", "# rascunhos"),
    },
  },
};
