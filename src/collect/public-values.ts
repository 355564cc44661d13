// Values of CI variables that may be seen: they open nothing, and say which cloud identity a job uses.

/** Values that open nothing: anything else is replaced before it is seen. */
const PUBLIC: readonly RegExp[] = [
  /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{0,12}:[\w+=,.@:/-]{1,200}$/,
  /^\d{12}$/,
  /^[a-z]{2}(?:-[a-z]+){1,2}-\d$/,
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  /^(?:\/\/iam\.googleapis\.com\/)?projects\/[a-z0-9-]+\/locations\/global\/workloadIdentityPools\/[a-z0-9-]+\/providers\/[a-z0-9-]+$/,
  /^[a-z][a-z0-9-]{4,29}@[a-z][a-z0-9-]{4,29}\.iam\.gserviceaccount\.com$/,
  /^(?:api:\/\/AzureADTokenExchange|sts\.amazonaws\.com)$/,
];

/** Whether the value of a variable is one of those. A UUID under a name that announces a secret is none. */
export function isPublicValue(name: string, value: unknown): value is string {
  if (typeof value !== "string" || value.length > 256) return false;
  if (/secret|password|token|api_?key|credential/i.test(name)) return false;
  return PUBLIC.some((shape) => shape.test(value));
}
