import { type Refusal, Refused } from '../kernel/errors.ts'

/**
 * What the parties call a row between them.
 * **Refuses:** REFERENCE_LENGTH.
 */
export function assertReference(reference: string | null, path = 'input.reference'): void {
  if (reference === null || (reference.length >= 1 && reference.length <= 100)) return
  throw new Refused({
    code: 'REFERENCE_LENGTH',
    path,
    text: { da: 'En reference har 1 til 100 tegn.', en: 'A reference has 1 to 100 characters.' },
  })
}

/** Another row of the programme in the municipality is called the same. */
export function referenceTaken(path: string): Refusal {
  return {
    code: 'REFERENCE_TAKEN',
    path,
    text: {
      da: 'Referencen er allerede brugt efter ordningen i kommunen. Brug en anden, eller ret den post, der har den.',
      en: 'The reference is used for the programme in the municipality already. Use another, or correct the row that has it.',
    },
  }
}
