import type { PresenceAttribute } from './presence.js';

/** Attributes of a presence, and of the pieces of an attribute. */
export const MAX_ATTRIBUTES = 100;

interface Shape {
  /** The words that its value can be; any text where absent. */
  readonly words?: readonly string[];
  /** The pieces that it is made of, instead of a value; `'any'` where their names are whatever the owner says. */
  readonly properties?: readonly string[] | 'any';
}

const TRUTH = ['T', 'F'];
const PLACE = ['Longitude', 'Latitude', 'Altitude', 'Accuracy'];
const STREET = ['Country', 'City', 'Street', 'Crossing1', 'Crossing2', 'Building', 'NamedArea', 'Accuracy'];

/** The attributes of the IMPS line, which stand without a scheme: what each is made of. */
const SHAPES: Readonly<Record<string, Shape>> = {
  OnlineStatus: { words: TRUTH },
  Registration: { words: TRUTH },
  ClientInfo: { properties: ['ClientType', 'DevManufacturer', 'ClientProducer', 'Model', 'ClientVersion', 'Language'] },
  TimeZone: {},
  Location: { properties: PLACE },
  Address: { properties: STREET },
  FreeTextLocation: {},
  PLMN: { properties: ['MCC', 'MNC', 'Service'] },
  CommCap: { properties: 'any' },
  UserAvailability: { words: ['AVAILABLE', 'NOT_AVAILABLE', 'DISCREET'] },
  PreferredContacts: { properties: 'any' },
  PreferredLanguage: {},
  StatusText: {},
  StatusMood: {},
  Activity: {},
  Alias: {},
  StatusContent: { properties: ['ReferredContent', 'DirectContent', 'ContentType'] },
  ContactInfo: { properties: 'any' },
  InfoLink: { properties: 'any' },
};

/** Why an attribute cannot be published as it is; undefined when it can. */
export function faultOf({ scheme, name, value, property }: PresenceAttribute): string | undefined {
  if (value !== undefined && property.length > 0) return `${name} has both a value and properties; give one of them.`;
  if (value === undefined && property.length === 0)
    return `${name} has neither a value nor properties; give one of them.`;
  const names = property.map((each) => each.name);
  const isList = scheme === undefined && SHAPES[name]?.properties === 'any';
  if (!isList && new Set(names).size < names.length) return `A property of ${name} is named twice.`;
  if (scheme !== undefined) return scheme === '' ? 'An empty scheme says nothing; leave it out.' : undefined;
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined) return 'No attribute of the IMPS line has this name; give your own ones a scheme.';
  return faultOfShape(shape, name, value, names);
}

function faultOfShape(
  { words, properties }: Shape,
  name: string,
  value: string | undefined,
  names: readonly string[],
): string | undefined {
  if (properties === undefined) {
    if (value === undefined) return `${name} has a value and no properties.`;
    return words?.includes(value) === false ? `${name} is one of ${words.join(', ')}.` : undefined;
  }
  if (value !== undefined) return `${name} is made of properties and has no value.`;
  const strange = properties === 'any' ? undefined : names.find((each) => !properties.includes(each));
  if (strange === undefined || properties === 'any') return undefined;
  return `${name} has no property of that name; it has ${properties.join(', ')}.`;
}
