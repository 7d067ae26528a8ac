import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { calculateJwkThumbprint, compactVerify, EmbeddedJWK } from 'jose'
import { verifyInclusion } from '../../src/audit/index.ts'
import { type Bearer, startHub, type TestHub } from '../support/hub.ts'
import { tellLifecycleStory } from '../support/lifecycle-story.ts'
import { tellPersonalStory } from '../support/personal-story.ts'
import { newSigningKey } from '../support/sealed-database.ts'
import { BEARERS, tellStory } from '../support/story.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** Its thumbprint begins with a dash, as one in 64 does, and so looks like a flag. */
async function keyLikeAFlag(): Promise<string> {
  for (;;) {
    const key = newSigningKey()
    if ((await calculateJwkThumbprint(key)).startsWith('-')) return JSON.stringify(key)
  }
}

let auditKey: string
const PROTECTION_OFFICER: Bearer = {
  subject: 'dpo-0169',
  roles: ['data_protection_officer'],
  municipalityCodes: ['0169'],
}
const SUPERVISING = { 'x-purpose': 'data-protection' }

let hub: TestHub
let folder: string

beforeAll(async () => {
  auditKey = await keyLikeAFlag()
  hub = await startHub({ env: { AUDIT_SEALING_MS: '50', AUDIT_SIGNING_KEY: auditKey } })
  folder = mkdtempSync(join(tmpdir(), 'boligbro-audit-'))
  await tellStory(hub)
  await tellPersonalStory(hub)
  await tellLifecycleStory(hub)
  await sealed()
}, 120_000)
afterAll(async () => {
  await hub?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Waits until the hub has sealed what there is. */
async function sealed(): Promise<void> {
  for (let wait = 0; wait < 400; wait++) {
    const [left] = await hub.asOwner<{ waiting: number }>(
      'select count(*)::int as waiting from audit.pending',
    )
    if (left?.waiting === 0) return
    await delay(25)
  }
  throw new Error('The hub does not seal')
}

/** `npm run audit:<command>`, at the database of this file's hub. */
function audit(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(
    join(ROOT, 'node_modules/.bin/node'),
    ['--import', 'tsx', 'src/audit-command.ts', ...args],
    {
      cwd: ROOT,
      env: {
        PATH: process.env.PATH ?? '',
        TMPDIR: folder,
        BOLIGBRO_DATA_DIR: folder,
        DATABASE_URL: hub.database.url,
        MIGRATION_DATABASE_URL: hub.database.ownerUrl,
        AUDIT_SIGNING_KEY: auditKey,
        ...env,
      },
    },
  )
  let [out, failed] = ['', '']
  child.stdout.on('data', (text) => (out += text))
  child.stderr.on('data', (text) => (failed += text))
  return new Promise<{ code: number | null; out: string; failed: string }>((end) =>
    child.on('close', (code) => end({ code, out, failed })),
  )
}

interface CheckpointFields {
  treeSize: number
  root: string
  at: string
  jws: string
}

interface ProofFields {
  auditProof: {
    rowId: string
    leafIndex: number
    leafHash: string
    treeSize: number
    hashes: string[]
    checkpoint: CheckpointFields
  } | null
}

const PROOF = `query ($source: AuditSource!, $rowId: ID!) { auditProof(source: $source, rowId: $rowId) {
  rowId leafIndex leafHash treeSize hashes checkpoint { treeSize root jws } } }`

const proofOf = async (
  bearer: Bearer,
  source: string,
  rowId: string,
  headers: Record<string, string> = SUPERVISING,
) => (await hub.fields<ProofFields>(await hub.token(bearer), PROOF, { source, rowId }, headers)).auditProof

const looks = () =>
  hub.asOwner<{ id: string; code: string }>(
    'select id::text, municipality_code as code from access_log order by id',
  )

describe('By query', () => {
  test('whoever holds a role reads the checkpoints, newest first, and can check what is signed', async () => {
    interface Fields {
      auditCheckpoints: { nodes: CheckpointFields[]; pageInfo: { hasNextPage: boolean; endCursor: string } }
    }
    const document = `query ($after: Cursor) { auditCheckpoints(first: 1, after: $after) {
      nodes { treeSize root at jws } pageInfo { hasNextPage endCursor } } }`
    const token = await hub.token(BEARERS.municipality)
    const { auditCheckpoints } = await hub.fields<Fields>(token, document)
    const [newest] = auditCheckpoints.nodes
    const { payload } = await compactVerify(newest?.jws ?? '', EmbeddedJWK)
    const signed = JSON.parse(new TextDecoder().decode(payload))
    expect({ treeSize: signed.treeSize, root: signed.root, at: signed.at }).toEqual({
      treeSize: newest?.treeSize,
      root: newest?.root,
      at: newest?.at,
    })
    expect(signed.origin).toBe('https://boligbro.example/api')
    const { pageInfo } = auditCheckpoints
    const next = await hub.fields<Fields>(token, document, { after: pageInfo.endCursor })
    expect(pageInfo.hasNextPage).toBe(true)
    expect(next.auditCheckpoints.nodes[0]?.treeSize).toBeLessThan(newest?.treeSize ?? 0)
    const { nodes } = (await hub.fields<Fields>(await hub.token(BEARERS.nobody), document)).auditCheckpoints
    expect(nodes).toEqual([])
  })

  test('a row that the actor sees has a proof that leads to a signed root', async () => {
    const [look] = (await looks()).filter(({ code }) => code === '0169')
    const proof = await proofOf(PROTECTION_OFFICER, 'ACCESS_LOG', look?.id ?? '')
    if (proof === null) throw new Error('no proof')
    const bytes = (hex: string) => Buffer.from(hex, 'hex')
    const { payload } = await compactVerify(proof.checkpoint.jws, EmbeddedJWK)
    const { root, treeSize } = JSON.parse(new TextDecoder().decode(payload))
    expect([proof.rowId, proof.treeSize]).toEqual([look?.id, treeSize])
    const { leafIndex } = proof
    const inclusion = {
      leafIndex,
      treeSize,
      leafHash: bytes(proof.leafHash),
      hashes: proof.hashes.map(bytes),
    }
    expect(verifyInclusion(inclusion, bytes(root))).toBe(true)
    expect(verifyInclusion({ ...inclusion, leafIndex: leafIndex + 1 }, bytes(root))).toBe(false)
  })

  test('a row of others, a missing one and one that no row can be have the same answer: none', async () => {
    const foreign = (await looks()).find(({ code }) => code !== '0169')?.id ?? ''
    const own = (await looks()).find(({ code }) => code === '0169')?.id ?? ''
    for (const rowId of [
      foreign,
      '00000000-0000-0000-0000-000000000000',
      'x',
      '1 or true',
      own.toUpperCase(),
    ])
      expect(await proofOf(PROTECTION_OFFICER, 'ACCESS_LOG', rowId)).toBeNull()
    expect(await proofOf(PROTECTION_OFFICER, 'ACCESS_LOG', own, {})).toBeNull()
    expect(await proofOf(BEARERS.municipality, 'ACCESS_LOG', own)).toBeNull()
    expect(await proofOf(PROTECTION_OFFICER, 'CHANGE', own)).toBeNull()
  })
})

describe('By command', () => {
  test('an export verifies, and a tampered row is named in both languages', async () => {
    const file = join(folder, 'checkpoints.jsonl')
    expect(await audit(['export', file])).toEqual({ code: 0, out: '', failed: '' })
    expect((await audit(['export'])).out).toBe(readFileSync(file, 'utf8'))
    const clean = await audit(['verify', file])
    expect({ code: clean.code, failed: clean.failed }).toEqual({ code: 0, failed: '' })
    expect(clean.out).toMatch(/^rækker\/rows \d+ · .* · fund\/findings 0\n$/)

    const [look] = await looks()
    await hub.asOwner(`update access_log set purpose = 'statistics' where id = $1`, [look?.id])
    const { code, out } = await audit(['verify', 'checkpoints.jsonl'], { INIT_CWD: folder })
    await hub.asOwner(`update access_log set purpose = 'case-handling' where id = $1`, [look?.id])
    expect({ code, out: out.split('\n') }).toEqual({
      code: 1,
      out: [
        `access_log ${look?.id} · ROW_EDITED · rækken eller dens blad er ændret / the row or its leaf was edited`,
        expect.stringMatching(/ · fund\/findings 1$/),
        '',
      ],
    })
  }, 60_000)

  test('an export never replaces an older one', async () => {
    const file = join(folder, 'kept.jsonl')
    writeFileSync(file, 'kept')
    const { code, failed } = await audit(['export', file])
    expect({ code, kept: readFileSync(file, 'utf8') }).toEqual({ code: 2, kept: 'kept' })
    expect(failed).toContain('is not overwritten')
  }, 30_000)

  test('a file signed with another key is refused, unless that key is named', async () => {
    const file = join(folder, 'others.jsonl')
    await audit(['export', file])
    const other = { AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()) }
    const { code, failed } = await audit(['verify', file], other)
    const keyId = /--key=(\S+)\./.exec(failed)?.[1] ?? ''
    expect(code).toBe(2)
    expect((await audit(['verify', file, `--key=${keyId}`], other)).code).toBe(0)
    expect((await audit(['verify', file], { ...other, AUDIT_FORMER_KEYS: keyId })).code).toBe(0)
  }, 60_000)

  test.each([
    ['nothing', []],
    ['no file', ['verify']],
    ['an unknown option', ['verify', 'x', '--loud']],
    ['too much', ['export', 'a', 'b']],
  ])(
    '%s gets the usage',
    async (_, args) => {
      const { code, failed } = await audit(args)
      expect({ code, told: failed.includes('npm run audit:verify -- <file>') }).toEqual({
        code: 2,
        told: true,
      })
    },
    30_000,
  )

  test('a login that may not read the rows, and a file that is not there, are told what to do', async () => {
    const missing = await audit(['verify', 'missing.jsonl'])
    expect(missing.failed).toContain('cannot be read (ENOENT)')
    const file = join(folder, 'login.jsonl')
    await audit(['export', file])
    const { code, failed } = await audit(['verify', file], { MIGRATION_DATABASE_URL: hub.database.url })
    expect({ code, told: failed.includes('boligbro_verifier') }).toEqual({ code: 2, told: true })
  }, 60_000)
})
