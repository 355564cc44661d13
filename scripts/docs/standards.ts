// Exact titles and addresses of the published ids that rules map to. Titles are quoted; descriptions are our own words.
import { NHI_TITLES } from "../../src/report/categories.js";

/** One published id as its publisher words it. */
export interface StandardEntry {
  readonly title: string;
  readonly url: string;
}

/** One catalogue of published ids. */
export interface Standard {
  /** Key in the `mappings` of a rule. */
  readonly key: string;
  readonly name: string;
  readonly url: string;
  /** What a mapping to it says, and what it does not. */
  readonly note: string;
  readonly entries: { readonly [id: string]: StandardEntry };
}

const NHI = "https://owasp.org/www-project-non-human-identities-top-10/2025/";
const ASI = "https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/";
const MCP = "https://owasp.org/www-project-mcp-top-10/";
const CSF = "https://www.nist.gov/cyberframework";
const CONTROLS = "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final";
const CIS = "https://www.cisecurity.org/controls/v8-1";
const CIS_AWS = "https://www.cisecurity.org/benchmark/amazon_web_services";
const AI_RMF = "https://www.nist.gov/itl/ai-risk-management-framework";

/** Entries that share one page. */
function onPage(url: string, titles: { readonly [id: string]: string }): { readonly [id: string]: StandardEntry } {
  return Object.fromEntries(Object.entries(titles).map(([id, title]) => [id, { title, url }]));
}

/** OWASP names its pages by number and title. */
function categoryPage(id: string, title: string): string {
  return `${NHI}${id.replace("NHI", "")}-${title.toLowerCase().replaceAll(" ", "-")}/`;
}

function technique(title: string, path: string): StandardEntry {
  return { title, url: `https://attack.mitre.org/techniques/${path}/` };
}

/** The ten categories of OWASP NHI 2025 in their order. */
export const NHI_CATEGORIES: { readonly [id: string]: StandardEntry } = Object.fromEntries(
  Object.entries(NHI_TITLES).map(([id, title]) => [id, { title, url: categoryPage(id, title) }]),
);

/** Every catalogue that rules map to, in the order in which pages print them. */
export const STANDARDS: readonly Standard[] = [
  {
    key: "owasp_nhi",
    name: "OWASP Non-Human Identities Top 10, 2025",
    url: NHI,
    note: "The risk that the finding is an instance of. Every rule of the package names at least one.",
    entries: NHI_CATEGORIES,
  },
  {
    key: "agentic",
    name: "OWASP Top 10 for Agentic Applications, 2026",
    url: ASI,
    note: "Only where the identity or credential is one that AI agents use. Risks that show only while an agent runs (goal hijack, code execution, memory poisoning, cascading failures) are never claimed.",
    entries: onPage(ASI, {
      ASI02: "Tool Misuse & Exploitation",
      ASI03: "Identity & Privilege Abuse",
      ASI04: "Agentic Supply Chain Vulnerabilities",
      ASI07: "Insecure Inter-Agent Communication",
      ASI10: "Rogue Agents",
    }),
  },
  {
    key: "mcp",
    name: "OWASP MCP Top 10, 2025 (v0.1)",
    url: MCP,
    note: "Only where the credential is one that MCP servers are given.",
    entries: onPage(MCP, {
      MCP01: "Token Mismanagement & Secret Exposure",
      MCP02: "Privilege Escalation via Scope Creep",
      MCP03: "Tool Poisoning",
      MCP04: "Software Supply Chain Attacks & Dependency Tampering",
      MCP07: "Insufficient Authentication & Authorization",
      MCP08: "Lack of Audit and Telemetry",
      MCP09: "Shadow MCP Servers",
    }),
  },
  {
    key: "attack",
    name: "MITRE ATT&CK",
    url: "https://attack.mitre.org/",
    note: "The technique that the finding makes possible, not one that was seen.",
    entries: {
      "T1059.009": technique("Command and Scripting Interpreter: Cloud API", "T1059/009"),
      T1078: technique("Valid Accounts", "T1078"),
      "T1078.004": technique("Valid Accounts: Cloud Accounts", "T1078/004"),
      T1098: technique("Account Manipulation", "T1098"),
      "T1136.003": technique("Create Account: Cloud Account", "T1136/003"),
      T1562: technique("Impair Defenses", "T1562"),
      "T1098.001": technique("Account Manipulation: Additional Cloud Credentials", "T1098/001"),
      "T1098.003": technique("Account Manipulation: Additional Cloud Roles", "T1098/003"),
      "T1098.006": technique("Account Manipulation: Additional Container Cluster Roles", "T1098/006"),
      "T1098.004": technique("Account Manipulation: SSH Authorized Keys", "T1098/004"),
      "T1114.002": technique("Email Collection: Remote Email Collection", "T1114/002"),
      T1190: technique("Exploit Public-Facing Application", "T1190"),
      "T1195.001": technique(
        "Supply Chain Compromise: Compromise Software Dependencies and Development Tools",
        "T1195/001",
      ),
      "T1195.002": technique("Supply Chain Compromise: Compromise Software Supply Chain", "T1195/002"),
      "T1213.003": technique("Data from Information Repositories: Code Repositories", "T1213/003"),
      "T1484.002": technique("Domain or Tenant Policy Modification: Trust Modification", "T1484/002"),
      T1528: technique("Steal Application Access Token", "T1528"),
      T1610: technique("Deploy Container", "T1610"),
      T1649: technique("Steal or Forge Authentication Certificates", "T1649"),
      T1671: technique("Cloud Application Integration", "T1671"),
      T1199: technique("Trusted Relationship", "T1199"),
      T1552: technique("Unsecured Credentials", "T1552"),
      T1530: technique("Data from Cloud Storage", "T1530"),
      "T1548.005": technique("Abuse Elevation Control Mechanism: Temporary Elevated Cloud Access", "T1548/005"),
      "T1552.001": technique("Unsecured Credentials: Credentials In Files", "T1552/001"),
      "T1552.004": technique("Unsecured Credentials: Private Keys", "T1552/004"),
      "T1552.005": technique("Unsecured Credentials: Cloud Instance Metadata API", "T1552/005"),
      "T1552.007": technique("Unsecured Credentials: Container API", "T1552/007"),
      "T1550.001": technique("Use Alternate Authentication Material: Application Access Token", "T1550/001"),
    },
  },
  {
    key: "csf",
    name: "NIST Cybersecurity Framework 2.0",
    url: CSF,
    note: "The outcome that the finding speaks against. Identifiers of version 1.1 (PR.AC-…) are other ones.",
    entries: onPage(CSF, {
      "DE.CM-03": "Personnel activity and technology usage are monitored to find potentially adverse events",
      "DE.CM-09":
        "Computing hardware and software, runtime environments, and their data are monitored to find potentially adverse events",
      "GV.SC-07":
        "The risks posed by a supplier, their products and services, and other third parties are understood, recorded, prioritized, assessed, responded to, and monitored over the course of the relationship",
      "PR.AA-01":
        "Identities and credentials for authorized users, services, and hardware are managed by the organization",
      "PR.AA-03": "Users, services, and hardware are authenticated",
      "PR.AA-04": "Identity assertions are protected, conveyed, and verified",
      "PR.AA-05":
        "Access permissions, entitlements, and authorizations are defined in a policy, managed, enforced, and reviewed, and incorporate the principles of least privilege and separation of duties",
      "PR.DS-01": "The confidentiality, integrity, and availability of data-at-rest are protected",
      "PR.DS-02": "The confidentiality, integrity, and availability of data-in-transit are protected",
      "PR.IR-01": "Networks and environments are protected from unauthorized logical access and usage",
      "PR.PS-01": "Configuration management practices are established and applied",
      "PR.PS-04": "Log records are generated and made available for continuous monitoring",
      "PR.PS-05": "Installation and execution of unauthorized software are prevented",
      "RS.MI-01": "Incidents are contained",
    }),
  },
  {
    key: "sp800_53",
    name: "NIST SP 800-53 Revision 5",
    url: CONTROLS,
    note: "A control that the finding is evidence about; passing the rule does not show that the control is in place.",
    entries: onPage(CONTROLS, {
      "AC-2(3)": "Account Management | Disable Accounts",
      "AC-2(4)": "Account Management | Automated Audit Actions",
      "AC-2(12)": "Account Management | Account Monitoring for Atypical Usage",
      "AC-3": "Access Enforcement",
      "AC-4": "Information Flow Enforcement",
      "AC-6": "Least Privilege",
      "AC-6(1)": "Least Privilege | Authorize Access to Security Functions",
      "AC-6(5)": "Least Privilege | Privileged Accounts",
      "AC-6(7)": "Least Privilege | Review of User Privileges",
      "AC-17(1)": "Remote Access | Monitoring and Control",
      "AC-20": "Use of External Systems",
      "AU-2": "Event Logging",
      "AU-6(1)": "Audit Record Review, Analysis, and Reporting | Automated Process Integration",
      "AU-10": "Non-repudiation",
      "AU-12": "Audit Record Generation",
      "CM-3": "Configuration Change Control",
      "CM-6": "Configuration Settings",
      "CM-7(5)": "Least Functionality | Authorized Software — Allow-by-exception",
      "IA-2": "Identification and Authentication (Organizational Users)",
      "IA-4": "Identifier Management",
      "IA-5": "Authenticator Management",
      "IA-5(1)": "Authenticator Management | Password-based Authentication",
      "IA-5(6)": "Authenticator Management | Protection of Authenticators",
      "IA-5(7)": "Authenticator Management | No Embedded Unencrypted Static Authenticators",
      "IA-9": "Service Identification and Authentication",
      "PS-4": "Personnel Termination",
      "SA-9": "External System Services",
      "SC-7": "Boundary Protection",
      "SC-8": "Transmission Confidentiality and Integrity",
      "SC-23": "Session Authenticity",
      "SC-28": "Protection of Information at Rest",
      "SI-4": "System Monitoring",
      "SR-3": "Supply Chain Controls and Processes",
    }),
  },
  {
    key: "cis",
    name: "CIS Critical Security Controls v8.1",
    url: CIS,
    note: "The safeguard that comes closest. 5.2 is about passwords; it stands for rotation of keys only loosely.",
    entries: onPage(CIS, {
      "2.3": "Address Unauthorized Software",
      "2.7": "Allowlist Authorized Scripts",
      "3.3": "Configure Data Access Control Lists",
      "3.10": "Encrypt Sensitive Data in Transit",
      "3.11": "Encrypt Sensitive Data at Rest",
      "3.12": "Segment Data Processing and Storage Based on Sensitivity",
      "4.1": "Establish and Maintain a Secure Configuration Process",
      "5.1": "Establish and Maintain an Inventory of Accounts",
      "5.2": "Use Unique Passwords",
      "5.3": "Disable Dormant Accounts",
      "5.4": "Restrict Administrator Privileges to Dedicated Administrator Accounts",
      "5.5": "Establish and Maintain an Inventory of Service Accounts",
      "5.6": "Centralize Account Management",
      "6.2": "Establish an Access Revoking Process",
      "6.3": "Require MFA for Externally-Exposed Applications",
      "6.5": "Require MFA for Administrative Access",
      "6.8": "Define and Maintain Role-Based Access Control",
      "8.2": "Collect Audit Logs",
      "8.5": "Collect Detailed Audit Logs",
      "15.2": "Establish and Maintain a Service Provider Management Policy",
      "15.5": "Assess Service Providers",
      "15.6": "Monitor Service Providers",
      "16.7": "Use Standard Hardening Configuration Templates for Application Infrastructure",
      "16.8": "Separate Production and Non-Production Systems",
      "16.5": "Use Up-to-Date and Trusted Third-Party Software Components",
      "16.12": "Implement Code-Level Security Checks",
    }),
  },
  {
    key: "cis_benchmark",
    name: "CIS Amazon Web Services Foundations Benchmark v6.0",
    url: CIS_AWS,
    note: "The recommendation that checks the same thing. Version 5.0 counts the same recommendations in section 1.",
    entries: onPage(CIS_AWS, {
      "2.3": "Ensure no 'root' user account access key exists",
      "2.10": "Do not create access keys during initial setup for IAM users with a console password",
      "2.11": "Ensure credentials unused for 45 days or more are disabled",
      "2.12": "Ensure there is only one active access key for any single IAM user",
      "2.13": "Ensure access keys are rotated every 90 days or less",
      "2.15": 'Ensure IAM policies that allow full "*:*" administrative privileges are not attached',
    }),
  },
  {
    key: "ai_rmf",
    name: "NIST AI Risk Management Framework 1.0",
    url: AI_RMF,
    note: "Only where the identity or credential is one that AI systems use.",
    entries: onPage(AI_RMF, {
      "GOVERN 1.6":
        "Mechanisms are in place to inventory AI systems and are resourced according to organizational risk priorities",
      "MAP 3.5":
        "Processes for human oversight are defined, assessed, and documented in accordance with organizational policies from the GOVERN function",
      "MEASURE 2.7":
        "AI system security and resilience – as identified in the MAP function – are evaluated and documented",
    }),
  },
];
