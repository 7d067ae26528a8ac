import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { buildHubSchema } from './schema.ts'

/** The committed contract. */
export const SCHEMA_FILE = fileURLToPath(new URL('../schema/schema.graphql', import.meta.url))

const HEADER =
  '# The API as clients see it. Written by `npm run schema:emit`; change the code, never this file.\n\n'

/** The schema as its file holds it: sorted, so that moving code moves no line, and with every description. */
export function schemaFileText(schema: GraphQLSchema): string {
  return `${HEADER}${printSchema(lexicographicSortSchema(schema))}\n`
}

/** The first line on which two texts differ, numbered from 1; null when they are the same. */
export function firstDifference(
  found: string,
  expected: string,
): { line: number; found: string; expected: string } | null {
  if (found === expected) return null
  const [foundLines, expectedLines] = [found.split('\n'), expected.split('\n')]
  const place = expectedLines.findIndex((line, index) => line !== foundLines[index])
  const index = place === -1 ? expectedLines.length : place
  return { line: index + 1, found: foundLines[index] ?? '', expected: expectedLines[index] ?? '' }
}

/** `npm run schema:emit` writes the file; with `--check` it only compares, and a difference is the exit code 1. */
async function main(): Promise<void> {
  const text = schemaFileText(buildHubSchema())
  if (!process.argv.includes('--check')) return writeFile(SCHEMA_FILE, text)
  const committed = await readFile(SCHEMA_FILE, 'utf8').catch(() => '')
  const difference = firstDifference(committed, text)
  if (difference === null) return
  process.stderr.write(
    `schema/schema.graphql line ${difference.line} is not what the code says.\n` +
      `  file: ${difference.found}\n  code: ${difference.expected}\n` +
      'Run `npm run schema:emit` and commit the file. / Kør `npm run schema:emit`, og commit filen.\n',
  )
  process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
