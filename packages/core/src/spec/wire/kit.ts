import { z } from 'zod'

type OptionalNames<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? K : never }[keyof T]

/** A schema for each member that T always has. */
export type Required<T> = { readonly [K in Exclude<keyof T, OptionalNames<T>>]: z.ZodType<T[K]> }

/** A schema for each member that T may lack. */
export type Optional<T> = { readonly [K in OptionalNames<T>]-?: z.ZodType<Exclude<T[K], undefined>> }

/**
 * Makes schemas of objects whose members are exactly those of a type: TypeScript refuses a member too many or too few.
 * Whether unknown members of the value are refused (a spec) or ignored (a record) is a matter of the kit.
 */
export interface WireKit {
  readonly object: <T extends object>(...members: ObjectMembers<T>) => z.ZodType<T>
  /** The same schema under a name, which JSON Schema then refers to. */
  readonly named: <T>(name: string, schema: z.ZodType<T>) => z.ZodType<T>
  /** The names, for `z.toJSONSchema`. */
  readonly names: z.core.$ZodRegistry<{ id: string }>
}

type ObjectMembers<T> = [OptionalNames<T>] extends [never]
  ? [required: Required<T>]
  : [required: Required<T>, optional: Optional<T>]

/** A kit whose schemas refuse unknown members (`strict`) or let them through (`loose`). */
export function createWireKit(unknownMembers: 'strict' | 'loose'): WireKit {
  const names = z.registry<{ id: string }>()
  const make = unknownMembers === 'strict' ? z.strictObject : z.looseObject
  return {
    object: <T extends object>(...[required, optional = {}]: readonly [object, object?]) => {
      const members = Object.entries(optional).map(([name, schema]) => [name, z.exactOptional(schema as z.ZodType)])
      // The signature has asked for the schema of each member of T.
      return make({ ...required, ...(Object.fromEntries(members) as object) }) as unknown as z.ZodType<T>
    },
    named: (name, schema) => {
      names.add(schema, { id: name })
      return schema
    },
    names,
  }
}

/**
 * The schema of a union whose members a property tells apart. `T` is given and the schemas follow in a second call, so
 * that TypeScript refuses a union of which a member is missing.
 */
export function variantsOf<T>() {
  return <S extends z.ZodType<T>>(
    property: keyof T & string,
    variants: [T] extends [z.output<S>] ? readonly S[] : never,
  ): z.ZodType<T> => {
    // Each variant is the object schema of a kit.
    const objects = variants as unknown as readonly [z.ZodObject, ...z.ZodObject[]]
    return z.discriminatedUnion(property, objects) as unknown as z.ZodType<T>
  }
}

/** The schema of a fixed set of texts; TypeScript refuses one too many or too few. */
export function oneOf<T extends string>(texts: { readonly [K in T]: true }): z.ZodType<T> {
  // Object.keys forgets that the keys are those of T.
  return z.enum(Object.keys(texts)) as unknown as z.ZodType<T>
}
