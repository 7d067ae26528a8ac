import { column, type ReadModel, recorded } from '../platform/read/view.ts'
import { statedNumberList, statedNumberView } from '../registry/index.ts'

export const transitionParameterView = statedNumberView({
  type: 'TransitionParameter',
  action: 'transitionParameter:read',
  table: 'public.transition_parameter',
  versions: 'history.transition_parameter_versions',
  fields: { amounts: column('amounts'), ...recorded },
})

/** What the municipalities' numbers contribute to the read model. */
export const transitionParameterReadModel: Partial<ReadModel> = {
  roots: {
    transitionParameters: { kind: 'connection', list: statedNumberList(transitionParameterView) },
  },
  nodes: [transitionParameterView],
}
