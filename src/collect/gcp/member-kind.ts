// What kind of member a binding or entitlement names.

/** user, serviceAccount, group, domain, allUsers, deleted, principalSet, … */
export function memberKind(member: string): string {
  const kind =
    /^(deleted|user|serviceAccount|group|domain|principal|principalSet|projectOwner|projectEditor|projectViewer)(?=:)/.exec(
      member,
    )?.[1];
  return kind ?? member;
}
