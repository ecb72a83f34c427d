// Draws what a message holds: files, places, contacts, templates, choices, attachments.

import { icon, make } from './make.js'

const KINDS = {
  image: 'Picture', video: 'Film', audio: 'Voice message', document: 'File', file: 'File', sticker: 'Sticker',
  location: 'Place', contacts: 'Contact', unsupported: 'Not handed over', interactive: 'Choice', order: 'Order',
  template: 'Template', system: 'Number changed',
}

// Returns the message of Messenger or Instagram inside an event, a send or an echo.
export function inner(message) {
  const { body } = message
  if (body.message) return body.message
  if (body.postback) return { text: body.postback.title }
  return body
}

export function attachmentsOf(message) {
  const held = inner(message)
  return held.attachments ?? (held.attachment ? [held.attachment] : [])
}

export function summary(message, product) {
  if (message.isGone) return 'Taken back'
  if (message.text) return message.text
  if (product === 'whatsapp') return KINDS[message.kind] ?? message.kind
  const first = attachmentsOf(message)[0]
  return first ? KINDS[first.type] ?? first.type.replaceAll('_', ' ') : ''
}

const heldFile = (url) => {
  const cdn = /\/cdn\/(\d+)/.exec(url ?? '')
  return cdn && `/sim/media/${cdn[1]}`
}

function card(name, text, more) {
  const line = make('span', 'card')
  const words = make('span', 'card-words')
  words.append(make('span', '', text))
  if (more) words.append(make('span', 'card-more', more))
  line.append(icon(name), words)
  return line
}

// Draws one file: `source` is an address on this page, or nothing when only a link is known.
function file(kind, source, name, link) {
  if (!source) return card('file', name || KINDS[kind] || kind, link)
  switch (kind) {
    case 'image': {
      const image = make('img', 'photo')
      image.src = source
      image.alt = name || 'A picture'
      return image
    }
    case 'sticker': {
      const image = make('img', 'sticker-image')
      image.src = source
      image.alt = 'Sticker'
      return image
    }
    case 'video':
    case 'audio': {
      const player = make(kind, kind === 'video' ? 'photo' : 'player')
      player.controls = true
      player.preload = 'metadata'
      player.src = source
      return player
    }
    default: {
      const link = make('a', 'card-link')
      link.href = source
      link.download = name || 'document'
      link.append(card('file', name || 'document.pdf', 'Save'))
      return link
    }
  }
}

const held = (kind, object) => {
  const link = object.link ?? object.url
  return file(kind, object.id ? `/sim/media/${object.id}` : undefined, object.filename, link)
}

function place(location) {
  const where = `${Number(location.latitude).toFixed(4)}, ${Number(location.longitude).toFixed(4)}`
  return card('place', location.name || 'A place', [location.address, where].filter(Boolean).join(' · '))
}

function button(label, onTap) {
  const element = make('button', 'reply-button', label)
  element.type = 'button'
  if (onTap) element.addEventListener('click', onTap)
  else element.disabled = true
  return element
}

function header(part) {
  if (!part) return []
  const kind = (part.format ?? part.type ?? 'text').toLowerCase()
  if (kind === 'text') return [make('strong', 'part-title', part.text)]
  if (kind === 'location') return [place(part.location)]
  const object = part[kind] ?? part.video
  return object ? [held(kind === 'gif' ? 'video' : kind, object)] : []
}

function templateButton(one, onTap) {
  const label = one.text ?? (one.code ? `Copy ${one.code}` : one.type)
  switch (one.type) {
    case 'QUICK_REPLY': return button(label, () => onTap({ kind: 'template', payload: one.payload ?? label, text: label }))
    case 'URL': return button(`${label} ↗ ${one.url}`)
    case 'PHONE_NUMBER': return button(`${label} ${one.phone_number}`)
    case 'REQUEST_CONTACT_INFO': return button(label, () => onTap({ kind: 'number' }))
    default: return button(label)
  }
}

function template(drawn, onTap) {
  const parts = [...header(drawn.header), make('span', '', drawn.body)]
  if (drawn.footer) parts.push(make('span', 'part-footer', drawn.footer))
  for (const one of drawn.buttons ?? []) parts.push(templateButton(one, onTap))
  if (drawn.cards) {
    const row = make('span', 'cards')
    row.append(...drawn.cards.map((one) => {
      const box = make('span', 'cards-one')
      box.append(...template(one, onTap))
      return box
    }))
    parts.push(row)
  }
  return parts
}

function choices(drawn, onTap) {
  const { action } = drawn
  const parts = [...header(drawn.header), make('span', '', drawn.body?.text ?? '')]
  if (drawn.footer) parts.push(make('span', 'part-footer', drawn.footer.text))
  for (const { reply } of action.buttons ?? []) {
    parts.push(button(reply.title, () => onTap({ kind: 'button', ...reply })))
  }
  for (const section of action.sections ?? []) {
    if (section.title) parts.push(make('strong', 'part-title', section.title))
    for (const row of section.rows) {
      const more = row.description ? ` · ${row.description}` : ''
      parts.push(button(row.title + more, () => onTap({ kind: 'list', ...row })))
    }
  }
  switch (drawn.type) {
    case 'cta_url': parts.push(button(`${action.parameters.display_text} ↗ ${action.parameters.url}`)); break
    case 'location_request_message': parts.push(button('Send my place', () => onTap({ kind: 'place' }))); break
    case 'request_contact_info': parts.push(button('Share my number', () => onTap({ kind: 'number' }))); break
    case 'flow': parts.push(button(action.parameters.flow_cta, () => onTap({ kind: 'flow' }))); break
    default:
  }
  return parts
}

function contact(one) {
  const phones = (one.phones ?? []).map((phone) => phone.phone).join(', ')
  return card('person', one.name?.formatted_name ?? 'A contact', phones)
}

function whatsapp(message, onTap) {
  const { kind, body, drawn } = message
  const object = body[kind] ?? {}
  switch (kind) {
    case 'image': case 'video': case 'audio': case 'document': case 'sticker': {
      const parts = body.errors ? [make('span', 'aside', `Could not be loaded, ${body.errors[0].code}`)] : [held(kind, object)]
      return object.caption ? [...parts, make('span', '', object.caption)] : parts
    }
    case 'location': return [place(object)]
    case 'contacts': return body.contacts.map(contact)
    case 'template': return template(drawn, onTap)
    case 'interactive': {
      if (drawn) return choices(drawn, onTap)
      const reply = object[object.type] ?? {}
      return [make('span', '', reply.title ?? reply.body ?? object.type)]
    }
    case 'order': return [card('file', `Order of ${object.product_items?.length ?? 0} things`, object.text)]
    case 'system': return [make('span', 'aside', object.body)]
    case 'unsupported': return [make('span', 'aside', `WhatsApp does not hand this to clinics: ${object.type ?? 'unknown'}`)]
    default: return [message.text || make('span', 'aside', kind)]
  }
}

function social(message, onTap) {
  const one = inner(message)
  const parts = attachmentsOf(message).flatMap((attachment) => {
    const { type, payload } = attachment
    if (type === 'template') {
      const tap = (item) => button(item.title, item.type === 'postback' && (() => onTap({ kind: 'postback', ...item })))
      const elements = payload.elements ?? [{ title: payload.text, buttons: payload.buttons }]
      return elements.flatMap((element) => [
        make('strong', 'part-title', element.title), ...(element.buttons ?? []).map(tap),
      ])
    }
    if (type === 'location') return [place({ latitude: payload.coordinates.lat, longitude: payload.coordinates.long, name: attachment.title })]
    const source = payload?.attachment_id ? `/sim/media/${payload.attachment_id}` : heldFile(payload?.url)
    const shown = { file: 'document', story_mention: 'image', ig_post: 'image', share: 'image', story: 'image', reel: 'video', ig_reel: 'video' }
    const drawn = source || payload?.url ? [file(shown[type] ?? type, source, payload?.title, payload?.url)] : []
    const isPlain = ['image', 'video', 'audio', 'file', 'sticker'].includes(type)
    return isPlain && drawn.length ? drawn : [make('span', 'aside', type.replaceAll('_', ' ')), ...drawn]
  })
  if (one.reply_to?.story) parts.unshift(make('span', 'aside', 'about a story of the clinic'))
  if (message.text) parts.push(message.text)
  if (one.is_unsupported) parts.push(make('span', 'aside', 'Not handed over'))
  for (const reply of one.quick_replies ?? []) {
    parts.push(button(reply.title ?? reply.content_type, () => onTap({ kind: 'quick', ...reply })))
  }
  return parts
}

export function contents(message, product, onTap) {
  if (message.isGone) return [make('span', 'aside', 'Taken back')]
  return product === 'whatsapp' ? whatsapp(message, onTap) : social(message, onTap)
}
