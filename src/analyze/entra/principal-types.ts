// Types of what an Entra tenant lets act; whoever reads principals of a tenant, here and in Azure, reads these.

/** What acts as an application, without a person: its tokens name its object id. */
export const APPLICATION_TYPES: readonly string[] = [
  "entra.agent-identity",
  "entra.managed-identity",
  "entra.service-principal",
];

/** Every principal that can hold a role: applications, people, users of agents, and groups. */
export const PRINCIPAL_TYPES: readonly string[] = [
  "entra.agent-user",
  "entra.group",
  "entra.user",
  ...APPLICATION_TYPES,
];
