import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A secret made at the first start; of several processes starting at once, all use one. */
export async function keptSecret(
  dataDir: string,
  name: string,
  make: () => Uint8Array = () => randomBytes(32),
): Promise<Uint8Array> {
  const path = join(dataDir, name)
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${randomBytes(8).toString('hex')}`
  await writeFile(draft, make(), { mode: 0o600 })
  // Linking fails when there is one already.
  await link(draft, path).catch(() => undefined)
  await rm(draft)
  return readFile(path)
}
