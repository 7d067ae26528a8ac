import fc from 'fast-check'

const { PROPERTY_SEED: given = '1' } = process.env

/**
 * What every property test draws from: the same in each `npm test`, so that what fails there fails because of a change;
 * another in each `npm run soak`, which prints it when a property does not hold.
 */
export const SEED = given === 'random' ? Date.now() & 0x7fffffff : Number(given)

fc.configureGlobal({ seed: SEED })

export default fc
