import { fileURLToPath } from 'node:url'
import { type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql'
import { emitOrCheck } from './committed-file.ts'
import { buildHubSchema } from './schema.ts'

/** The committed contract. */
export const SCHEMA_FILE = fileURLToPath(new URL('../schema/schema.graphql', import.meta.url))

const HEADER =
  '# The API as clients see it. Written by `npm run schema:emit`; change the code, never this file.\n\n'

/** The schema as its file holds it: sorted, so that moving code moves no line, and with every description. */
export function schemaFileText(schema: GraphQLSchema): string {
  return `${HEADER}${printSchema(lexicographicSortSchema(schema))}\n`
}

/** `npm run schema:emit` writes the file, `npm run schema:check` compares it. */
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await emitOrCheck({
    path: SCHEMA_FILE,
    name: 'schema/schema.graphql',
    text: schemaFileText(buildHubSchema()),
    command: 'npm run schema:emit',
  })
}
