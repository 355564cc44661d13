/**
 * Stands for the AWS account that infrastructure code is deployed to, wherever the code means that one without naming it. No
 * account has this id.
 */
export const OWN_ACCOUNT = "000000000000";
