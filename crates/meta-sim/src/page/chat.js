// Draws people and messages. Everything patients wrote goes in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg'

export function make(tag, className, text) {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (text !== undefined) element.textContent = text
  return element
}

export function icon(name, className = 'icon') {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', className)
  svg.setAttribute('aria-hidden', 'true')
  const use = document.createElementNS(SVG, 'use')
  use.setAttribute('href', `#i-${name}`)
  svg.append(use)
  return svg
}

function drawing(className, viewBox, paths) {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('class', className)
  svg.setAttribute('viewBox', viewBox)
  svg.setAttribute('aria-hidden', 'true')
  for (const [d, fill] of paths) {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('d', d)
    if (fill) path.setAttribute('fill', fill)
    svg.append(path)
  }
  return svg
}

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean)
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('')
}

export const hour = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

function day(at, now) {
  const start = (time) => new Date(time).setHours(0, 0, 0, 0)
  const days = Math.round((start(now) - start(at)) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return new Date(at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })
}

export function when(at, now) {
  return day(at, now) === 'Today' ? hour(at) : new Date(at).toLocaleDateString([], { weekday: 'short' })
}

const KINDS = {
  image: 'Picture', video: 'Video', audio: 'Voice message 0:14', document: 'File', sticker: 'Sticker',
  location: 'Place', contacts: 'Contact', unsupported: 'A poll', interactive: 'Choice',
}

export const summary = (message) => message.text || KINDS[message.kind] || message.kind

function content(message) {
  const card = (name, text) => {
    const line = make('span', 'card')
    line.append(icon(name), make('span', '', text))
    return line
  }
  switch (message.kind) {
    case 'image': {
      const photo = make('img', 'photo')
      photo.src = '/photo.jpg'
      // Known before it loads, so that the chat does not jump.
      photo.width = 480
      photo.height = 320
      photo.alt = 'An invented picture: a door and a small tree'
      return [photo, message.text]
    }
    case 'audio': {
      const line = make('span', 'card')
      const heights = [4, 8, 6, 10, 7, 3, 9, 5, 8, 4, 10, 6, 3, 7, 9, 5, 4, 8, 6, 3]
      const bars = heights.map((height, at) => `M${4 + at * 6} ${11 - height}v${height * 2}`).join('')
      line.append(icon('play'), drawing('wave', '0 0 124 22', [[bars]]), make('span', '', '0:14'))
      return [line]
    }
    case 'document': return [card('file', message.text || 'document.pdf')]
    case 'location': return [card('place', message.text || 'A place')]
    case 'contacts': return [card('file', 'A contact')]
    case 'sticker': {
      const holder = make('span', 'sticker')
      holder.append(drawing('', '0 0 88 88', [
        ['M44 6a38 38 0 1 0 .1 0z', '#f2ad3f'], ['M31 30a5 6 0 1 0 .1 0z', '#38332f'],
        ['M57 30a5 6 0 1 0 .1 0z', '#38332f'], ['M24 52a21 17 0 0 0 40 0c-4 6-11 10-20 10s-16-4-20-10z', '#38332f'],
      ]), make('span', 'hidden', 'Sticker'))
      return [holder]
    }
    case 'unsupported': return [make('span', 'aside', 'A poll. WhatsApp does not hand it to clinics.')]
    default: return [message.text || make('span', 'aside', message.kind)]
  }
}

function meta(message) {
  const line = make('span', 'meta')
  if (message.status === 'failed') {
    line.append(`Never arrived, ${message.failure ?? ''}`)
    return line
  }
  line.append(hour(message.at))
  if (message.side === 'patient') {
    const isRead = message.status === 'read'
    line.append(icon(isRead ? 'ticks' : 'tick', `icon ${isRead ? 'is-read' : ''}`))
    line.append(make('span', 'hidden', isRead ? 'read by the clinic' : 'sent'))
  }
  return line
}

export function bubble(message, all, previous, onButton) {
  const isMine = message.side === 'patient'
  const element = make('div', 'bubble')
  element.classList.toggle('mine', isMine)
  element.classList.toggle('turn', previous?.side !== message.side)
  element.classList.toggle('gone', message.status === 'failed')
  element.classList.toggle('bare', message.kind === 'sticker')
  element.classList.toggle('reacted', Boolean(message.reaction))
  element.append(make('span', 'hidden', isMine ? 'You: ' : 'Clinic: '))
  const quoted = message.answers && all.find((other) => other.id === message.answers)
  if (quoted) element.append(make('span', 'quote', summary(quoted)))
  element.append(...content(message), meta(message))
  if (message.button) {
    const button = make('button', 'reply-button', message.button)
    button.type = 'button'
    button.addEventListener('click', () => onButton(message))
    element.append(button)
  }
  if (message.reaction) element.append(make('span', 'reaction', message.reaction))
  return element
}

export function drawChat(chat, person, now, onButton) {
  const parts = []
  let lastDay
  person.messages.forEach((message, at) => {
    const thisDay = day(message.at, now)
    if (thisDay !== lastDay) parts.push(make('p', 'day', thisDay))
    lastDay = thisDay
    parts.push(bubble(message, person.messages, person.messages[at - 1], onButton))
  })
  const wasAtEnd = chat.scrollHeight - chat.scrollTop - chat.clientHeight < 80
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
  const avatar = make('span', 'avatar', initials(person.name))
  avatar.setAttribute('aria-hidden', 'true')
  const count = unread(person)
  const mark = make('span', count ? 'person-new' : 'person-mark')
  if (count) {
    mark.append(String(count), make('span', 'hidden', ' unread'))
  } else if (!person.isWindowOpen) {
    mark.append(icon('lock'), 'closed')
  }
  const words = last ? `${last.side === 'desk' ? 'Clinic: ' : ''}${summary(last)}` : ''
  button.append(
    avatar, make('span', 'person-name', person.name), make('span', 'person-time', last ? when(last.at, now) : ''),
    make('span', 'person-last', words), mark,
  )
  const item = make('li')
  item.append(button)
  return item
}
