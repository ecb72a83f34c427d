// Portuguese for leads by how much they want to come.

import { plural } from "../plural";
import type { enInterest } from "./en";

const n = (count: number, one: string, other: string) => plural("pt", count, { one, other });

export const ptInterest: typeof enInterest = {
  interest: {
    ranking: "O mais urgente primeiro",
    rankingText: "Pedem uma consulta ou perguntam por ela.",
    first: (count) => n(count, "# para ver primeiro", "# para ver primeiro"),
    heats: { hot: "Quer vir em breve", warm: "Pergunta" },
    wants: { today: "Quer vir hoje", this_week: "Quer vir esta semana", soon: "Quer vir em breve" },
    asks: {
      appointment: "Pede uma consulta",
      availability: "Pergunta quando há vaga",
      price: "Pergunta o preço",
      insurance: "Pergunta pelo seguro",
      place: "Pergunta onde ficam",
      service: "Pergunta o que oferecem",
      curious: "Quer saber mais",
    },
    shortWants: { today: "Hoje", this_week: "Esta semana", soon: "Em breve" },
    shortAsks: { appointment: "Consulta", availability: "Horas", price: "Preço", insurance: "Seguro", place: "Lugar", service: "Serviço", curious: "Info" },
    title: "Quer vir",
    quote: (words) => `«${words}»`,
    writtenWaiting: (when) => `Escrito ${when}, ainda sem resposta`,
    writtenAnswered: (when) => `Escrito ${when}, respondido`,
    answered: "respondido",
    dismiss: "Não é urgente",
    dismissText: "Tira a marca até voltar a escrever.",
    empty: { title: "Ninguém pede consulta", text: "Aqui aparecem, com as suas palavras, quem pede consulta ou pergunta quando, onde e quanto." },
  },
};
