// Names of services that a role is passed to, as requests in a partition bring them.
import { partitionOf } from "../../partition.js";
import type { Question } from "../evaluation/requests.js";

const KEY = "iam:PassedToService";
const SUFFIX = /\.amazonaws\.com$/;

/**
 * In China some services are named below amazonaws.com.cn, and policies write either (those that AWS manages there write both): a
 * condition that fits one of the two names counts.
 */
export function nameService<T extends Pick<Question, "resource" | "context">>(question: T): T {
  const service = question.context?.[KEY];
  if (typeof service !== "string" || !SUFFIX.test(service) || partitionOf(question.resource) !== "aws-cn")
    return question;
  return { ...question, context: { ...question.context, [KEY]: [service, `${service}.cn`] } };
}
