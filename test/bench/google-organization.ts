// An organisation of Google Cloud with many projects.
import { EACH, numbersTo, type Planted, type Write } from "./cloud.js";

const ORGANIZATION = "organizations/1";
const OWNER = ["resourcemanager.projects.setIamPolicy", "iam.serviceAccounts.getAccessToken"];

/** Projects with two service accounts each; of some the first may become the second, which owns the project. */
export function organization(write: Write, size: number): Planted {
  const numbers = numbersTo(size);
  const top = (path: string, value: unknown) => write(`gcp/${ORGANIZATION}/${path}`, value);
  const id = (number: number) => `big-${String(number).padStart(5, "0")}`;
  const email = (number: number, name: string) => `${name}@${id(number)}.iam.gserviceaccount.com`;
  const project = (number: number) => ({
    name: `projects/${100_000 + number}`,
    parent: ORGANIZATION,
    projectId: id(number),
    displayName: id(number),
    state: "ACTIVE",
  });
  const found = (number: number, resource: string, role: string, member: string) => ({
    resource,
    project: `projects/${100_000 + number}`,
    policy: { bindings: [{ role, members: [`serviceAccount:${member}`] }] },
  });
  top(`cloudresourcemanager/v3/${ORGANIZATION}`, { name: ORGANIZATION, displayName: "big.example", state: "ACTIVE" });
  top("cloudresourcemanager/v3/projects:search", { projects: numbers.map(project) });
  top("cloudresourcemanager/v3/folders:search", { folders: [] });
  top(`cloudasset/v1/${ORGANIZATION}:searchAllIamPolicies`, {
    results: numbers.flatMap((number) => {
      const target = `//iam.googleapis.com/projects/${id(number)}/serviceAccounts/${email(number, "owner")}`;
      // The decoy may become an account that owns nothing: itself.
      const own = `//iam.googleapis.com/projects/${id(number)}/serviceAccounts/${email(number, "app")}`;
      return [
        found(
          number,
          `//cloudresourcemanager.googleapis.com/projects/${id(number)}`,
          "roles/owner",
          email(number, "owner"),
        ),
        found(number, number % EACH === 0 ? target : own, "roles/iam.serviceAccountTokenCreator", email(number, "app")),
      ];
    }),
  });
  top("iam/v1/roles/owner", { name: "roles/owner", title: "Owner", stage: "GA", includedPermissions: OWNER });
  top("iam/v1/roles/iam.serviceAccountTokenCreator", {
    name: "roles/iam.serviceAccountTokenCreator",
    title: "Token creator",
    stage: "GA",
    includedPermissions: ["iam.serviceAccounts.getAccessToken"],
  });
  for (const number of numbers) {
    const at = (path: string, value: unknown) => write(`gcp/${id(number)}/${path}`, value);
    at(`cloudresourcemanager/v3/projects/${id(number)}`, project(number));
    at(`iam/v1/projects/${id(number)}/serviceAccounts`, {
      accounts: ["owner", "app"].map((name, which) => ({
        name: `projects/${id(number)}/serviceAccounts/${email(number, name)}`,
        projectId: id(number),
        uniqueId: String(1_000_000 + number * 2 + which),
        email: email(number, name),
      })),
    });
  }
  const app = (number: number) => `gcp:service-account/${1_000_000 + number * 2 + 1}`;
  const [some, beside] = [0, 1].map((rest) => numbers.filter((number) => number % EACH === rest).map(app));
  return { planted: some ?? [], decoys: beside ?? [] };
}
