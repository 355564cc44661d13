// How bindings, deny policies and audit logs of Google Cloud name somebody or something, as the store has it: the address of an
// account or a person, an id with the full resource name. https://cloud.google.com/iam/docs/principal-identifiers

/** Forms around an address: of bindings, of deny policies, and the full resource name of an account. */
const AROUND_ADDRESS: readonly RegExp[] = [
  /^(?:serviceAccount|user|group):([^\s:/]+@[^\s:/]+)$/,
  /^principal:\/\/goog\/subject\/([^\s/]+@[^\s/]+)$/,
  /^principalSet:\/\/goog\/group\/([^\s/]+@[^\s/]+)$/,
  /^(?:principal:)?\/\/iam\.googleapis\.com\/projects\/[^/]+\/serviceAccounts\/([^\s/]+@[^\s/]+)$/,
];

/** Members that name nobody in particular, by the nodes that stand for them. */
const EVERYONE: ReadonlyMap<string, string> = new Map([
  ["allUsers", "any:internet"],
  ["allAuthenticatedUsers", "any:google-account"],
  ["principalSet://goog/public:all", "any:internet"],
]);

/** What else a text may be looked up as, best first; none where it is in no form of Google's. */
export function namesOfGoogle(text: string): readonly string[] {
  const address = AROUND_ADDRESS.flatMap((form) => form.exec(text)?.[1] ?? []);
  const member = /^(?:[A-Za-z]+:\/\/|serviceAccount:|user:|group:|domain:)/.test(text) ? [`gcp:member/${text}`] : [];
  const resource = /^\/\/[a-z0-9-]+\.googleapis\.com\/./.test(text) ? [`gcp:${text.slice(2)}`] : [];
  const container = /^\/\/cloudresourcemanager\.googleapis\.com\/(.+)$/.exec(text)?.[1];
  const bucket = /^gs:\/\/([^/\s]+)\/?$/.exec(text)?.[1];
  if (bucket !== undefined) return [`gcp:storage.googleapis.com/${bucket}`];
  const everyone = EVERYONE.get(text);
  if (everyone !== undefined) return [everyone];
  return [...member, ...resource, ...(container === undefined ? [] : [`gcp:${container}`]), ...address];
}
