// An organisation with units, whose policies bind what is in them.
import { ORGANIZATION, organization } from "./center-account.js";
import { allow, arn, type Scene } from "./scene.js";

export const MANAGEMENT = "777788889999";
export const MEMBERS = ["100000000001", "100000000002", "100000000003", "100000000004", "100000000005"] as const;
const [FIRST, SECOND, THIRD, FOURTH] = MEMBERS;
export const ACCOUNTS = [MANAGEMENT, ...MEMBERS];
/** Units of the organisation, and accounts in them; all others stand at its root. */
const UNITS: { readonly [unit: string]: readonly string[] } = { "ou-web": [FIRST, SECOND], "ou-data": [THIRD, FOURTH] };
export type Statement = ReturnType<typeof allow>;

/** Conditions on the caller: of the organisation, of the unit of the first two accounts. */
export const OURS = { "aws:PrincipalOrgID": ORGANIZATION };
export const IN_WEB = { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${ORGANIZATION}/r-root/ou-web/*` } };

/** Statements that a policy of the organisation adds, and on which account, or its root. */
export type Control = readonly [type: "aws.scp" | "aws.rcp", on: string, ...statements: Statement[]];

/** The accounts, with a control policy that allows all wherever one of the kind is attached. Units may not have been read. */
export function organizationOfUnits(control: Control | undefined, isUnread = false): Scene {
  const scene = organization(ACCOUNTS);
  if (!isUnread) place(scene);
  if (control === undefined) return scene;
  const [type, on, ...statements] = control;
  const places = ["r-root", ...Object.keys(UNITS), ...ACCOUNTS.map((account) => `aws:${account}`)];
  const open = type === "aws.scp" ? allow("*") : { ...allow("*"), Principal: "*" };
  for (const at of places) {
    const id = `arn:aws:organizations::${MANAGEMENT}:policy/${ORGANIZATION}/${type}/p-${at}`;
    const document = at === on || at === `aws:${on}` ? [open, ...statements] : [open];
    scene.node("grant", type, id, { document, account: ORGANIZATION });
    scene.edge("references", id, at);
  }
  return scene;
}

/** Puts accounts into their units. */
function place(scene: Scene): void {
  scene.node("scope", "aws.organization-root", "r-root", { account: ORGANIZATION });
  for (const unit of Object.keys(UNITS)) {
    scene.node("scope", "aws.organizational-unit", unit, { account: ORGANIZATION });
    scene.edge("contains", "r-root", unit);
  }
  for (const account of ACCOUNTS) {
    const unit = Object.keys(UNITS).find((one) => UNITS[one]?.includes(account));
    scene.edge("contains", unit ?? "r-root", `aws:${account}`);
  }
}

/** Callers that each account has. */
export const CALLERS = ["role/runner", "user/other"] as const;

/** `account/name>account`, with the state where something is open, of each caller and the target of each account. */
export function pairs(
  targetIn: (account: string) => string,
  stateOf: (from: string, to: string) => string,
): readonly string[] {
  return ACCOUNTS.flatMap((from) =>
    CALLERS.flatMap((name) =>
      ACCOUNTS.flatMap((to) => {
        const state = stateOf(arn(name, from), targetIn(to));
        return state === "no" ? [] : [`${from}/${name}>${to}${state === "met" ? "" : ` ${state}`}`];
      }),
    ),
  );
}
