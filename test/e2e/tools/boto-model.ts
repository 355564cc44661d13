// How botocore writes down what a service takes and answers; only what the tests read of it.
import type { Kind, Protocol } from "./aws-model.js";

interface Ref {
  readonly shape: string;
  readonly locationName?: string;
  readonly location?: "uri" | "querystring" | "header" | "headers" | "statusCode";
}

export interface BotoShape {
  readonly type: string;
  readonly members?: { readonly [name: string]: Ref };
  readonly required?: readonly string[];
  readonly member?: Ref;
  readonly value?: Ref;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly timestampFormat?: string;
  readonly union?: boolean;
  readonly document?: boolean;
}

export interface BotoPaginator {
  readonly input_token: string | readonly string[];
  readonly output_token: string | readonly string[];
  readonly result_key: string | readonly string[];
}

export interface BotoModel {
  readonly metadata: { readonly protocol: Protocol; readonly jsonVersion?: string };
  readonly operations: {
    readonly [name: string]: {
      readonly http: { readonly method: string; readonly requestUri: string };
      readonly input?: Ref;
      readonly output?: Ref;
    };
  };
  readonly shapes: { readonly [name: string]: BotoShape };
}

/** A shape and the model that its references are about. */
export interface Shaped {
  readonly shape: BotoShape;
  readonly model: BotoModel;
}

export function botoShape(model: BotoModel, name: string): Shaped | undefined {
  const shape = model.shapes[name];
  return shape === undefined ? undefined : { shape, model };
}

const NUMBERS: ReadonlySet<string> = new Set(["integer", "long", "float", "double"]);

export function kindOfBoto(shape: BotoShape): Kind {
  if (shape.document === true) return "document";
  if (shape.union === true) return "union";
  return NUMBERS.has(shape.type) ? "number" : (shape.type as Kind);
}
