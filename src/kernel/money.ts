/** An amount of Danish money in øre (1/100 krone), whole and exact. */
export type Oere = bigint

const KRONER = /^(-?)(\d{1,12})(?:\.(\d{1,2}))?$/

/** Reads kroner as a decimal string with a point (`"4351.36"`); null when the text is anything else. */
export function parseKroner(text: string): Oere | null {
  const match = KRONER.exec(text)
  if (match === null) return null
  const oere = BigInt(match[2] as string) * 100n + BigInt((match[3] ?? '').padEnd(2, '0'))
  return match[1] === '-' ? -oere : oere
}

/** Writes øre as kroner with two decimals: `435136n` → `"4351.36"`. */
export function formatKroner(amount: Oere): string {
  const digits = absolute(amount)
  const kroner = `${digits / 100n}.${(digits % 100n).toString().padStart(2, '0')}`
  return amount < 0n ? `-${kroner}` : kroner
}

/** The amount without its sign. */
export function absolute(amount: Oere): Oere {
  return amount < 0n ? -amount : amount
}

/** The smaller of two amounts. */
export function lesser(a: Oere, b: Oere): Oere {
  return [a, b].sort((one, other) => (one < other ? -1 : 1))[0] as Oere
}
