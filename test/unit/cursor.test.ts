import { createCipheriv, createHmac } from 'node:crypto'
import { openCursor } from '../../src/platform/read/cursor.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const key = Buffer.concat([Buffer.alloc(32, 1), Buffer.alloc(32, 2)])

function sealed(position: string): string {
  const bytes = Buffer.from(position)
  const mac = createHmac('sha256', key.subarray(0, 32)).update(bytes).digest().subarray(0, 16)
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), mac)
  return Buffer.concat([mac, cipher.update(bytes), cipher.final()]).toString('base64url')
}

test('a cursor that the key has sealed opens', () => {
  expect(openCursor(sealed('["2026-12-05","x"]'), key)).toEqual({ sort: '2026-12-05', key: 'x' })
})

test('another spelling of the same bytes is not the cursor', () => {
  // 32 bytes: the last character has bits to spare.
  const cursor = sealed('["2026-1","xy"]')
  const last = ALPHABET.indexOf(cursor.slice(-1))
  const respelled = `${cursor.slice(0, -1)}${ALPHABET[last + 1]}`
  expect(Buffer.from(respelled, 'base64url')).toEqual(Buffer.from(cursor, 'base64url'))
  expect(() => openCursor(respelled, key)).toThrow(/does not belong/)
})
