// Ids as Microsoft writes them: of tenants, subscriptions, principals and roles.
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether the whole text is a GUID, in any case of letters. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}
