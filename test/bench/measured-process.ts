import { type ChildProcess, fork } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ResourceReport } from './resource-report.ts'

/** A process of its own that is measured from outside. */
export interface MeasuredProcess {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  resources(): Promise<ResourceReport>
  stop(): Promise<void>
}

const REPORT = new URL('resource-report.ts', import.meta.url).href
const START_SECONDS = 60

/** Runs a TypeScript file, by its path from here, as a server on a free port and waits until it answers. */
export async function serverProcess(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<MeasuredProcess> {
  const port = await freePort()
  const child = startProcess(file, { ...environment, HOST: '127.0.0.1', PORT: String(port) })
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; ; waited += 0.1) {
    if (child.exitCode !== null || waited > START_SECONDS) throw new Error(`${file} did not start`)
    const answered = await fetch(`${url}/health/ready`).then(
      () => true,
      () => false,
    )
    if (answered) break
    await delay(100)
  }
  return { url, resources: () => resourcesOf(child), stop: () => stop(child) }
}

/** Runs a TypeScript file, by its path from here, to its end; answers the last message it sends. */
export function finishedProcess<Answer>(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<Answer> {
  const child = startProcess(file, environment)
  let answer: Answer | undefined
  child.on('message', (message) => {
    answer = message as Answer
  })
  return new Promise((finished, failed) => {
    child.once('exit', (code) => {
      if (code === 0 && answer !== undefined) finished(answer)
      else failed(new Error(`${file} ended with ${code}`))
    })
  })
}

function startProcess(file: string, environment: Readonly<Record<string, string>>): ChildProcess {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    // What surrounds the bench must not change what is measured, but the system's own paths are needed.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...environment },
    execArgv: [
      '--max-semi-space-size=16',
      '--import',
      'tsx',
      '--import',
      REPORT,
      ...(environment.NODE_FLAGS?.split(' ') ?? []),
    ],
    // Both outputs go to the bench's errors, so that a fault shows and the report stays clean.
    stdio: ['ignore', 2, 2, 'ipc'],
  })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  return child
}

function resourcesOf(child: ChildProcess): Promise<ResourceReport> {
  return new Promise((answered) => {
    child.once('message', (report) => answered(report as ResourceReport))
    child.send('resources')
  })
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((exited) => child.once('exit', exited))
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await ended
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening))
  const { port } = probe.address() as AddressInfo
  await new Promise((closed) => probe.close(closed))
  return port
}
