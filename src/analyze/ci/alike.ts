// Repositories whose tokens differ in nothing but what only one of them has: a trust that takes one takes all, by one edge from a hub.
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { isImmutable, likeness, type RunKind } from "./github-token.js";

export interface Alike {
  readonly owner: CiOwner;
  readonly repositories: readonly CiRepository[];
  /** Node id of the set of them. */
  readonly id: string;
  readonly name: string;
  /** What their hubs are of, by name. */
  readonly ofName: string;
}

/** Those that have the subjects of GitHub itself, by names or with ids. */
export function ofSubjectForm(owner: CiOwner, form: "names" | "ids", repositories: readonly CiRepository[]): Alike {
  const ofName = `any repository of ${owner.login}`;
  const name = form === "names" ? ofName : `${ofName} with ids in its subject`;
  return { owner, repositories, id: `set:${owner.scope}/${form}`, name, ofName };
}

/** Others, put together by what their tokens have in common: the template of the subject, visibility. */
export function toAlike(owner: CiOwner, repositories: readonly CiRepository[]): readonly Alike[] {
  const groups = new Map<string, CiRepository[]>();
  for (const repository of repositories) {
    const key = likeness(repository);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [repository]);
    else group.push(repository);
  }
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((like) => ofTemplate(owner, like, group)));
}

function ofTemplate(owner: CiOwner, like: CiRepository, repositories: readonly CiRepository[]): Alike {
  const template = like.keys.join(":");
  const seen = like.visibility === undefined ? [] : [like.visibility];
  const ids = isImmutable(like.prefix) ? ["ids"] : [];
  const id = [`set:${owner.scope}`, "template", template, ...seen, ...ids].join("/");
  const name = `any ${[...seen, "repository"].join(" ")} of ${owner.login} with the subject template ${template}${ids.length > 0 ? " and ids in it" : ""}`;
  return { owner, repositories, id, name, ofName: name };
}

const KIND_WORDS: { readonly [kind in RunKind]: string } = {
  branch: "a branch",
  tag: "a tag",
  environment: "an environment",
  pull_request: "a pull request",
  target: "a pull_request_target run",
};

/** The set of all runs of a kind of repositories that are alike, drawn once; answers its id. `members` are the nodes that are such runs. */
export function drawHub(
  { id: all, name, ofName, owner: { scope } }: Alike,
  kind: RunKind,
  members: readonly { readonly id: string }[],
  drawing: CiDrawing,
): string {
  const hub = `${all}/${kind}`;
  if (!drawing.has(all)) {
    drawing.node({ id: all, kind: "set", type: "github.repositories", name, scope, properties: {} });
  }
  if (!drawing.has(hub)) {
    const kindName = `${KIND_WORDS[kind]} of ${ofName}`;
    drawing.node({ id: hub, kind: "set", type: "github.contexts", name: kindName, scope, properties: {} });
    drawing.edge({ kind: "includes", from: all, to: hub });
    for (const { id } of members) drawing.edge({ kind: "member_of", from: id, to: hub });
  }
  return hub;
}
