import { keepPreviousData, QueryClient, type UseQueryResult, useQuery } from '@tanstack/react-query'
import { type Parameters, Problem, read } from './client.ts'

export interface ReadOptions<T> {
  /** Reads again after so many milliseconds, which may depend on what was read; false does not. */
  readonly every?: number | false | ((data: T | undefined) => number | false)
  readonly enabled?: boolean
}

/** Reads from the API, keeping what is shown until the answer to a changed question is there. */
export function useRead<T>(
  path: string,
  parameters: Parameters,
  { every = false, enabled = true }: ReadOptions<T> = {},
): UseQueryResult<T, Problem> {
  return useQuery<T, Problem>({
    queryKey: [path, parameters],
    queryFn: ({ signal }) => read<T>(path, parameters, signal),
    placeholderData: (previous, query) => (sameWorkspace(query?.queryKey[1], parameters) ? keepPreviousData(previous) : undefined),
    refetchInterval: typeof every === 'function' ? (query) => every(query.state.data) : every,
    enabled,
  })
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, problem) => failures < 2 && problem instanceof Problem && (problem.status === 0 || problem.status >= 500),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
    },
  })
}

/** Figures of another workspace must never stand under this one’s name. */
function sameWorkspace(before: unknown, now: Parameters): boolean {
  return typeof before === 'object' && before !== null && (before as Parameters).workspace_id === now.workspace_id
}
