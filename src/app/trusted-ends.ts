// Repositories and projects that trusts alone tell of, as starts of paths: nobody crawled their organisation or group.
import { matchesGlob, toGlob, toGlobText } from "../analyze/aws/policy/glob.js";
import type { NodeKind } from "../model/words.js";
import type { Store } from "../store/index.js";

/** Nodes that a trust draws for whom its subjects name (analyze/aws/edges/trust/trusted-repositories.ts). */
const TRUSTED: { readonly [service: string]: readonly (readonly [NodeKind, string])[] } = {
  github: [
    ["workload", "github.repository-writers"],
    ["set", "github.repositories"],
  ],
  gitlab: [
    ["workload", "gitlab.project-writers"],
    ["set", "gitlab.projects"],
  ],
};

/**
 * Ids of what `github:<owner>/<repo>` or `gitlab:<group>/<project>`, without a branch, is in the text of trusts: its writers, and
 * those of the repositories that a pattern covers. The host of a GitLab may be left out; case does not count.
 */
export function trustedIds(text: string, store: Store): readonly string[] {
  const service = text.slice(0, text.indexOf(":"));
  const wanted = text.toLowerCase();
  return (TRUSTED[service] ?? []).flatMap(([kind, type]) =>
    [...store.nodeIds(kind, type)].filter((id) => namesOf(id.toLowerCase()).some((name) => covers(name, wanted))),
  );
}

/** The ways to write an id: of GitLab without its host, too. */
function namesOf(id: string): readonly string[] {
  return [id, id.replace(/^gitlab:[^/]+\//, "gitlab:")];
}

function covers(name: string, wanted: string): boolean {
  if (name === wanted) return true;
  // `github:acme` is any repository of acme
  const pattern = /^github:[^/]+$/.test(name) ? `${name}/*` : name;
  return /[*?]/.test(pattern) && matchesGlob(toGlob(toGlobText(pattern)), wanted);
}
