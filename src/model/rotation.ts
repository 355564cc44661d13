// What to do about a credential, by the vendor's type: rows of rules/tables/rotation.yaml.
export interface RotationRow {
  /** Vendor's type of the credential: `aws.access-key`. */
  readonly type: string;
  /** In order; {name}, {id} and {principal_name} are those of the credential. */
  readonly steps: readonly string[];
  /** What needs no such secret at all. */
  readonly better?: string | undefined;
  readonly source: string;
}
