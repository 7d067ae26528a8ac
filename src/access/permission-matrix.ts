import type { Text } from '../kernel/errors.ts'
import { ACTION_TEXTS } from './action-texts.ts'
import { PURPOSES, type Purpose, RELATIONS, type Relation, ROLES, type Role } from './grant.ts'
import { guardsOf } from './guarded-table.ts'
import { GUARDED_TABLES } from './guarded-tables.ts'
import { type Action, grantsOf, POLICY } from './policy.ts'
import { PURPOSE_TEXTS, RELATION_TEXTS, ROLE_TEXTS } from './policy-texts.ts'

/** One permission of the policy, with what its action means. */
export interface Permission {
  readonly role: Role
  readonly action: Action
  readonly relation: Relation
  /** Null: any, and none. */
  readonly purposes: readonly Purpose[] | null
  readonly law: string
  readonly descriptionDa: string
  readonly descriptionEn: string
}

export const ACTIONS = Object.keys(POLICY) as readonly Action[]

/** Every permission of the policy: action by action, as the policy lists them. */
const PERMISSIONS: readonly Permission[] = ACTIONS.flatMap((action) =>
  grantsOf(action).map(({ role, over, purposes, law }) => ({
    role,
    action,
    relation: over,
    purposes: purposes === 'any' ? null : purposes,
    law,
    descriptionDa: ACTION_TEXTS[action].da,
    descriptionEn: ACTION_TEXTS[action].en,
  })),
)

/** What of the policy to list; what is left out or null limits nothing. */
export interface PermissionQuestion {
  readonly role?: string | null
  readonly action?: string | null
  /** The purpose of a request: permissions for any purpose hold then too. */
  readonly purpose?: string | null
}

/** The permissions that meet all that is asked; none for a name that the policy does not know. */
export function permissionsMeeting({ role, action, purpose }: PermissionQuestion): readonly Permission[] {
  return PERMISSIONS.filter(
    (permission) =>
      permission.role === (role ?? permission.role) &&
      permission.action === (action ?? permission.action) &&
      (purpose == null || permission.purposes?.some((named) => named === purpose) !== false),
  )
}

/** What a guard opens; of an update, the row as it was may take another action than the row as it becomes. */
const OPENED = [
  ['select', 'select'],
  ['insert', 'insert'],
  ['update', 'update'],
  ['updateOf', 'update, the row as it was · rækken, som den var'],
  ['delete', 'delete'],
] as const

const INTRODUCTION = `# Who may see and do what · Hvem må se og gøre hvad

<!-- Written by \`npm run permissions:emit\` from src/access; change the policy, never this file. -->

**Dansk.** Dette er hele adgangsmodellen. Alt, hvad der ikke står her, er forbudt. Hver linje siger: den, der har _rollen_,
må udføre _handlingen_ på de rækker, hvor _relationen_ gælder, når forespørgslen har et af _formålene_, efter _hjemlen_.
Databasens egen adgangskontrol (row-level security) er dannet af samme tabel, og en test fejler, hvis de afviger fra
hinanden. Har nogen flere roller, må de, hvad rollerne hver for sig giver. Formålet står i headeren \`x-purpose\` eller i
adgangsbeviset. »Alle« formål: også en forespørgsel uden formål; det forekommer kun, hvor rækkerne ikke omhandler personer.
Hvert opslag i personoplysninger logges. Kommunen og boligorganisationen kan dele med hinanden ved tidsbegrænsede
tilladelser til datadeling (relationerne \`disclosure\` og \`reportsShared\`); de virker, til de udløber eller kaldes tilbage.

**English.** This is the whole permission model. What is not listed is forbidden. Each line says: whoever holds the _role_
may do the _action_ on the rows for which the _relation_ holds, when the request has one of the _purposes_, by the _law_.
The database's own row-level security is generated from the same table, and a test fails when they differ. Who holds
several roles may do what each of them gives. The purpose is in the header \`x-purpose\` or in the token. "Any" purpose: also
a request without one, only where rows are about no person. Every look at personal rows is logged. Municipality and
organisation can share with each other by time-limited data-sharing grants (the relations \`disclosure\` and
\`reportsShared\`), which hold until they expire or are revoked.`

/** The policy as a document that people can read before they sign: `schema/permissions.md`. */
export function permissionMatrixText(): string {
  return `${[
    INTRODUCTION,
    '## Roles · Roller',
    meanings(ROLES, ROLE_TEXTS),
    '## Relations · Relationer',
    meanings(RELATIONS, RELATION_TEXTS),
    '## Purposes · Formål',
    meanings(PURPOSES, PURPOSE_TEXTS),
    '## Actions · Handlinger',
    meanings(ACTIONS, ACTION_TEXTS),
    '## Action × role · Handling × rolle',
    'The numbers are the columns below. ● = allowed as the role’s own table says. · Tallene er rollerne. ● = tilladt, som rollens egen tabel siger.',
    ROLES.map((role, at) => `${at + 1} = ${code(role)}`).join(', '),
    markdownTable(
      ['Action · Handling', ...ROLES.map((_, at) => String(at + 1))],
      ACTIONS.map((action) => [
        code(action),
        ...ROLES.map((role) => (permissionsOf(role).some((held) => held.action === action) ? '●' : '')),
      ]),
    ),
    '## Role by role · Rolle for rolle',
    ...ROLES.flatMap((role) => [
      `### ${code(role)}`,
      `${ROLE_TEXTS[role].da} · ${ROLE_TEXTS[role].en}`,
      markdownTable(
        ['Action · Handling', 'Relation', 'Purposes · Formål', 'Law · Hjemmel'],
        permissionsOf(role).map(({ action, relation, purposes, law }) => [
          code(action),
          code(relation),
          purposes === null ? 'any · alle' : purposes.map(code).join(', '),
          law,
        ]),
      ),
    ]),
    '## What each action opens in the database · Hvad hver handling åbner i databasen',
    'A command on a table that no action opens is impossible. `history.` holds the earlier states of rows. · En kommando på en tabel, som ingen handling åbner, er umulig. `history.` rummer rækkernes tidligere tilstande.',
    markdownTable(['Action · Handling', 'Command · Kommando', 'Tables · Tabeller'], openings()),
    'Whoever reads personal rows leaves a row in `public.access_log`, in its own name and no other. Whoever commands anything reads and writes its own rows of `public.change` and `public.idempotency`, and no others. · Den, der læser personoplysninger, efterlader en række i `public.access_log` i eget navn. Den, der udfører en kommando, læser og skriver sine egne rækker i `public.change` og `public.idempotency` og ingen andre.',
  ].join('\n\n')}\n`
}

function permissionsOf(role: Role): readonly Permission[] {
  return PERMISSIONS.filter((permission) => permission.role === role)
}

/** Action, command, and the tables that the one opens to the other; with the condition where it opens some rows only. */
function openings(): string[][] {
  return ACTIONS.flatMap((action) =>
    OPENED.flatMap(([command, name]) => {
      const tables = GUARDED_TABLES.flatMap(({ table, [command]: guard }) =>
        guardsOf(guard ?? [])
          .filter((opening) => opening.action === action)
          .map(({ rows }) => (rows === null ? code(table) : `${code(table)} (${code(rows)})`)),
      )
      return tables.length === 0 ? [] : [[code(action), name, tables.join(', ')]]
    }),
  )
}

function meanings<Name extends string>(names: readonly Name[], texts: Readonly<Record<Name, Text>>): string {
  return markdownTable(
    ['Name · Navn', 'Dansk', 'English'],
    names.map((name) => [code(name), texts[name].da, texts[name].en]),
  )
}

function code(text: string): string {
  return `\`${text}\``
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
