// The patient page: asks the simulator what changed, and sends what the person at the page does.

import * as acts from './acts.js'
import { drawChat, drawPerson, unread } from './chat.js'
import { summary } from './content.js'
import {
  drawComments, drawTemplates, faultWords, listenToDrawers, listenToReviews, showDrawer,
} from './drawers.js'
import { hour, initials, make } from './make.js'

const at = (id) => document.getElementById(id)
const PRODUCTS = { whatsapp: 'WhatsApp', messenger: 'Messenger', instagram: 'Instagram' }
let state
let chosen = decodeURIComponent(location.hash.slice(1))
// What the composer's words will be: an answer to a message, or its new words.
let aim

function say(words) {
  at('toast').textContent = words
  clearTimeout(say.timer)
  say.timer = setTimeout(() => { at('toast').textContent = '' }, 5000)
}

async function act(asked) {
  const problem = await asked
  if (problem) say(problem)
}

const person = () => state?.people.find((one) => one.key === chosen)

function take(mode, message) {
  aim = mode && { mode, message }
  at('aim').hidden = !aim
  if (!aim) return
  at('aim-words').textContent = `${mode === 'edit' ? 'Editing' : 'Answering'}: ${summary(message, person().product)}`
  if (mode === 'edit') at('text').value = message.text
  at('text').focus()
}

function choose(key, thenFocus) {
  chosen = key
  take()
  history.replaceState(null, '', key ? `#${encodeURIComponent(key)}` : location.pathname)
  draw(true)
  if (thenFocus) at('text').focus()
}

const on = {
  tap: (message, tapped) => act(acts.tap(person(), message, tapped)),
  react: (message, emoji) => act(acts.react(person(), message, emoji)),
  reply: (message) => take('reply', message),
  edit: (message) => take('edit', message),
  unsend: (message) => act(acts.unsend(person(), message)),
}

function drawFacts() {
  const now = new Date(state.now)
  const date = now.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })
  at('fact-clock').textContent = `${date} ${hour(state.now)}${state.isClockTurned ? ', turned' : ''}`
  const { isSubscribed, waiting, accepted, refused } = state.webhook
  const trouble = refused ? `, ${refused} refused` : ''
  at('fact-webhooks').textContent = isSubscribed ? `${accepted} accepted, ${waiting} waiting${trouble}` : 'nobody subscribed'
  at('clinic').textContent = state.business
  at('clinic-initials').textContent = initials(state.business)
  const count = state.faults.length
  at('fault-count').textContent = count
  at('fault-count').hidden = count === 0
  const none = [make('li', '', 'Nothing. All is well.')]
  const faults = state.faults.map((fault) => make('li', 'is-set', faultWords(fault, state.people)))
  at('waiting').replaceChildren(...(count ? faults : none))
  at('delivery').value = state.delivery
}

function who(one) {
  if (one.product !== 'whatsapp') return `You are ${one.name} on ${PRODUCTS[one.product]}`
  return `You are ${one.name}${one.hasNumber ? `, +${one.key}` : ', number hidden'}`
}

function draw(toEnd = false) {
  if (!state) return
  drawFacts()
  drawTemplates(state.templates)
  const list = at('people')
  const focused = document.activeElement?.dataset?.key
  list.replaceChildren(...state.people.map((one) => drawPerson(one, one.key === chosen, state.now)))
  if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus()
  const one = person()
  drawComments(state.comments, one)
  at('phone').classList.toggle('empty', !one)
  document.querySelector('.desk').classList.toggle('in-chat', Boolean(one))
  at('who-line').textContent = one ? who(one) : ''
  if (!one) return
  const line = one.product === 'whatsapp' ? `${state.number} · business account` : PRODUCTS[one.product]
  const owner = one.ownerApp ? ' · another app answers' : ''
  at('clinic-line').textContent = one.isDeskTyping ? 'typing…' : line + owner
  at('block').textContent = one.isBlocking ? 'Unblock' : 'Block'
  at('story').hidden = one.product !== 'instagram'
  const chat = at('chat')
  if (drawChat(chat, one, state.now, on) || toEnd) chat.scrollTop = chat.scrollHeight
  if (at('receipts').checked && document.visibilityState === 'visible' && unread(one)) {
    act(acts.call('read', { waId: one.key }))
  }
}

function quick(kind) {
  switch (kind) {
    case 'location': return acts.sendPlace(person())
    case 'contact': return acts.sendContact(person(), false)
    case 'story': return acts.storyMention(person())
    default: return acts.sendFile(person(), kind)
  }
}

async function attach(file) {
  const [family] = file.type.split('/')
  const kind = ['image', 'video', 'audio'].includes(family) ? family : 'document'
  act(acts.sendFile(person(), kind, await acts.hold(file), file.name))
}

async function watch() {
  let version = 0
  for (;;) {
    try {
      const answer = await fetch(`/sim/state?after=${version}`)
      state = await answer.json()
      version = state.version
      draw()
    } catch {
      at('fact-webhooks').textContent = 'simulator not reachable'
      version = 0
      await new Promise((resolve) => { setTimeout(resolve, 1000) })
    }
    // A played week changes hundreds of times a second; ten pictures of it are enough.
    await new Promise((resolve) => { setTimeout(resolve, 100) })
  }
}

at('people').addEventListener('click', (event) => {
  const key = event.target.closest('.person')?.dataset.key
  if (key) choose(key, true)
})
at('people').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = [...at('people').querySelectorAll('.person')]
  buttons[buttons.indexOf(document.activeElement) + step]?.focus()
})
at('back').addEventListener('click', () => choose(''))
at('composer').addEventListener('submit', (event) => {
  event.preventDefault()
  const text = at('text').value.trim()
  if (!text || !chosen) return
  at('text').value = ''
  const { mode, message } = aim ?? {}
  take()
  act(mode === 'edit' ? acts.edit(person(), message, text) : acts.sendText(person(), text, message))
})
at('text').addEventListener('keydown', (event) => {
  if (event.key === 'Escape') take()
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  at('composer').requestSubmit()
})
document.querySelector('.quick').addEventListener('click', (event) => {
  const kind = event.target.closest('[data-quick]')?.dataset.quick
  if (kind && chosen) act(quick(kind))
})
at('attach').addEventListener('click', () => at('file').click())
at('file').addEventListener('change', () => {
  for (const file of at('file').files) attach(file)
  at('file').value = ''
})
at('cancel-aim').addEventListener('click', () => take())
at('block').addEventListener('click', () => act(acts.call('block', { id: chosen, isBlocking: !person().isBlocking })))

at('faults').addEventListener('click', (event) => {
  const fault = event.target.closest('[data-fault]')?.dataset.fault
  if (fault) act(acts.call('fault', JSON.parse(fault)))
})
at('error-form').addEventListener('submit', (event) => {
  event.preventDefault()
  act(acts.call('fault', { kind: 'error', code: Number(at('error-code').value), times: 1 }))
})
at('unreachable').addEventListener('click', () => {
  if (chosen) act(acts.call('fault', { kind: 'unreachable', wa_id: chosen }))
  else say('Choose a person first.')
})
at('clear-faults').addEventListener('click', () => act(acts.call('faults', undefined, 'DELETE')))
at('delivery').addEventListener('change', () => act(acts.call('delivery', { delivery: at('delivery').value })))

at('comment-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const { key, name, product } = person()
  act(acts.call('comment', { product, id: key, name, text: at('comment-text').value }))
  at('comment-form').reset()
})

at('open-new').addEventListener('click', () => {
  at('new-problem').textContent = ''
  at('new').showModal()
})
at('cancel-new').addEventListener('click', () => at('new').close())
at('new-product').addEventListener('change', () => {
  const isWhatsApp = at('new-product').value === 'whatsapp'
  at('new-number-part').hidden = !isWhatsApp
  at('new-number').required = isWhatsApp
})
at('new-form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const [product, name, text] = ['new-product', 'new-name', 'new-text'].map((id) => at(id).value.trim())
  const typed = at('new-number').value.trim()
  // Page-scoped ids are sixteen digits that say nothing.
  const made = `${product === 'messenger' ? 7 : 1}${String(Math.floor(Math.random() * 1e15)).padStart(15, '0')}`
  const number = typed.includes('.') ? typed : typed.replace(/\D/g, '')
  const id = product === 'whatsapp' ? number : made
  const problem = await (product === 'whatsapp'
    ? acts.call('write', { waId: id, name, text })
    : acts.call('visitor', { product, id, name, event: { message: { text } } }))
  at('new-problem').textContent = problem ?? ''
  if (problem) return
  at('new').close()
  at('new-form').reset()
  at('new-number-part').hidden = false
  choose(id, true)
})
listenToDrawers()
listenToReviews(act)
document.addEventListener('visibilitychange', () => draw())
const [drawer] = new URLSearchParams(location.search).keys()
if (['faults', 'templates', 'posts'].includes(drawer)) showDrawer(drawer, true)
watch()
