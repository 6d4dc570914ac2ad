import { CONTENT_PANELS } from 'virtual:pages'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ContentPanelsProvider } from '../ui/content-panel.ts'
import { createQueryClient } from '../ui/queries.ts'
import { createDashboardRouter } from './router.tsx'
import './styles.css'
import { followSystemTheme } from './theme.ts'

followSystemTheme()
const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no element with the id root')
createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <ContentPanelsProvider value={CONTENT_PANELS}>
        <RouterProvider router={createDashboardRouter()} />
      </ContentPanelsProvider>
    </QueryClientProvider>
  </StrictMode>,
)
