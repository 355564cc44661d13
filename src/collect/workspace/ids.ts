// Ids of what Workspace names: the customer, and what Google never gives twice within it. Pure.

/** By the customer's id; by the domain where that could not be read. */
export function customerId(customer: string): string {
  return `workspace:${customer}`;
}

export function userId(scope: string, id: string): string {
  return `${scope}/user/${id}`;
}

export function groupId(scope: string, id: string): string {
  return `${scope}/group/${id}`;
}

/** An application as this customer knows it. */
export function clientId(scope: string, client: string): string {
  return `${scope}/client/${client}`;
}

export function delegationId(scope: string, client: string): string {
  return `${scope}/delegation/${client}`;
}

export function roleAssignmentId(scope: string, id: string): string {
  return `${scope}/role-assignment/${id}`;
}
