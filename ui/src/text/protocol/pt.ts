// Portuguese for what to do about a flag, and for the emergency numbers.

import type { enProtocol } from "./en";

export const ptProtocol: typeof enProtocol = {
  protocol: {
    title: "O que fazer perante um alerta",
    open: "Mudar os passos",
    openText: "Os passos mostrados junto de um alerta, por nível, nas suas palavras.",
    about: "Estes passos são mostrados junto de um alerta e podem ser assinalados ali. Cada mudança guardada é uma versão nova; o registo de atividade diz que versão cada pessoa viu e assinalou.",
    steps: "Passos",
    original: "o original",
    restore: "Voltar ao original",
    add: "Adicionar um passo",
    noneToday: "Para os alertas de hoje não se mostram passos.",
    atLeastOne: "É preciso pelo menos um passo.",
    lacksSteps: "Os alertas urgentes e altos precisam de pelo menos um passo.",
    version: (version: number) => `versão ${version}`,
    kept: (name: string, time: string) => `guardada por ${name}, ${time}`,
    done: (name: string, time: string) => `${name}, ${time}`,
    tick: (step: number) => `O passo ${step} está feito`,
    step: (step: number) => `Passo ${step}`,
    up: (step: number) => `Passo ${step} antes`,
    down: (step: number) => `Passo ${step} depois`,
    remove: (step: number) => `Retirar o passo ${step}`,
  },
  numbers: {
    titleUnknown: "Números de emergência",
    never: "Ninguém da clínica confirmou ainda estes números.",
    confirm: "Estão certos",
    unknown: "Não se conhecem números para o país da clínica. Escreva os seus em baixo.",
    due: "É preciso confirmar os números de emergência mostrados junto dos alertas.",
    look: "Vê-los",
    title: (country: string) => `Números de emergência, ${country}`,
    confirmed: (name: string, time: string) => `Confirmados por ${name}, ${time}. Será perguntado de novo após 180 dias.`,
    old: (name: string, time: string) => `Confirmados pela última vez por ${name}, ${time}: volte a vê-los.`,
  },
};
