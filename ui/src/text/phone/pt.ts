// Portuguese for calls through a telephone vendor.

import type { enPhone } from "./en";

export const ptPhone: typeof enPhone = {
  phone: {
    title: "Chamadas por um fornecedor de telefonia",
    off: "Desligado: a chamada é iniciada pelo programa de telefone deste computador.",
    on: (number: string) => `Ligado. Primeiro toca o seu telefone e depois é feita a ligação; as pessoas veem ${number}.`,
    setUp: "Configurar",
    change: "Mudar",
    about: "Com uma conta na Twilio, ou num fornecedor com a mesma interface, «Ligar» faz tocar o telefone de quem liga e depois liga-o. O fornecedor recebe os dois números e mais nada: nem nomes nem palavras. Aconteça o que acontecer, o número fica à vista para ser marcado.",
    use: "As chamadas a partir de um alerta passam pelo fornecedor",
    account: "Conta (SID)",
    token: "Token de acesso (Auth Token)",
    tokenHint: "É guardado cifrado, com uma chave no porta-chaves deste computador.",
    tokenKept: "Há um token guardado. Deixe vazio para o manter.",
    from: "Número da clínica aí",
    fromHint: "Um dos números próprios ou verificados da conta, com o indicativo do país.",
    address: "Endereço da interface",
    addressHint: "Tal como está para a Twilio; outro só para outro fornecedor.",
    own: "O meu telefone",
    ownText: "Toca primeiro quando liga a partir de um alerta.",
    rings: {
      no_telephone: "O fornecedor não ligou: o seu telefone não está anotado. Definições, sob o seu nome.",
      ringing: "O seu telefone toca dentro de momentos. Quando atender, a chamada é feita.",
      unreachable: "Não é possível contactar o fornecedor de telefonia. Marque o número agora.",
      timed_out: "O fornecedor não respondeu. Se o seu telefone não tocar já, marque o número.",
      key_refused: "O fornecedor recusou a conta ou o token: o titular tem de ver as Definições. Marque o número agora.",
      from_refused: "O fornecedor recusou o número da clínica: o titular tem de ver as Definições. Marque o número agora.",
      to_refused: "O fornecedor não pode ligar a um dos dois números. Marque o número agora.",
      busy: "O fornecedor não aceita mais chamadas neste momento. Marque o número agora.",
      refused: "O fornecedor recusou a chamada. Marque o número agora.",
    },
  },
};
