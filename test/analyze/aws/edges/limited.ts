// A role and a user that something holds back, for tests of what frees them.
import { allow, arn, deny } from "./scene.js";

export type Statement = ReturnType<typeof allow>;

export const BUCKET = "arn:aws:s3:::plans";
export const READS = allow("s3:GetObject", `${BUCKET}/*`);
export const UNREAD = deny("s3:GetObject");
export const LITTLE = allow("s3:ListAllMyBuckets");
export const ROLE = arn("role/limited");
export const USER = arn("user/limited");
export const CALLER = arn("user/caller");
