import { fileURLToPath } from 'node:url'
import { permissionMatrixText } from './access/permission-matrix.ts'
import { emitOrCheck } from './committed-file.ts'

/** `npm run permissions:emit` writes the published permission matrix, `npm run permissions:check` compares it. */
await emitOrCheck({
  path: fileURLToPath(new URL('../schema/permissions.md', import.meta.url)),
  name: 'schema/permissions.md',
  text: permissionMatrixText(),
  command: 'npm run permissions:emit',
})
