// Spanish for what to do about a flag, and for the emergency numbers.

import type { enProtocol } from "./en";

export const esProtocol: typeof enProtocol = {
  protocol: {
    title: "Qué hacer ante un aviso",
    open: "Cambiar los pasos",
    openText: "Los pasos que se muestran junto a un aviso, por nivel, con sus propias palabras.",
    about: "Estos pasos se muestran junto a un aviso y se pueden marcar allí. Cada cambio guardado es una versión nueva; el registro de actividad dice qué versión vio y marcó cada persona.",
    steps: "Pasos",
    original: "el original",
    restore: "Volver al original",
    add: "Añadir un paso",
    noneToday: "Para los avisos de hoy no se muestran pasos.",
    atLeastOne: "Hace falta al menos un paso.",
    lacksSteps: "Los avisos urgentes y altos necesitan al menos un paso.",
    version: (version: number) => `versión ${version}`,
    kept: (name: string, time: string) => `guardada por ${name}, ${time}`,
    done: (name: string, time: string) => `${name}, ${time}`,
    tick: (step: number) => `El paso ${step} está hecho`,
    step: (step: number) => `Paso ${step}`,
    up: (step: number) => `Paso ${step} antes`,
    down: (step: number) => `Paso ${step} después`,
    remove: (step: number) => `Quitar el paso ${step}`,
  },
  numbers: {
    titleUnknown: "Números de emergencia",
    never: "Nadie de la clínica ha confirmado aún estos números.",
    confirm: "Son correctos",
    unknown: "No se conocen números para el país de la clínica. Anote los suyos abajo.",
    due: "Hay que confirmar los números de emergencia que se muestran junto a los avisos.",
    look: "Verlos",
    title: (country: string) => `Números de emergencia, ${country}`,
    confirmed: (name: string, time: string) => `Confirmados por ${name}, ${time}. Se le preguntará de nuevo a los 180 días.`,
    old: (name: string, time: string) => `Confirmados por última vez por ${name}, ${time}: vuelva a mirarlos.`,
  },
};
