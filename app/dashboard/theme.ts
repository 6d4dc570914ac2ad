import { useSyncExternalStore } from 'react'
import { recall, remember } from '../ui/memory.ts'

export type Theme = 'light' | 'dark' | 'system'
const listeners = new Set<() => void>()

/** The chosen theme and how to choose another; public/theme.js has applied it before the first paint. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, chosenTheme)
  return [theme, chooseTheme]
}

export function chooseTheme(theme: Theme): void {
  remember('theme', theme)
  apply(theme)
}

export function followSystemTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => apply(chosenTheme()))
}

function chosenTheme(): Theme {
  const stored = recall('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

function apply(theme: Theme): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
