import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { counted } from '../../ui/format.ts'
import type { Wanted } from './plan.ts'

interface Props {
  /** Properties that nobody decided on. */
  readonly open: number
  readonly onChoose: (wanted: Wanted) => void
  readonly onClose: () => void
}

/** Asks before what nobody decided on is dropped: it is stored nowhere. */
export function EnforceDialog({ open, onChoose, onClose }: Props) {
  const choose = (wanted: Wanted) => {
    onChoose(wanted)
    onClose()
  }
  return (
    <Dialog
      open
      title="Enforce the plan?"
      about={`Nobody decided on ${counted(open, 'property', 'properties')}. From the next event on ${open === 1 ? 'it is' : 'they are'} dropped before being stored, and cannot be brought back.`}
      onOpenChange={onClose}
    >
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Go on learning</Button>
        <Button onClick={() => choose({ mode: 'enforced', allow_seen: true })}>Allow {open === 1 ? 'it' : 'them'} and enforce</Button>
        <Button look="danger" onClick={() => choose({ mode: 'enforced' })}>
          Drop {open === 1 ? 'it' : 'them'}
        </Button>
      </div>
    </Dialog>
  )
}
