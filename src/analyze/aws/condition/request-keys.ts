// Condition keys of single services that say what the request asks for, so that the caller chooses them. Reviewed by hand; sources are
// the condition keys of each service in AWS's service authorization reference.

/** Keys of a service without its prefix, in lower case, and the actions with which the caller chooses them. */
interface RequestKeys {
  readonly keys: RegExp;
  /** In lower case; left out for all that know the key. */
  readonly actions?: RegExp;
}

/**
 * Left out: keys that describe what is there already, and keys that pin down what would run or whom it would serve (a template, a
 * source, an image of code, an instance profile), since the values that they leave may not serve the caller: see own-choices.ts.
 */
const BY_SERVICE: { readonly [service: string]: RequestKeys | readonly RequestKeys[] } = {
  apigateway: { keys: /^request\// },
  apprunner: { keys: /^(autoscalingconfigurationarn|observabilityconfigurationarn|vpcconnectorarn)$/ },
  appsync: { keys: /^visibility$/ },
  autoscaling: {
    keys: /^(?!launchconfigurationname$|metadatahttpendpoint$|operatorprincipal$)/,
    actions: /:create/,
  },
  batch: {
    keys: /^(awslogs.*|logdriver|privileged|user|shareidentifier|image|eksimage|eksnamespace|eksprivileged|eksrunas.*)$/,
  },
  "bedrock-agentcore": {
    keys: /^(securitygroups|subnets|runtimeauthorizertype|gatewayauthorizertype|protocoltype|kmskeyarn)$/,
  },
  cloudformation: { keys: /^(stackpolicyurl|targetregion)$/ },
  codebuild: { keys: /^(?!(secondary)?sources?\b|.*buildspec|.*servicerole|buildarn$|projectarn$|resourcetag\/)/ },
  ec2: {
    keys: /^(?!metadatahttpendpoint$|(new)?instanceprofile$|managedresourceoperator$|sourceinstancearn$|roledelivery$|region$)/,
    actions: /:(runinstances|requestspotinstances|requestspotfleet|createfleet|createlaunchtemplate(version)?)$/,
  },
  ecs: [
    {
      keys: /^(auto-assign-public-ip|capacity-provider|cluster|compute-compatibility|container-instances|enable-.*|fargate-.*|namespace|privileged|propagate-tags|subnet|task-cpu|task-memory)$/,
      actions: /:(create|register|run|start)/,
    },
    {
      keys: /^(auto-assign-public-ip|capacity-provider|enable-.*|namespace|propagate-tags|subnet|task-cpu|task-memory)$/,
      actions: /:updateservice$/,
    },
  ],
  eks: { keys: /^(accessentrytype|accessscope|kubernetesgroups|namespaces|username)$/, actions: /:(create|associate)/ },
  events: { keys: /^(source|detail-type|detail\..+)$/ },
  glue: { keys: /^(securitygroupids|subnetids|vpcids)$/ },
  imagebuilder: { keys: /^(createdresourcetag.*|ec2metadatahttptokens|statustopicarn)$/ },
  lambda: { keys: /^(securitygroupids|subnetids|invokedviafunctionurl)$/ },
  redshift: { keys: /^(dbname|dbuser|durationseconds)$/, actions: /:getclustercredentials$/ },
  ram: { keys: /^(requestedallowsexternalprincipals|requestedresourcetype)$/ },
  s3: { keys: /^requestjobpriority$/ },
  sagemaker: {
    keys: /^(?!current|customermetadata|domainid$|userprofilename$|networkisolation$|modelarn$|modellifecycle|searchvisibility|taggingaction$)/,
  },
  ssm: { keys: /^(documentcategories|documenttype|documentversion|recursive)$/ },
  transfer: { keys: /^(requestsecuritypolicyname|requestserverendpointtype)$/ },
  states: { keys: /^statemachinequalifier$/ },
};

/** User name on the machine, which the caller of EC2 Instance Connect writes into the request. */
const OS_USER = "ec2:osuser";

/** Whether the caller of the action chooses the value of the key; both in lower case. */
export function isOfRequest(key: string, action: string): boolean {
  if (key === OS_USER) return true;
  const at = key.indexOf(":");
  const name = key.slice(at + 1);
  return [BY_SERVICE[key.slice(0, at)] ?? []]
    .flat()
    .some(({ keys, actions }) => keys.test(name) && actions?.test(action) !== false);
}
