// aws/sagemaker:notebook-instances: notebooks that people run code in, and the roles they run as.
import { fieldsOf, textOf } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import { toIso } from "../../time.js";
import type { AwsCall } from "../call.js";
import { readDescribed, type Thing } from "../described.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";
import { addWorkload } from "../workload.js";

const DATA_SET = "aws/sagemaker:notebook-instances";

const LIST_NOTEBOOKS: AwsCall = {
  call: "sagemaker:ListNotebookInstances",
  path: ["sagemaker", "list-notebook-instances"],
  dataSet: DATA_SET,
  count: "1 per region, and 1 per 100 notebooks",
  lists: ["NotebookInstances"],
  input: { MaxResults: 100 },
  next: "NextToken",
};

const DESCRIBE_NOTEBOOK: AwsCall = {
  call: "sagemaker:DescribeNotebookInstance",
  path: ["sagemaker", "describe-notebook-instance"],
  dataSet: DATA_SET,
  count: "1 per notebook",
};

export const sagemakerNotebooks = toResource({
  dataSet: DATA_SET,
  calls: [LIST_NOTEBOOKS, DESCRIBE_NOTEBOOK],
  read: (reader) =>
    readDescribed(reader, {
      list: LIST_NOTEBOOKS,
      describe: DESCRIBE_NOTEBOOK,
      word: "notebooks",
      nameOf: (notebook) => textOf(notebook["NotebookInstanceName"]),
      inputOf: (_, name) => ({ NotebookInstanceName: name }),
      unlisted: (name) => ({ NotebookInstanceName: name }),
      subjectOf: (_, name) => toId(reader, name),
      add: (notebook, out) => addNotebook(reader, notebook, out),
    }),
});

/** AWS writes these names in small letters in ARNs. */
function toId(reader: Reader, name: string): string {
  return reader.arn("sagemaker", `notebook-instance/${name.toLowerCase()}`);
}

function addNotebook(reader: Reader, { summary, name, answer }: Thing, out: PartBuilder): void {
  const notebook = { ...summary, ...fieldsOf(answer) };
  const internet = textOf(notebook["DirectInternetAccess"]);
  const root = textOf(notebook["RootAccess"]);
  addWorkload(
    {
      id: textOf(notebook["NotebookInstanceArn"]) ?? toId(reader, name),
      type: "aws.sagemaker-notebook",
      name,
      runsAs: textOf(notebook["RoleArn"]),
      properties: {
        status: textOf(notebook["NotebookInstanceStatus"]),
        created_at: toIso(notebook["CreationTime"]),
        updated_at: toIso(notebook["LastModifiedTime"]),
        direct_internet: internet === undefined ? undefined : internet === "Enabled",
        root_access: root === undefined ? undefined : root === "Enabled",
        lifecycle_configuration: textOf(notebook["NotebookInstanceLifecycleConfigName"]),
        has_lifecycle_configuration: textOf(notebook["NotebookInstanceLifecycleConfigName"]) !== undefined,
      },
    },
    out,
  );
}
