import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../../platform/access/caller.ts'
import { reaches, workspaceOf } from '../../platform/http/access.ts'
import { noteAudit } from '../../platform/http/audit-note.ts'
import { Problem } from '../../platform/http/problem.ts'
import { typed } from '../../platform/http/type-provider.ts'
import { askToCancel, findRun, type TrainingRun } from '../../platform/models/training-runs.ts'
import type { Platform } from '../../platform/platform.ts'
import { ModelParams, TrainBody, Training, TrainingParams } from './contract.ts'
import { keeperOf } from './model-keeper.ts'
import { trainingOf } from './models.ts'

const permission = 'manage_models' as const
const tags = ['models']

/** Begins, shows and stops trainings. */
export function trainingRoutes(server: FastifyInstance, platform: Platform): void {
  const http = typed(server)
  const { metadata, models } = platform
  const { runner } = keeperOf(platform)
  server.addHook('onClose', () => keeperOf(platform).close())

  const begin = {
    tags,
    summary: 'Has a model learn anew; what comes of it goes live only if it is better',
    params: ModelParams,
    body: TrainBody,
    response: { 202: Training },
  }
  http.post('/v1/models/:name/train', { config: { permission, audit: 'model_train' }, schema: begin }, async (request, reply) => {
    const address = { workspaceId: workspaceOf(request, request.body.workspace_id), name: request.params.name }
    noteAudit(request, { target: address.name })
    if (models.trainerOf(address.name) === undefined)
      throw new Problem('not_found', `Nothing trains a model ${JSON.stringify(address.name)}`)
    const { run, begun } = await models.train(address, 'asked', actorOf(request.access))
    noteAudit(request, { details: { training: run.id, begun } })
    runner.wake()
    return reply.code(202).send(trainingOf(runner.stateOf(run)))
  })

  const state = { tags, summary: 'How far a training is, and what came of it', params: TrainingParams, response: { 200: Training } }
  http.get('/v1/models/:name/trainings/:id', { config: { permission: 'read_figures' }, schema: state }, async (request) =>
    trainingOf(runner.stateOf(await findOwn(request, request.params, platform))),
  )

  const cancel = { tags, summary: 'Stops a training; nothing of it is kept', params: TrainingParams, response: { 200: Training } }
  http.post(
    '/v1/models/:name/trainings/:id/cancel',
    { config: { permission, audit: 'model_train_cancel' }, schema: cancel },
    async (request) => {
      const { id } = await findOwn(request, request.params, platform)
      await askToCancel(metadata, id, platform.now())
      runner.cancel(id)
      return trainingOf(runner.stateOf(await findOwn(request, request.params, platform)))
    },
  )
}

async function findOwn(request: FastifyRequest, { name, id }: { name: string; id: string }, { metadata }: Platform): Promise<TrainingRun> {
  const run = await findRun(metadata, id)
  if (run === undefined || run.name !== name || !reaches(request, run.workspaceId))
    throw new Problem('not_found', 'There is no training of that id')
  noteAudit(request, { target: run.name, details: { training: id } })
  return run
}
