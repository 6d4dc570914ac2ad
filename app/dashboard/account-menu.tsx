import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { BookOpen, CircleUser, LogOut, UserRound } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { change } from '../ui/client.ts'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.tsx'
import { notify } from '../ui/notices.tsx'
import { useView } from '../ui/view.ts'
import { usePlace } from '../ui/workspace.ts'

export function AccountMenu() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { workspace } = useView()
  const { session } = usePlace()
  const signOut = async () => {
    try {
      await change('DELETE', '/v1/session')
      queries.clear()
      await navigate({ to: '/sign-in', search: {} as never })
    } catch {
      notify('Signing out did not succeed; try again.')
    }
  }
  return (
    <Menu
      trigger={
        <IconButton label="Account">
          <CircleUser aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuLabel>Signed in as {session.person?.name || session.person?.email || 'owner'}</MenuLabel>
      <MenuItem onSelect={() => navigate({ to: '/account', search: { workspace } as never })}>
        <UserRound aria-hidden="true" /> Your account
      </MenuItem>
      <MenuItem asChild>
        <a href="/docs" target="_blank" rel="noreferrer">
          <BookOpen aria-hidden="true" /> API reference
        </a>
      </MenuItem>
      <MenuSeparator />
      <MenuItem onSelect={signOut}>
        <LogOut aria-hidden="true" /> Sign out
      </MenuItem>
    </Menu>
  )
}
