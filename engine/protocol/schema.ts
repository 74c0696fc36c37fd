/**
 * The vocabulary in which Kafka's messages are written down, one file per API under messages/. From the same table come the codec
 * of both directions (codec.ts), the frame inspector (inspectFrame.ts) and the TypeScript types of the bodies.
 *
 * The order of the keys of a struct is the order on the wire. A field exists from version `since` to version `until`; a field with
 * a `tag` is a tagged field of the struct. Where a version lacks a field, the decoded body has its default.
 */
export type FieldType =
  | { readonly kind: PrimitiveKind }
  | { readonly kind: 'array'; readonly element: AnyField }
  | { readonly kind: 'struct'; readonly fields: Fields };

export type PrimitiveKind =
  | 'bool' | 'int8' | 'int16' | 'int32' | 'int64' | 'uint16' | 'uint32' | 'float64' | 'string' | 'uuid' | 'bytes' | 'records'; // prettier-ignore

export interface FieldOptions<Value = unknown> {
  /** First version that has the field; without it, every version of the API. */
  readonly since?: number;
  /** Last version that has it. */
  readonly until?: number;
  /** First version in which null is allowed. */
  readonly nullableSince?: number;
  readonly tag?: number;
  /** Kafka's default where it is not the zero, the empty string or the empty list. */
  readonly default?: Value | null;
  /** A value given for a version without the field is left out; without this mark it is refused. */
  readonly ignorable?: true;
  /** Never shown by the inspector. */
  readonly secret?: true;
}

declare const types: unique symbol;

/** `Out` is what decoding gives, `In` what encoding takes, `Optional` whether the writer may leave the field out. */
export interface Field<Out, In, Optional extends boolean> {
  readonly type: FieldType;
  readonly options: FieldOptions;
  readonly [types]?: { readonly out: Out; readonly in: In; readonly optional: Optional };
}
export type AnyField = Field<unknown, unknown, boolean>;
export type Fields = Readonly<Record<string, AnyField>>;

type None = Record<never, never>;
type OrNull<O> = O extends { nullableSince: number } ? null : never;
type MayBeLeftOut =
  { since: number } | { until: number } | { tag: number } | { default: unknown } | { ignorable: true };
type IsOptional<O> = O extends MayBeLeftOut ? true : false;
type Types<F> = F extends Field<infer Out, infer In, infer Optional> ? { out: Out; in: In; optional: Optional } : never;
type OptionalKeys<F extends Fields> = { [K in keyof F]: Types<F[K]>['optional'] extends true ? K : never }[keyof F];

/** The body that decoding gives: every field present. */
export type Decoded<F extends Fields> = { readonly [K in keyof F]: Types<F[K]>['out'] };
/**
 * The body that encoding takes: fields that some version lacks, that are tagged, ignorable or have a default
 * may be left out.
 */
export type Encodable<F extends Fields> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: Types<F[K]>['in'];
} & { readonly [K in OptionalKeys<F>]?: Types<F[K]>['in'] | undefined };

type Builder<Out, In = Out> = <const O extends FieldOptions<Out> = None>(
  options?: O,
) => Field<Out | OrNull<O>, In | OrNull<O>, IsOptional<O>>;

function primitive<Out, In = Out>(kind: PrimitiveKind): Builder<Out, In> {
  return options => ({ type: { kind }, options: options ?? {} });
}

export const bool = primitive<boolean>('bool');
export const int8 = primitive<number>('int8');
export const int16 = primitive<number>('int16');
export const int32 = primitive<number>('int32');
export const int64 = primitive<bigint>('int64');
export const uint16 = primitive<number>('uint16');
export const uint32 = primitive<number>('uint32');
export const float64 = primitive<number>('float64');
export const string = primitive<string>('string');
/** As 22 characters of base64 (common/uuid.ts). */
export const uuid = primitive<string>('uuid');
export const bytes = primitive<Buffer>('bytes');
/** Record batches: given as memory that is sent where it lies, read as a view of the frame. */
export const records = primitive<Buffer, Buffer | readonly Buffer[]>('records');

export function array<Out, In, Optional extends boolean, const O extends FieldOptions<readonly Out[]> = None>(
  element: Field<Out, In, Optional>,
  options?: O,
): Field<readonly Out[] | OrNull<O>, readonly In[] | OrNull<O>, IsOptional<O>> {
  return { type: { kind: 'array', element }, options: options ?? {} };
}

export function struct<F extends Fields, const O extends FieldOptions<null> = None>(
  fields: F,
  options?: O,
): Field<Decoded<F> | OrNull<O>, Encodable<F> | OrNull<O>, IsOptional<O>> {
  return { type: { kind: 'struct', fields }, options: options ?? {} };
}

/** One API: a request and its response, whose versions always go together. */
export interface Api<Key extends number = number, Request extends Fields = Fields, Response extends Fields = Fields> {
  readonly key: Key;
  /** As Kafka prints it, such as `InitProducerId`. */
  readonly name: string;
  readonly minVersion: number;
  readonly maxVersion: number;
  /** True if a broker offers `maxVersion` only with unstable APIs switched on. */
  readonly latestVersionUnstable: boolean;
  /** First version with compact lengths and tagged fields; null if there is none. */
  readonly flexibleFrom: number | null;
  readonly request: Request;
  readonly response: Response;
}

export function defineApi<Key extends number, Request extends Fields, Response extends Fields>(api: {
  key: Key;
  name: string;
  versions: readonly [min: number, max: number];
  latestVersionUnstable?: true;
  flexibleFrom: number | null;
  request: Request;
  response: Response;
}): Api<Key, Request, Response> {
  const { versions, latestVersionUnstable = false, ...rest } = api;
  return { ...rest, minVersion: versions[0], maxVersion: versions[1], latestVersionUnstable };
}

export type RequestBody<A extends Api> = Decoded<A['request']>;
export type ResponseBody<A extends Api> = Decoded<A['response']>;
export type RequestInput<A extends Api> = Encodable<A['request']>;
export type ResponseInput<A extends Api> = Encodable<A['response']>;

export function isFlexible(api: Api, version: number): boolean {
  return api.flexibleFrom !== null && version >= api.flexibleFrom;
}
