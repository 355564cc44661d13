// OAuth access scopes of machines: what of a service account's permissions a token of the machine can use at all. By Google's list
// of scopes (https://developers.google.com/identity/protocols/oauth2/scopes) and what each says that it is for.

const PREFIX = "https://www.googleapis.com/auth/";

/** Scope → beginnings of permissions that it lets through. */
const SCOPES: { readonly [scope: string]: readonly string[] } = {
  "cloud-platform.read-only": [
    "compute.",
    "storage.",
    "bigquery.",
    "logging.",
    "monitoring.",
    "resourcemanager.",
    "iam.",
  ],
  compute: ["compute."],
  "compute.readonly": ["compute."],
  "devstorage.read_only": [
    "storage.objects.get",
    "storage.objects.list",
    "storage.buckets.get",
    "storage.buckets.list",
  ],
  "devstorage.read_write": ["storage.objects.", "storage.buckets.get", "storage.buckets.list"],
  "devstorage.full_control": ["storage."],
  bigquery: ["bigquery."],
  "bigquery.readonly": ["bigquery."],
  pubsub: ["pubsub."],
  datastore: ["datastore."],
  "sqlservice.admin": ["cloudsql."],
  "bigtable.admin": ["bigtable."],
  "bigtable.data": ["bigtable."],
  "cloud-source-tools": ["source."],
  "source.full_control": ["source."],
  "source.read_only": ["source."],
  cloudkms: ["cloudkms."],
  iam: ["iam."],
  cloudplatformprojects: ["resourcemanager.projects."],
  "cloudplatformprojects.readonly": ["resourcemanager.projects."],
  "service.management": ["servicemanagement."],
  "service.management.readonly": ["servicemanagement."],
  servicecontrol: ["servicecontrol."],
  "logging.admin": ["logging."],
  "logging.write": ["logging.logEntries."],
  "logging.read": ["logging."],
  monitoring: ["monitoring."],
  "monitoring.write": ["monitoring."],
  "monitoring.read": ["monitoring."],
  "trace.append": ["cloudtrace."],
  "ndev.clouddns.readwrite": ["dns."],
  "ndev.cloudman": ["deploymentmanager."],
};
/** Scopes that only read let no permission through that changes something. */
const READS = /\.(get|list|getIamPolicy|getData|export|read|query|search|fetch|view)[A-Za-z]*$/;
const ONLY_READ = /(read-only|readonly|read_only|\.read)$/;

/**
 * What no method of its own asks for: whoever attaches an account is asked for it by the API that it attaches with, whose scope
 * is what counts. https://cloud.google.com/iam/docs/service-accounts-actas
 */
const WITH_ANOTHER = "iam.serviceAccounts.actAs";

/** Whether one of the scopes lets the permission through. A scope that is not known lets nothing through that is of interest here. */
export function allowsScope(scopes: readonly string[], permission: string): boolean {
  return scopes.some((scope) => {
    const short = scope.startsWith(PREFIX) ? scope.slice(PREFIX.length) : scope;
    if (short === "cloud-platform" || permission === WITH_ANOTHER) return true;
    if (ONLY_READ.test(short) && !READS.test(permission)) return false;
    return (SCOPES[short] ?? []).some((prefix) => permission.startsWith(prefix));
  });
}
