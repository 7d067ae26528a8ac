import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { ConfigurationError } from '../kernel/errors.ts'
import { claimedKeyId, readCheckpoint } from './checkpoint.ts'
import { type Moment, momentOf } from './timeline.ts'

const PAGE = 1_000

/** Every checkpoint of the database as a line of JSON, `{"jws":"…"}`; the JWS carries the public key. */
export async function* exportCheckpoints(url: string): AsyncGenerator<string> {
  const client = new pg.Client({ connectionString: url, options: '-c role=boligbro_verifier' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    for (let after = '0'; ; ) {
      const { rows } = await client.query<{ size: string; jws: string }>(
        'select tree_size as size, jws from audit.checkpoint where tree_size > $1 order by tree_size limit $2',
        [after, PAGE],
      )
      for (const { jws } of rows) yield `${JSON.stringify({ jws })}\n`
      const last = rows.at(-1)
      if (last === undefined) return
      after = last.size
    }
  } finally {
    await client.end()
  }
}

/**
 * Reads exported checkpoints.
 * @throws ConfigurationError when the file holds none, holds anything else, or one is not signed by a trusted key.
 */
export async function readExport(path: string, trusted: ReadonlySet<string>): Promise<readonly Moment[]> {
  const moments: Moment[] = []
  let number = 0
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1
    if (line.trim() === '') continue
    const jws = jwsOf(line)
    const checkpoint = jws === null ? null : await readCheckpoint(jws, trusted)
    if (checkpoint === null)
      throw refused(path, number, jws === null ? null : await claimedKeyId(jws), trusted)
    moments.push(momentOf(checkpoint))
  }
  if (moments.length > 0) return moments
  throw new ConfigurationError([
    `Filen ${path} har ingen kontrolpunkter. Brug en fil fra npm run audit:export.`,
    `The file ${path} holds no checkpoints. Use a file from npm run audit:export.`,
  ])
}

function jwsOf(line: string): string | null {
  try {
    const { jws } = JSON.parse(line) as { jws?: unknown }
    return typeof jws === 'string' ? jws : null
  } catch {
    return null
  }
}

function refused(
  path: string,
  line: number,
  keyId: string | null,
  trusted: ReadonlySet<string>,
): ConfigurationError {
  if (keyId === null || trusted.has(keyId))
    return new ConfigurationError([
      `${path}, linje ${line}: det er ikke et ægte kontrolpunkt. Filen er beskadiget eller forfalsket; brug en anden kopi.`,
      `${path}, line ${line}: this is no genuine checkpoint. The file is damaged or forged; use another copy.`,
    ])
  return new ConfigurationError([
    `${path}, linje ${line}: kontrolpunktet er underskrevet med nøglen ${keyId}, som ikke er hubbens. Er den kendt fra anden side, så angiv --key=${keyId}.`,
    `${path}, line ${line}: the checkpoint is signed with the key ${keyId}, which is not the hub’s. If it is known from elsewhere, give --key=${keyId}.`,
  ])
}
