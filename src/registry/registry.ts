/** The kinds of dwelling the law and the agreements tell apart. Transitional letting is a status, not a kind. */
export const DWELLING_TYPES = [
  'FAMILY',
  'YOUTH',
  'ELDERLY',
  'NURSING',
  'UNCONVENTIONAL',
  'INCLUSION',
  'STARTER',
  'SHARED',
  'COHOUSING',
  'STUDENT_ROOM',
] as const
export type DwellingType = (typeof DWELLING_TYPES)[number]

/**
 * The lists of areas that the minister publishes each 1 December.
 * @law almenboligloven §§ 61 a, 61 b
 */
export const AREA_STATUS_KINDS = ['PREVENTION', 'VULNERABLE', 'PARALLEL_SOCIETY', 'TRANSFORMATION'] as const
export type AreaStatusKind = (typeof AREA_STATUS_KINDS)[number]
