/** An instant such as `2026-11-22T03:13:47.123456Z` in microseconds since 1970. */
export function microsOf(instant: string): bigint {
  const fraction = /\.(\d{1,6})/.exec(instant)?.[1] ?? ''
  const seconds = BigInt(Date.parse(instant.replace(/\.\d+/, ''))) / 1_000n
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}

/** Microseconds since 1970 as an instant in UTC with six decimals. */
export function isoOf(micros: bigint): string {
  const seconds = new Date(Number(micros / 1_000_000n) * 1_000).toISOString().slice(0, 19)
  return `${seconds}.${String(micros % 1_000_000n).padStart(6, '0')}Z`
}

/** The day in Denmark of an instant in microseconds. */
export function danishDay(micros: bigint): string {
  return new Date(Number(micros / 1_000n)).toLocaleDateString('sv-SE', { timeZone: 'Europe/Copenhagen' })
}
