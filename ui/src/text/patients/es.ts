// Spanish: the list of patients, also of those who never wrote, and writing to one of them.

import type { enPatients } from "./en";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("es", count, { one, other });

export const esPatients: typeof enPatients = {
  patients: {
    title: "Todos los pacientes",
    back: "Conversaciones",
    search: "Nombre o número de la clínica",
    only: "Solo quienes nunca escribieron",
    count: (count: number) => n(count, "# paciente", "# pacientes"),
    silent: "Sin mensajes",
    number: (number: string) => `N.º ${number}`,
    none: { title: "Aún no hay pacientes", text: "Aquí aparecen los pacientes de un archivo y quien pase a ser paciente." },
    nobody: { title: "Nadie con ese nombre o número", text: "Basta el principio de un nombre o del número propio de la clínica." },
    everybody: { title: "Todos han escrito", text: "Hay una conversación con cada paciente." },
    showAll: "Mostrar todos",
    found: "Pacientes sin conversación",
    since: (month: string) => `Paciente desde ${month}`,
    never: "Este paciente no ha escrito y nadie le ha escrito.",
    details: "Datos",
    nothing: "Aún no hay nada anotado.",
    noAddress: "No se conoce ningún número.",
    write: "Escribir a esta persona",
    writeText: "Nadie ha escrito todavía: WhatsApp solo admite una plantilla aprobada. Se elige a continuación.",
    from: "Desde qué número",
    templates: (count: number) => n(count, "# plantilla", "# plantillas"),
    noTemplates: "Este número aún no tiene ninguna plantilla aprobada.",
    toTemplates: "Plantillas",
    noChannel: "No hay ningún número de WhatsApp de la clínica conectado.",
    toConnection: "Conexión",
  },
};
