// Spanish: who is who, and what making somebody a patient does.

import type { enPeople } from "./en";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("es", count, { one, other });

export const esPeople: typeof enPeople = {
  people: {
    menu: "Quién es",
    items: { patient: "Convertir en paciente…", same: "La misma persona que…", split: "Separar…", leads: "No es paciente…" },
    maybe: (name: string, why: string) => `Quizá sea la misma persona que ${name}: ${why}.`,
    why: { same_number: "mismo número", same_name_and_birthday: "mismo nombre y cumpleaños", shared_card: "una tarjeta de contacto tiene el número" },
    yesSame: "Es la misma",
    notSame: "No es la misma",
    undo: "Deshacer",
    said: { same_person: "Ahora son la misma persona.", taken_out: "Se han separado.", kept_apart: "No se volverá a sugerir." },
    cancel: "Cancelar",
    searchLabel: "Buscar por nombre",
    searchPatient: "Qué paciente",
    nobody: "Nadie con este nombre.",
    sameTitle: (name: string) => `¿Quién es la misma persona que ${name}?`,
    sameText: "Las dos conversaciones quedan como están. Muestran un solo nombre y todas las direcciones juntas. Se puede deshacer.",
    sameOther: "Una de las dos es paciente y la otra no. Use «Convertir en paciente…» en quien aún no lo es.",
    sameConfirm: "La misma persona",
    splitTitle: (name: string) => `Separar a ${name}`,
    splitText: "Lo que elija vuelve a ser una persona aparte, con su conversación. Se puede deshacer.",
    splitConfirm: "Separar",
    patientTitle: (name: string) => `Convertir a ${name} en paciente`,
    patientText: "Todo lo siguiente pasa de los interesados a las historias clínicas. Los mensajes nuevos también irán allí.",
    patientReaders: (who: string) => `Desde entonces solo lo pueden leer: ${who}. El personal auxiliar no.`,
    isPatientAlready: "Ya es paciente aquí, con otra dirección",
    noWayBack: "Esto no tiene vuelta atrás: un paciente no vuelve a ser un interesado.",
    patientConfirm: "Convertir en paciente",
    leadsTitle: (name: string) => `Pasar a ${name} a los interesados`,
    leadsText: "Para alguien que escribió aquí y no es paciente. Todo lo siguiente pasa a los interesados.",
    leadsReaders: (who: string) => `Desde entonces lo puede leer todo el equipo: ${who}.`,
    leadsConfirm: "No es paciente",
    moves: {
      label: "Qué se mueve",
      messages: (count: number) => n(count, "# mensaje", "# mensajes"),
      files: (count: number) => n(count, "# archivo", "# archivos"),
      records: (count: number) => n(count, "# nota o registro", "# notas y registros"),
      alerts: (count: number) => n(count, "# alerta abierta", "# alertas abiertas"),
      replies: (count: number) => n(count, "# respuesta en camino", "# respuestas en camino"),
      drafts: (count: number) => n(count, "# borrador", "# borradores"),
    },
  },
};
