import { Monitor, Moon, Sun } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { Menu, MenuChoice } from '../ui/menu.tsx'
import { useTheme } from './theme.ts'

export const THEMES = [
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
  { theme: 'system', label: 'As the system', icon: Monitor },
] as const

export function ThemeMenu() {
  const [chosen, choose] = useTheme()
  const Icon = THEMES.find(({ theme }) => theme === chosen)?.icon ?? Monitor
  return (
    <Menu
      trigger={
        <IconButton label="Theme">
          <Icon aria-hidden="true" />
        </IconButton>
      }
    >
      {THEMES.map(({ theme, label }) => (
        <MenuChoice key={theme} chosen={theme === chosen} onChoose={() => choose(theme)}>
          {label}
        </MenuChoice>
      ))}
    </Menu>
  )
}
