// Types of resources that make a static credential: one that lives until somebody rotates it, and whose value lies in the
// state of whatever applies the code.

export interface KeyType {
  /** What people call it. */
  readonly what: string;
  /** Whose it is. */
  readonly provider: string;
  /** The account, role or repository that it opens is one of a cloud, or may change code: what attackers look for first. */
  readonly isStrong: boolean;
}

const cloud = (provider: string, what: string): KeyType => ({ what, provider, isStrong: true });
const other = (provider: string, what: string): KeyType => ({ what, provider, isStrong: false });

/** Types of Terraform. */
export const KEY_TYPES: { readonly [type: string]: KeyType } = {
  aws_iam_access_key: cloud("aws", "IAM access key"),
  aws_iam_service_specific_credential: cloud("aws", "IAM service-specific credential"),
  aws_iam_user_login_profile: cloud("aws", "console password of an IAM user"),
  aws_lightsail_bucket_access_key: cloud("aws", "Lightsail bucket access key"),
  google_service_account_key: cloud("gcp", "Google service account key"),
  google_storage_hmac_key: cloud("gcp", "Google storage HMAC key"),
  google_apikeys_key: other("gcp", "Google API key"),
  azuread_application_password: cloud("azure", "Entra client secret"),
  azuread_service_principal_password: cloud("azure", "Entra client secret of a service principal"),
  azurerm_api_management_subscription: other("azure", "API Management subscription key"),
  alicloud_ram_access_key: cloud("alibaba", "Alibaba Cloud access key"),
  huaweicloud_identity_access_key: cloud("huawei", "Huawei Cloud access key"),
  ibm_iam_api_key: cloud("ibm", "IBM Cloud API key"),
  ibm_iam_service_api_key: cloud("ibm", "IBM Cloud service API key"),
  linode_token: cloud("linode", "Linode token"),
  oci_identity_api_key: cloud("oracle", "Oracle Cloud API key"),
  oci_identity_auth_token: cloud("oracle", "Oracle Cloud auth token"),
  oci_identity_customer_secret_key: cloud("oracle", "Oracle Cloud customer secret key"),
  scaleway_iam_api_key: cloud("scaleway", "Scaleway API key"),
  tencentcloud_cam_access_key: cloud("tencent", "Tencent Cloud access key"),
  yandex_iam_service_account_api_key: cloud("yandex", "Yandex Cloud API key"),
  yandex_iam_service_account_key: cloud("yandex", "Yandex Cloud service account key"),
  yandex_iam_service_account_static_access_key: cloud("yandex", "Yandex Cloud static access key"),
  github_repository_deploy_key: other("github", "GitHub deploy key"),
  github_user_ssh_key: cloud("github", "GitHub SSH key of a user"),
  gitlab_deploy_key: other("gitlab", "GitLab deploy key"),
  gitlab_deploy_token: other("gitlab", "GitLab deploy token"),
  gitlab_group_access_token: cloud("gitlab", "GitLab group access token"),
  gitlab_personal_access_token: cloud("gitlab", "GitLab personal access token"),
  gitlab_project_access_token: cloud("gitlab", "GitLab project access token"),
  gitlab_group_service_account_access_token: cloud("gitlab", "GitLab service account token"),
  bitbucketcloud_deploy_key: other("bitbucket", "Bitbucket deploy key"),
  bitbucket_deploy_key: other("bitbucket", "Bitbucket deploy key"),
  buildkite_agent_token: cloud("buildkite", "Buildkite agent token"),
  tfe_agent_token: cloud("terraform-cloud", "HCP Terraform agent token"),
  tfe_organization_token: cloud("terraform-cloud", "HCP Terraform organisation token"),
  tfe_team_token: cloud("terraform-cloud", "HCP Terraform team token"),
  vault_approle_auth_backend_role_secret_id: other("vault", "Vault AppRole secret id"),
  vault_token: cloud("vault", "Vault token"),
  auth0_client_credentials: other("auth0", "Auth0 client secret"),
  cloudflare_api_token: cloud("cloudflare", "Cloudflare API token"),
  confluent_api_key: other("confluent", "Confluent API key"),
  datadog_api_key: other("datadog", "Datadog API key"),
  datadog_application_key: other("datadog", "Datadog application key"),
  grafana_cloud_access_policy_token: other("grafana", "Grafana Cloud token"),
  grafana_service_account_token: other("grafana", "Grafana service account token"),
  launchdarkly_access_token: other("launchdarkly", "LaunchDarkly access token"),
  mongodbatlas_api_key: other("mongodb", "MongoDB Atlas API key"),
  mongodbatlas_project_api_key: other("mongodb", "MongoDB Atlas API key"),
  newrelic_api_access_key: other("newrelic", "New Relic key"),
  rancher2_token: cloud("rancher", "Rancher token"),
  kubernetes_token_request: other("kubernetes", "Kubernetes token"),
};

/** Stores of CI services; a value that is written here lies in the state as plain text. Name of the argument that holds it. */
export const STORE_TYPES: {
  readonly [type: string]: { readonly what: string; readonly provider: string; readonly values: readonly string[] };
} = {
  github_actions_secret: { what: "GitHub Actions secret", provider: "github", values: ["plaintext_value", "value"] },
  github_actions_environment_secret: {
    what: "GitHub environment secret",
    provider: "github",
    values: ["plaintext_value", "value"],
  },
  github_actions_organization_secret: {
    what: "GitHub organisation secret",
    provider: "github",
    values: ["plaintext_value", "value"],
  },
  github_codespaces_secret: { what: "Codespaces secret", provider: "github", values: ["plaintext_value"] },
  github_codespaces_organization_secret: {
    what: "Codespaces organisation secret",
    provider: "github",
    values: ["plaintext_value"],
  },
  github_dependabot_secret: { what: "Dependabot secret", provider: "github", values: ["plaintext_value", "value"] },
  github_dependabot_organization_secret: {
    what: "Dependabot organisation secret",
    provider: "github",
    values: ["plaintext_value", "value"],
  },
};
