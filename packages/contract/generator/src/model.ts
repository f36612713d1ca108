/** A contract, read and checked, ready to be written out as TypeScript. */

export type Builtin = 'string' | 'boolean' | 'int' | 'long' | 'dateTime' | 'base64Binary';

export const BUILTINS: readonly Builtin[] = ['string', 'boolean', 'int', 'long', 'dateTime', 'base64Binary'];

export interface Facets {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** JavaScript sources, anchored, for the u flag. */
  readonly pattern?: { readonly schema: string; readonly source: string };
  readonly enumeration?: readonly string[];
  /** What each word of the enumeration means, in its order; '' where that is not told. */
  readonly meanings?: readonly string[];
  readonly min?: bigint;
  readonly max?: bigint;
  readonly whiteSpace?: 'preserve' | 'replace' | 'collapse';
}

/** Stands in the served documents where the caller's view of the endpoint belongs. */
export const ADDRESS_TOKEN = '{{soap:address}}';

interface Named {
  readonly name: string;
  readonly uri: string;
  readonly documentation: string;
  readonly file: string;
  readonly line: number;
}

export interface SimpleType extends Named {
  readonly kind: 'simple';
  readonly base: Builtin;
  readonly facets: Facets;
}

export interface Field {
  readonly name: string;
  readonly type: TypeName;
  readonly min: number;
  /** Infinity for unbounded. */
  readonly max: number;
  readonly documentation: string;
  /** Accepted by decoders although the schema lacks it, so that it can be answered with a clear result. */
  readonly tolerated: boolean;
  readonly file: string;
  readonly line: number;
}

/** The element that refers to an attachment in the place of a leaf of bytes, in documents of the SwA profile. */
export const STAND_IN = 'attachment';

/** The name of the element that may stand in the place of a field, if the field is a leaf of bytes of any size. */
export function standInFor(field: Field): string | undefined {
  return 'builtin' in field.type && field.type.builtin === 'base64Binary' ? STAND_IN : undefined;
}

export interface ComplexType extends Named {
  readonly kind: 'complex';
  readonly fields: readonly Field[];
}

export type TypeName = { readonly builtin: Builtin } | { readonly uri: string; readonly local: string };

export interface GlobalElement extends Named {
  readonly type: { readonly uri: string; readonly local: string };
}

export interface Schema {
  readonly file: string;
  readonly uri: string;
  /** The prefix that the schema gives its own namespace; names the generated files and prefixes its elements. */
  readonly prefix: string;
  /** Documents of other namespaces that it needs. */
  readonly imports: readonly string[];
  /** Documents of its own namespace that it is made of as well; their types count as its own. */
  readonly includes: readonly string[];
  readonly types: readonly (SimpleType | ComplexType)[];
  readonly elements: readonly GlobalElement[];
}

export interface OperationModel {
  readonly name: string;
  readonly soapAction: string;
  readonly documentation: string;
  readonly request: GlobalElement;
  readonly response: GlobalElement;
  readonly faults: readonly { readonly name: string; readonly element: GlobalElement }[];
}

export interface ServiceModel {
  readonly file: string;
  readonly uri: string;
  readonly documentation: string;
  readonly prefix: string;
  readonly service: string;
  readonly port: string;
  readonly portType: string;
  readonly binding: string;
  readonly address: string;
  readonly operations: readonly OperationModel[];
  /** Schema documents it needs, in order of first use. */
  readonly schemas: readonly string[];
}

/** A service as a document that was not written by hand gives it. */
export interface DerivedService {
  /** Of how messages are packaged. */
  readonly profile: string;
  /** The service as it was written. */
  readonly of: ServiceModel;
  readonly file: string;
  readonly binding: string;
  readonly port: string;
  readonly schemas: readonly string[];
}

/** All documents together. */
export class Contract {
  private readonly byName = new Map<string, SimpleType | ComplexType>();

  constructor(
    readonly schemas: readonly Schema[],
    readonly services: readonly ServiceModel[],
    /** Document texts by file name, the address replaced by the token. */
    readonly documents: ReadonlyMap<string, string>,
    readonly derived: readonly DerivedService[] = [],
  ) {
    for (const schema of schemas) {
      for (const type of schema.types) this.byName.set(`${type.uri} ${type.name}`, type);
    }
  }

  type(name: { readonly uri: string; readonly local: string }): SimpleType | ComplexType {
    const type = this.byName.get(`${name.uri} ${name.local}`);
    if (type === undefined) throw new Error(`type ${name.local} of ${name.uri} has not been read`);
    return type;
  }

  schemaOf(uri: string): Schema {
    const schema = this.schemas.find((candidate) => candidate.uri === uri);
    if (schema === undefined) throw new Error(`no schema has the namespace ${uri}`);
    return schema;
  }

  /** The complex type of a field, if it has one. */
  complex(field: Field): ComplexType | undefined {
    if ('builtin' in field.type) return undefined;
    const type = this.type(field.type);
    return type.kind === 'complex' ? type : undefined;
  }

  /** Is what a decoder gives other than what an encoder takes: arrays always there, tolerated elements, bytes? */
  differs(type: ComplexType): boolean {
    return this.some(
      type,
      (field) => field.tolerated || (field.min === 0 && field.max > 1) || this.baseOf(field) === 'base64Binary',
    );
  }

  /** The built-in type that the values of a field have, if it is no complex one. */
  baseOf(field: Field): Builtin | undefined {
    if ('builtin' in field.type) return field.type.builtin;
    const type = this.type(field.type);
    return type.kind === 'simple' ? type.base : undefined;
  }

  /** Do bytes of any size stand in what a service sends or gets? */
  servesBytes(service: ServiceModel): boolean {
    return service.operations.some(
      ({ request, response }) => this.elementHoldsBytes(request) || this.elementHoldsBytes(response),
    );
  }

  /** Do bytes of any size stand in this message? */
  elementHoldsBytes(element: GlobalElement): boolean {
    const type = this.type(element.type);
    return type.kind === 'complex' && this.some(type, (field) => standInFor(field) !== undefined);
  }

  /** Do bytes stand in this field, or anywhere in it? */
  holdsBytes(field: Field): boolean {
    const complex = this.complex(field);
    const isBytes = (inner: Field): boolean => this.baseOf(inner) === 'base64Binary';
    return complex === undefined ? isBytes(field) : this.some(complex, isBytes);
  }

  /** Does any element that can stand inside an element of this type pass? */
  private some(
    type: ComplexType,
    passes: (field: Field) => boolean,
    visited: ReadonlySet<ComplexType> = new Set(),
  ): boolean {
    if (visited.has(type)) return false;
    const seen = new Set(visited).add(type);
    return type.fields.some((field) => {
      const complex = this.complex(field);
      return passes(field) || (complex !== undefined && this.some(complex, passes, seen));
    });
  }

  /** The namespaces of all elements that can stand inside an element of this type. */
  namespacesIn(type: ComplexType, found = new Set<ComplexType>()): Set<string> {
    found.add(type);
    const uris = new Set<string>(type.fields.length > 0 ? [type.uri] : []);
    for (const field of type.fields) {
      const complex = this.complex(field);
      if (complex !== undefined && !found.has(complex))
        for (const uri of this.namespacesIn(complex, found)) uris.add(uri);
    }
    return uris;
  }
}
