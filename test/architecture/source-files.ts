import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of the repository. `path` is relative to its root, with slashes. */
export interface SourceFile {
  readonly path: string
  /** The text as written; empty for files that hold no TypeScript. */
  readonly text: string
  /** The text with comments blanked out. */
  readonly code: string
  readonly imports: readonly Import[]
}

export interface Import {
  readonly specifier: string
  /** The imported file's path in the repository; null for a package or a built-in module. */
  readonly target: string | null
}

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** Made by tools and ignored by git. */
const NOT_OURS = new Set(['node_modules', '.git', '.data', 'coverage'])
const COMMENT_OR_TEXT =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g
const SPECIFIERS = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\b(?:import|require)\(\s*['"]([^'"]+)['"]/g,
]

/** Every file of the repository, TypeScript with its text. */
export function readRepository(): readonly SourceFile[] {
  return filesBelow('').map((path) => {
    const text = path.endsWith('.ts') ? readFileSync(join(ROOT, path), 'utf8') : ''
    return sourceFile(path, text)
  })
}

/** A file as the rules see it. */
export function sourceFile(path: string, text: string): SourceFile {
  const code = text.replace(COMMENT_OR_TEXT, (part) =>
    part.startsWith('//') || part.startsWith('/*') ? part.replace(/[^\n]/g, ' ') : part,
  )
  const specifiers = SPECIFIERS.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => match[1] ?? ''),
  )
  const imports = specifiers.map((specifier) => ({ specifier, target: targetOf(path, specifier) }))
  return { path, text, code, imports }
}

function targetOf(path: string, specifier: string): string | null {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name)) return []
    const path = posix.join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}
