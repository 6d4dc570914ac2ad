interface Props {
  /** Null where no figure is withheld from this reader. */
  readonly group: { readonly adults: number; readonly with_minors: number } | null
}

/** Why some figures are missing, at the end of what a page says. */
export function SmallGroups({ group }: Props) {
  if (group === null) return null
  const { adults, with_minors } = group
  const words =
    adults > 1 && adults < with_minors
      ? `fewer than ${adults} people, or than ${with_minors} where minors are among them,`
      : `fewer than ${with_minors} people with minors among them`
  return <span data-small-groups> Figures about {words} are not shown, nor what would give them away.</span>
}
