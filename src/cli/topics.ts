// What `nhi help TOPIC` says beside the help of commands: one text for the terminal and for docs/topics.md.
import { exitCodesText } from "./exit-codes.js";

export interface Topic {
  readonly title: string;
  /** Markdown that reads as plain text, too: paragraphs, lists and indented examples of at most 80 columns. */
  readonly text: string;
}

/** Every topic by the name that `nhi help` takes. */
export const TOPICS: { readonly [name: string]: Topic } = {
  "exit-codes": { title: "Exit codes", text: exitCodesText() },
  words: {
    title: "The words of nhi",
    text: `
- principal: who can act: a user, a role, a service account, an app, a bot
- credential: what lets somebody act as a principal: a key, a secret, a
  certificate, a token. Its value is never kept
- workload: what runs as a principal: a function, a pod, a virtual machine
- trust: who may become a principal without a secret, and on which conditions:
  the trust policy of a role, a federated credential
- grant: what a principal may do: a policy, a role assignment, a permission
- session: a principal narrowed for a while: assumed with a session policy, a
  token with scopes
- resource: what is worth having: a bucket, a key, a repository, a secret store
- scope: what is read as one: an account, a tenant, a project, an organisation
- set: several as one: a group, everyone on the internet

An identity is a principal that is not known to be only a person. A path is a
row of steps from one principal to another, to data or to admin. Evidence says
which call or file a fact came from. A gap is what could not be read. A finding
is a row that a rule flags; a waiver accepts one, until a day, for a reason.`,
  },
  confidence: {
    title: "States of conditions, and confidence",
    text: `
Every step of a path has the state of its conditions:

- none: there are no conditions
- met: the source meets them
- blocked: the source cannot meet them; the step is kept and never walked
- unknown: nobody can tell from what was read; walked, with lower confidence,
  and labelled
- needs-actor: somebody else has to do something first, such as an approval;
  with confidence 0 only another person can give it, and the step is not walked
- attacker-settable: whoever attacks chooses the value that is compared

confidence is a number from 0 to 1. That of a path is the product of those of
its steps; 1 means that every step follows from what was read. Owners and
environments have one too: 1 from nhi.yaml, 0.9 from a tag, 0.5 from a name.

    nhi explain ID                  every step with its state and evidence
    nhi query "select * from access_path where confidence < 1"`,
  },
  filters: {
    title: "Choosing what is shown",
    text: `
- --severity critical|high|medium|low: findings of that severity and above
- --fail-on LEVEL: what decides the exit code; it hides nothing
- --baseline FILE: only what the baseline does not know
- inventory --privileged, --scope ID, --type TYPE: which identities
- query: any column of any view, with SQL

In nhi explore, / searches as you type, and keys filter by provider, severity,
OWASP category and reach (? shows them). What a filter hides stays counted.

    nhi check --severity high
    nhi query "select id, owner from identity where reaches_admin"`,
  },
  config: {
    title: "Configuration",
    text: `
nhi needs none. What holds for a team goes into nhi.yaml; nhi init writes one
that names what this machine can reach. Which setting wins:

- the flag of the command line
- the NHI_* variable
- the nearest nhi.yaml, from the folder one is in up to the root of the
  repository; --config FILE or NHI_CONFIG names another
- the user's own nhi/nhi.yaml in the config folder
- the default

It is data: nothing in it is ever run. A mistake ends the command with exit code
2 and its place as nhi.yaml:line:column.

    fail_on: high
    environments: { production: ["aws:111122223333"] }
    params: { AWS-001: { max_age: 60d } }
    waivers:
      - { fingerprint: 7f3a91c2, reason: "replaced in May", owner: ops,
          expires: 2027-01-01 }`,
  },
  outputs: {
    title: "Reports and exports",
    text: `
--format says what stdout gets, --output [FORMAT=]FILE writes a file instead, of
every command that prints a result; messages are on stderr. The format is the
one before the name, else that of --format, else that of the ending: .txt .json
.jsonl .csv .sarif .html .md .xml (JUnit) .mmd. What a command cannot write is
an error before it does anything.

- pretty: for people; json, jsonl: for programs
- sarif: code scanning; gitlab: GitLab code quality; junit: CI servers
- csv: auditors and spreadsheets; markdown: the summary of a build
- html: one page that loads nothing, for people who were not at the terminal
- ocsf: SIEMs; mermaid: paths as a picture in Markdown

nhi export FORMAT writes what is no report:

- evidence: a folder for auditors with a manifest and checksums
- opengraph, opengraph-extension: the graph for BloodHound, and its kinds
- cyclonedx: every credential as related crypto material
- ndjson: every row of every view

Every format says what could not be seen. Names from outside are made harmless
in each of them.

    nhi check --output report.html --output nhi.sarif
    nhi inventory --output identities.csv`,
  },
  access: {
    title: "What nhi has to be allowed",
    text: `
nhi only reads. Each provider has a list of the calls that nhi makes; the client
refuses every other one, and the policy is printed from the same list:

    nhi permissions aws --output policy.json
    nhi permissions entra
    nhi permissions github

nhi doctor says which sources answer, which permission is missing, and what each
missing one costs in rules. What is refused is a gap and never a pass: a narrow
auditor gets fewer answers, not better ones.

One right of AWS cannot be cut to what nhi asks for: apigateway:GET on /apikeys
lists the API keys of API Gateway, and whoever asks for their values gets them
as well. nhi does not ask. Without that line of the policy these keys are a gap.`,
  },
  unknown: {
    title: "What nhi does not know",
    text: `
Unknown is never clean. A data set that was refused, throttled, unlicensed,
failed or cut off is a gap, and a rule that needs it is *not evaluated* for the
rows that hang on it: neither found nor passed. What was known before stays: a
refused list closes nothing.

- complete: read to its end
- partial: some of it, with the reason
- denied: refused, with the permission that opens it
- unlicensed: the vendor's plan does not have it
- failed: no answer that can be understood

    nhi check --strict               exit 3 when anything was not evaluated
    nhi query "select * from gap"    every gap
    nhi doctor                       what to allow, by what it costs

accepted_gaps in nhi.yaml says what may stay unread, by whom and until when.`,
  },
};

/** The text of a topic as the terminal shows it; undefined when there is none of that name. */
export function topicText(name: string): string | undefined {
  const topic = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
  return topic && `${topic.title}\n\n${topic.text.trim()}\n`;
}
