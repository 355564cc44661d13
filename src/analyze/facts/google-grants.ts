// Which nodes give a role of Google Cloud to a member.

/** Grants of a role to one member: those that stand, and those that are asked for (Privileged Access Manager). */
export const GOOGLE_GRANTS: readonly string[] = ["gcp.role-binding", "gcp.eligible-role"];
