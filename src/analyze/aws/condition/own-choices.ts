// Condition keys of single services that pin down what would run, for whom or as what: the caller writes them into the request, but
// of their values only some serve it for sure. Reviewed by hand; sources are the condition keys of each service in AWS's service
// authorization reference and the API Reference of the service, which says what may be left out.
import type { KeyValues } from "./key-state.js";

interface Choice {
  /** Key without the prefix of its service, in lower case. */
  readonly keys: RegExp;
  /** In lower case; left out for all that know the key. */
  readonly actions?: RegExp;
  readonly values: readonly KeyValues[];
}

const LEFT_OUT: KeyValues = null;
/** Something of the caller's own, which no policy names. */
const OWN: KeyValues = ["nhi-other"];

/**
 * What the caller may bring, or leave out, and still reach its end. A value that is not listed may serve as well, or may not: nobody
 * can tell that from the policy.
 */
const BY_SERVICE: { readonly [service: string]: readonly Choice[] } = {
  // the mailbox that an account gets
  account: [{ keys: /^emailtargetdomain$/, values: [OWN] }],
  // of sources of code; an image takes none
  apprunner: [{ keys: /^connectionarn$/, values: [LEFT_OUT] }],
  autoscaling: [
    { keys: /^metadatahttpendpoint$/, actions: /:createlaunchconfiguration$/, values: [LEFT_OUT, ["enabled"]] },
    { keys: /^(maxsize|minsize|targetcapacitytypes|vpczoneidentifiers)$/, actions: /:update/, values: [LEFT_OUT] },
  ],
  // the template can be in the request itself; types of resources are told by who likes to
  cloudformation: [
    { keys: /^templateurl$/, values: [LEFT_OUT, OWN] },
    { keys: /^(resourcetypes|importresourcetypes)$/, values: [LEFT_OUT] },
  ],
  codebuild: [
    { keys: /^source\.location$/, values: [OWN] },
    { keys: /^(secondarysources|buildbatchconfig\.servicerole$)/, values: [LEFT_OUT] },
  ],
  ec2: [
    {
      keys: /^metadatahttpendpoint$/,
      actions: /:(runinstances|requestspotinstances|requestspotfleet|createfleet)$/,
      values: [LEFT_OUT, ["enabled"]],
    },
  ],
  eks: [
    { keys: /^authenticationmode$/, actions: /:updateclusterconfig$/, values: [["API_AND_CONFIG_MAP"], ["API"]] },
    { keys: /./, actions: /:updateclusterconfig$/, values: [LEFT_OUT] },
  ],
  "emr-containers": [{ keys: /^jobtemplatearn$/, values: [LEFT_OUT] }],
  elasticmapreduce: [{ keys: /^executionrolearn$/, values: [LEFT_OUT] }],
  // of keys that are things to hold in hand; a device of one's own making is a program
  iam: [{ keys: /^(fido-|registersecuritykey$)/, actions: /:enablemfadevice$/, values: [LEFT_OUT] }],
  lambda: [
    { keys: /^codesigningconfigarn$/, actions: /:createfunction$/, values: [LEFT_OUT] },
    { keys: /^eventsourcetoken$/, values: [LEFT_OUT] },
  ],
  "redshift-data": [{ keys: /^(glue-catalog-arn|session-owner-iam-userid)$/, values: [LEFT_OUT] }],
  // containers that are cut off get no credentials
  sagemaker: [{ keys: /^networkisolation$/, values: [LEFT_OUT, ["false"]] }],
  // of access that another person grants for the moment
  ssm: [{ keys: /^accessrequestid$/, values: [LEFT_OUT] }],
};

/** Values of the key that serve the caller of the action, of its choice; undefined where it has none. Both in lower case. */
export function ownChoices(key: string, action: string): readonly KeyValues[] | undefined {
  const at = key.indexOf(":");
  const name = key.slice(at + 1);
  return BY_SERVICE[key.slice(0, at)]?.find((one) => one.keys.test(name) && one.actions?.test(action) !== false)
    ?.values;
}
