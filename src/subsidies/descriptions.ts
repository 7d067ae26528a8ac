/** What the API says of fields that many types have. */

export const FROM = 'First day (virkning fra).'
export const UNTIL_LEFT_OUT =
  'First day on which it no longer holds (virkning til); without an end when left out.'
export const SOURCE = 'Where it is written (kilde).'
export const INSTRUMENT = 'By which clause (hjemmel).'
export const REFUSALS = 'Why the call was refused; empty when it was carried out.'
export const END = 'First day on which it no longer holds (virkning til).'
export const UNTIL = 'First day on which it no longer holds (virkning til); null = no end is known.'
export const RECORDED_FROM = 'Since when the hub has known it like this (registrering fra).'
export const PROGRAMME = 'The programme’s code (ordningens kode), such as "98F".'
export const REFERENCE = 'What the parties call it between them (fælles reference); null = nothing.'
