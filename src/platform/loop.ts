import { setTimeout as delay } from 'node:timers/promises'

/** Work that goes on in the background. */
export interface Loop {
  /** Ends after the round at hand. */
  stop(): Promise<void>
}

const PAUSE_MS_MAX = 60_000

/**
 * Runs `round` at once again while it answers that more is waiting, else every `intervalMs`. After a failure, of
 * which `onFault` is told, it waits longer and longer, a minute at most.
 */
export function startLoop(
  round: () => Promise<boolean>,
  intervalMs: number,
  onFault: (error: unknown) => void,
): Loop {
  const stopping = new AbortController()
  const { signal } = stopping
  async function run(): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        const more = await round()
        failures = 0
        if (more) continue
      } catch (error) {
        failures += 1
        onFault(error)
      }
      const pause = Math.min(intervalMs * 2 ** failures, Math.max(PAUSE_MS_MAX, intervalMs))
      await delay(pause, undefined, { signal }).catch(() => undefined)
    }
  }
  const ended = run()
  return {
    async stop() {
      stopping.abort()
      await ended
    },
  }
}
