import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import { ConfigurationError } from '../../src/kernel/errors.ts'
import { newSigningKey } from '../support/sealed-database.ts'

const ISSUER = {
  issuer: 'https://identity.example/realm',
  audience: 'https://boligbro.example/api',
  jwksUri: 'https://identity.example/jwks',
}
const FULL = {
  ...ISSUER,
  issuer: 'https://sts.example',
  name: 'kombit',
  claims: { roles: 'boligbro_roles', cvr: 'https://data.gov.dk/model/core/eid/professional/cvr' },
  privileges: {
    claim: 'https://data.gov.dk/model/core/eid/privilegesIntermediate',
    roles: { 'http://boligbro.example/roles/usersystemrole/anviser/1': 'municipal_allocator' },
    municipalities: { '19501817': '0169' },
    constraints: { 'http://boligbro.example/constraints/enhed/1': 'organisationUnit' },
  },
  nsisMinimum: { municipal_allocator: 'Substantial' },
}
const PRODUCTION = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgres://hub@database/hub',
  CURSOR_SECRET: Buffer.alloc(32).toString('base64'),
  PERSON_MASTER_KEY: Buffer.alloc(32).toString('base64'),
  KEY_DATABASE_URL: 'postgres://127.0.0.1/keys',
  AUDIT_SIGNING_KEY: JSON.stringify(newSigningKey()),
}

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
}

const listed = (...issuers: readonly unknown[]) => ({ OIDC_ISSUERS: JSON.stringify(issuers) })

describe('the trusted issuers', () => {
  test('may be one, set by three variables', () => {
    const env = {
      OIDC_ISSUER: ISSUER.issuer,
      OIDC_AUDIENCE: ISSUER.audience,
      OIDC_JWKS_URI: ISSUER.jwksUri,
    }
    expect(loadConfig(env).issuers).toEqual([ISSUER])
    expect(loadConfig({ ...env, ...PRODUCTION }).issuers).toEqual([ISSUER])
  })

  test('may be several, as JSON, each with its own mapping', () => {
    const own = { ...ISSUER, name: 'own' }
    expect(loadConfig({ ...listed(own, FULL), ...PRODUCTION }).issuers).toEqual([own, FULL])
  })

  test('have each a name when they are several, or one’s users could be taken for another’s', () => {
    const { name: _, ...nameless } = FULL
    expect(problemsOf(listed(nameless))).toEqual([])
    expect(problemsOf(listed(nameless, { ...ISSUER, name: 'own' }))).toEqual([
      expect.stringMatching(/^OIDC_ISSUERS\[0\]\.name is missing: .* \/ .*\.name mangler: /),
    ])
    expect(problemsOf(listed(FULL, { ...ISSUER, name: FULL.name }))).toEqual([
      expect.stringMatching(/^OIDC_ISSUERS\[1\]\.name is listed before/),
    ])
    expect(problemsOf(listed({ ...FULL, name: 'a:b' }))).toEqual([
      expect.stringMatching(/^OIDC_ISSUERS\[0\]\.name must be 1-40 lower-case letters/),
    ])
  })

  test('may stand in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'boligbro-issuers-'))
    try {
      const path = join(folder, 'issuers.json')
      writeFileSync(path, JSON.stringify([FULL], null, 2))
      expect(loadConfig({ OIDC_ISSUERS: path }).issuers).toEqual([FULL])
      expect(problemsOf({ OIDC_ISSUERS: folder })).toEqual([expect.stringContaining('(EISDIR)')])
    } finally {
      rmSync(folder, { recursive: true })
    }
    expect(problemsOf({ OIDC_ISSUERS: join(folder, 'issuers.json') })).toEqual([
      expect.stringMatching(/^OIDC_ISSUERS is neither .* \(ENOENT\)\. \/ OIDC_ISSUERS er hverken .*\.$/),
    ])
  })

  test('are none when nothing is set, which production refuses', () => {
    expect(loadConfig({}).issuers).toEqual([])
    expect(problemsOf(PRODUCTION)).toEqual([expect.stringMatching(/OIDC_ISSUERS, are missing/)])
  })

  test('are set in one of the two ways', () => {
    expect(problemsOf({ ...listed(ISSUER), OIDC_AUDIENCE: 'x' })).toEqual([
      expect.stringMatching(/^OIDC_ISSUERS takes the place of OIDC_ISSUER.* \/ .* træder i stedet for /),
    ])
  })

  test.each([
    ['{"issuer": "x"}', /^OIDC_ISSUERS must be a list .* \/ OIDC_ISSUERS skal være en liste/],
    ['[]', /^OIDC_ISSUERS must be a list of at least one/],
    ['[{]', /\(JSON_INVALID\)/],
    ['[{"issuer":"https://a.example","issuer":"https://b.example"}]', /\(JSON_DUPLICATE_KEY\)/],
    ['[{"__proto__":{}}]', /\(JSON_FORBIDDEN_KEY\)/],
  ])('cannot be %s', (text, problem) => {
    expect(problemsOf({ OIDC_ISSUERS: text })).toEqual([expect.stringMatching(problem)])
  })

  test('are judged as a whole: every mistake at once, with its place, in both languages', () => {
    const wrong = {
      issuer: 'identity.example',
      audience: '',
      secret: 'hunter2',
      claims: { roles: 'exp', rolls: 'x', cvr: 'two words', purpose: 7 },
      privileges: {
        roles: { a: 'king', b: ['operator'], '': 'operator' },
        municipalities: { '1950181': '0169', '64942212': 101 },
        constraints: { c: 'sensitivity' },
      },
      nsisMinimum: { king: 'High', auditor: 'substantial' },
    }
    const own = { ...ISSUER, name: 'own' }
    const problems = problemsOf({ ...listed(own, wrong, 'x', own), PORT: 'x' })
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'OIDC_ISSUERS[1].issuer',
      'OIDC_ISSUERS[1].audience',
      'OIDC_ISSUERS[1].secret',
      'OIDC_ISSUERS[1].claims.roles',
      'OIDC_ISSUERS[1].claims.rolls',
      'OIDC_ISSUERS[1].claims.cvr',
      'OIDC_ISSUERS[1].claims.purpose',
      'OIDC_ISSUERS[1].privileges.roles["a"]',
      'OIDC_ISSUERS[1].privileges.roles["b"]',
      'OIDC_ISSUERS[1].privileges.roles[""]',
      'OIDC_ISSUERS[1].privileges.municipalities["1950181"]',
      'OIDC_ISSUERS[1].privileges.municipalities["64942212"]',
      'OIDC_ISSUERS[1].privileges.constraints["c"]',
      'OIDC_ISSUERS[1].privileges.claim',
      'OIDC_ISSUERS[1].nsisMinimum["king"]',
      'OIDC_ISSUERS[1].nsisMinimum["auditor"]',
      'OIDC_ISSUERS[1].jwksUri',
      'OIDC_ISSUERS[1].name',
      'OIDC_ISSUERS[2]',
      'OIDC_ISSUERS[3].issuer',
      'OIDC_ISSUERS[3].name',
      'PORT',
    ])
    for (const problem of problems) expect(problem).toMatch(/^(\S+) [^/]*(?:https?:\/\/[^/]*)*\. \/ \1 .*\.$/)
    expect(problems.join()).not.toMatch(/hunter2|two words/)
  })

  test.each([
    ['two meanings', { claims: { roles: 'cvr' } }],
    ['a usual and a set meaning', { claims: { purpose: 'roles' } }],
    ['a list and a meaning', { privileges: { ...FULL.privileges, claim: 'roles' } }],
  ])('cannot give one claim %s', (_name, settings) => {
    expect(problemsOf(listed({ ...ISSUER, ...settings }))).toEqual([
      expect.stringMatching(/^OIDC_ISSUERS\[0\]\.claims uses the claim .* \/ .* bruger claimet /),
    ])
  })

  test.each(['http://identity.example/jwks', 'http://localhost.evil.example', 'ftp://identity.example', 'x'])(
    'are not reached by %s in production',
    (address) => {
      const sole = {
        OIDC_ISSUER: address,
        OIDC_AUDIENCE: 'x',
        OIDC_JWKS_URI: address,
      }
      expect(problemsOf({ ...PRODUCTION, ...sole })).toEqual([
        expect.stringMatching(/^OIDC_ISSUER must be a URL that begins with https:/),
        expect.stringMatching(/^OIDC_JWKS_URI must be a URL that begins with https:/),
      ])
      expect(
        problemsOf({ ...PRODUCTION, ...listed({ ...ISSUER, issuer: address, jwksUri: address }) }),
      ).toEqual([
        expect.stringMatching(/^OIDC_ISSUERS\[0\]\.issuer must be a URL that begins with https:/),
        expect.stringMatching(/^OIDC_ISSUERS\[0\]\.jwksUri must be a URL that begins with https:/),
      ])
    },
  )

  test('may be reached by http: in production when they are on the same machine, and anywhere outside of it', () => {
    for (const host of ['localhost:8080', '127.0.0.1', '[::1]:9'])
      expect(problemsOf({ ...PRODUCTION, ...listed({ ...ISSUER, jwksUri: `http://${host}/jwks` }) })).toEqual(
        [],
      )
    expect(problemsOf(listed({ ...ISSUER, jwksUri: 'http://identity.example/jwks' }))).toEqual([])
  })
})
