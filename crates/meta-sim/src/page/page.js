// The patient page: asks the simulator what changed, and sends what the person at the page does.

import { drawChat, drawPerson, hour, initials, make, unread } from './chat.js'

const at = (id) => document.getElementById(id)
let state
let chosen = decodeURIComponent(location.hash.slice(1))

async function call(path, body, method = 'POST') {
  const answer = await fetch(`/sim/${path}`, {
    method, headers: { 'content-type': 'application/json' }, body: body && JSON.stringify(body),
  })
  if (answer.ok) return undefined
  const problem = await answer.json().catch(() => ({}))
  return problem.error ?? 'The simulator refused this.'
}

function say(words) {
  at('toast').textContent = words
  clearTimeout(say.timer)
  say.timer = setTimeout(() => { at('toast').textContent = '' }, 5000)
}

async function act(path, body, method) {
  const problem = await call(path, body, method)
  if (problem) say(problem)
}

const person = () => state?.people.find((one) => one.key === chosen)

function choose(key, thenFocus) {
  chosen = key
  history.replaceState(null, '', key ? `#${encodeURIComponent(key)}` : location.pathname)
  draw(true)
  if (thenFocus) at('text').focus()
}

const send = (message) => act('send', { waId: chosen, message })

// Fault switches in the words of the drawer.
function words(fault) {
  const times = fault.times > 1 ? `next ${fault.times} sends` : 'next send'
  const webhooks = fault.times > 1 ? `next ${fault.times} webhooks` : 'next webhook'
  const name = (key) => state.people.find((one) => one.key === key)?.name ?? 'someone'
  switch (fault.kind) {
    case 'error': return `${times}: refused, ${fault.code}`
    case 'server_error': return `${times}: HTTP ${fault.status}`
    case 'too_many_requests': return `${times}: HTTP 429`
    case 'lost_answer': return `${times}: accepted, answer lost`
    case 'slow': return `${times}: answered after ${fault.millis / 1000} s`
    case 'expired_token': return 'access token expired'
    case 'duplicate_webhooks': return `${webhooks}: twice`
    case 'drop_webhooks': return `${webhooks}: lost, then retried`
    case 'shuffle_webhooks': return `webhooks out of order, by ${fault.size}`
    case 'batch_webhooks': return `webhooks batched, up to ${fault.size}`
    case 'delay_webhooks': return `webhooks ${fault.millis / 1000} s late`
    case 'unreachable': return `${name(fault.wa_id)} unreachable`
    default: return fault.kind
  }
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
  at('waiting').replaceChildren(...(count ? state.faults.map((fault) => make('li', 'is-set', words(fault))) : none))
  at('delivery').value = state.delivery
}

function draw(toEnd = false) {
  if (!state) return
  drawFacts()
  const list = at('people')
  const focused = document.activeElement?.dataset?.key
  list.replaceChildren(...state.people.map((one) => drawPerson(one, one.key === chosen, state.now)))
  if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus()
  const one = person()
  at('phone').classList.toggle('empty', !one)
  document.querySelector('.desk').classList.toggle('in-chat', Boolean(one))
  at('who-line').textContent = one ? `You are ${one.name}${one.hasNumber ? `, +${one.key}` : ', number hidden'}` : ''
  if (!one) return
  at('clinic-line').textContent = one.isDeskTyping ? 'typing…' : `${state.number} · business account`
  const chat = at('chat')
  if (drawChat(chat, one, state.now, answerButton) || toEnd) chat.scrollTop = chat.scrollHeight
  if (at('receipts').checked && document.visibilityState === 'visible' && unread(one)) act('read', { waId: one.key })
}

const answerButton = (message) => send({
  type: 'button', button: { payload: message.button, text: message.button }, context: { id: message.id },
})

function quick(kind) {
  switch (kind) {
    case 'image': return send({ type: 'image', image: { caption: 'Is it this door?' } })
    case 'audio': return send({ type: 'audio', audio: { voice: true } })
    case 'location':
      return send({ type: 'location', location: { latitude: 39.4702, longitude: -0.3768, name: 'Plaza del Faro' } })
    case 'document': return send({ type: 'document', document: { filename: 'form.pdf' } })
    case 'sticker': return send({ type: 'sticker', sticker: {} })
    default: {
      const last = person()?.messages.findLast((message) => message.side === 'desk' && message.status !== 'failed')
      if (!last) return say('The clinic has not written yet.')
      return send({ type: 'reaction', reaction: { message_id: last.id, emoji: last.reaction ? '' : '👍' } })
    }
  }
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
  act('write', { waId: chosen, text })
})
at('text').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  at('composer').requestSubmit()
})
document.querySelector('.quick').addEventListener('click', (event) => {
  const kind = event.target.closest('[data-quick]')?.dataset.quick
  if (kind && chosen) quick(kind)
})

function showFaults(isOpen) {
  at('faults').hidden = !isOpen
  at('open-faults').setAttribute('aria-expanded', String(isOpen))
  at(isOpen ? 'close-faults' : 'open-faults').focus()
}
at('open-faults').addEventListener('click', () => showFaults(at('faults').hidden))
at('close-faults').addEventListener('click', () => showFaults(false))
at('faults').addEventListener('keydown', (event) => { if (event.key === 'Escape') showFaults(false) })
at('faults').addEventListener('click', (event) => {
  const fault = event.target.closest('[data-fault]')?.dataset.fault
  if (fault) act('fault', JSON.parse(fault))
})
at('error-form').addEventListener('submit', (event) => {
  event.preventDefault()
  act('fault', { kind: 'error', code: Number(at('error-code').value), times: 1 })
})
at('unreachable').addEventListener('click', () => {
  if (chosen) act('fault', { kind: 'unreachable', wa_id: chosen })
  else say('Choose a person first.')
})
at('clear-faults').addEventListener('click', () => act('faults', undefined, 'DELETE'))
at('delivery').addEventListener('change', () => act('delivery', { delivery: at('delivery').value }))

at('open-new').addEventListener('click', () => {
  at('new-problem').textContent = ''
  at('new').showModal()
})
at('cancel-new').addEventListener('click', () => at('new').close())
at('new-form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const typed = at('new-number').value.trim()
  const waId = typed.includes('.') ? typed : typed.replace(/\D/g, '')
  const problem = await call('write', { waId, name: at('new-name').value.trim(), text: at('new-text').value })
  at('new-problem').textContent = problem ?? ''
  if (problem) return
  at('new').close()
  at('new-form').reset()
  choose(waId, true)
})
document.addEventListener('visibilitychange', () => draw())
if (new URLSearchParams(location.search).has('faults')) showFaults(true)
watch()
