// Spanish for calls through a telephone vendor.

import type { enPhone } from "./en";

export const esPhone: typeof enPhone = {
  phone: {
    title: "Llamar mediante un proveedor de telefonía",
    off: "Desactivado: la llamada la inicia el programa de teléfono de este ordenador.",
    on: (number: string) => `Activado. Primero suena su propio teléfono y después se conecta; la gente ve ${number}.`,
    setUp: "Configurar",
    change: "Cambiar",
    about: "Con una cuenta de Twilio, o de un proveedor con la misma interfaz, «Llamar» hace sonar el teléfono de quien llama y después lo conecta. El proveedor recibe los dos números y nada más: ni nombres ni palabras. Pase lo que pase, el número queda a la vista para marcarlo.",
    use: "Las llamadas desde un aviso pasan por el proveedor",
    account: "Cuenta (SID)",
    token: "Token de acceso (Auth Token)",
    tokenHint: "Se guarda cifrado, con una clave en el llavero de este ordenador.",
    tokenKept: "Hay un token guardado. Déjelo vacío para conservarlo.",
    from: "Número de la clínica allí",
    fromHint: "Uno de los números propios o verificados de la cuenta, con el prefijo del país.",
    address: "Dirección de la interfaz",
    addressHint: "Tal como está para Twilio; otra, solo para otro proveedor.",
    own: "Mi teléfono",
    ownText: "Suena primero cuando llama desde un aviso.",
    rings: {
      no_telephone: "El proveedor no ha llamado: su propio teléfono no está anotado. Ajustes, bajo su nombre.",
      ringing: "Su teléfono sonará enseguida. Cuando conteste, se le conectará.",
      unreachable: "No se puede contactar con el proveedor de telefonía. Marque usted ahora.",
      timed_out: "El proveedor de telefonía no ha respondido. Si su teléfono no suena enseguida, marque usted.",
      key_refused: "El proveedor rechazó la cuenta o el token: el titular debe revisar los Ajustes. Marque usted ahora.",
      from_refused: "El proveedor rechazó el número de la clínica: el titular debe revisar los Ajustes. Marque usted ahora.",
      to_refused: "El proveedor no puede llamar a uno de los dos números. Marque usted ahora.",
      busy: "El proveedor no acepta más llamadas en este momento. Marque usted ahora.",
      refused: "El proveedor rechazó la llamada. Marque usted ahora.",
    },
  },
};
