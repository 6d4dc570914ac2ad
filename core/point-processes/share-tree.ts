/** The form of a tree of shares. */
export interface ShareTree {
  /** Nodes, the post itself among them. */
  readonly size: number
  /** Mean steps between two nodes: about 2 when all shared from the author, (size + 1) / 3 in a chain; 0 for the post alone. */
  readonly structuralVirality: number
  readonly depthMax: number
  /** Mean steps from the post, the post itself counting 0. */
  readonly depthMean: number
  /** Most nodes at one depth. */
  readonly breadthMax: number
  /** Shares per node, (size − 1) / size. Near 1 for every great finished tree, so it says nothing of how infectious a post is. */
  readonly sharesPerNode: number
  /** Shares per node that was shared at all; 0 for the post alone. */
  readonly sharesPerSharedNode: number
  /** Shares per node, by depth from the post on. The last ones are too low while the post is still shared. */
  readonly reproduction: Float64Array
  /** Steps of each node from the post. */
  readonly depths: Uint32Array
}

/**
 * Form of a tree of shares, in steps proportional to its size.
 * @param parents Index of the node each was shared from, −1 for the post itself, of which there is one; in any order.
 * @throws RangeError when there is no node, not one post, a parent that does not exist, or a circle.
 * @see Goel, Anderson, Hofman and Watts, The structural virality of online diffusion (Management Science 62, 2016).
 */
export function shareTree(parents: ArrayLike<number>): ShareTree {
  const size = parents.length
  const { order, depths, children } = breadthFirst(parents)
  const breadths = new Float64Array(1 + (depths[order[size - 1] as number] as number))
  for (const depth of depths) breadths[depth] = (breadths[depth] as number) + 1
  const shared = children.reduce((count, own) => count + (own > 0 ? 1 : 0), 0)
  return {
    size,
    structuralVirality: size < 2 ? 0 : (2 * pairSteps(parents, order)) / (size * (size - 1)),
    depthMax: breadths.length - 1,
    depthMean: depths.reduce((total, depth) => total + depth, 0) / size,
    breadthMax: breadths.reduce((most, count) => Math.max(most, count), 0),
    sharesPerNode: (size - 1) / size,
    sharesPerSharedNode: shared === 0 ? 0 : (size - 1) / shared,
    reproduction: breadths.slice(1).map((count, depth) => count / (breadths[depth] as number)),
    depths,
  }
}

/** Steps between all pairs: an edge is on the way of every pair that it separates. */
function pairSteps(parents: ArrayLike<number>, order: Uint32Array): number {
  const below = new Float64Array(parents.length).fill(1)
  let total = 0
  for (let i = order.length - 1; i > 0; i -= 1) {
    const node = order[i] as number
    const own = below[node] as number
    total += own * (parents.length - own)
    below[parents[node] as number] = (below[parents[node] as number] as number) + own
  }
  return total
}

/** Nodes by depth, parents before their children. */
function breadthFirst(parents: ArrayLike<number>): { order: Uint32Array; depths: Uint32Array; children: Uint32Array } {
  const { first, next, children, root } = childLists(parents)
  const [order, depths] = [new Uint32Array(parents.length), new Uint32Array(parents.length)]
  order[0] = root
  let filled = 1
  for (let at = 0; at < filled; at += 1) {
    const node = order[at] as number
    for (let child = first[node] as number; child !== -1; child = next[child] as number) {
      depths[child] = (depths[node] as number) + 1
      order[filled] = child
      filled += 1
    }
  }
  if (filled < parents.length)
    throw new RangeError(`shareTree requires every node below the post, got ${parents.length - filled} in a circle`)
  return { order, depths, children }
}

function childLists(parents: ArrayLike<number>): { first: Int32Array; next: Int32Array; children: Uint32Array; root: number } {
  const size = parents.length
  const [first, next, children] = [new Int32Array(size).fill(-1), new Int32Array(size).fill(-1), new Uint32Array(size)]
  let root = -1
  for (let node = size - 1; node >= 0; node -= 1) {
    const parent = parents[node] as number
    if (parent === -1 && root === -1) root = node
    else {
      if (!(Number.isInteger(parent) && parent >= 0 && parent < size && parent !== node)) {
        throw new RangeError(`shareTree requires one post and parents among the nodes, got ${parent} at ${node}`)
      }
      next[node] = first[parent] as number
      first[parent] = node
      children[parent] = (children[parent] as number) + 1
    }
  }
  if (root === -1) throw new RangeError('shareTree requires one post, with parent −1, got none')
  return { first, next, children, root }
}
