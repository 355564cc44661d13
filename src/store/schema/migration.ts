// What one step of the schema is.

/** One step of the schema. Never edited after a release: a change is a new step. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}
