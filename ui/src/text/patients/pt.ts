// Portuguese: the list of patients, also of those who never wrote, and writing to one of them.

import type { enPatients } from "./en";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("pt", count, { one, other });

export const ptPatients: typeof enPatients = {
  patients: {
    title: "Todos os pacientes",
    back: "Conversas",
    search: "Nome ou número da clínica",
    only: "Só quem nunca escreveu",
    count: (count: number) => n(count, "# paciente", "# pacientes"),
    silent: "Sem mensagens",
    number: (number: string) => `N.º ${number}`,
    none: { title: "Ainda não há pacientes", text: "Aqui aparecem os pacientes de um ficheiro e quem passar a ser paciente." },
    nobody: { title: "Ninguém com esse nome ou número", text: "Basta o começo de um nome ou do número próprio da clínica." },
    everybody: { title: "Todos já escreveram", text: "Há uma conversa com cada paciente." },
    showAll: "Mostrar todos",
    found: "Pacientes sem conversa",
    since: (month: string) => `Paciente desde ${month}`,
    never: "Este paciente não escreveu e ninguém lhe escreveu.",
    details: "Dados",
    nothing: "Ainda não há nada anotado.",
    noAddress: "Não se conhece nenhum número.",
    write: "Escrever a esta pessoa",
    writeText: "Ainda ninguém escreveu: o WhatsApp só aceita um modelo aprovado. Escolhe-se a seguir.",
    from: "De que número",
    templates: (count: number) => n(count, "# modelo", "# modelos"),
    noTemplates: "Este número ainda não tem nenhum modelo aprovado.",
    toTemplates: "Modelos",
    noChannel: "Nenhum número de WhatsApp da clínica está ligado.",
    toConnection: "Ligação",
  },
};
