import { randomBytes } from 'node:crypto'
import { DoesNotOpen, open, seal } from '../../src/households/vault/cipher.ts'
import { masterKeyOf } from '../../src/households/vault/master-key.ts'

const key = randomBytes(32)
const sealed = seal(key, 'person name', Buffer.from('Ærø'))

test('a sealed text opens with its key in its place', () => {
  expect(Buffer.from(open(key, 'person name', sealed)).toString('utf8')).toBe('Ærø')
  expect(Buffer.from(open(key, 'x', seal(key, 'x', Buffer.of()))).length).toBe(0)
})

test('the same text is never sealed alike', () => {
  expect(seal(key, 'person name', Buffer.from('Ærø'))).not.toEqual(sealed)
})

test('nothing else opens', () => {
  expect(() => open(randomBytes(32), 'person name', sealed)).toThrow(DoesNotOpen)
  expect(() => open(key, 'person phone', sealed)).toThrow(DoesNotOpen)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    expect(() => open(key, 'person name', changed)).toThrow(DoesNotOpen)
    expect(() => open(key, 'person name', sealed.subarray(0, at))).toThrow(DoesNotOpen)
  }
})

test('a master key wraps for one person, names a CPR number per municipality, and each use has its own key', () => {
  const master = masterKeyOf(randomBytes(32))
  const other = masterKeyOf(randomBytes(32))
  const wrapped = master.wrap('a', key)
  expect(Buffer.from(master.unwrap('a', wrapped))).toEqual(key)
  expect(() => master.unwrap('b', wrapped)).toThrow(DoesNotOpen)
  expect(() => other.unwrap('a', wrapped)).toThrow(DoesNotOpen)
  const macs = [
    master.cprMac('0169', '3112575001'),
    master.cprMac('0101', '3112575001'),
    master.cprMac('0169', '3012575001'),
    other.cprMac('0169', '3112575001'),
    Buffer.from(master.fingerprint('0169|3112575001'), 'base64url'),
  ].map((mac) => Buffer.from(mac).toString('hex'))
  expect(new Set(macs).size).toBe(macs.length)
  expect(master.cprMac('0169', '3112575001')).toEqual(master.cprMac('0169', '3112575001'))
})
