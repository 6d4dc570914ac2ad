import { PAGES } from 'virtual:pages'
import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { buttonClass } from '../ui/button.tsx'
import { PageLink } from '../ui/page-link.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { SearchWords } from '../ui/view.ts'
import { Frame } from './frame.tsx'
import { SignInPage } from './sign-in.tsx'

export function createDashboardRouter() {
  const root = createRootRoute({ component: Outlet, validateSearch: (search): SearchWords => search as SearchWords })
  const signIn = createRoute({ getParentRoute: () => root, path: '/sign-in', component: SignInPage })
  const invitation = createRoute({
    getParentRoute: () => root,
    path: '/invitation',
    component: lazyRouteComponent(() => import('./invitation.tsx'), 'InvitationPage'),
  })
  const frame = createRoute({ getParentRoute: () => root, id: 'frame', component: Frame, notFoundComponent: NotFound })
  const home = createRoute({
    getParentRoute: () => frame,
    path: '/',
    beforeLoad: ({ search }) => {
      throw redirect({ to: '/overview', search: search as never, replace: true })
    },
  })
  const pages = PAGES.map((page) =>
    createRoute({
      getParentRoute: () => frame,
      path: page.path,
      component: lazyRouteComponent(() => page.load().then((component) => ({ component })), 'component'),
    }),
  )
  return createRouter({
    routeTree: root.addChildren([signIn, invitation, frame.addChildren([home, ...pages])]),
    defaultPreload: 'intent',
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: NotFound,
    defaultPendingMs: 200,
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: searchText,
  })
}

/** Words of the address as they are, without quotes or escapes that a reader would stumble over. */
function searchText(words: SearchWords): string {
  const present = Object.entries(words).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  if (present.length === 0) return ''
  return `?${new URLSearchParams(present).toString().replaceAll('%2C', ',')}`
}

function PageFailed({ error, reset }: ErrorComponentProps) {
  return <ErrorState what="This page could not be shown" error={error} onRetry={reset} />
}

function NotFound() {
  return (
    <EmptyState
      icon={Compass}
      title="There is no such page"
      action={
        <PageLink to="/overview" className={buttonClass({ look: 'primary' })}>
          Go to Overview
        </PageLink>
      }
    >
      The address may be old or mistyped.
    </EmptyState>
  )
}
