import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../../ui/button.tsx'
import { change, type Problem } from '../../ui/client.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { FormError } from '../../ui/form-error.tsx'
import { counted } from '../../ui/format.ts'
import { notify } from '../../ui/notices.tsx'
import { useWorkspace } from '../../ui/workspace.ts'
import type { PlatformConnection, RemovedResponse } from './contract.ts'
import { CONNECTIONS } from './paths.ts'

/** Says what goes and what stays before a platform is disconnected. */
export function DisconnectDialog({ one, onClose }: { one: PlatformConnection; onClose: () => void }) {
  const { id } = useWorkspace()
  const queries = useQueryClient()
  const removing = useMutation<RemovedResponse, Problem>({
    mutationFn: () => change('DELETE', `${CONNECTIONS}/${one.platform}?workspace_id=${encodeURIComponent(id)}`),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [CONNECTIONS] })
      notify(`${one.label} is not read any more`)
      onClose()
    },
  })
  const stored =
    one.stored_posts === 0
      ? 'No post of it is stored.'
      : `${counted(one.stored_posts, 'post')} of it and their counters stay where they are.`
  return (
    <Dialog
      open
      title={`Disconnect ${one.label}?`}
      about={`Nothing is read of it any more, and its credentials, what is looked for and how far it was read are deleted at once. ${stored}`}
      onOpenChange={onClose}
    >
      <FormError error={removing.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" disabled={removing.isPending} onClick={() => removing.mutate()}>
          {removing.isPending ? 'Disconnecting…' : 'Disconnect'}
        </Button>
      </div>
    </Dialog>
  )
}
