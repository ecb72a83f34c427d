// What a person does, as the simulator is told it: one way on WhatsApp, another on Messenger and Instagram.

export async function call(path, body, method = 'POST') {
  const answer = await fetch(`/sim/${path}`, {
    method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body),
  })
  if (answer.ok) return undefined
  const problem = await answer.json().catch(() => ({}))
  return problem.error ?? 'The simulator refused this.'
}

// Hands the simulator a file; returns the id it holds it under.
export async function hold(file) {
  const about = new URLSearchParams({ mime: file.type || 'application/octet-stream', name: file.name })
  const answer = await fetch(`/sim/media?${about}`, { method: 'POST', body: file })
  return (await answer.json()).mediaId
}

const onWhatsApp = (person, message) => call('send', { waId: person.key, message })
const elsewhere = (person, event) => call('visitor', { product: person.product, id: person.key, event })
const isWhatsApp = (person) => person.product === 'whatsapp'

export function sendText(person, text, answered) {
  if (isWhatsApp(person)) {
    const context = answered && { id: answered.id }
    return onWhatsApp(person, { type: 'text', text: { body: text }, ...(context && { context }) })
  }
  const replyTo = answered && { reply_to: { mid: answered.id } }
  return elsewhere(person, { message: { text, ...replyTo } })
}

export function edit(person, message, text) {
  if (isWhatsApp(person)) {
    const inner = { type: 'text', text: { body: text } }
    return onWhatsApp(person, { type: 'edit', edit: { original_message_id: message.id, message: inner } })
  }
  return elsewhere(person, { message_edit: { mid: message.id, text, num_edit: message.edits + 1 } })
}

export function unsend(person, message) {
  switch (person.product) {
    case 'whatsapp': return onWhatsApp(person, { type: 'revoke', revoke: { original_message_id: message.id } })
    case 'instagram': return elsewhere(person, { message: { mid: message.id, is_deleted: true } })
    default: return Promise.resolve('Messenger tells nobody that a message was taken back.')
  }
}

export function react(person, message, emoji) {
  if (isWhatsApp(person)) return onWhatsApp(person, { type: 'reaction', reaction: { message_id: message.id, emoji } })
  const reaction = emoji
    ? { mid: message.id, action: 'react', reaction: emoji === '❤️' ? 'love' : 'other', emoji }
    : { mid: message.id, action: 'unreact' }
  return elsewhere(person, { reaction })
}

// Sends a file of this kind: a held one, or the kind's sample.
export function sendFile(person, kind, id, name) {
  if (isWhatsApp(person)) {
    const object = { ...(id && { id }), ...(kind === 'document' && { filename: name ?? 'form.pdf' }) }
    if (kind === 'image' && !id) object.caption = 'Is it this door?'
    if (kind === 'audio') object.voice = !id
    return onWhatsApp(person, { type: kind, [kind]: object })
  }
  const type = kind === 'document' ? 'file' : kind
  return elsewhere(person, { message: { attachments: [{ type, ...(id && { payload: { media: id } }) }] } })
}

export function sendPlace(person) {
  const location = { latitude: 39.4702, longitude: -0.3768, name: 'Plaza del Faro' }
  if (isWhatsApp(person)) return onWhatsApp(person, { type: 'location', location })
  const payload = { coordinates: { lat: location.latitude, long: location.longitude } }
  return elsewhere(person, { message: { attachments: [{ type: 'location', title: location.name, payload }] } })
}

export function sendContact(person, isOwn) {
  if (!isWhatsApp(person)) return sendText(person, 'Carmen Ruiz, +34 600 000 177')
  const phone = isOwn ? `+${person.key}` : '+34 600 000 177'
  const name = isOwn ? person.name : 'Carmen Ruiz'
  const contact = {
    name: { formatted_name: name, first_name: name.split(' ')[0] },
    phones: [{ phone, wa_id: phone.replace(/\D/g, ''), type: 'CELL' }],
    ...(isOwn && { origin: 'contact_request' }),
  }
  return onWhatsApp(person, { type: 'contacts', contacts: [contact] })
}

export function storyMention(person) {
  return elsewhere(person, { message: { attachments: [{ type: 'story_mention' }] } })
}

// Answers a button, a row or a quick reply that the clinic sent.
export function tap(person, message, chosen) {
  const context = { id: message.id }
  const choice = (interactive) => onWhatsApp(person, { type: 'interactive', interactive, context })
  switch (chosen.kind) {
    case 'template': {
      const { payload, text } = chosen
      return onWhatsApp(person, { type: 'button', button: { payload, text }, context })
    }
    case 'button': return choice({ type: 'button_reply', button_reply: { id: chosen.id, title: chosen.title } })
    case 'list': {
      const { id, title, description } = chosen
      return choice({ type: 'list_reply', list_reply: { id, title, ...(description && { description }) } })
    }
    case 'flow': {
      const answers = JSON.stringify({ flow_token: 'unused', first_visit: true })
      return choice({ type: 'nfm_reply', nfm_reply: { name: 'flow', body: 'Sent', response_json: answers } })
    }
    case 'place': return sendPlace(person)
    case 'number': return sendContact(person, true)
    case 'quick': return elsewhere(person, { message: { text: chosen.title, quick_reply: { payload: chosen.payload } } })
    default: return elsewhere(person, { postback: { title: chosen.title, payload: chosen.payload } })
  }
}
