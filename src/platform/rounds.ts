import { setTimeout as delay } from 'node:timers/promises'

const PAUSE_MS_MAX = 60_000

/** Something that is done again and again in the background. */
export interface Rounds {
  /** Ends after the round at hand. */
  stop(): Promise<void>
}

/**
 * Runs `round` again and again: at once while it answers that there is more to do, else every `intervalMs`. After a
 * failure, of which `onFault` is told, it waits longer and longer, a minute at most.
 */
export function startRounds(
  round: () => Promise<boolean>,
  intervalMs: number,
  onFault: (error: unknown) => void,
): Rounds {
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
