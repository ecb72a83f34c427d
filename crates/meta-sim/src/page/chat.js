// Draws people and the chat. Everything people wrote goes in as text, never as markup.

import { contents, inner, summary } from './content.js'
import { day, hour, icon, initials, make, when } from './make.js'

const PRODUCTS = { whatsapp: 'WA', messenger: 'FB', instagram: 'IG' }
const EMOJIS = ['👍', '❤️', '🙏']

function meta(message) {
  const line = make('span', 'meta')
  if (message.status === 'failed') {
    line.append(`Never arrived, ${message.failure ?? ''}`)
    return line
  }
  if (message.edits && !message.isGone) line.append(make('span', '', 'edited'))
  line.append(hour(message.at))
  if (message.side === 'patient') {
    const isRead = message.status === 'read'
    line.append(icon(isRead ? 'ticks' : 'tick', `icon ${isRead ? 'is-read' : ''}`))
    line.append(make('span', 'hidden', isRead ? 'read by the clinic' : 'sent'))
  }
  return line
}

// What one can do with a message; shown while it is pointed at.
function tools(message, on) {
  const row = make('span', 'tools')
  const add = (label, name, act) => {
    const button = make('button', 'tool', label)
    button.type = 'button'
    if (name) button.setAttribute('aria-label', name)
    button.addEventListener('click', act)
    row.append(button)
  }
  if (message.isGone) return row
  if (message.side === 'desk') {
    for (const emoji of EMOJIS) {
      add(emoji, `React ${emoji}`, () => on.react(message, message.reaction === emoji ? '' : emoji))
    }
  }
  add('Reply', '', () => on.reply(message))
  if (message.side === 'patient') {
    if (message.kind === 'text' && message.text) add('Edit', '', () => on.edit(message))
    add('Take back', '', () => on.unsend(message))
  }
  return row
}

function bubble(message, person, previous, on) {
  const isMine = message.side === 'patient'
  const element = make('div', 'bubble')
  const isSticker = message.kind === 'sticker' || inner(message).attachments?.[0]?.type === 'sticker'
  for (const [name, isOn] of Object.entries({
    mine: isMine, turn: previous?.side !== message.side, gone: message.status === 'failed', bare: isSticker && !message.isGone,
    reacted: Boolean(message.reaction),
  })) element.classList.toggle(name, isOn)
  element.append(make('span', 'hidden', isMine ? 'You: ' : 'Clinic: '))
  const quoted = message.answers && person.messages.find((other) => other.id === message.answers)
  if (quoted) element.append(make('span', 'quote', summary(quoted, person.product)))
  const drawn = contents(message, person.product, (tap) => on.tap(message, tap))
  element.append(...drawn, meta(message))
  if (message.reaction) element.append(make('span', 'reaction', message.reaction))
  const line = make('div', isMine ? 'line mine' : 'line')
  line.append(element, tools(message, on))
  return line
}

export function drawChat(chat, person, now, on) {
  // Drawn anew only when it changed, so that a player goes on playing.
  const content = JSON.stringify([person.key, person.messages, day(now, now), new Date(now).toDateString()])
  const wasAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80
  if (chat.dataset.drawn === content) return wasAtEnd
  chat.dataset.drawn = content
  const parts = []
  let lastDay
  person.messages.forEach((message, at) => {
    const thisDay = day(message.at, now)
    if (thisDay !== lastDay) parts.push(make('p', 'day', thisDay))
    lastDay = thisDay
    parts.push(bubble(message, person, person.messages[at - 1], on))
  })
  chat.replaceChildren(...parts)
  return wasAtEnd
}

export function unread(person) {
  const isNew = (message) => message.side === 'desk' && ['accepted', 'sent', 'delivered'].includes(message.status)
  return person.messages.filter(isNew).length
}

export function drawPerson(person, isChosen, now) {
  const last = person.messages.at(-1)
  const button = make('button', 'person')
  button.type = 'button'
  button.dataset.key = person.key
  button.setAttribute('aria-current', String(isChosen))
  const avatar = make('span', `avatar on-${person.product}`, initials(person.name))
  avatar.dataset.product = PRODUCTS[person.product]
  avatar.setAttribute('aria-hidden', 'true')
  const count = unread(person)
  const mark = make('span', count ? 'person-new' : 'person-mark')
  if (count) {
    mark.append(String(count), make('span', 'hidden', ' unread'))
  } else if (person.isBlocking) {
    mark.append('blocks')
  } else if (!person.isWindowOpen) {
    mark.append(icon('lock'), 'closed')
  }
  const words = last ? `${last.side === 'desk' ? 'Clinic: ' : ''}${summary(last, person.product)}` : ''
  button.append(
    avatar, make('span', 'person-name', person.name), make('span', 'person-time', last ? when(last.at, now) : ''),
    make('span', 'person-last', words), mark,
  )
  const item = make('li')
  item.append(button)
  return item
}
