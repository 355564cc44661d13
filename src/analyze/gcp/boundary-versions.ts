// Which permissions each enforcement version of principal access boundaries stops, as deny policies write them. What none of them
// names goes through, whatever a boundary says: machines of Compute Engine, say.
// https://docs.cloud.google.com/iam/docs/pab-blocked-permissions
import { namesPermission } from "./permission-names.js";

/** What a version stops of a service besides what the versions before it do, but for `except`. */
interface Row {
  readonly service: string;
  /** Kinds of things with their verbs; undefined is all of the service. */
  readonly names?: readonly string[];
  readonly except?: readonly string[];
}

/** Things, every verb of each. */
const all = (...things: readonly string[]): readonly string[] => things.map((thing) => `${thing}.*`);
/** Verbs of a thing. */
const of = (thing: string, ...verbs: readonly string[]): readonly string[] => verbs.map((verb) => `${thing}.${verb}`);
/** Services, all of each. */
const whole = (...services: readonly string[]): readonly Row[] => services.map((service) => ({ service }));

const BINDINGS = ["*.createPolicyBinding", "*.deletePolicyBinding", "*.searchPolicyBindings", "*.updatePolicyBinding"];
const TAGS = ["*.createTagBinding", "*.deleteTagBinding", "*.listEffectiveTags", "*.listTagBindings"];

const FIRST: readonly Row[] = [
  ...whole("binaryauthorization", "firebaserules"),
  { service: "accesscontextmanager", except: all("gcpUserAccessBindings") },
  { service: "aiplatform", except: all("operations") },
  {
    service: "bigquery",
    names: [
      ...of("datasets", "create", "delete", "get", "setIamPolicy", "update"),
      ...of("jobs", "create", "delete", "list", "get"),
      ...of("models", "create", "delete", "list", "updateMetadata"),
      ...of("routines", "create", "delete", "list", "update"),
    ],
  },
  {
    service: "dataflow",
    names: [...all("jobs", "workItems"), "messages.list", "metrics.get", "snapshots.list"],
    except: ["jobs.snapshot"],
  },
  { service: "datastore", names: of("databases", "create", "delete", "get", "getMetadata", "list") },
  {
    service: "gkehub",
    names: [
      ...all("membershipbindings", "rbacrolebindings", "features", "locations", "memberships", "scopes"),
      ...of("fleet", "create", "get", "patch"),
    ],
    except: TAGS,
  },
  { service: "logging", names: ["logEntries.create", "logMetrics.*"] },
  {
    service: "pubsub",
    except: ["*.getIamPolicy", "*.setIamPolicy", "schemas.delete", "schemas.validate", "subscriptions.consume"],
  },
  {
    service: "redis",
    names: of("instances", "create", "delete", "failover", "get", "getAuthString", "list", "update", "upgrade"),
  },
  {
    service: "run",
    names: [
      ...all("authorizeddomains", "domainmappings", "executions", "revisions", "tasks"),
      ...of("configurations", "get", "list"),
      ...of("jobs", "create", "delete", "get", "list", "run"),
      ...of("routes", "get", "list"),
      ...of("services", "create", "delete", "get", "list", "update"),
    ],
  },
  {
    service: "storage",
    names: [
      ...of("buckets", "get", "getIamPolicy", "list", "setIamPolicy", "update"),
      ...of("objects", "delete", "get", "setRetention"),
      "hmacKeys.update",
    ],
  },
];

const SECOND: readonly Row[] = [
  ...whole("accesscontextmanager", "beyondcorp", "bigquerydatapolicy", "cloudasset", "cloudbuild", "cloudtrace"),
  ...whole("containeranalysis", "gkemulticloud", "iap", "meshconfig", "networkmanagement", "recaptchaenterprise"),
  ...whole("redis", "videostitcher"),
  { service: "bigquery", names: all("datasets", "jobs", "models", "routines", "rowAccessPolicies", "tables") },
  { service: "bigquerydatatransfer", names: all("transfers") },
  { service: "billing", names: all("budgets") },
  { service: "cloudresourcemanager", except: BINDINGS },
  {
    service: "compute",
    names: [
      ...all("networkAttachments", "networkEdgeSecurityServices", "regionSecurityPolicies", "routers"),
      ...all("securityPolicies", "serviceAttachments"),
    ],
  },
  { service: "monitoring", except: ["metricsScopes.link", "timeSeries.list"] },
  { service: "networkservices", names: all("edgeCacheKeysets", "edgeCacheOrigins", "edgeCacheServices") },
  {
    service: "storage",
    names: [
      ...all("bucketOperations", "buckets", "folders", "hmacKeys", "managedFolders", "multipartUploads", "objects"),
    ],
  },
];

const THIRD: readonly Row[] = [
  ...whole("artifactregistry", "bigtable", "bigtableadmin", "cloudfunctions", "cloudsql", "container", "dns"),
  ...whole("gkeonprem", "orgpolicy", "pubsub", "spanner", "trafficdirector", "workflows"),
  { service: "apikeys", names: all("apikeys", "keys") },
  {
    service: "cloudkms",
    names: [
      ...all("autokeyConfigs", "ekmConfigs", "importJobs", "keyHandles", "keyRings"),
      ...of("cryptoKeyVersions", "create", "destroy", "get", "list", "restore", "update", "viewPublicKey"),
      ...of("cryptoKeyVersions", "useToDecrypt", "useToEncrypt", "useToSign", "useToVerify"),
    ],
    except: ["importJobs.useToImport"],
  },
  {
    service: "compute",
    names: [
      ...all("addresses", "backendBuckets", "backendServices", "externalVpnGateways", "firewallPolicies", "firewalls"),
      ...all("forwardingRules", "globalAddresses", "globalForwardingRules", "healthChecks", "httpHealthChecks"),
      ...all("httpsHealthChecks", "interconnectAttachments", "interconnectLocations", "interconnectRemoteLocations"),
      ...all("interconnects", "networks", "packetMirrorings", "publicAdvertisedPrefixes", "publicDelegatedPrefixes"),
      ...all("regionBackendServices", "regionFirewallPolicies", "regionHealthChecks", "regionSslPolicies"),
      ...all("regionTargetHttpProxies", "regionTargetTcpProxies", "regionUrlMaps", "routes", "sslPolicies"),
      ...all("subnetworks", "targetGrpcProxies", "targetHttpProxies", "targetHttpsProxies", "targetInstances"),
      ...all("targetPools", "targetSslProxies", "targetTcpProxies", "targetVpnGateways", "urlMaps", "vpnGateways"),
    ],
  },
  { service: "datalineage", names: all("events", "locations", "operations", "processes", "runs") },
  {
    service: "dataplex",
    names: [
      ...all("aspectTypes", "datascans", "entries", "entryTypes", "metadataJobs"),
      ...of("entryGroups", "create", "delete", "get", "getIamPolicy", "import", "list", "setIamPolicy", "update"),
      ...of("entryGroups", "useContactsAspect", "useGenericAspect", "useGenericEntry"),
      ...of("entryGroups", "useOverviewAspect", "useSchemaAspect"),
    ],
  },
  {
    service: "dataproc",
    names: [
      ...all("autoscalingPolicies", "batches", "clusters", "jobs", "operations", "sessions", "sessionTemplates"),
      ...all("workflowTemplates"),
    ],
  },
  {
    service: "datastore",
    names: [
      ...all("backupSchedules", "databases", "entities", "indexes", "locations", "operations", "userCreds"),
      ...of("backups", "delete", "get", "list"),
    ],
  },
  { service: "essentialcontacts", names: all("contacts") },
  { service: "gkehub", names: all("fleets") },
  {
    service: "iam",
    names: all("denypolicies", "roles", "serviceAccountKeys", "serviceAccounts"),
    except: [...TAGS.map((one) => one.replace("*", "serviceAccounts")), "serviceAccounts.getCertificateAs"],
  },
  { service: "serviceusage", names: all("apiKeys") },
  {
    service: "networkservices",
    names: [
      ...all("endpointPolicies", "gateways", "grpcRoutes", "httpRoutes", "httpfilters", "meshes", "route_views"),
      ...all("serviceBindings", "serviceLbPolicies", "tcpRoutes", "tlsRoutes"),
    ],
  },
  { service: "servicemanagement", names: of("services", "check", "report") },
];

const FOURTH: readonly Row[] = [
  ...whole("apphub", "clouddeploy", "cloudquotas", "cloudsecurityscanner", "composer", "confidentialcomputing"),
  ...whole("config", "contactcenteraiplatform", "datastream", "documentai", "file", "firebasestorage", "gkebackup"),
  ...whole("kubernetesmetadata", "livestream", "parallelstore", "policysimulator", "privateca", "recommender"),
  ...whole("secretmanager", "securitycenter", "securitycentermanagement", "serviceusage", "vpcaccess", "workstations"),
  { service: "alloydb", except: all("databases") },
  { service: "analyticshub", names: all("dataExchanges") },
  // the page lists verb by verb what comes to nearly all of them
  {
    service: "backupdr",
    names: [
      ...all("backupPlanAssociations", "backupPlanRevisions", "backupPlans", "backupVaults", "bvbackups"),
      ...all("bvdataSources", "compute", "dataSourceReferences", "locations", "managementServers", "operations"),
      ...all("serviceConfig"),
    ],
  },
  {
    service: "bigquery",
    names: all("capacityCommitments", "datasources", "readsessions", "reservations", "transfers"),
  },
  { service: "cloudkms", except: ["locations.get", "locations.list"] },
  { service: "cloudtranslate", except: all("custommodels", "translationmemories") },
  { service: "connectors", except: of("connections", "executeSqlQuery", "generateOpenAPISpec", "listenEvent") },
  { service: "dataform", except: all("comments", "commentsnested", "commentthreads", "commentthreadsnested") },
  {
    service: "datafusion",
    names: [
      ...all("instances", "locations", "operations"),
      ...of("namespaces", "getIamPolicy", "list", "setIamPolicy"),
    ],
  },
  { service: "datamigration", except: all("mappingrules") },
  {
    service: "dlp",
    names: [
      ...all("charts", "columnDataProfiles", "connections", "deidentifyTemplates", "estimates", "fileStoreProfiles"),
      ...all("inspecttemplates", "jobTriggers", "jobs", "projectDataProfiles", "storedInfoTypes", "subscriptions"),
      ...all("tableDataProfiles"),
    ],
  },
  {
    service: "iam",
    names: [
      ...all("oauthClientCredentials", "oauthClients", "workforcePoolProviderKeys", "workforcePoolProviders"),
      ...all("workforcePoolSubjects", "workforcePools", "workloadIdentityPoolNamespaces"),
      ...all("workloadIdentityPoolProviderKeys", "workloadIdentityPoolProviders", "workloadIdentityPools"),
    ],
    except: BINDINGS,
  },
  {
    service: "integrations",
    except: [
      ...all("apigeeauthconfigs", "apigeecertificates", "apigeeintegrations", "apigeeintegrationvers"),
      ...all("apigeeproducts", "apigeesfdcchannels", "apigeesfdcinstances", "apigeesuspensions", "locations"),
      ...all("securityauthconfigs", "securityexecutions", "securityintegrations", "securityintegtemps"),
      ...all("securityproducts", "workflows"),
      ...of("integrations", "deploy", "update"),
      ...of("securityintegrationvers", "delete", "deploy", "list"),
      ...of("sfdcchannels", "create", "list"),
    ],
  },
  {
    service: "metastore",
    names: [
      ...all("backups", "federations", "imports", "locations", "operations", "services"),
      ...of("databases", "delete", "getIamPolicy", "setIamPolicy", "update"),
      ...of("tables", "delete", "getIamPolicy", "setIamPolicy", "update"),
    ],
    except: ["federations.use", "services.use"],
  },
  {
    service: "networkconnectivity",
    names: [
      ...all("groups", "hubRouteTables", "hubRoutes", "hubs", "internalRanges", "policyBasedRoutes"),
      ...all("regionalEndpoints", "spokes"),
    ],
  },
  {
    service: "securesourcemanager",
    names: [
      ...all("branchRules", "hooks", "issuecomments", "issues", "locations", "operations", "prcomments"),
      ...all("pullRequests"),
      ...of("instances", "access", "create", "delete", "get", "getIamPolicy", "linkDeveloperConnect", "list"),
      ...of("instances", "setIamPolicy"),
      ...of("repositories", "create", "delete", "fetch", "get", "getIamPolicy", "list", "setIamPolicy", "update"),
    ],
  },
  {
    service: "servicemanagement",
    names: [
      ...of("consumers", "getIamPolicy", "setIamPolicy"),
      ...of("services", "create", "delete", "get", "getIamPolicy", "list", "setIamPolicy", "update"),
    ],
  },
];

const VERSIONS = [FIRST, SECOND, THIRD, FOURTH];

const stops = ({ service, names = ["*"], except = [] }: Row, permission: string): boolean => {
  const isNamed = (name: string) => namesPermission(`${service}.googleapis.com/${name}`, permission);
  return names.some(isNamed) && !except.some(isNamed);
};

const known = new Map<string, number | undefined>();

/** The first version that stops a permission; undefined when none that is known does. */
function firstOf(permission: string): number | undefined {
  if (!known.has(permission)) {
    const at = VERSIONS.findIndex((rows) => rows.some((row) => stops(row, permission)));
    known.set(permission, at < 0 ? undefined : at + 1);
  }
  return known.get(permission);
}

/**
 * Whether a boundary of a version stops a permission; one without a number is of the latest. "open" where the version came after those
 * that are known, and may stop more than they do.
 */
export function stopsPermission(version: number | undefined, permission: string): boolean | "open" {
  const since = firstOf(permission);
  if (since !== undefined) return version === undefined || version >= since;
  return version !== undefined && version > VERSIONS.length ? "open" : false;
}
