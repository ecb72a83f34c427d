// Spanish for closing a broken audit.

import { plural } from "../../plural";
import type { enAuditAnew } from "./en";

const n = (count: number, one: string, other: string) => plural("es", count, { one, other });

export const esAuditAnew: typeof enAuditAnew = {
  button: "Cerrarlo y empezar de nuevo…",
  title: "¿Cerrar este registro y empezar de nuevo?",
  text: "Todas las entradas se quedan y se pueden leer. Lo que no encaja queda marcado para siempre, con su nombre y su motivo. Lo que se escriba desde ahora se verifica por sí solo.",
  found: "Lo que no encaja",
  more: (count) => n(count, "y # más", "y # más"),
  reason: "Por qué se rompió",
  hint: "Por ejemplo quién repuso una copia, y cuándo. Sin nombres de pacientes: después no se puede cambiar.",
  confirm: "Cerrar y empezar de nuevo",
  cancel: "Cancelar",
  otherwise: "No se cerró nada: ahora hay otra cosa que no encaja. Mire otra vez la lista antes de decidir.",
  whole: (entries, first) => n(entries, `# entrada desde la número ${first}, sin cambios`, `# entradas desde la número ${first}, ninguna cambiada`),
  wholeCalls: (calls) => n(calls, "# llamada a Meta desde entonces, sin cambios", "# llamadas a Meta desde entonces, ninguna cambiada"),
  before: (first) => `Una rotura antes de la entrada ${first}`,
  acceptedBy: (who, when) => `Aceptada por ${who} · ${when}`,
  entries: (from, through) => (from === through ? `Entrada ${from}` : `Entradas ${from} a ${through}`),
  calls: (from, through) => (from === through ? `Llamada ${from}` : `Llamadas ${from} a ${through}`),
  misfit: (which, what) => `${which}: ${what}`,
  mark: "no encaja",
  wrong: {
    changed: "cambio después de escribirse",
    detached: "faltan entradas anteriores, o se movieron",
    foreign: "no la escribió este ordenador",
    cut_off: "se quitó o se sustituyó desde aquí",
    head_lost: "falta el archivo que dice hasta dónde llegaba el registro",
    key_replaced: "desde aquí firma otra clave",
  },
};
