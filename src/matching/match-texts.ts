import type { Text } from '../kernel/errors.ts'
import type { RuleCode, Undecided } from './match.ts'

interface RuleTexts {
  readonly passed: Text
  readonly failed: Text
  readonly unknown: Text
}

const areaTexts = (rule: string): RuleTexts => ({
  passed: {
    da: `Boligens område er omfattet ({areaStatus}), og kommunen har efter ${rule} erklæret, at husstanden ikke er udelukket den {day}.`,
    en: `The dwelling’s area is covered ({areaStatus}), and the municipality has stated under ${rule} that the household is not excluded on {day}.`,
  },
  failed: {
    da: `Boligens område er omfattet ({areaStatus}), og husstanden er efter ${rule} udelukket den {day}. Vælg en bolig uden for området.`,
    en: `The dwelling’s area is covered ({areaStatus}), and the household is excluded under ${rule} on {day}. Choose a dwelling outside the area.`,
  },
  unknown: {
    da: `Boligens område er omfattet ({areaStatus}), og kommunen har ikke erklæret, at husstanden er kontrolleret efter ${rule} den {day}. Registrér kontrollen med »recordAreaCheck«.`,
    en: `The dwelling’s area is covered ({areaStatus}), and the municipality has not stated that the household was checked under ${rule} for {day}. Record the check with "recordAreaCheck".`,
  },
})

/** Of a rule whose parameter the municipality has not stated; `{parameter}` names it. */
export const PARAMETER_NOT_SET: Text = {
  da: 'Reglen kan ikke afgøres, før kommunen har oplyst »{parameter}« med kilde, eller at der intet er aftalt (»setMatchingParameter«).',
  en: 'The rule cannot be decided before the municipality has stated "{parameter}" with its source, or that none is agreed ("setMatchingParameter").',
}

const NEVER: Text = { da: 'Reglen kan ikke afgøres.', en: 'The rule cannot be decided.' }

/** What each rule says in words; `{name}` stands for the figure of that name. */
export const RULE_TEXTS: Readonly<Record<RuleCode, RuleTexts>> = {
  CASE_OPEN: {
    passed: { da: 'Sagen er åben.', en: 'The case is open.' },
    failed: {
      da: 'Sagen er ikke åben ({status}). Sæt den som åben med »setCaseStatus«, hvis husstanden søger bolig.',
      en: 'The case is not open ({status}). Set it open with "setCaseStatus" if the household is in need of a dwelling.',
    },
    unknown: NEVER,
  },
  VACANCY_OPEN: {
    passed: { da: 'Boligen er ledig til genudlejning.', en: 'The dwelling is vacant for reletting.' },
    failed: {
      da: 'Boligen er ikke længere ledig til genudlejning ({state}).',
      en: 'The dwelling is no longer vacant for reletting ({state}).',
    },
    unknown: NEVER,
  },
  MUNICIPALITY: {
    passed: {
      da: 'Boligen ligger i den kommune, der behandler sagen.',
      en: 'The dwelling lies in the municipality that handles the case.',
    },
    failed: {
      da: 'Boligen ligger i kommune {dwelling}, men sagen behandles i kommune {case}.',
      en: 'The dwelling lies in municipality {dwelling}, but municipality {case} handles the case.',
    },
    unknown: NEVER,
  },
  RENT: {
    passed: {
      da: 'Huslejen uden forbrug, {rent} kr. med et tilskud på {subsidy} kr., er inden for de {rentMax} kr., husstanden kan betale.',
      en: 'The rent without consumption, {rent} kr. with a subsidy of {subsidy} kr., is within the {rentMax} kr. that the household can pay.',
    },
    failed: {
      da: 'Huslejen uden forbrug er {rent} kr., og husstanden kan betale {rentMax} kr. Der skal et tilskud på {subsidyNeeded} kr. om måneden til; der er regnet med {subsidy} kr.',
      en: 'The rent without consumption is {rent} kr., and the household can pay {rentMax} kr. It takes a subsidy of {subsidyNeeded} kr. a month; {subsidy} kr. were reckoned with.',
    },
    unknown: {
      da: 'Det er ikke registreret, hvad husstanden kan betale. Huslejen uden forbrug er {rent} kr.',
      en: 'What the household can pay is not recorded. The rent without consumption is {rent} kr.',
    },
  },
  DWELLING_TYPE: {
    passed: {
      da: 'Boligtypen er ønsket ({dwellingType}).',
      en: 'The dwelling type is wanted ({dwellingType}).',
    },
    failed: {
      da: 'Boligtypen {dwellingType} er ikke blandt de ønskede: {wanted}.',
      en: 'The dwelling type {dwellingType} is not among those wanted: {wanted}.',
    },
    unknown: {
      da: 'Boligens type er ikke oplyst. Ønskede: {wanted}.',
      en: 'The dwelling’s type is not known. Wanted: {wanted}.',
    },
  },
  YOUTH_VOUCHED: {
    passed: {
      da: 'Husstanden er under uddannelse, eller kommunen indestår for, at den unge kan blive boende.',
      en: 'The household is in education, or the municipality answers for it that the young person may stay.',
    },
    failed: {
      da: 'En ungdomsbolig kræver uddannelse, eller at kommunen indestår for, at den unge kan blive boende. Registrér det på behovet.',
      en: 'A youth dwelling takes education, or that the municipality answers for it that the young person may stay. Record it in the need.',
    },
    unknown: {
      da: 'Det er ikke registreret, om husstanden er under uddannelse, og kommunen har ikke indestået for den.',
      en: 'Whether the household is in education is not recorded, and the municipality has not answered for it.',
    },
  },
  YOUTH_AGE: {
    passed: {
      da: 'En voksen i husstanden er under {below} år, som kommunen har aftalt for ungdomsboliger.',
      en: 'A grown-up in the household is under {below}, as the municipality has agreed for youth dwellings.',
    },
    failed: {
      da: 'Ingen voksen i husstanden er under {below} år, som kommunen har aftalt for ungdomsboliger ({ages}).',
      en: 'No grown-up in the household is under {below}, as the municipality has agreed for youth dwellings ({ages}).',
    },
    unknown: {
      da: 'Husstandens aldre er ikke registreret. Aftalt for ungdomsboliger: under {below} år.',
      en: 'The ages in the household are not recorded. Agreed for youth dwellings: under {below}.',
    },
  },
  YOUTH_EDUCATION: {
    passed: {
      da: 'Husstanden er under eller på vej i uddannelse, som kommunen har aftalt for ungdomsboliger.',
      en: 'The household is in education or soon to be, as the municipality has agreed for youth dwellings.',
    },
    failed: {
      da: 'Husstanden er ikke under eller på vej i uddannelse, som kommunen har aftalt for ungdomsboliger.',
      en: 'The household is neither in education nor soon to be, as the municipality has agreed for youth dwellings.',
    },
    unknown: {
      da: 'Det er ikke registreret, om husstanden er under eller på vej i uddannelse.',
      en: 'Whether the household is in education or soon to be is not recorded.',
    },
  },
  ELDERLY: {
    passed: {
      da: 'Kommunen har fundet et særligt behov for en ældrebolig.',
      en: 'The municipality has found a special need of a dwelling for elderly or disabled people.',
    },
    failed: {
      da: 'En ældrebolig kræver et særligt behov, som kommunen har fundet. Registrér det på behovet.',
      en: 'A dwelling for elderly or disabled people takes a special need that the municipality has found. Record it in the need.',
    },
    unknown: {
      da: 'Husstandens behov er ikke registreret.',
      en: 'The household’s need is not recorded.',
    },
  },
  ACCESSIBILITY: {
    passed: { da: 'Boligen er tilgængelig.', en: 'The dwelling is accessible.' },
    failed: {
      da: 'Husstanden har brug for en tilgængelig bolig, og det er denne ikke.',
      en: 'The household needs an accessible dwelling, and this one is not.',
    },
    unknown: {
      da: 'Husstanden har brug for en tilgængelig bolig, og det er ikke oplyst, om denne er det.',
      en: 'The household needs an accessible dwelling, and whether this one is is not known.',
    },
  },
  DWELLING_LARGE_ENOUGH: {
    passed: {
      da: '{persons} personer i {rooms} rum er inden for højst {personsPerRoomMax} pr. rum.',
      en: '{persons} persons in {rooms} rooms are within {personsPerRoomMax} a room at most.',
    },
    failed: {
      da: '{persons} personer i {rooms} rum er over højst {personsPerRoomMax} pr. rum.',
      en: '{persons} persons in {rooms} rooms are above {personsPerRoomMax} a room at most.',
    },
    unknown: {
      da: 'Boligens antal rum er ikke oplyst. Husstanden er på {persons}.',
      en: 'The dwelling’s number of rooms is not known. The household counts {persons}.',
    },
  },
  DWELLING_SMALL_ENOUGH: {
    passed: {
      da: '{rooms} rum til {persons} personer er højst {roomsBeyondPersonsMax} flere rum end personer.',
      en: '{rooms} rooms for {persons} persons are {roomsBeyondPersonsMax} more rooms than persons at most.',
    },
    failed: {
      da: '{rooms} rum til {persons} personer er mere end {roomsBeyondPersonsMax} flere rum end personer.',
      en: '{rooms} rooms for {persons} persons are more than {roomsBeyondPersonsMax} more rooms than persons.',
    },
    unknown: {
      da: 'Boligens antal rum er ikke oplyst. Husstanden er på {persons}.',
      en: 'The dwelling’s number of rooms is not known. The household counts {persons}.',
    },
  },
  PLACE_WANTED: {
    passed: {
      da: 'Boligen ligger, hvor husstanden ønsker at bo.',
      en: 'The dwelling lies where the household wants to live.',
    },
    failed: {
      da: 'Boligen ligger ikke i en ønsket afdeling eller på et ønsket postnummer (boligen: {postalCode}; ønskede postnumre: {wantedPostalCodes}).',
      en: 'The dwelling lies neither in a wanted estate nor at a wanted postal code (dwelling: {postalCode}; wanted postal codes: {wantedPostalCodes}).',
    },
    unknown: {
      da: 'Boligens postnummer er ikke oplyst. Ønskede postnumre: {wantedPostalCodes}.',
      en: 'The dwelling’s postal code is not known. Wanted postal codes: {wantedPostalCodes}.',
    },
  },
  PLACE_NOT_EXCLUDED: {
    passed: {
      da: 'Boligen ligger ikke, hvor husstanden har fravalgt at bo.',
      en: 'The dwelling does not lie where the household is not to live.',
    },
    failed: {
      da: 'Boligen ligger i en fravalgt afdeling eller på et fravalgt postnummer (boligen: {postalCode}; fravalgte postnumre: {excludedPostalCodes}).',
      en: 'The dwelling lies in an excluded estate or at an excluded postal code (dwelling: {postalCode}; excluded postal codes: {excludedPostalCodes}).',
    },
    unknown: {
      da: 'Boligens postnummer er ikke oplyst. Fravalgte postnumre: {excludedPostalCodes}.',
      en: 'The dwelling’s postal code is not known. Excluded postal codes: {excludedPostalCodes}.',
    },
  },
  AREA_SECTION_59_6: areaTexts('almenboligloven § 59 stk. 6'),
  AREA_SECTION_59_7: areaTexts('almenboligloven § 59 stk. 7'),
  AREA_SECTION_51_B: areaTexts('almenboligloven § 51 b'),
  AREA_SECTION_51_C: areaTexts('almenboligloven § 51 c'),
}

export const UNDECIDED_TEXTS: Readonly<Record<Undecided, string>> = {
  PARAMETER_NOT_SET: 'The municipality has not stated the number that the rule takes (parameter mangler).',
  FACT_UNKNOWN: 'What the rule asks for is not recorded of the household or the dwelling (ikke oplyst).',
  NOT_CHECKED:
    'The municipality has not stated that the household was checked for the day (ikke kontrolleret).',
}
