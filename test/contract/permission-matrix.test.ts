import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ACTION_TEXTS } from '../../src/access/action-texts.ts'
import { PURPOSES, RELATIONS, ROLES } from '../../src/access/grant.ts'
import { type Guard } from '../../src/access/guarded-table.ts'
import { GUARDED_TABLES } from '../../src/access/guarded-tables.ts'
import { POLICY } from '../../src/access/policy.ts'
import { PURPOSE_TEXTS, RELATION_TEXTS, ROLE_TEXTS } from '../../src/access/policy-texts.ts'

const REPOSITORY = join(import.meta.dirname, '../..')
const published = readFileSync(join(REPOSITORY, 'schema/permissions.md'), 'utf8')

/** The cells of the first table below a heading, without its head; code marks are taken off. */
function tableBelow(heading: string): string[][] {
  const lines = published.slice(published.indexOf(`\n${heading}\n`)).split('\n')
  const start = lines.findIndex((line) => line.startsWith('| '))
  const rest = lines.slice(start + 2)
  return rest
    .slice(
      0,
      rest.findIndex((line) => !line.startsWith('| ')),
    )
    .map((line) => line.slice(2, -2).split(' | ').map(bare))
}
const bare = (text: string) => text.replaceAll('`', '')

const policy = Object.entries(POLICY).flatMap(([action, grants]) =>
  grants.map(({ role, over, purposes, law }) => ({
    role,
    line: [action, over, purposes === 'any' ? 'any · alle' : [...purposes].join(', '), law],
  })),
)

describe('The published permission matrix', () => {
  it('has a whole policy to speak of', () => {
    expect(policy.length).toBeGreaterThan(150)
  })

  it.each(ROLES)('lists for %s what the policy grants, and nothing else', (role) => {
    expect(tableBelow(`### \`${role}\``)).toEqual(
      policy.filter((grant) => grant.role === role).map(({ line }) => line),
    )
  })

  it('marks in the table of actions and roles each pair that the policy holds', () => {
    const marked = tableBelow('## Action × role · Handling × rolle').flatMap(([action, ...marks]) =>
      marks.flatMap((mark, at) => (mark.trim() === '●' ? [`${action} ${ROLES[at]}`] : [])),
    )
    expect(marked.sort()).toEqual([...new Set(policy.map(({ role, line }) => `${line[0]} ${role}`))].sort())
  })

  it('says of every guarded table which actions open it to which command', () => {
    const said = tableBelow(
      '## What each action opens in the database · Hvad hver handling åbner i databasen',
    )
    const opened = said.flatMap(([action, command, tables]) =>
      String(tables)
        .split(/, (?=public|history)/)
        .map((table) => `${table} ${command} ${action}`),
    )
    const guarded = GUARDED_TABLES.flatMap((table) =>
      (['select', 'insert', 'update', 'updateOf', 'delete'] as const).flatMap((command) =>
        [table[command] ?? []].flat<Guard[]>().map((guard) => {
          const name = command === 'updateOf' ? 'update, the row as it was · rækken, som den var' : command
          if (typeof guard === 'string') return `${table.table} ${name} ${guard}`
          const { rows, action } = guard as { rows: string; action: string }
          return `${table.table} (${rows}) ${name} ${action}`
        }),
      ),
    )
    expect(opened.sort()).toEqual(guarded.sort())
  })

  it('asks for a purpose wherever rows are about persons, as its introduction says', () => {
    const personal = policy.filter(({ line }) =>
      /^(household|person|disclosure|accessLog):/.test(String(line[0])),
    )
    expect(personal.length).toBeGreaterThan(30)
    expect(personal.filter(({ line }) => line[2] === 'any · alle')).toEqual([])
  })
})

describe.each([
  ['role', ROLES, ROLE_TEXTS],
  ['relation', RELATIONS, RELATION_TEXTS],
  ['purpose', PURPOSES, PURPOSE_TEXTS],
  ['action', Object.keys(POLICY), ACTION_TEXTS],
])('Every %s', (_, names, texts) => {
  const found: Readonly<Record<string, { readonly da: string; readonly en: string }>> = texts

  it('is explained in Danish and in English, and nothing else is', () => {
    expect(Object.keys(found).sort()).toEqual([...names].sort())
    for (const [name, { da, en }] of Object.entries(found)) {
      for (const text of [da, en])
        expect([name, text]).toEqual([name, expect.stringMatching(/^\S[^|\n]+\.$/)])
      expect([name, da]).not.toEqual([name, en])
    }
  })
})

describe('The drift check', () => {
  let copy: string
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'boligbro-permissions-'))
    for (const path of ['src', 'schema', 'package.json', 'tsconfig.json'])
      cpSync(join(REPOSITORY, path), join(copy, path), { recursive: true })
    symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'))
  })
  afterAll(() => rmSync(copy, { recursive: true }))

  async function check(): Promise<{ code: number; stderr: string }> {
    return promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/permissions-file.ts', '--check'], {
      cwd: copy,
    }).then(
      ({ stderr }) => ({ code: 0, stderr }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, stderr }),
    )
  }

  it('passes for the committed file', async () => {
    expect(await check()).toEqual({ code: 0, stderr: '' })
  })

  it('fails when somebody edits a line of it, and names the line and the remedy', async () => {
    const path = join(copy, 'schema/permissions.md')
    const lines = published.split('\n')
    const at = lines.findIndex((line) => line.startsWith('| `vacancy:sync` | `ownOrganisation`'))
    lines[at] = String(lines[at]).replace('ownOrganisation', 'everything')
    writeFileSync(path, lines.join('\n'))
    const { code, stderr } = await check()
    expect(code).toBe(1)
    expect(stderr).toContain(`schema/permissions.md line ${at + 1} `)
    expect(stderr).toContain('npm run permissions:emit')
  })

  it('fails when the policy grants more than the file says', async () => {
    writeFileSync(join(copy, 'schema/permissions.md'), published)
    const path = join(copy, 'src/access/policy.ts')
    const source = readFileSync(path, 'utf8')
    writeFileSync(
      path,
      source.replace(
        `'delivery:readRaw': ownDeliverers`,
        `'delivery:readRaw': [...ownDeliverers, grant('operator', 'everything', OPERATION)]`,
      ),
    )
    expect(readFileSync(path, 'utf8')).not.toBe(source)
    expect((await check()).code).toBe(1)
  })
})
