/** A GraphQL enum of these values, each standing for itself. */
export function enumOf<Value extends string>(...values: readonly Value[]): { readonly [Key in Value]: Key } {
  return Object.fromEntries(values.map((value) => [value, value])) as { readonly [Key in Value]: Key }
}
