import { Logger, run, runMigrations, type TaskList } from 'graphile-worker'
import pg from 'pg'
import type { Clock, Instant } from '../kernel/clock.ts'
import type { Change } from './change.ts'
import { sessionOptions } from './database.ts'

/** Work that the hub does by itself at a moment, once. Its payload names rows and never a person. */
export interface Job {
  readonly task: string
  /** At most one job with this key waits; entered again, it takes the earlier one's place. */
  readonly key: string
  readonly payload: Readonly<Record<string, string>>
  readonly at: Instant
}

/** What a task does with a job's payload. A process may end in the midst of it: then it is done again. */
export type Tasks = Readonly<Record<string, (payload: Job['payload']) => Promise<void>>>

export interface JobsOptions {
  readonly databaseUrl: string
  readonly tasks: Tasks
  /** How often this process looks for jobs whose moment has come. */
  readonly pollMs: number
  readonly onFault: (error: unknown) => void
}

/** Runs jobs in the background. */
export interface Jobs {
  /** Takes no more jobs and waits for those begun. */
  stop(): Promise<void>
}

const silent = new Logger(() => () => undefined)

/** The queue's tables are the application's to fill and empty; they hold ids of rows and no person. */
const OPEN_TO_APPLICATION = `
grant usage on schema graphile_worker to boligbro_app;
grant select on graphile_worker.migrations to boligbro_app;
grant usage on all sequences in schema graphile_worker to boligbro_app;
do $$
declare name text;
begin
  foreach name in array array['_private_jobs', '_private_job_queues', '_private_tasks', '_private_known_crontabs'] loop
    execute format('grant select, insert, update, delete on graphile_worker.%I to boligbro_app', name);
    -- Made once: to make it anew would wait for the jobs that another process runs.
    if not exists (select from pg_policies where schemaname = 'graphile_worker' and tablename = name) then
      execute format('create policy jobs_of_application on graphile_worker.%I to boligbro_app using (true) with check (true)', name);
    end if;
  end loop;
end $$;`

/** Brings the job queue's own schema up to date; `owner` is connected as the schema's owner to `url`. */
export async function installJobs(owner: pg.Client, url: string): Promise<void> {
  await runMigrations({ connectionString: url, logger: silent })
  await owner.query(`begin; ${OPEN_TO_APPLICATION} commit`)
}

/**
 * Enters a job in the transaction of a change: it is there if and only if the change is.
 * @why The clock says how far off the moment is, and the database's own time, which wakes the job, counts from now.
 */
export async function addJob(running: Change, clock: Clock, { task, key, payload, at }: Job): Promise<void> {
  await running.sql(
    `select from graphile_worker.add_job($1, $2::json, job_key => $3,
       run_at => clock_timestamp() + ($4::timestamptz - $5::timestamptz))`,
    [task, JSON.stringify(payload), key, at, clock.now()],
  )
}

/** Runs jobs as their moments come, one at a time; any number of processes may do so at once. */
export async function startJobs({ databaseUrl, tasks, pollMs, onFault }: JobsOptions): Promise<Jobs> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: sessionOptions({}) })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const taskList: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      async (payload: unknown) => {
        try {
          await task(payload as Job['payload'])
        } catch (error) {
          onFault(error)
          throw error
        }
      },
    ]),
  )
  try {
    const runner = await run({
      pgPool: pool,
      taskList,
      parsedCronItems: [],
      concurrency: 1,
      pollInterval: pollMs,
      noHandleSignals: true,
      logger: silent,
    })
    runner.promise.catch(onFault)
    return {
      async stop() {
        await runner.stop().catch(onFault)
        await pool.end()
      },
    }
  } catch (error) {
    await pool.end()
    throw error
  }
}
