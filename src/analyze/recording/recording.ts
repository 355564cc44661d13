// What is known of the record of calls in one scope.

/** Identities of clouds that are no person's own, of providers whose records are read. */
export const CLOUD_IDENTITIES: readonly string[] = [
  "aws.iam-role",
  "aws.iam-user",
  "azure.managed-identity",
  "entra.agent-identity",
  "entra.managed-identity",
  "entra.service-principal",
  "gcp.service-account",
];

export interface Recording {
  /** All of them, some, none; undefined when too little was read to tell. */
  readonly calls: "all" | "part" | "none" | undefined;
  /** Names of what records them. */
  readonly by: readonly string[];
  /** Types of data whose use is recorded, too; undefined when it is not known. */
  readonly data: readonly string[] | undefined;
  /** Where it differs by the type of who calls: those types. */
  readonly ofType?: { readonly [type: string]: Recording["calls"] };
}
