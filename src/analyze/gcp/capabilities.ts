// What of note a role gives, by its permissions, so that custom roles count like Google's own.
import type { Role } from "./roles.js";

/** Word → permissions of which one is enough. */
const CAPABILITIES: readonly (readonly [word: string, permissions: readonly string[]])[] = [
  [
    "impersonate",
    [
      "iam.serviceAccounts.actAs",
      "iam.serviceAccounts.getAccessToken",
      "iam.serviceAccounts.getOpenIdToken",
      "iam.serviceAccounts.implicitDelegation",
      "iam.serviceAccounts.signBlob",
      "iam.serviceAccounts.signJwt",
      "iam.serviceAccountKeys.create",
      "iam.serviceAccounts.setIamPolicy",
    ],
  ],
  [
    "set-policy",
    [
      "resourcemanager.projects.setIamPolicy",
      "resourcemanager.folders.setIamPolicy",
      "resourcemanager.organizations.setIamPolicy",
    ],
  ],
];

/** Verbs of permissions that change nothing and open no secret. */
const READS = /\.(get|list|query|search|view|check|export|fetch|lookup|read|report|watch|queryData|getData)[A-Za-z]*$/;

const found = new WeakMap<Role, readonly string[] | undefined>();

/** Words for what the role gives; undefined when its permissions were not read. */
export function capabilitiesOf(role: Role): readonly string[] | undefined {
  if (role.mask === undefined) return undefined;
  let words = found.get(role);
  if (words === undefined) {
    words = CAPABILITIES.flatMap(([word, permissions]) => (permissions.some((one) => role.has(one)) ? [word] : []));
    found.set(role, words);
  }
  return words;
}

const reading = new WeakMap<Role, boolean>();

/** Whether every permission of the role only reads; undefined when they were not read. */
export function isReadOnly(role: Role): boolean | undefined {
  const all = role.permissions();
  if (all === undefined) return undefined;
  let answer = reading.get(role);
  if (answer === undefined) {
    answer = all.every((permission) => READS.test(permission));
    reading.set(role, answer);
  }
  return answer;
}
