/** What a snapshot does to the feed's open vacancies, in counts. */
export interface ClosingFacts {
  readonly openBefore: number
  readonly missing: number
  /** Records that could not even be tied to a dwelling: any missing vacancy may be one of them. */
  readonly unnamed: number
  readonly limitPercent: number
}

/**
 * Whether what a snapshot no longer holds may be closed at once. A list that would close more than the feed's
 * limit, or that holds records nobody can tell the dwelling of, is more likely broken than true: a person decides.
 */
export function decideClosing({ openBefore, missing, unnamed, limitPercent }: ClosingFacts): 'CLOSE' | 'ASK' {
  if (missing === 0) return 'CLOSE'
  if (unnamed > 0) return 'ASK'
  return missing * 100 > openBefore * limitPercent ? 'ASK' : 'CLOSE'
}
