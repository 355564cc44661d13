// What replaces secrets of Entra applications and keys of Azure storage.
import { change, jobOf } from "./aws-ci.js";
import { inWords, type PlanFile, type Replacement, type StaticSecret, type Use } from "./replacement.js";
import { githubSubjects, gitlabSubjects } from "./subjects.js";
import { comment, hclLabel, hclString, hclValue, textOf, yamlString } from "./text.js";

const AUDIENCE = "api://AzureADTokenExchange";

/** A federated credential where CI uses it, a managed identity where Azure does; a reason where neither is possible. */
export function planEntra(secret: StaticSecret): Replacement[] {
  if (secret.properties["usage"] === "sign" || /SAML|Federated SSO/i.test(secret.name)) {
    return [
      inWords("none", "it signs assertions of single sign-on: nothing else can", [
        "let it live a year or two and renew it before it ends; the service provider takes the new one from the metadata",
      ]),
    ];
  }
  const found = secret.uses.flatMap((use) => atUse(secret, use));
  if (found.length > 0) return found;
  const isSecret = secret.type === "entra.client-secret";
  return [
    {
      kind: "federation",
      title: "where it is used was not read: managed identity on Azure, federated credential elsewhere",
      steps: [
        "find who calls: sign-in logs of service principals, filtered by the key id of the credential",
        "on Azure: grant the managed identity of the workload what the application holds; nothing to rotate is left",
        "in CI, Kubernetes or another cloud: the file here, with issuer and subject of the caller",
        ...(isSecret ? ["neither: a certificate whose private key does not leave its store, at most a year"] : []),
        `remove ${secret.name} from the application`,
      ],
      files: [federatedCredential(secret, "workload", "https://ISSUER", "SUBJECT")],
    },
  ];
}

function atUse(secret: StaticSecret, use: Use): Replacement[] {
  if (use.type === "github.job") {
    const { subjects, notes } = githubSubjects(use);
    return [federation(secret, use, { issuer: "https://token.actions.githubusercontent.com", subjects, notes })];
  }
  if (use.type === "gitlab.job") {
    const { subjects, notes } = gitlabSubjects(use);
    return [federation(secret, use, { issuer: `https://${use.repository?.host ?? "gitlab.com"}`, subjects, notes })];
  }
  if (use.type.startsWith("azure.")) {
    return [
      inWords(
        "workload-identity",
        `${use.name} runs as a managed identity`,
        [
          "switch on its system-assigned identity, or give it one of its own",
          `grant that what ${secret.owner?.name ?? "the application"} holds and no more`,
          "DefaultAzureCredential finds it; take the secret out of the settings",
          `remove ${secret.name} from the application`,
        ],
        use,
      ),
    ];
  }
  if (use.type.startsWith("aws.") || use.type.startsWith("gcp.") || use.type.startsWith("kubernetes.")) {
    return [
      {
        kind: "federation",
        title: `${use.name} signs in by its own token`,
        use: use.id,
        steps: [
          "put issuer and subject of its identity in place (AWS: outbound federation of the account; Google: accounts.google.com and the unique id; Kubernetes: the cluster's issuer and system:serviceaccount:NAMESPACE:NAME)",
          `remove ${secret.name} from the application`,
        ],
        files: [federatedCredential(secret, use.name, "https://ISSUER", "SUBJECT")],
      },
    ];
  }
  return [];
}

interface Issued {
  readonly issuer: string;
  readonly subjects: readonly string[];
  readonly notes: readonly string[];
}

function federation(secret: StaticSecret, use: Use, { issuer, subjects, notes }: Issued): Replacement {
  const isGithub = use.type === "github.job";
  const lines = isGithub
    ? [
        `   ${yamlString(jobOf(use))}:`,
        "+    permissions:",
        "+      id-token: write",
        "     steps:",
        "       - uses: azure/login",
        "         with:",
        "-          creds: ${{ secrets.AZURE_CREDENTIALS }}",
        "+          client-id: ${{ vars.AZURE_CLIENT_ID }}",
        "+          tenant-id: ${{ vars.AZURE_TENANT_ID }}",
        "+          subscription-id: ${{ vars.AZURE_SUBSCRIPTION_ID }}",
      ]
    : [
        ` ${yamlString(jobOf(use))}:`,
        "+  id_tokens:",
        "+    AZURE_ID_TOKEN:",
        `+      aud: ${AUDIENCE}`,
        "-    - az login --service-principal --password …",
        '+    - az login --service-principal -u "$AZURE_CLIENT_ID" -t "$AZURE_TENANT_ID" --federated-token "$AZURE_ID_TOKEN"',
      ];
  return {
    kind: "federation",
    title: `${isGithub ? "GitHub Actions" : "GitLab CI"} signs in by a federated credential`,
    use: use.id,
    steps: [
      `make the credential: it accepts ${subjects.join(" or ")}`,
      ...notes,
      "change the job and run it once",
      `remove ${secret.name} from the application`,
    ],
    files: [
      ...subjects.map((subject, at) => federatedCredential(secret, `${use.name} ${at + 1}`, issuer, subject)),
      change(use, lines),
    ],
  };
}

function federatedCredential(secret: StaticSecret, name: string, issuer: string, subject: string): PlanFile {
  const label = hclLabel(`${secret.owner?.name ?? "application"} ${name}`);
  return {
    name: `${label}.tf`,
    text: `${comment(`Takes the place of ${secret.name}. Review, then apply it yourself.`)}
resource "azuread_application_federated_identity_credential" "${label}" {
  application_id = ${hclString(`/applications/${textOf(secret.properties["application_id"]) ?? "OBJECT-ID-OF-THE-APPLICATION"}`)}
  display_name   = ${hclString(label.slice(0, 120))}
  audiences      = ${hclValue([AUDIENCE])}
  issuer         = ${hclString(issuer)}
  subject        = ${hclString(subject)}
}
`,
  };
}

/** Keys of a storage account: roles for its callers, then no keys at all. */
export function planStorageKey(secret: StaticSecret): Replacement[] {
  const account = secret.name.replace(/^key\d of /, "");
  return [
    {
      kind: "workload-identity",
      title: `callers of ${account} sign in with Entra; its keys are switched off`,
      steps: [
        "find callers: metric Transactions by Authentication = AccountKey or SAS",
        "grant each Storage Blob, Queue, Table or File Data roles on the container it needs",
        "SAS that people must hand out: user delegation SAS, hours long",
        "then apply the file; file shares over SMB with keys are the one use that needs Kerberos first",
      ],
      files: [
        {
          name: `${hclLabel(account)}.tf`,
          text: `${comment(`Takes the place of both keys of ${account}.`)}
resource "azurerm_storage_account" "${hclLabel(account)}" {
${comment("  … as it is …")}
  shared_access_key_enabled       = false
  default_to_oauth_authentication = true
}
`,
        },
      ],
    },
  ];
}
