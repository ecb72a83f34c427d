// The drawers beside the phone: what goes wrong, the review of templates, comments under posts.

import { call } from './acts.js'
import { hour, make } from './make.js'

const at = (id) => document.getElementById(id)
const NAMES = ['faults', 'templates', 'posts']

export function showDrawer(name, isOpen) {
  for (const one of NAMES) {
    const isShown = one === name && isOpen
    at(one).hidden = !isShown
    at(`open-${one}`).setAttribute('aria-expanded', String(isShown))
  }
  at(isOpen ? `close-${name}` : `open-${name}`).focus()
}

export function listenToDrawers() {
  for (const name of NAMES) {
    at(`open-${name}`).addEventListener('click', () => showDrawer(name, at(name).hidden))
    at(`close-${name}`).addEventListener('click', () => showDrawer(name, false))
    at(name).addEventListener('keydown', (event) => { if (event.key === 'Escape') showDrawer(name, false) })
  }
}

// Fault switches in the words of the drawer.
export function faultWords(fault, people) {
  const times = fault.times > 1 ? `next ${fault.times} sends` : 'next send'
  const webhooks = fault.times > 1 ? `next ${fault.times} webhooks` : 'next webhook'
  const files = fault.times > 1 ? `next ${fault.times} downloads` : 'next download'
  const name = (key) => people.find((one) => one.key === key)?.name ?? 'someone'
  switch (fault.kind) {
    case 'error': return `${times}: refused, ${fault.code}`
    case 'social_error': return `${times} on Messenger or Instagram: ${[fault.code, fault.subcode].filter(Boolean).join('/')}`
    case 'server_error': return `${times}: HTTP ${fault.status}`
    case 'too_many_requests': return `${times}: HTTP 429`
    case 'lost_answer': return `${times}: accepted, answer lost`
    case 'slow': return `${times}: answered after ${fault.millis / 1000} s`
    case 'expired_token': return 'access token expired'
    case 'upload_error': return `next upload: refused, ${fault.code}`
    case 'media': return `${files}: ${typeof fault.what === 'string' ? fault.what.replaceAll('_', ' ') : Object.entries(fault.what)[0].join(' ')}`
    case 'duplicate_webhooks': return `${webhooks}: twice`
    case 'drop_webhooks': return `${webhooks}: lost, then retried`
    case 'shuffle_webhooks': return `webhooks out of order, by ${fault.size}`
    case 'batch_webhooks': return `webhooks batched, up to ${fault.size}`
    case 'delay_webhooks': return `webhooks ${fault.millis / 1000} s late`
    case 'unreachable': return `${name(fault.wa_id)} unreachable`
    default: return fault.kind
  }
}

const DECISIONS = [
  ['Approve', { decision: 'approve' }],
  ['Reject', { decision: 'reject', reason: 'INCORRECT_CATEGORY', recommendation: 'Submit it as MARKETING.' }],
  ['Pause', { decision: 'pause' }],
  ['Disable', { decision: 'disable' }],
  ['Yellow', { decision: 'quality', score: 'YELLOW' }],
  ['Make marketing', { decision: 'change_category', category: 'MARKETING' }],
]

function templateItem(template) {
  const item = make('li', 'review')
  const head = make('p', 'review-head')
  head.append(make('strong', '', template.name), make('span', `badge is-${template.status.toLowerCase()}`, template.status.toLowerCase()))
  const about = `${template.language} · ${template.category.toLowerCase()} · ${template.quality.toLowerCase()}`
  const row = make('p', 'review-row')
  for (const [label, decision] of DECISIONS) {
    const button = make('button', 'button', label)
    button.type = 'button'
    button.dataset.template = template.id
    button.dataset.decision = JSON.stringify(decision)
    row.append(button)
  }
  item.append(head, make('p', 'hint', about), make('p', 'review-body', template.body), row)
  return item
}

// Those that wait for Meta stand first.
const rank = (template) => (template.status === 'PENDING' ? 0 : 1)

export function drawTemplates(templates) {
  const list = at('template-list')
  const content = JSON.stringify(templates)
  const waiting = templates.filter((template) => template.status === 'PENDING').length
  at('template-count').textContent = waiting
  at('template-count').hidden = waiting === 0
  if (list.dataset.drawn === content) return
  list.dataset.drawn = content
  list.replaceChildren(...templates.toSorted((a, b) => rank(a) - rank(b)).map(templateItem))
}

function commentItem([id, comment]) {
  const item = make('li', 'review')
  const head = make('p', 'review-head')
  head.append(make('strong', '', comment.name), make('span', 'hint', `${comment.product} ${hour(comment.at)}`))
  item.append(head, make('p', comment.isGone ? 'aside' : '', comment.isGone ? 'Removed' : comment.text))
  for (const answer of comment.answers) item.append(make('p', 'quote', `Clinic: ${answer}`))
  const marks = [comment.answeredInPrivate && 'answered in private', comment.isHidden && 'hidden by the clinic'].filter(Boolean)
  if (marks.length) item.append(make('p', 'hint', marks.join(', ')))
  if (!comment.isGone) {
    const button = make('button', 'button', 'Remove')
    button.type = 'button'
    button.dataset.comment = id
    item.append(button)
  }
  return item
}

export function drawComments(comments, person) {
  const all = Object.entries(comments).sort((a, b) => b[1].at - a[1].at)
  at('comment-list').replaceChildren(...all.map(commentItem))
  const may = Boolean(person) && person.product !== 'whatsapp'
  at('comment-text').disabled = !may
  at('comment-who').textContent = may
    ? `As ${person.name}, under a post on ${person.product === 'messenger' ? 'the Page' : 'Instagram'}`
    : 'Choose someone on Messenger or Instagram first.'
}

export function listenToReviews(act) {
  at('templates').addEventListener('click', (event) => {
    const { template, decision } = event.target.closest('[data-template]')?.dataset ?? {}
    if (template) act(call('review', { id: template, ...JSON.parse(decision) }))
  })
  at('posts').addEventListener('click', (event) => {
    const commentId = event.target.closest('[data-comment]')?.dataset.comment
    if (commentId) act(call('comment-change', { commentId }))
  })
}
