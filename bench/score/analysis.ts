import type { TestPlatform } from '../../test/platform.ts'
export async function measureAnalysis(_test: TestPlatform, _size: { posts: number; runs: number }) {
  return null
}
