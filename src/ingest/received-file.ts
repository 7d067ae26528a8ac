import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { HttpProblem } from '../platform/http/server.ts'

/** A file that has been received in whole. */
export interface ReceivedFile {
  readonly path: string
  readonly sha256: string
  readonly sizeBytes: number
  /** Deletes it; it is needed no more. */
  remove(): Promise<void>
}

/**
 * Writes a stream to a temporary file, unpacked, counted and hashed on the way.
 * @throws HttpProblem when it is too large unpacked or not what its encoding says.
 */
export async function receiveFile(
  body: Readable,
  encoding: string | undefined,
  bytesMax: number,
): Promise<ReceivedFile> {
  if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') throw encodingUnsupported()
  const folder = await mkdtemp(join(tmpdir(), `boligbro-delivery-${process.pid}-`))
  const remove = () => rm(folder, { recursive: true, force: true })
  const path = join(folder, 'received')
  const hash = createHash('sha256')
  let sizeBytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sizeBytes += chunk.length
      hash.update(chunk)
      done(sizeBytes > bytesMax ? fileTooLarge(bytesMax) : null, chunk)
    },
  })
  const unpacked = encoding === 'gzip' ? createGunzip() : null
  const first: NodeJS.WritableStream & { destroy(error: Error): unknown } = unpacked ?? meter
  try {
    // Piped, not part of the pipeline: that would destroy the body, and with it the connection a refusal goes out by.
    body.pipe(first)
    finished(body, { writable: false }).catch((error: Error) => first.destroy(error))
    const written = createWriteStream(path, { mode: 0o600 })
    await (unpacked === null ? pipeline(meter, written) : pipeline(unpacked, meter, written))
  } catch (error) {
    body.unpipe(first).resume()
    await remove()
    throw isGzipFault(error) ? notGzip() : error
  }
  return { path, sha256: hash.digest('hex'), sizeBytes, remove }
}

function isGzipFault(error: unknown): boolean {
  return String((error as { code?: string }).code).startsWith('Z_')
}

function encodingUnsupported(): HttpProblem {
  return new HttpProblem(415, 'ENCODING_UNSUPPORTED', {
    da: 'Filen må kun være komprimeret med gzip.',
    en: 'The file may be compressed with gzip only.',
  })
}

function notGzip(): HttpProblem {
  return new HttpProblem(400, 'BODY_NOT_GZIP', {
    da: 'Filen er ikke gyldig gzip, selvom Content-Encoding siger det, eller den er afbrudt. Send den igen.',
    en: 'The file is not valid gzip although Content-Encoding says so, or it was cut off. Send it again.',
  })
}

function fileTooLarge(bytesMax: number): HttpProblem {
  const megabytes = Math.floor(bytesMax / 1024 / 1024)
  return new HttpProblem(413, 'FILE_TOO_LARGE', {
    da: `Filen er større end ${megabytes} MB pakket ud. Del den i flere leveringer.`,
    en: `The file is larger than ${megabytes} MB unpacked. Split it into several deliveries.`,
  })
}
