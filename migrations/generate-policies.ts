import { writeFileSync } from 'node:fs'
import { rowLevelSecuritySql } from '../src/access/rls.ts'

/**
 * Writes the row-level security that the policy table asks for now into a new migration:
 * `npm run policies:generate -- 0006_policies`, then add the file to index.ts. The SQL is frozen in the file,
 * since a landed migration never changes while the policy table does.
 */
const name = process.argv[2]
if (name === undefined || !/^\d{4}_policies$/.test(name)) {
  process.stderr.write('Usage: npm run policies:generate -- NNNN_policies\n')
  process.exit(1)
}
const className = `Policies${name.slice(0, 4)}`
writeFileSync(
  new URL(`./${name}.ts`, import.meta.url),
  `import { Migration } from '@mikro-orm/migrations'

/** Row-level security as generated from src/access/policy.ts. */
export class ${className} extends Migration {
  override up(): void {
    this.addSql(/* sql */ \`
${rowLevelSecuritySql()}
\`)
  }
}
`,
)
