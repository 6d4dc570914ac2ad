import { PAGES } from 'virtual:pages'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useMatches, useNavigate } from '@tanstack/react-router'
import type { Permission } from '@trill/contract/permissions'
import { LockKeyhole } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { type Problem, read } from '../ui/client.ts'
import { FilteredContext } from '../ui/export/page-facts.tsx'
import { recall, remember } from '../ui/memory.ts'
import { Notices } from '../ui/notices.tsx'
import { EmptyState, ErrorState, Loading, Skeleton } from '../ui/states.tsx'
import { useSearchWords } from '../ui/view.ts'
import { PlaceContext, type Session, useMay, type Workspace } from '../ui/workspace.ts'
import { Drawer, Sidebar } from './navigation.tsx'
import { TopBar } from './top-bar.tsx'

const SetUpPage = lazy(() => import('./set-up.tsx').then((module) => ({ default: module.SetUpPage })))
const CommandPalette = lazy(() => import('./command-palette.tsx').then((module) => ({ default: module.CommandPalette })))

/** Around every page: who is signed in, which workspace is looked at, how to get elsewhere. */
export function Frame() {
  const words = useSearchWords()
  const session = useQuery<Session, Problem>({
    queryKey: ['session'],
    queryFn: ({ signal }) => read<Session>('/v1/session', {}, signal),
    staleTime: 60_000,
  })
  const workspace = chosenWorkspace(session.data?.workspaces ?? [], words.workspace)
  const navigate = useNavigate()
  const [settingUp, setSettingUp] = useState(false)
  const signedOut = session.error?.status === 401
  useEffect(() => {
    if (signedOut) void navigate({ to: '/sign-in', replace: true })
  }, [signedOut, navigate])
  useEffect(() => {
    if (workspace === undefined || workspace.id === words.workspace) return
    void navigate({ to: '.', search: ((present: object) => ({ ...present, workspace: workspace.id })) as never, replace: true })
  }, [workspace, words.workspace, navigate])
  if (signedOut) return <FrameSkeleton />
  if (session.error)
    return <ErrorState what="Trill could not be reached" error={session.error} onRetry={() => session.refetch()} className="min-h-dvh" />
  if (!session.data) return <FrameSkeleton />
  if (session.data.set_up === 'required' || (session.data.set_up === 'optional' && settingUp))
    return (
      <Suspense fallback={<FrameSkeleton />}>
        <SetUpPage onLater={session.data.set_up === 'optional' ? () => setSettingUp(false) : undefined} />
      </Suspense>
    )
  if (workspace === undefined) return <ErrorState what="There is no workspace yet" error={undefined} className="min-h-dvh" />
  return <SignedIn session={session.data} workspace={workspace} onSetUp={() => setSettingUp(true)} />
}

function SignedIn({ session, workspace, onSetUp }: { session: Session; workspace: Workspace; onSetUp: () => void }) {
  const [folded, setFolded] = useState(recall('navigation') === 'folded')
  const [drawerOpen, setDrawerOpen] = useState(false)
  const [paletteOpen, setPaletteOpen] = useState(false)
  const page = usePageFacts()
  const { pathname } = useLocation()
  useEffect(() => remember('workspace', workspace.id), [workspace.id])
  // biome-ignore lint/correctness/useExhaustiveDependencies: arriving somewhere closes the drawer.
  useEffect(() => setDrawerOpen(false), [pathname])
  usePaletteKey(() => setPaletteOpen((open) => !open))
  const fold = () => {
    remember('navigation', folded ? 'open' : 'folded')
    setFolded(!folded)
  }
  return (
    <PlaceContext value={{ session, workspace }}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-8 focus:bg-text focus:px-3 focus:py-2 focus:text-surface"
      >
        Skip to the content
      </a>
      <div className="flex min-h-dvh">
        <Sidebar folded={folded} onFold={fold} />
        <Drawer open={drawerOpen} onOpenChange={setDrawerOpen} />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar filtered={page?.filtered ?? false} onMenu={() => setDrawerOpen(true)} onSearch={() => setPaletteOpen(true)} />
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-[1440px] min-w-0 flex-1 px-4 pt-5 pb-16 focus-visible:outline-none md:px-6 md:pt-6"
          >
            {session.set_up === 'optional' && <SetUpReminder onSetUp={onSetUp} />}
            <Suspense>
              <FilteredContext value={page?.filtered ?? false}>
                <Permitted needs={page?.needs}>
                  <Outlet />
                </Permitted>
              </FilteredContext>
            </Suspense>
          </main>
        </div>
      </div>
      <Suspense>{paletteOpen && <CommandPalette onClose={() => setPaletteOpen(false)} />}</Suspense>
      <Notices />
    </PlaceContext>
  )
}

/** The owner came by the first link, which works once: without an address and a password there is no way in from elsewhere. */
function SetUpReminder({ onSetUp }: { onSetUp: () => void }) {
  const [postponed, setPostponed] = useState(recall('set-up') === 'later')
  if (postponed) return null
  const postpone = () => {
    remember('set-up', 'later')
    setPostponed(true)
  }
  return (
    <aside aria-label="Your account" className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-12 border bg-raised px-4 py-3">
      <p className="min-w-0 flex-1 basis-72 text-muted">
        You are signed in by a link that works once. With an address and a password you come back from any browser, and can invite others.
      </p>
      <span className="flex gap-2">
        <Button look="primary" onClick={onSetUp}>
          Set up your account
        </Button>
        <Button look="quiet" onClick={postpone}>
          Later
        </Button>
      </span>
    </aside>
  )
}

/** A page that the reader’s role does not include says so. */
function Permitted({ needs, children }: { needs: Permission | undefined; children: ReactNode }) {
  const may = useMay()
  if (needs === undefined || may(needs)) return children
  return (
    <EmptyState icon={LockKeyhole} title="Your role does not include this page">
      An owner of the workspace can give you another role.
    </EmptyState>
  )
}

function usePageFacts() {
  const matches = useMatches()
  const path = matches.at(-1)?.fullPath
  return PAGES.find((page) => page.path === path)
}

function usePaletteKey(toggle: () => void) {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      toggle()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}

function chosenWorkspace(workspaces: readonly Workspace[], asked: string | undefined): Workspace | undefined {
  const find = (id: string | undefined) => workspaces.find((workspace) => workspace.id === id)
  return find(asked) ?? find(recall('workspace')) ?? workspaces[0]
}

function FrameSkeleton() {
  return (
    <Loading what="the dashboard" className="flex min-h-dvh">
      <div className="hidden w-[232px] shrink-0 border-r bg-raised p-4 md:block">
        <Skeleton className="h-7 w-24" />
        <Skeleton className="mt-8 h-40 w-full" />
      </div>
      <div className="flex-1">
        <div className="h-14 border-b bg-raised" />
      </div>
    </Loading>
  )
}
