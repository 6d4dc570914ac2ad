import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What this process counts about itself, served at /metrics in Prometheus’ names. */
export interface Measurements {
  readonly registry: Registry
  /** Events by what became of them: stored, duplicate, rejected, suppressed. */
  readonly ingestEvents: Counter<'result' | 'reason'>
  readonly ingestBytes: Counter
  /** Personal data found in events, by kind and by what became of it. */
  readonly personalData: Counter<'kind' | 'action'>
  readonly httpSeconds: Histogram<'route' | 'method' | 'status'>
  readonly backlogEvents: Gauge
  readonly insertSeconds: Histogram
}

/** A fresh set of instruments; one for each server, so that tests do not share counts. */
export function createMeasurements(): Measurements {
  const registry = new Registry()
  const registers = [registry]
  return {
    registry,
    ingestEvents: new Counter({
      name: 'trill_ingest_events_total',
      help: 'Events received, by what became of them',
      labelNames: ['result', 'reason'],
      registers,
    }),
    personalData: new Counter({
      name: 'trill_ingest_personal_data_total',
      help: 'Personal data found in events, by kind and by what became of it',
      labelNames: ['kind', 'action'],
      registers,
    }),
    ingestBytes: new Counter({ name: 'trill_ingest_bytes_total', help: 'Bytes of accepted request bodies', registers }),
    httpSeconds: new Histogram({
      name: 'trill_http_request_duration_seconds',
      help: 'Time to answer a request',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers,
    }),
    backlogEvents: new Gauge({ name: 'trill_log_backlog_events', help: 'Journalled events not yet in the event store', registers }),
    insertSeconds: new Histogram({
      name: 'trill_store_insert_duration_seconds',
      help: 'Time to insert one block into the event store',
      buckets: [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers,
    }),
  }
}
