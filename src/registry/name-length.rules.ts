import type { Refusal } from '../kernel/errors.ts'

/** Characters that a name of the registry may have at most. */
export const NAME_LENGTH_MAX = 200
/** Characters that the source of a list may have at most. */
export const SOURCE_LENGTH_MAX = 500

/** True when a text has something in it and at most so many characters. */
export function hasLength(text: string, max: number): boolean {
  return text.trim() !== '' && [...text].length <= max
}

export const nameLengthWrong: Refusal = {
  code: 'NAME_LENGTH_WRONG',
  text: {
    da: 'Et navn skal have 1 til 200 tegn og en kilde 1 til 500.',
    en: 'A name must have 1 to 200 characters and a source 1 to 500.',
  },
}
