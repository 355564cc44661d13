// Grammar of GitLab CI: what its tokens say of a job. Sources are in rules/tables/issuers.yaml.
import { type Grammar, toGrammar } from "./grammar.js";

export const GITLAB: Grammar = toGrammar({
  name: "gitlab",
  sets: { group: "name", namespace_id: "digits", project_id: "digits", environment: "rest" },
  kinds: {
    job: {
      claims: { sub: "project_path:<group>/<project>:ref_type:<ref_type>:ref:<ref>" },
      narrow: ["ref"],
    },
    "job in an environment": {
      claims: {
        sub: "project_path:<group>/<project>:ref_type:<ref_type>:ref:<ref>",
        environment: "<environment>",
        environment_protected: "<environment_protected>",
        deployment_tier: "<tier>",
      },
      narrow: ["ref", "environment"],
    },
  },
  claims: {
    namespace_id: "<namespace_id>",
    namespace_path: "<group>",
    project_id: "<project_id>",
    project_path: "<group>/<project>",
    ref: "<ref>",
    ref_type: "<ref_type>",
    ref_protected: "<ref_protected>",
    pipeline_source: "<pipeline_source>",
    runner_environment: "<runner>",
    user_id: "<user>",
    user_login: "<user_login>",
    user_email: "<user_email>",
    user_access_level: "<user_access_level>",
  },
  tenant: ["group", "namespace_id", "project_id"],
  repository: [["group", "project"], ["project_id"]],
  beginning: "project_path:<group>/<more>",
  custom: {
    keys: {
      project_path: ["<group>/<project>"],
      project_id: ["<project_id>"],
      namespace_path: ["<group>"],
      namespace_id: ["<namespace_id>"],
      ref_type: ["<ref_type>"],
      ref: ["<ref>"],
      ref_protected: ["<ref_protected>"],
      environment: ["<environment>"],
      environment_protected: ["<environment_protected>"],
      deployment_tier: ["<tier>"],
      pipeline_source: ["<pipeline_source>"],
      user_login: ["<user_login>"],
    },
    narrow: ["ref", "environment"],
  },
  words: { tenant: "group", tenants: "groups", repository: "project", narrow: "branch or tag" },
});
