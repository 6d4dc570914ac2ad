import { ChevronsUpDown } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { Menu, MenuChoice, MenuLabel } from '../ui/menu.tsx'
import { useView } from '../ui/view.ts'
import { usePlace } from '../ui/workspace.ts'

/** Switching keeps the page; a period that was chosen by hand belongs to the workspace left behind. */
export function WorkspaceSwitch() {
  const { session, workspace } = usePlace()
  const view = useView()
  const choose = (id: string) =>
    view.change({ workspace: id, from: undefined, to: undefined, platform: undefined, page: undefined, search: undefined })
  const trigger = (
    <Button look="quiet" className="max-w-[46vw] !px-2 !text-text md:max-w-60">
      <span className="sr-only">Workspace: </span>
      <span className="truncate">{workspace.name}</span>
      {workspace.provenance === 'simulated' && (
        <span className="rounded-full bg-warning-soft px-2 text-12 leading-5 text-warning">Simulated</span>
      )}
      <ChevronsUpDown className="text-muted" aria-hidden="true" />
    </Button>
  )
  return (
    <Menu trigger={trigger} align="start">
      <MenuLabel>Workspaces</MenuLabel>
      {session.workspaces.map(({ id, name, provenance }) => (
        <MenuChoice key={id} chosen={id === workspace.id} onChoose={() => choose(id)}>
          <span className="flex-1 pr-4">{name}</span>
          {provenance === 'simulated' && <span className="text-12 text-warning">Simulated</span>}
        </MenuChoice>
      ))}
    </Menu>
  )
}
