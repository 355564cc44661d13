// The GitLab group of acme as answers of a server: the same files that its bundle is read from.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answers } from "./group.js";

const ROOT = fileURLToPath(new URL("../../../fixtures/acme/gitlab/gitlab.com/api/v4", import.meta.url));
const FILE = /^(projects\/\d+)\/repository\/files\/([^/]+)\/raw$/;

export interface Served {
  readonly answers: Answers;
  readonly files: { readonly [path: string]: string };
}

/** Answers by path, and files of repositories by project and path. */
export function acmeGroup(): Served {
  const answers: Answers = { user: { id: 1, username: "auditor", is_admin: true } };
  const files: { [path: string]: string } = {};
  for (const entry of readdirSync(ROOT, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const at = join(entry.parentPath, entry.name);
    const path = relative(ROOT, at).split("\\").join("/");
    const text = readFileSync(at, "utf8");
    const [, project, name = ""] = FILE.exec(path) ?? [];
    if (project === undefined) answers[decodeURIComponent(path.replace(/\.json$/, ""))] = JSON.parse(text);
    else files[`${project}/${decodeURIComponent(name)}`] = text;
  }
  // Where acme is asked for it is the server's own: nobody but an administrator sees these.
  answers["personal_access_tokens"] = [];
  answers["admin/ci/variables"] = [];
  answers["runners/12270831"] = {
    id: 12270831,
    runner_type: "instance_type",
    access_level: "not_protected",
    tag_list: [],
  };
  return { answers, files };
}
