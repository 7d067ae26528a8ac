import { byOrganisation } from '../../src/platform/read/personal.ts'

const look = (...shown: [string, ...string[]][]) => ({
  municipalityCode: '0169',
  shown: shown.map(([field, ...subjects]) => ({ fields: [field], subjects })),
})

test('each organisation gets a look at what is disclosed to it, and at nothing else', () => {
  const looks = [
    look(['Disclosure.basis', 'household 1', 'household 2'], ['PersonIdentity.name', 'person 1']),
  ]
  const disclosedTo = [
    { organisation: 'a', subject: 'household 1' },
    { organisation: 'a', subject: 'person 1' },
    { organisation: 'b', subject: 'household 2' },
  ]
  expect(byOrganisation(looks, disclosedTo)).toEqual([
    {
      ...look(['Disclosure.basis', 'household 1'], ['PersonIdentity.name', 'person 1']),
      organisationId: 'a',
    },
    { ...look(['Disclosure.basis', 'household 2']), organisationId: 'b' },
  ])
})

test('what is disclosed to two is a look for both, and what is disclosed to none stays the actor’s', () => {
  const looks = [look(['Household.adults', 'household 1', 'household 2'])]
  const disclosedTo = ['a', 'b'].map((organisation) => ({ organisation, subject: 'household 1' }))
  expect(byOrganisation(looks, disclosedTo)).toEqual([
    look(['Household.adults', 'household 2']),
    { ...look(['Household.adults', 'household 1']), organisationId: 'a' },
    { ...look(['Household.adults', 'household 1']), organisationId: 'b' },
  ])
})
