// Bundles of one account written as the AWS CLI prints it, read by nhi's own collectors, and asked for paths.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openEstate } from "../../../../src/app/estate.js";
import { toEnd, toStarts } from "../../../../src/app/path-ends.js";
import { bestPath, searchPaths } from "../../../../src/app/path-search.js";
import { resolveSettings } from "../../../../src/app/settings.js";
import type { Store } from "../../../../src/store/index.js";
import { silent } from "../../../truth/silent.js";
import { ACCOUNT, arn } from "./scene.js";

type Statement = { readonly [element: string]: unknown };

export interface BundleRole {
  readonly trust: readonly Statement[];
  readonly allows?: readonly Statement[];
  readonly path?: string;
}

export interface BundleSpec {
  readonly roles?: { readonly [name: string]: BundleRole };
  readonly users?: { readonly [name: string]: readonly Statement[] };
  /** Instance profile → name of its role. */
  readonly profiles?: { readonly [name: string]: string };
  /** Names of buckets. */
  readonly buckets?: readonly string[];
  /** Other answers: path below the account → content. */
  readonly files?: { readonly [path: string]: unknown };
}

export const document = (Statement: readonly Statement[]) => ({ Version: "2012-10-17", Statement });

const NO_POLICY = { status: 404, code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" };
const MADE = "2025-01-01T00:00:00+00:00";

function toDetails({ roles = {}, users = {}, profiles = {} }: BundleSpec) {
  const policies = (list: readonly Statement[]) =>
    list.length === 0 ? [] : [{ PolicyName: "own", PolicyDocument: document(list) }];
  return {
    UserDetailList: Object.entries(users).map(([UserName, statements]) => ({
      Path: "/",
      UserName,
      UserId: `AIDA${UserName.toUpperCase().padEnd(17, "X")}`,
      Arn: arn(`user/${UserName}`),
      CreateDate: MADE,
      UserPolicyList: policies(statements),
      GroupList: [],
      AttachedManagedPolicies: [],
    })),
    GroupDetailList: [],
    RoleDetailList: Object.entries(roles).map(([RoleName, { trust, allows = [], path = "/" }]) => ({
      Path: path,
      RoleName,
      RoleId: `AROA${RoleName.toUpperCase().padEnd(17, "X").slice(0, 17)}`,
      Arn: arn(`role${path}${RoleName}`),
      CreateDate: MADE,
      AssumeRolePolicyDocument: document(trust),
      InstanceProfileList: Object.entries(profiles).flatMap(([name, role]) =>
        role === RoleName ? [{ InstanceProfileName: name, Arn: arn(`instance-profile/${name}`), Roles: [] }] : [],
      ),
      RolePolicyList: policies(allows),
      AttachedManagedPolicies: [],
    })),
    Policies: [],
  };
}

export interface Bundle {
  /** `from → to` of those pairs that have a path, with the kinds of its edges. */
  reached(pairs: readonly (readonly [from: string, to: string])[]): readonly string[];
  readonly store: Store;
}

/** Reads the bundle and hands it to `use`. */
export async function withBundle<T>(spec: BundleSpec, use: (bundle: Bundle) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-bundle-"));
  const write = (path: string, content: unknown): void => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(content));
  };
  try {
    write("bundle.json", { version: 1, recordedAt: "2026-01-15T00:00:00Z" });
    write(`aws/${ACCOUNT}/iam/get-account-authorization-details.json`, toDetails(spec));
    if (spec.buckets) {
      write(`aws/${ACCOUNT}/s3api/list-buckets.json`, { Buckets: spec.buckets.map((Name) => ({ Name })) });
      for (const name of spec.buckets) write(`aws/${ACCOUNT}/s3api/get-bucket-policy/${name}.error.json`, NO_POLICY);
    }
    for (const [path, content] of Object.entries(spec.files ?? {})) write(`aws/${ACCOUNT}/${path}`, content);
    const settings = await resolveSettings({ bundle: [folder], db: ":memory:" }, [], {}, folder);
    const { store } = await openEstate(settings, silent());
    try {
      return await use({ store, reached: (pairs) => pairs.flatMap(([from, to]) => pathText(from, to, store)) });
    } finally {
      store.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pathText(from: string, to: string, store: Store): string[] {
  const edges = [...store.pathEdges()];
  if (!store.node(from) && store.resolve(from).length === 0) return [];
  const path = bestPath(searchPaths(edges, toEnd(to, store, edges), undefined), toStarts(from, store));
  return path ? [`${from} → ${to}: ${path.hops.map(({ edge }) => edge).join(", ")} (${path.state})`] : [];
}
