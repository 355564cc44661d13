// What replaces tokens of Kubernetes, secrets of agents and of files, and passwords of Workspace.
import { inWords, type Replacement, type StaticSecret } from "./replacement.js";
import { textOf, yamlString } from "./text.js";

/** Tokens that never end: those that the kubelet renews, bound to a pod and an audience. */
export function planKubernetes(secret: StaticSecret): Replacement[] {
  const account = secret.owner?.name.split("/").at(-1) ?? "SERVICE-ACCOUNT";
  return [
    {
      kind: "bound-token",
      title: "tokens bound to the pod, of an hour, renewed by the kubelet",
      steps: [
        "pods: mount a projected token with its audience; outside: kubectl create token, or the cloud's own sign-in to the cluster",
        `delete the secret ${secret.name}; its token ends with it`,
      ],
      files: [
        {
          name: "projected-token.yaml",
          text: `spec:
  serviceAccountName: ${yamlString(account)}
  automountServiceAccountToken: false
  volumes:
    - name: token
      projected:
        sources:
          - serviceAccountToken:
              path: token
              audience: AUDIENCE
              expirationSeconds: 3600
`,
        },
      ],
    },
  ];
}

/** A secret written out in the configuration of an agent, or in a file. */
export function planWritten(secret: StaticSecret): Replacement[] {
  const format = `${textOf(secret.properties["secret_type"]) ?? ""} ${textOf(secret.properties["provider"]) ?? ""} ${textOf(secret.properties["what"]) ?? ""}`;
  const isAgent = secret.type === "agent.config-secret";
  const holder = isAgent ? "the server" : "what reads the file";
  const [kind, title, first] = byFormat(format, holder);
  const place = textOf(secret.properties["file"]) ?? "the file";
  return [
    inWords(kind, title, [
      first,
      isAgent
        ? "until then: a reference (${input:…}, ${env:…} or the client's keychain) instead of the value"
        : `take it out of ${place}: who has the history has the value, so it is changed as well`,
      `revoke the value that stands in ${place}`,
    ]),
  ];
}

function byFormat(format: string, holder: string): [Replacement["kind"], string, string] {
  if (/aws/i.test(format)) {
    return [
      "single-sign-on",
      "a profile of IAM Identity Center, or a role of the machine",
      `aws sso login; ${holder} reads AWS_PROFILE`,
    ];
  }
  if (/github/i.test(format)) {
    return [
      "app",
      "sign-in by OAuth, or an App with the least permissions",
      "GitHub's remote MCP server signs people in by OAuth; jobs use GITHUB_TOKEN or an App",
    ];
  }
  if (/gcp|google/i.test(format)) {
    return [
      "single-sign-on",
      "application default credentials that impersonate an account",
      "gcloud auth application-default login --impersonate-service-account",
    ];
  }
  if (/azure|entra|microsoft/i.test(format)) {
    return [
      "single-sign-on",
      "the person's own sign-in (az login) or a managed identity",
      "DefaultAzureCredential finds either",
    ];
  }
  if (/slack|atlassian|linear|notion|asana|figma|stripe|sentry/i.test(format)) {
    return [
      "app",
      "the vendor's remote MCP server, which signs in by OAuth",
      "name its address instead of the command and the token",
    ];
  }
  return [
    "none",
    "who issued it takes no federated sign-in that nhi knows of",
    "keep it in the system's keychain or a vault, narrow it, give it an end",
  ];
}

/** A secret that a vendor's scanner found in the open. */
export function planLeaked(): Replacement[] {
  return [
    inWords("remove", "revoke it now: it was found in the open", [
      "revoke it at who issued it, look in its log for other users",
      "close the alert as revoked; what used it gets what nhi plan says for its kind",
    ]),
  ];
}

/** What replaces an app password of Workspace. */
export function planAppPassword(secret: StaticSecret): Replacement[] {
  return [
    inWords("single-sign-on", "OAuth: the program asks the person, and the domain can end it", [
      "replace programs that only know passwords; set up the SMTP relay for devices",
      `delete ${secret.name}, then forbid app passwords where the domain allows that`,
    ]),
  ];
}
