// Rules that decide who is in a group or an administrative unit.

/**
 * Whether a rule is about devices: it has no users, and no attribute of a user lets anybody in. A rule is about users or about
 * devices, never about both. Source: https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership
 */
export function isOfDevices(rule: unknown): boolean {
  return typeof rule === "string" && /\bdevice\./i.test(rule) && !/\buser\./i.test(rule);
}
