// What people write as a principal or a resource of Google Cloud, as the estate knows it. Each form that is none of Google's is
// refused with what to write instead: an answer about something else would be read as one about this.
import type { GoogleEstate } from "../analyze/gcp/environment.js";
import { projectOf } from "../analyze/gcp/homes.js";
import type { Member } from "../analyze/gcp/member.js";
import { UsageError } from "../model/errors.js";
import type { Store } from "../store/index.js";
import { ambiguous, theOne } from "./ambiguous.js";

/** An e-mail address, and of an account of Kubernetes what Google writes for it. */
const ADDRESS = /^(?:[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+|[^\s@:/[\]]+\.svc\.id\.goog\[[^\s/[\]]+\/[^\s/[\]]+\])$/;
const DOMAIN = /^[^\s@:/]+\.[^\s@:/]+$/;
const FEDERATED = /^\/\/[a-z0-9.-]+\/[^\s]+$/;
const FORMS =
  "write it as bindings do: serviceAccount:ci@acme-prod.iam.gserviceaccount.com, user:ann@acme.example, principal://iam.googleapis.com/…";

/** A member as bindings or deny policies write it, an e-mail address, an id or a name. Throws UsageError for what is none. */
export function toMember(text: string, store: Store, estate: GoogleEstate): Member {
  if (text.trim() === "") throw new UsageError(`say who: the principal is empty; ${FORMS}`);
  const asked = asBinding(text);
  const written = ["", "serviceAccount:", "user:", "group:"].map((kind) => `${kind}${asked}`);
  const direct = written.flatMap((one) => estate.member(one) ?? []);
  const ids = direct.length > 0 ? [] : store.resolve(asked);
  const named = ids.flatMap((id) => [...estate.members.values()].filter((member) => member.id === id));
  const [member, ...others] = direct.length > 0 ? direct : named;
  if (member !== undefined && others.length > 0) {
    throw ambiguous(
      text,
      [member, ...others].map((one) => one.member),
    );
  }
  if (member !== undefined) return member;
  // somebody of the domain whom no binding names
  const person = ids.map((id) => store.node(id)).find((node) => node?.type === "workspace.user");
  if (person !== undefined) return estate.anyMember(`user:${person.name}`);
  // a user without any binding has what everyone of the domain has, and everyone
  if (isMember(asked)) return estate.anyMember(asked);
  throw new UsageError(`"${text}" is no member that was read; ${FORMS}`);
}

/** Forms that deny policies use, as bindings write the same. */
const AS_BINDINGS: readonly (readonly [form: RegExp, kind: string])[] = [
  [/^principal:\/\/goog\/subject\/(.+)$/, "user:"],
  [/^principal:\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/(.+)$/, "serviceAccount:"],
  [/^principalSet:\/\/goog\/group\/(.+)$/, "group:"],
];

function asBinding(text: string): string {
  if (text === "principalSet://goog/public:all") return "allUsers";
  for (const [form, kind] of AS_BINDINGS) {
    const name = form.exec(text)?.[1];
    if (name !== undefined) return `${kind}${name}`;
  }
  return text;
}

/** Whether a text is a member in the form of its kind. Throws UsageError for a kind of Google's in another form. */
function isMember(text: string): boolean {
  if (text === "allUsers" || text === "allAuthenticatedUsers") return true;
  const [, kind = "", name = ""] = /^([A-Za-z]+):(.*)$/s.exec(text) ?? [];
  const refuse = (why: string): never => {
    throw new UsageError(`"${text}" ${why}`);
  };
  switch (kind) {
    case "user":
    case "group":
    case "serviceAccount":
      return ADDRESS.test(name) || refuse(`has no e-mail address after ${kind}:; ${FORMS}`);
    case "domain":
      return DOMAIN.test(name) || refuse("has no domain after domain:, such as domain:acme.example");
    case "principal":
    case "principalSet":
      return (
        FEDERATED.test(name) ||
        refuse(
          `is no ${kind} of a pool; Google writes ${kind}://iam.googleapis.com/projects/<number>/locations/global/…`,
        )
      );
    case "deleted":
      return refuse("was deleted, and what names it gives nobody anything; ask about who has its name today");
    case "projectOwner":
    case "projectEditor":
    case "projectViewer":
      return refuse("is everybody with that role on a project; ask about one of them");
    default:
      return false;
  }
}

/** A full resource name, `projects/x` by id or number, or the id or name of something that was read, as a place. */
export function toPlace(text: string | undefined, store: Store, estate: GoogleEstate): string {
  const { places } = estate;
  if (text === undefined || text.trim() === "") {
    throw new UsageError("say where: projects/acme-prod, or a full resource name (//storage.googleapis.com/acme-data)");
  }
  const [, bucket, object] = /^gs:\/\/([^/\s]+)\/?(\S*)$/.exec(text) ?? [];
  if (object !== undefined && object !== "")
    throw new UsageError(`"${text}" is one object; ask of its bucket: an answer about objects is about some of them`);
  if (bucket !== undefined) return toPlace(`//storage.googleapis.com/${bucket}`, store, estate);
  if (text.startsWith("//")) {
    if (!/^\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*\.googleapis\.com\/[^\s]+$/.test(text))
      throw new UsageError(`"${text}" is no full resource name of Google, such as //storage.googleapis.com/acme-data`);
    const account = /^\/\/iam\.googleapis\.com\/projects\/-\/serviceAccounts\/(.+)$/.exec(text)?.[1];
    if (account !== undefined) return accountPlace(account, estate);
    // what was read of it says in which project it is
    const project = store.node(`gcp:${text.slice(2)}`)?.properties["project"];
    return places.placeOf(text, typeof project === "string" ? project : undefined);
  }
  const [, kind, name = ""] = /^(projects|folders|organizations)\/([^/\s]+)$/.exec(text) ?? [];
  if (kind !== undefined) {
    if (kind !== "projects" && !/^\d+$/.test(name))
      throw new UsageError(
        `"${text}": folders and organisations are called by their number, such as ${kind}/123456789`,
      );
    return places.placeOf(`//cloudresourcemanager.googleapis.com/${text}`);
  }
  if (/^\d+$/.test(text)) {
    const project = places.placeOf(`//cloudresourcemanager.googleapis.com/projects/${text}`);
    for (const place of [project, `folders/${text}`, `organizations/${text}`])
      if (places.containers.has(place)) return place;
  }
  const found = store.resolve(text);
  const own = found.filter((one) => one.startsWith("gcp:"));
  const id = theOne(text, own.length > 0 ? own : found);
  const node = id === undefined ? undefined : store.node(id);
  const { full_name: fullName, project } = node?.properties ?? {};
  if (typeof fullName === "string") return places.placeOf(fullName, typeof project === "string" ? project : undefined);
  if (node?.kind === "scope" && id?.startsWith("gcp:") === true) return id.slice("gcp:".length);
  throw new UsageError(`"${text}" is no resource that was read; give a full resource name, or projects/<id>`);
}

/** Place of an account whose project is left open (`projects/-`): its address says where it lives. */
function accountPlace(account: string, { accounts, places }: GoogleEstate): string {
  const project = projectOf(account, places);
  const place = accounts.get(account)?.place;
  if (place !== undefined) return place;
  if (project !== undefined) return `//iam.googleapis.com/${project}/serviceAccounts/${account}`;
  throw new UsageError(`"${account}" does not say of which project it is; give //iam.googleapis.com/projects/<id>/…`);
}
