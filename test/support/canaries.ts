import pg from 'pg'

/** Every table of the database, and those of which a row holds what `found` looks for, as JSON text. */
export async function tablesHolding(
  ownerUrl: string,
  found: (text: string) => readonly string[],
): Promise<{
  readonly tables: readonly { name: string; schema: string }[]
  readonly holding: readonly string[]
}> {
  const owner = new pg.Client({ connectionString: ownerUrl })
  await owner.connect()
  try {
    const { rows: tables } = await owner.query<{ name: string; schema: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`,
    )
    const holding: string[] = []
    for (const { name } of tables) {
      const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)
      if (rows.some(({ row }) => found(row).length > 0)) holding.push(name)
    }
    return { tables, holding }
  } finally {
    await owner.end()
  }
}
