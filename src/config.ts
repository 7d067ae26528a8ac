import { readFileSync } from 'node:fs'
import { isIssuerAddress, issuerAddressDue, issuerProblems } from './access/issuer-settings.ts'
import type { TrustedIssuer } from './access/issuers.ts'
import { ConfigurationError } from './kernel/errors.ts'
import { parseStrictJson } from './platform/http/strict-json.ts'

/** A private Ed25519 key as a JWK. */
export interface Ed25519Key {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly d: string
}

/** For how many days a question is answered, and kept with its applicant, and where that is decided. */
export interface CriterionPeriodSettings {
  readonly answerDays: number
  readonly keptDays: number
  readonly source: string
}

/** Everything the surroundings decide, read once at start. */
export interface Config {
  readonly production: boolean
  readonly host: string
  readonly port: number
  /** Null: start the embedded database. */
  readonly databaseUrl: string | null
  /** Connects as the schema's owner; the same as `databaseUrl` unless the application has a login of its own. */
  readonly migrationDatabaseUrl: string | null
  readonly dataDir: string
  /** None: the demo identity issues the tokens, and the demo feeds are ingested. */
  readonly issuers: readonly TrustedIssuer[]
  /** Null: made at first start and kept in the data folder. */
  readonly cursorSecret: Uint8Array | null
  /** Signs the checkpoints of the audit tree. Null: made at first start and kept in the data folder. */
  readonly auditSigningKey: Ed25519Key | null
  /** Thumbprints (RFC 7638) of keys that signed checkpoints before this one. */
  readonly auditFormerKeyIds: readonly string[]
  /** How often this process looks for rows to seal; 0: never. */
  readonly auditSealingMs: number
  /** How often this process looks for quota ledgers to recompute; 0: never. */
  readonly quotaLedgerMs: number
  /** How often this process looks for jobs whose moment has come; 0: never. */
  readonly jobsPollMs: number
  /** Where the persons' keys are kept; null: beside the database, never in production. */
  readonly keyDatabaseUrl: string | null
  /** Wraps the persons' keys. Null: made at first start and kept in the data folder. */
  readonly personMasterKey: Uint8Array | null
  /** How many days a household may be disclosed at a time. No source sets it; the data controllers do. */
  readonly disclosureDaysMax: number
  /** How long the questions of criteria checks are answered and kept. Null: none can be asked. No law says; the data controllers do. */
  readonly criterionPeriods: CriterionPeriodSettings | null
  readonly introspection: boolean
  /** Only the documents of `schema/operations` are answered, by their id. */
  readonly trustedDocumentsOnly: boolean
  readonly logLevel: string
  /** Per client; a request without a valid token counts for its address. */
  readonly requestsPerMinute: number
  readonly headersTimeoutMs: number
  readonly bodyTimeoutMs: number
  readonly connectionsMax: number
  readonly readConnections: number
  readonly writeConnections: number
  readonly deliveryBytesMax: number
  /** How long a data-sharing grant may last. No law says; four years, as framework agreements on letting run. */
  readonly dataSharingDaysMax: number
}

const SOLE_ISSUER_SETTINGS = ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_JWKS_URI']
const CRITERION_SETTINGS = ['CRITERION_ANSWER_DAYS', 'CRITERION_KEPT_DAYS', 'CRITERION_PERIODS_SOURCE']
const ISSUER_SETTINGS = [...SOLE_ISSUER_SETTINGS, 'OIDC_ISSUERS']
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent']

/**
 * Reads the settings.
 * @throws ConfigurationError with every problem at once, each a sentence that says what to set.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const text = (name: string): string | null => env[name]?.trim() || null

  function whole(name: string, fallback: number, min: number, max: number): number {
    const given = text(name)
    if (given === null) return fallback
    const number = Number(given)
    if (Number.isInteger(number) && number >= min && number <= max) return number
    problems.push(
      `${name} must be a whole number from ${min} to ${max}. / ${name} skal være et helt tal fra ${min} til ${max}.`,
    )
    return fallback
  }

  function flag(name: string, fallback: boolean): boolean {
    const given = text(name)
    if (given === null) return fallback
    if (given === 'true' || given === 'false') return given === 'true'
    problems.push(`${name} must be "true" or "false". / ${name} skal være "true" eller "false".`)
    return fallback
  }

  function url(name: string, protocols: readonly [string, string]): string | null {
    const given = text(name)
    if (given === null) return null
    const parsed = URL.canParse(given) ? new URL(given) : null
    if (parsed !== null && protocols.includes(parsed.protocol)) return given
    const [first, second] = protocols.map((protocol) => `${protocol}//`)
    problems.push(
      `${name} must be a URL that begins with ${first} or ${second}. / ${name} skal være en URL, der begynder med ${first} eller ${second}.`,
    )
    return null
  }

  const production = text('NODE_ENV') === 'production'
  const databaseUrl = url('DATABASE_URL', ['postgres:', 'postgresql:'])
  const issuers = text('OIDC_ISSUERS') === null ? soleIssuer() : listedIssuers()
  const cursorSecret = secret('CURSOR_SECRET')
  const auditSigningKey = ed25519Key('AUDIT_SIGNING_KEY')
  const keyDatabaseUrl = url('KEY_DATABASE_URL', ['postgres:', 'postgresql:'])
  const personMasterKey = secret('PERSON_MASTER_KEY')
  const logLevel = text('LOG_LEVEL') ?? 'info'
  if (!LOG_LEVELS.includes(logLevel)) {
    const levels = LOG_LEVELS.join(', ')
    problems.push(`LOG_LEVEL must be one of ${levels}. / LOG_LEVEL skal være en af ${levels}.`)
  }

  if (production) {
    if (databaseUrl === null) {
      problems.push(
        'DATABASE_URL is missing: in production the hub uses a PostgreSQL 18 server of yours and starts none. / DATABASE_URL mangler: i produktion bruger hubben jeres egen PostgreSQL 18-server og starter ingen selv.',
      )
    }
    if (!ISSUER_SETTINGS.some((name) => text(name) !== null)) {
      problems.push(
        'OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI, or OIDC_ISSUERS, are missing: the demo identity and the demo data are refused when NODE_ENV=production. / OIDC_ISSUER, OIDC_AUDIENCE og OIDC_JWKS_URI, eller OIDC_ISSUERS, mangler: demoens identitet og data afvises, når NODE_ENV=production.',
      )
    }
    if (cursorSecret === null) {
      problems.push(
        'CURSOR_SECRET is missing: set at least 32 random bytes in base64, the same for every process. / CURSOR_SECRET mangler: angiv mindst 32 tilfældige bytes i base64, ens for alle processer.',
      )
    }
    if (text('AUDIT_SIGNING_KEY') === null) {
      problems.push(
        'AUDIT_SIGNING_KEY is missing: set a private Ed25519 key as a JWK, the same for every process. / AUDIT_SIGNING_KEY mangler: angiv en privat Ed25519-nøgle som JWK, ens for alle processer.',
      )
    }
    if (personMasterKey === null) {
      problems.push(
        'PERSON_MASTER_KEY is missing: set at least 32 random bytes in base64, the same for every process and for ever; without them no person can be read again. / PERSON_MASTER_KEY mangler: angiv mindst 32 tilfældige bytes i base64, ens for alle processer og for altid; uden dem kan ingen person læses igen.',
      )
    }
    if (keyDatabaseUrl === null || (databaseUrl !== null && sameDatabase(keyDatabaseUrl, databaseUrl))) {
      problems.push(
        'KEY_DATABASE_URL must lead to a database of its own: the persons’ keys are kept apart from DATABASE_URL, so that no backup of it can be read once a key is destroyed. / KEY_DATABASE_URL skal føre til sin egen database: personernes nøgler ligger adskilt fra DATABASE_URL, så ingen sikkerhedskopi af den kan læses, når en nøgle er destrueret.',
      )
    }
  }

  function ed25519Key(name: string): Ed25519Key | null {
    const given = text(name)
    if (given === null) return null
    const parsed = parseStrictJson(Buffer.from(given), { depth: 1 })
    const { kty, crv, x, d } = Object(parsed.ok ? parsed.value : null) as Readonly<Record<string, unknown>>
    if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof d === 'string')
      return { kty, crv, x, d }
    problems.push(
      `${name} must be a private Ed25519 key as a JWK: {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}. / ${name} skal være en privat Ed25519-nøgle som JWK: {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}.`,
    )
    return null
  }

  function soleIssuer(): readonly TrustedIssuer[] {
    const [issuer, audience, jwksUri] = [
      address('OIDC_ISSUER'),
      text('OIDC_AUDIENCE'),
      address('OIDC_JWKS_URI'),
    ]
    if (issuer !== null && audience !== null && jwksUri !== null) return [{ issuer, audience, jwksUri }]
    const given = SOLE_ISSUER_SETTINGS.filter((name) => text(name) !== null)
    if (given.length > 0 && given.length < SOLE_ISSUER_SETTINGS.length) {
      problems.push(
        'OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI belong together: set all three, or none for the demo identity. / OIDC_ISSUER, OIDC_AUDIENCE og OIDC_JWKS_URI hører sammen: angiv alle tre, eller ingen for at bruge demoens identitet.',
      )
    }
    return []
  }

  function periodsOfCriteria(): CriterionPeriodSettings | null {
    const given = CRITERION_SETTINGS.filter((name) => text(name) !== null)
    if (given.length === 0) return null
    const answerDays = whole('CRITERION_ANSWER_DAYS', 1, 1, 3_660)
    const keptDays = whole('CRITERION_KEPT_DAYS', answerDays, 1, 3_660)
    const source = text('CRITERION_PERIODS_SOURCE') ?? ''
    if (given.length === CRITERION_SETTINGS.length && keptDays >= answerDays && source.length <= 500)
      return { answerDays, keptDays, source }
    problems.push(
      'CRITERION_ANSWER_DAYS, CRITERION_KEPT_DAYS and CRITERION_PERIODS_SOURCE (500 characters at most) belong together, and a question is kept at least as long as it may be answered: set all three, or none when no criteria are checked. / CRITERION_ANSWER_DAYS, CRITERION_KEPT_DAYS og CRITERION_PERIODS_SOURCE (højst 500 tegn) hører sammen, og et spørgsmål gemmes mindst så længe, som det kan besvares: angiv alle tre, eller ingen, når der ikke kontrolleres kriterier.',
    )
    return null
  }

  function address(name: string): string | null {
    const given = text(name)
    if (given === null || isIssuerAddress(given, production)) return given
    const { da, en } = issuerAddressDue(production)
    problems.push(`${name} ${en} / ${name} ${da}`)
    return null
  }

  function listedIssuers(): readonly TrustedIssuer[] {
    if (SOLE_ISSUER_SETTINGS.some((name) => text(name) !== null)) {
      problems.push(
        'OIDC_ISSUERS takes the place of OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI: set either the one or the three. / OIDC_ISSUERS træder i stedet for OIDC_ISSUER, OIDC_AUDIENCE og OIDC_JWKS_URI: angiv enten den ene eller de tre.',
      )
    }
    const json = jsonOf(text('OIDC_ISSUERS') ?? '')
    if (json === null) return []
    const parsed = parseStrictJson(json, { depth: 10 })
    if (!parsed.ok) {
      problems.push(
        `OIDC_ISSUERS holds no JSON that means one thing only (${parsed.code}). Correct it. / OIDC_ISSUERS indeholder ikke entydig JSON (${parsed.code}). Ret den.`,
      )
      return []
    }
    const found = issuerProblems(parsed.value, 'OIDC_ISSUERS', production)
    problems.push(...found)
    return found.length === 0 ? (parsed.value as TrustedIssuer[]) : []
  }

  /** The JSON text itself, or the content of the file that is named. */
  function jsonOf(given: string): Uint8Array | null {
    if (/^[[{]/.test(given)) return Buffer.from(given)
    try {
      return readFileSync(given)
    } catch (error) {
      const { code } = error as { code?: string }
      problems.push(
        `OIDC_ISSUERS is neither a JSON list nor the path of a file that can be read (${code}). / OIDC_ISSUERS er hverken en JSON-liste eller stien til en fil, der kan læses (${code}).`,
      )
      return null
    }
  }

  function secret(name: string): Uint8Array | null {
    const given = text(name)
    if (given === null) return null
    const bytes = Buffer.from(given, 'base64')
    if (bytes.length >= 32) return bytes
    problems.push(
      `${name} must hold at least 32 bytes in base64. / ${name} skal indeholde mindst 32 bytes i base64.`,
    )
    return null
  }

  const config: Config = {
    production,
    host: text('HOST') ?? (production ? '0.0.0.0' : 'localhost'),
    port: whole('PORT', 4000, 0, 65_535),
    databaseUrl,
    migrationDatabaseUrl: url('MIGRATION_DATABASE_URL', ['postgres:', 'postgresql:']) ?? databaseUrl,
    dataDir: text('BOLIGBRO_DATA_DIR') ?? '.data',
    issuers,
    cursorSecret,
    auditSigningKey,
    auditFormerKeyIds: text('AUDIT_FORMER_KEYS')?.split(/[\s,]+/) ?? [],
    auditSealingMs: whole('AUDIT_SEALING_MS', 1_000, 0, 3_600_000),
    quotaLedgerMs: whole('QUOTA_LEDGER_MS', 1_000, 0, 3_600_000),
    jobsPollMs: whole('JOBS_POLL_MS', 1_000, 0, 3_600_000),
    keyDatabaseUrl,
    personMasterKey,
    disclosureDaysMax: whole('DISCLOSURE_DAYS_MAX', 90, 1, 3_660),
    criterionPeriods: periodsOfCriteria(),
    introspection: flag('INTROSPECTION', !production),
    trustedDocumentsOnly: flag('TRUSTED_DOCUMENTS_ONLY', false),
    logLevel,
    requestsPerMinute: whole('REQUESTS_PER_MINUTE', 6_000, 1, 10_000_000),
    headersTimeoutMs: whole('HEADERS_TIMEOUT_MS', 10_000, 100, 600_000),
    bodyTimeoutMs: whole('BODY_TIMEOUT_MS', 30_000, 100, 600_000),
    connectionsMax: whole('CONNECTIONS_MAX', 2_000, 1, 100_000),
    readConnections: whole('READ_CONNECTIONS', 10, 1, 200),
    writeConnections: whole('WRITE_CONNECTIONS', 5, 1, 200),
    deliveryBytesMax: whole('DELIVERY_MEGABYTES_MAX', 1_024, 1, 100_000) * 1024 * 1024,
    dataSharingDaysMax: whole('DATA_SHARING_DAYS_MAX', 1_461, 1, 36_525),
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze(config)
}

/** Whether two connection strings lead to one database, whoever logs in. */
function sameDatabase(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => {
    const { hostname, port, pathname } = new URL(text)
    return `${hostname}:${port || '5432'}${pathname}`
  })
  return first === second
}
