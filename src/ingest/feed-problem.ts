import type { Refusal } from '../kernel/errors.ts'
import type { Problem } from './feed-format.ts'

/** A problem that puts the record in quarantine. */
export function errorAt(path: string, code: string, da: string, en: string): Problem {
  return { severity: 'ERROR', path, code, text: { da, en } }
}

/** A problem that is told and stops nothing. */
export function noteAt(path: string, code: string, da: string, en: string): Problem {
  return { severity: 'INFO', path, code, text: { da, en } }
}

/** What a rule refuses, or tells, of a record. */
export function problemOf(severity: Problem['severity'], { path, code, text }: Refusal): Problem {
  return { severity, path: path ?? '$', code, text }
}

/** An obligatory field that is not there. */
export function missingAt(path: string): Problem {
  return errorAt(
    path,
    'MISSING',
    `»${path}« mangler og skal udfyldes.`,
    `"${path}" is missing and is obligatory.`,
  )
}

/** An amount that is not kroner with at most two decimals. */
export function amountUnreadable(path: string): Problem {
  return errorAt(
    path,
    'AMOUNT_UNREADABLE',
    `Beløbet i »${path}« kan ikke læses. Skriv kroner med højst to decimaler.`,
    `The amount in "${path}" cannot be read. Write kroner with at most two decimals.`,
  )
}

/** A day that is not in the calendar or not written in a way the format allows. */
export function dayUnreadable(path: string): Problem {
  return errorAt(
    path,
    'DATE_UNREADABLE',
    `Datoen i »${path}« kan ikke læses. Skriv en dag, der findes, for eksempel 2026-12-31.`,
    `The date in "${path}" cannot be read. Write a day that exists, for example 2026-12-31.`,
  )
}

/** A time without an offset from UTC, or no time at all. */
export function timeUnreadable(path: string): Problem {
  return errorAt(
    path,
    'TIME_UNREADABLE',
    `Tidspunktet i »${path}« kan ikke læses. Skriv dato, klokkeslæt og tidszone: 2026-11-01T08:15:00+01:00.`,
    `The time in "${path}" cannot be read. Write date, time and offset: 2026-11-01T08:15:00+01:00.`,
  )
}

/** A number, of rooms or square metres, that is not one. */
export function numberUnreadable(path: string): Problem {
  return errorAt(
    path,
    'NUMBER_UNREADABLE',
    `Tallet i »${path}« kan ikke læses. Ret det, eller lad feltet være tomt.`,
    `The number in "${path}" cannot be read. Correct it or leave the field empty.`,
  )
}

/** A yes or no that is neither. */
export function truthUnreadable(path: string): Problem {
  return errorAt(
    path,
    'YES_NO_UNREADABLE',
    `Svaret i »${path}« er hverken ja eller nej. Ret det, eller lad feltet være tomt.`,
    `The answer in "${path}" is neither yes nor no. Correct it or leave the field empty.`,
  )
}

/** A state word that the format does not know. */
export function stateUnknown(path: string): Problem {
  return errorAt(
    path,
    'STATE_UNKNOWN',
    `Status i »${path}« er ukendt. Brug en af de statusser, som formatet beskriver.`,
    `The state in "${path}" is unknown. Use one of the states the format describes.`,
  )
}

/** The file cannot be read further; `place` is a line or a record, in a form both languages share. */
export function fileUnreadable(path: string, da: string, en: string): Problem {
  return errorAt(
    path,
    'FILE_UNREADABLE',
    `Filen kan ikke læses videre: ${da} Ret filen, og send den igen.`,
    `The file cannot be read any further: ${en} Correct the file and send it again.`,
  )
}
