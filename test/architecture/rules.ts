import type { Import, SourceFile } from './source-files.ts'

export interface Violation {
  readonly path: string
  readonly what: string
}

/** Says where the files break one rule of the architecture; empty when they keep it. */
export type Rule = (files: readonly SourceFile[]) => readonly Violation[]

/** The folders that hold a piece of the domain; their only door is `index.ts`. */
const CONTEXTS = [
  'audit',
  'registry',
  'sharing',
  'households',
  'agreements',
  'vacancies',
  'tenancies',
  'quota',
  'matching',
  'criteria',
  'allocations',
  'subsidies',
  'transitions',
  'statistics',
  'ingest',
]
const TECHNICAL = ['kernel', 'access', 'platform']

const BELOW_ALLOCATIONS = [
  'registry',
  'agreements',
  'vacancies',
  'households',
  'tenancies',
  'quota',
  'matching',
]

/** Who may import whom below `src`, besides itself. The composition root may import everything. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  access: ['kernel'],
  platform: ['kernel', 'access'],
  audit: TECHNICAL,
  registry: TECHNICAL,
  sharing: [...TECHNICAL, 'registry'],
  households: [...TECHNICAL, 'registry', 'sharing'],
  agreements: [...TECHNICAL, 'registry'],
  vacancies: [...TECHNICAL, 'registry', 'agreements'],
  tenancies: [...TECHNICAL, 'registry'],
  criteria: [...TECHNICAL, 'registry', 'sharing', 'households', 'agreements'],
  quota: [...TECHNICAL, 'registry', 'agreements', 'vacancies'],
  matching: [...TECHNICAL, 'registry', 'agreements', 'vacancies', 'households'],
  allocations: [...TECHNICAL, ...BELOW_ALLOCATIONS],
  subsidies: [...TECHNICAL, ...BELOW_ALLOCATIONS, 'allocations'],
  transitions: [...TECHNICAL, ...BELOW_ALLOCATIONS, 'allocations'],
  statistics: TECHNICAL,
  ingest: [
    ...TECHNICAL,
    'registry',
    'households',
    'agreements',
    'vacancies',
    'tenancies',
    'allocations',
    'subsidies',
    'transitions',
  ],
  demo: [...TECHNICAL, 'registry', 'sharing', 'vacancies', 'households', 'ingest'],
  console: [],
  'config.ts': TECHNICAL,
}
/** The files that put the contexts together, and which of them each is imported by. */
const COMPOSITION_ROOT: Readonly<Record<string, readonly string[]>> = {
  'main.ts': [],
  'app.ts': ['main.ts'],
  'schema.ts': ['app.ts', 'schema-file.ts'],
  'schema-file.ts': [],
  'permissions-file.ts': [],
  'committed-file.ts': ['schema-file.ts', 'permissions-file.ts'],
  'ingest-file.ts': [],
  'audit-command.ts': [],
}

const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  kernel: [],
  access: ['jose', 'jsonc-parser', 'saxes'],
}

/** Inside a context: the jobs (file suffixes) that a job may not import. */
const CLOSED_JOBS: Readonly<Record<string, readonly string[]>> = {
  rules: ['service', 'resolver', 'route', 'types', 'view', 'entity', 'loader'],
  service: ['resolver', 'route', 'types'],
  resolver: ['rules', 'entity', 'parameters'],
  types: ['entity', 'service', 'resolver', 'loader'],
}
const JOBS = [
  'rules',
  'parameters',
  'entity',
  'view',
  'service',
  'types',
  'resolver',
  'route',
  'loader',
  'record',
  'test',
  'd',
  'schema',
]

const FORBIDDEN_NAMES = /^(utils?|helpers?|common|shared)$/
const EMPTY_WORDS = /^(data|info|managers?|utils?|helpers?|common|shared)$/
const LINES_MAX = 400

const isTypeScript = (file: SourceFile) => file.path.endsWith('.ts')
const inSource = (file: SourceFile) => file.path.startsWith('src/') && isTypeScript(file)
const isRules = (file: SourceFile) => file.path.endsWith('.rules.ts')
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)
const jobOf = (path: string) => nameOf(path).split('.').slice(1, -1).join('.')

/** The folder below `src` (or the file directly in it) that a path belongs to; undefined outside `src`. */
function folderOf(path: string): string | undefined {
  return path.startsWith('src/') ? path.split('/')[1] : undefined
}

function eachImport(
  files: readonly SourceFile[],
  violates: (file: SourceFile, imported: Import) => string | undefined,
): Violation[] {
  return files.filter(inSource).flatMap((file) =>
    file.imports.flatMap((imported) => {
      const what = violates(file, imported)
      return what === undefined ? [] : [{ path: file.path, what }]
    }),
  )
}

function eachMatch(files: readonly SourceFile[], pattern: RegExp, what: string): Violation[] {
  return files.flatMap((file) =>
    [...file.code.matchAll(pattern)].map((match) => ({
      path: file.path,
      what: `${what}: ${match[0].trim()}`,
    })),
  )
}

/** The table of who may import whom; a folder that the table does not know may import nothing. */
export const importDirections: Rule = (files) =>
  eachImport(files, (file, { target }) => {
    const from = folderOf(file.path)
    if (target === null || from === undefined) return undefined
    const to = folderOf(target)
    const importers = to === undefined ? undefined : COMPOSITION_ROOT[to]
    if (importers !== undefined) {
      return importers.includes(from) ? undefined : `imports ${target}, which it may not import`
    }
    if (from in COMPOSITION_ROOT || to === from) return undefined
    if (to === undefined) return outsideSource(from, target)
    return ALLOWED[from]?.includes(to) ? undefined : `${from} may not import ${to} (${target})`
  })

/** The migrations are the platform's to run, the contract is the console's to read. */
function outsideSource(from: string, target: string): string | undefined {
  const allowed =
    (from === 'platform' && target === 'migrations/index.ts') ||
    (from === 'console' && target.startsWith('schema/'))
  return allowed ? undefined : `${from} may not import ${target}`
}

/** `kernel` knows no package and no built-in module; `access` only those that read a token. */
export const packages: Rule = (files) =>
  eachImport(files, (file, { specifier, target }) => {
    const from = folderOf(file.path) ?? ''
    const allowed = PACKAGES[from]
    if (target !== null || allowed === undefined) return undefined
    if (specifier.startsWith('node:') && from !== 'kernel') return undefined
    return allowed.includes(specifier) ? undefined : `${from} may not import the package ${specifier}`
  })

/** Another context is entered through its `index.ts` only. */
export const contextDoors: Rule = (files) =>
  eachImport(files, (file, { target }) => {
    const to = target === null ? undefined : folderOf(target)
    if (to === undefined || to === folderOf(file.path) || !CONTEXTS.includes(to)) return undefined
    return target === `src/${to}/index.ts` ? undefined : `enters ${to} by ${target}, not by its index.ts`
  })

/** Inside a context: rules know only facts, a service never its callers, a resolver no rules and no entity. */
export const jobsInsideContext: Rule = (files) =>
  eachImport(files, (file, { target }) => {
    if (target === null || folderOf(target) !== folderOf(file.path)) return undefined
    const job = jobOf(file.path)
    return CLOSED_JOBS[job]?.includes(jobOf(target)) ? `a ${job} file may not import ${target}` : undefined
  })

/** No file of `src` imports itself by a detour; imports of types count too. */
export const noCycles: Rule = (files) => {
  const targets = new Map(
    files.filter(inSource).map((file) => [file.path, file.imports.flatMap(({ target }) => target ?? [])]),
  )
  const done = new Set<string>()
  const violations: Violation[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start >= 0) violations.push({ path, what: `cycle: ${[...trail.slice(start), path].join(' -> ')}` })
    if (start >= 0 || done.has(path)) return
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of targets.keys()) visit(path, [])
  return violations
}

/** Nothing is put into a drawer without a name. */
export const noDrawers: Rule = (files) =>
  files
    .filter(({ path }) => path.split(/[/.\-_]/).some((word) => FORBIDDEN_NAMES.test(word)))
    .map(({ path }) => ({ path, what: 'is named utils, helpers, common or shared' }))

/** Only a context's `index.ts` passes on what other files export, and no other file is called so. */
export const noBarrels: Rule = (files) => {
  const doors = new Set(CONTEXTS.map((context) => `src/${context}/index.ts`))
  const others = files.filter((file) => inSource(file) && !doors.has(file.path))
  return [
    ...others
      .filter(({ path }) => nameOf(path) === 'index.ts')
      .map(({ path }) => ({ path, what: 'is an index.ts outside a context' })),
    ...eachMatch(others, /^\s*export\s+(?:type\s+)?(?:\*|\{[^}]*\})[^'"\n;]*\bfrom\b/gm, 're-exports'),
  ]
}

/** Rules decide over what they are given: they never wait, ask the clock, throw dice or load a package. */
export const pureRules: Rule = (files) => [
  ...eachMatch(
    files.filter(isRules),
    /\basync\b|\bawait\b|\bDate\.now\b|\bnew Date\(|\bMath\.random\b|\bimport\(/g,
    'is not pure',
  ),
  ...files
    .filter(isRules)
    .flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target === null)
        .map(({ specifier }) => ({ path, what: `imports the package ${specifier}` })),
    ),
]

/** The surroundings are read once, by the configuration; the programs hand them over. */
export const environment: Rule = (files) =>
  eachMatch(
    files.filter(
      (file) =>
        inSource(file) &&
        !['src/config.ts', 'src/main.ts', 'src/ingest-file.ts', 'src/audit-command.ts'].includes(file.path),
    ),
    /\bprocess\s*\.\s*env\b|\bprocess\[['"]env|\{[^}]*\benv\b[^}]*\}\s*=\s*process\b/g,
    'reads the environment',
  )

/** The policy table and the database's row-level security decide who may do what, and nothing else does. */
export const onePermissionModel: Rule = (files) => [
  ...eachMatch(
    files.filter((file) => inSource(file) && folderOf(file.path) !== 'access'),
    /\brole\s*[!=]==?|[!=]==?\s*[\w.]*\brole\b|\broles\??\.(?:includes|has|some|every)\(|@Authorized\b|\bAuthorized\s*\(|\bauthChecker\b|@Filter\(|\baddFilter\(|\bsetFilterParams\(/g,
    'decides a permission',
  ),
  ...eachMatch(
    files.filter(({ path }) => path.endsWith('.entity.ts')),
    /\bfilters\s*:/g,
    'decides a permission',
  ),
]

/** A file is `kebab-case`, and its suffix is one of the known jobs. */
export const fileNames: Rule = (files) =>
  files
    .filter((file) => isTypeScript(file) && /^(src|test|schema)\//.test(file.path))
    .filter(({ path }) => {
      const [stem = '', ...rest] = nameOf(path).split('.')
      const suffixes = rest.slice(0, -1)
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) || suffixes.some((suffix) => !JOBS.includes(suffix))
    })
    .map(({ path }) => ({ path, what: 'is not kebab-case with a known suffix' }))

/** A file of the program can be read in one sitting; a migration or a table of tests stays whole. */
export const fileLengths: Rule = (files) =>
  files
    .filter(inSource)
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => ({ path, what: `has ${lines} lines, more than ${LINES_MAX}` }))

interface ExportedFunction {
  readonly path: string
  readonly name: string
  readonly documented: boolean
}

function exportedFunctions(files: readonly SourceFile[]): ExportedFunction[] {
  const declaration =
    /^export (?:default )?(?:(?:async )?function\*? ?(\w*)|const (\w+)(?:: [^=\n]+)? = (?:async )?(?:function\b|<|\w+ =>|\([^()]*\)(?:: [^=\n]+)? =>|\($))/gm
  return files.filter(inSource).flatMap((file) => {
    const seen = new Set<string>()
    return [...file.code.matchAll(declaration)].flatMap((match) => {
      const name = match[1] || match[2] || 'default'
      // Of an overloaded function the first signature carries the comment.
      if (seen.has(name)) return []
      seen.add(name)
      const documented = file.text.slice(0, match.index).trimEnd().endsWith('*/')
      return [{ path: file.path, name, documented }]
    })
  })
}

/** Every exported function says in a comment what it does. */
export const docComments: Rule = (files) =>
  exportedFunctions(files)
    .filter(({ documented }) => !documented)
    .map(({ path, name }) => ({ path, what: `${name} has no doc comment` }))

/** No exported function has a word in its name that says nothing. */
export const tellingNames: Rule = (files) =>
  exportedFunctions(files)
    .filter(({ name }) => name.split(/(?=[A-Z])|_/).some((word) => EMPTY_WORDS.test(word.toLowerCase())))
    .map(({ path, name }) => ({ path, what: `${name} holds a word that says nothing` }))

/** Migrations are numbered from 0001 without a gap or a twin, and all are listed in order. */
export const migrationNumbers: Rule = (files) => {
  const names = files.map(({ path }) => path).filter((path) => path.startsWith('migrations/'))
  const numbered = names.filter((path) => /^migrations\/\d{4}_[a-z0-9_]+\.ts$/.test(path)).sort()
  const listed = files
    .find(({ path }) => path === 'migrations/index.ts')
    ?.imports.flatMap(({ target }) => target ?? [])
  return [
    ...numbered
      .filter((path, at) => Number(nameOf(path).slice(0, 4)) !== at + 1)
      .map((path) => ({ path, what: 'is not the next number' })),
    ...names
      .filter(
        (path) => !numbered.includes(path) && !/\/(index|generate-[a-z-]+)\.ts$|\/README\.md$/.test(path),
      )
      .map((path) => ({ path, what: 'is no numbered migration' })),
    ...numbered
      .filter((path, at) => listed !== undefined && listed[at] !== path)
      .map((path) => ({ path, what: 'is not listed in its place in migrations/index.ts' })),
  ]
}

/** The tree has the four folders that everybody knows; tools keep theirs behind a dot. */
export const topLevelFolders: Rule = (files) => {
  const known = ['src', 'schema', 'migrations', 'test']
  const found = new Set(files.flatMap(({ path }) => (path.includes('/') ? (path.split('/')[0] ?? []) : [])))
  return [
    ...[...found]
      .filter((folder) => !folder.startsWith('.') && !known.includes(folder))
      .map((folder) => ({ path: folder, what: 'is no folder of the tree' })),
    ...known.filter((folder) => !found.has(folder)).map((folder) => ({ path: folder, what: 'is missing' })),
  ]
}

/** Below `src` there are only the folders and files that the import table knows. */
export const knownFolders: Rule = (files) => {
  const known = [...Object.keys(ALLOWED), ...Object.keys(COMPOSITION_ROOT)]
  return files
    .filter(({ path }) => path.startsWith('src/') && !known.includes(folderOf(path) ?? ''))
    .map(({ path }) => ({ path, what: 'lies in no folder that the import table knows' }))
}
