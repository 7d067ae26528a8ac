/** What a process has used since its start. */
export interface ResourceReport {
  readonly cpuMs: number
  readonly peakMemoryMb: number
}

/** The present process's use of processor and memory. */
export function resourceReport(): ResourceReport {
  const { user, system } = process.cpuUsage()
  return { cpuMs: (user + system) / 1_000, peakMemoryMb: process.resourceUsage().maxRSS / 1_024 }
}

// Loaded ahead of a measured program, which does not know of it and must be able to end although it listens.
process.on('message', (message) => {
  if (message === 'resources') process.send?.(resourceReport())
})
process.channel?.unref()
