import { column, type ReadModel } from '../platform/read/view.ts'
import { statedNumberList, statedNumberView } from '../registry/index.ts'

export const parameterView = statedNumberView({
  type: 'MatchingParameter',
  action: 'matching:readParameters',
  table: 'public.matching_parameter',
  versions: 'history.matching_parameter_versions',
  fields: { value: column('value') },
})

/** What the parameters contribute to the read model. */
export const parameterReadModel: Partial<ReadModel> = {
  roots: { matchingParameters: { kind: 'connection', list: statedNumberList(parameterView) } },
  nodes: [parameterView],
}
