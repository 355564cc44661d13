// Ids of what Workspace names: the customer, and what Google never gives twice within it. Pure.

/** By the customer's id; by the domain where that could not be read. */
export function customerId(customer: string): string {
  return `workspace:${customer}`;
}

/** Id of a user. */
export function userId(scope: string, id: string): string {
  return `${scope}/user/${id}`;
}

/** Id of a group. */
export function groupId(scope: string, id: string): string {
  return `${scope}/group/${id}`;
}

/** An application as this customer knows it. */
export function clientId(scope: string, client: string): string {
  return `${scope}/client/${client}`;
}

/** Id of a domain-wide delegation, by its client id. */
export function delegationId(scope: string, client: string): string {
  return `${scope}/delegation/${client}`;
}

/** Id of an assignment of an administrator's role. */
export function roleAssignmentId(scope: string, id: string): string {
  return `${scope}/role-assignment/${id}`;
}
