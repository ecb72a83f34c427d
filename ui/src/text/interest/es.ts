// Spanish for leads by how much they want to come.

import { plural } from "../plural";
import type { enInterest } from "./en";

const n = (count: number, one: string, other: string) => plural("es", count, { one, other });

export const esInterest: typeof enInterest = {
  interest: {
    ranking: "Lo más urgente primero",
    rankingText: "Piden una cita o preguntan por ella.",
    first: (count) => n(count, "# que mirar primero", "# que mirar primero"),
    heats: { hot: "Quiere venir pronto", warm: "Pregunta" },
    wants: { today: "Quiere venir hoy", this_week: "Quiere venir esta semana", soon: "Quiere venir pronto" },
    asks: {
      appointment: "Pide una cita",
      availability: "Pregunta cuándo hay hueco",
      price: "Pregunta el precio",
      insurance: "Pregunta por el seguro",
      place: "Pregunta dónde están",
      service: "Pregunta qué ofrecen",
      curious: "Quiere saber más",
    },
    shortWants: { today: "Hoy", this_week: "Esta semana", soon: "Pronto" },
    shortAsks: { appointment: "Cita", availability: "Horas", price: "Precio", insurance: "Seguro", place: "Lugar", service: "Servicio", curious: "Info" },
    title: "Quiere venir",
    quote: (words) => `«${words}»`,
    writtenWaiting: (when) => `Escrito ${when}, sin respuesta aún`,
    writtenAnswered: (when) => `Escrito ${when}, respondido`,
    answered: "respondido",
    dismiss: "No es urgente",
    dismissText: "Quita la marca hasta que vuelva a escribir.",
    empty: { title: "Nadie pide cita", text: "Aquí aparecen, con sus palabras, quienes piden cita o preguntan cuándo, dónde y cuánto." },
  },
};
