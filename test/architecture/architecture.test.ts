import { PLANTED_RULES } from './fixtures/planted.ts'
import * as rules from './rules.ts'
import { readRepository, sourceFile } from './source-files.ts'

const repository = readRepository()

it('reads this repository', () => {
  const read = repository.map(({ path }) => path)
  expect(read).toEqual(
    expect.arrayContaining(['src/kernel/errors.ts', 'package.json', 'migrations/index.ts']),
  )
  expect(repository.filter(({ imports }) => imports.length > 0).length).toBeGreaterThan(20)
})

describe.each(PLANTED_RULES)('$promise', ({ rule, planted }) => {
  it('in this repository', () => {
    expect(rule(repository)).toEqual([])
  })

  it.each(planted)('and a breach is seen: $says', ({ files, says }) => {
    const violations = rule(Object.entries(files).map(([path, text]) => sourceFile(path, text)))
    expect(violations).toHaveLength(1)
    expect(`${violations[0]?.path} ${violations[0]?.what}`).toContain(says)
  })
})

it('has no rule that is not tried', () => {
  expect(new Set(PLANTED_RULES.map(({ rule }) => rule))).toEqual(new Set(Object.values(rules)))
})

it('takes no comment and no word inside a text for code', () => {
  const file = sourceFile(
    'src/vacancies/a.rules.ts',
    [
      `// import { a } from '../demo/identity.ts', then await it`,
      `/* if (role === 'auditor') new Date(0) */`,
      `const address = 'https://example.org/'; const sum = 1 // Date.now()`,
    ].join('\n'),
  )
  expect(file.imports).toEqual([])
  expect(file.code).toContain('https://example.org/')
  expect(rules.pureRules([file])).toEqual([])
  expect(rules.onePermissionModel([file])).toEqual([])
})
