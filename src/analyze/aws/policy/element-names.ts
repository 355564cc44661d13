// Names of elements of a policy in any spelling, as AWS takes them.

/** A policy or a part of it as it was written. */
export type Elements = { readonly [name: string]: unknown };

const NAMES = new Map(
  [
    "Version",
    "Id",
    "Statement",
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
    "AWS",
    "Service",
    "Federated",
    "CanonicalUser",
  ].map((name) => [name.toLowerCase(), name]),
);
const WRITTEN = new Set(NAMES.values());

export interface NamedElements {
  readonly Version?: unknown;
  readonly Statement?: unknown;
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
  readonly AWS?: unknown;
  readonly Service?: unknown;
  readonly Federated?: unknown;
  readonly CanonicalUser?: unknown;
}

/** The elements under the names that AWS writes; a name in other case counts where the right one is not there. */
export function toCanonical(elements: Elements): NamedElements {
  for (const key in elements) if (!WRITTEN.has(key)) return renamed(elements);
  return elements;
}

function renamed(elements: Elements): NamedElements {
  const made: { [name: string]: unknown } = { ...elements };
  for (const [key, value] of Object.entries(elements)) {
    const name = NAMES.get(key.toLowerCase());
    if (name !== undefined) made[name] ??= value;
  }
  return made;
}
