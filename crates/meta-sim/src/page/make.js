// Small pieces of the page: elements, icons, times. Text goes in as text, never as markup.

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

export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean)
  return words.slice(0, 2).map((word) => [...word][0].toUpperCase()).join('')
}

export const hour = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

export function day(at, now) {
  const start = (time) => new Date(time).setHours(0, 0, 0, 0)
  const days = Math.round((start(now) - start(at)) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return new Date(at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' })
}

export function when(at, now) {
  return day(at, now) === 'Today' ? hour(at) : new Date(at).toLocaleDateString([], { weekday: 'short' })
}
