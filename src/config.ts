import { ConfigurationError } from './kernel/errors.ts'

/** An issuer of access tokens that the hub believes. */
export interface IssuerConfig {
  readonly issuer: string
  readonly audience: string
  readonly jwksUri: string
}

/** A private Ed25519 key as a JWK. */
export interface Ed25519Key {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly d: string
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
  /** Null: the demo identity issues the tokens, and the demo feeds are ingested. */
  readonly issuer: IssuerConfig | null
  /** Null: made at first start and kept in the data folder. */
  readonly cursorSecret: Uint8Array | null
  /** Signs the checkpoints of the audit tree. Null: made at first start and kept in the data folder. */
  readonly auditSigningKey: Ed25519Key | null
  /** Thumbprints (RFC 7638) of keys that signed checkpoints before this one. */
  readonly auditFormerKeyIds: readonly string[]
  /** How often this process looks for rows to seal; 0: never. */
  readonly auditSealingMs: number
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
}

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
  const issuer = issuerConfig()
  const cursorSecret = secret('CURSOR_SECRET')
  const auditSigningKey = ed25519Key('AUDIT_SIGNING_KEY')
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
    if (issuer === null) {
      problems.push(
        'OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI are missing: the demo identity and the demo data are refused when NODE_ENV=production. / OIDC_ISSUER, OIDC_AUDIENCE og OIDC_JWKS_URI mangler: demoens identitet og data afvises, når NODE_ENV=production.',
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
  }

  function ed25519Key(name: string): Ed25519Key | null {
    const given = text(name)
    if (given === null) return null
    const { kty, crv, x, d } = jsonObject(given)
    if (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof d === 'string')
      return { kty, crv, x, d }
    problems.push(
      `${name} must be a private Ed25519 key as a JWK: {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}. / ${name} skal være en privat Ed25519-nøgle som JWK: {"kty":"OKP","crv":"Ed25519","x":"…","d":"…"}.`,
    )
    return null
  }

  function issuerConfig(): IssuerConfig | null {
    const name = url('OIDC_ISSUER', ['https:', 'http:'])
    const audience = text('OIDC_AUDIENCE')
    const jwksUri = url('OIDC_JWKS_URI', ['https:', 'http:'])
    if (name !== null && audience !== null && jwksUri !== null) return { issuer: name, audience, jwksUri }
    if (name !== null || audience !== null || jwksUri !== null) {
      problems.push(
        'OIDC_ISSUER, OIDC_AUDIENCE and OIDC_JWKS_URI belong together: set all three, or none for the demo identity. / OIDC_ISSUER, OIDC_AUDIENCE og OIDC_JWKS_URI hører sammen: angiv alle tre, eller ingen for at bruge demoens identitet.',
      )
    }
    return null
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
    issuer,
    cursorSecret,
    auditSigningKey,
    auditFormerKeyIds: text('AUDIT_FORMER_KEYS')?.split(/[\s,]+/) ?? [],
    auditSealingMs: whole('AUDIT_SEALING_MS', 1_000, 0, 3_600_000),
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
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze(config)
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
