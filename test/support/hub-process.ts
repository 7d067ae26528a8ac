import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const READY_MS = 90_000

/** A hub in a process of its own, the leader of its process group. */
export interface HubProcess {
  readonly pid: number
  readonly stdout: string
  readonly stderr: string
  /** Waits until it listens and gives its address; throws with what it said when it ends before. */
  url(): Promise<string>
  /** The exit code; null when a signal ended it. */
  readonly exited: Promise<number | null>
  /** Sends a signal to the process, or to its whole group as a terminal does. */
  signal(name: NodeJS.Signals, to?: 'process' | 'group'): void
}

const started = new Set<ChildProcess>()

/** Starts a hub with these settings and no others; `preload` is a module's source that runs before it. */
export function startProcess(env: Readonly<Record<string, string>>, preload?: string): HubProcess {
  const first =
    preload === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(preload)}`]
  return launch(process.execPath, [...first, '--import', 'tsx', 'src/main.ts'], env)
}

/** Starts a hub by `npm start`; signals to the process go to npm. */
export function startByNpm(env: Readonly<Record<string, string>>): HubProcess {
  return launch('npm', ['start', '--silent'], { HOME: process.env.HOME ?? '', ...env })
}

function launch(
  command: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>>,
): HubProcess {
  const child = spawn(command, parameters, {
    cwd: ROOT,
    detached: true,
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.add(child)
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  const pid = child.pid ?? 0
  return {
    pid,
    get stdout() {
      return stdout
    },
    get stderr() {
      return stderr
    },
    exited,
    async url() {
      for (const until = Date.now() + READY_MS; Date.now() < until; await delay(20)) {
        const url = /listens at (http:\S+)\/graphql|"url":"(http:[^"]+)"/.exec(stdout)
        if (url !== null) return url[1] ?? url[2] ?? ''
        if (child.exitCode !== null) throw new Error(`The hub ended with ${child.exitCode}: ${stderr}`)
      }
      throw new Error(`The hub does not listen: ${stdout}${stderr}`)
    },
    signal: (name, to = 'process') => process.kill(to === 'group' ? -pid : pid, name),
  }
}

/** Ends what tests have started and not ended themselves. */
export async function endProcesses(): Promise<void> {
  for (const child of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await Promise.race([once(child, 'close'), delay(30_000)])
    child.kill('SIGKILL')
  }
  started.clear()
}
