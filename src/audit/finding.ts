import type { Text } from '../kernel/errors.ts'

/** What a verification finds wrong, in the order of the verification. */
export const FINDINGS = {
  CHECKPOINT_FORGED: {
    da: 'checkpointet er ikke underskrevet med en kendt nøgle, eller det siger andet end det eksporterede',
    en: 'the checkpoint is not signed with a known key, or says something else than the exported one',
  },
  CHECKPOINT_MISSING: {
    da: 'det eksporterede checkpoint mangler i databasen',
    en: 'the exported checkpoint is missing in the database',
  },
  LEAF_MISSING: { da: 'bladet mangler i træet', en: 'the leaf is missing in the tree' },
  TREE_CHANGED: {
    da: 'træet giver ikke den underskrevne rod: et blad er ændret, flyttet eller erstattet',
    en: 'the tree does not give the signed root: a leaf was changed, moved or replaced',
  },
  TREE_TRUNCATED: {
    da: 'træet er kortere, end da checkpointet blev underskrevet',
    en: 'the tree is shorter than when the checkpoint was signed',
  },
  LEAVES_UNSIGNED: {
    da: 'bladene herfra er ikke dækket af noget ægte checkpoint',
    en: 'the leaves from here on are covered by no genuine checkpoint',
  },
  NODE_CHANGED: {
    da: 'knuden er ændret, tilføjet eller slettet',
    en: 'the node was changed, added or deleted',
  },
  COLUMN_UNSEALED: { da: 'kolonnen er ikke forseglet', en: 'the column is not sealed' },
  COLUMN_MISSING: { da: 'den forseglede kolonne mangler', en: 'the sealed column is missing' },
  ROW_EDITED: { da: 'rækken eller dens blad er ændret', en: 'the row or its leaf was edited' },
  ROW_INSERTED: {
    da: 'rækken er indsat uden at blive forseglet',
    en: 'the row was inserted without being sealed',
  },
  ROW_BACKDATED: {
    da: 'rækkens tidspunkt passer ikke med, hvornår den blev forseglet',
    en: 'the row’s time does not fit when it was sealed',
  },
  ROW_SEALED_TWICE: { da: 'rækken har mere end ét blad', en: 'the row has more than one leaf' },
  ROW_DELETED: { da: 'rækken er slettet', en: 'the row was deleted' },
} as const satisfies Record<string, Text>
export type FindingCode = keyof typeof FINDINGS

/** One thing that is wrong, and where: a row's table and id, or a place in the tree. No content. */
export interface Finding {
  readonly code: FindingCode
  readonly place: string
}
