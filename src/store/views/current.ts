// SQL that says which rows count now. Every reader and every view uses these, so they agree.

/** Row `alias` is open and its snapshot has completed. */
export function visible(alias: string): string {
  return `${alias}.closed_in IS NULL AND ${alias}.opened_in NOT IN (SELECT id FROM snapshot_row WHERE state = 'unfinished')`;
}

/**
 * Row `alias` is visible, and the one that counts where several data sets or scopes declare the same `key`
 * (an AWS managed policy, seen by each account): a scope's own row, else the one read in the latest run, else the
 * first by scope, data set and region; within a data set the one written last.
 */
function current(table: string, key: string, alias: string, same: string): string {
  return `${visible(alias)} AND NOT EXISTS (
    SELECT 1 FROM ${table} other JOIN data_set_row od ON od.id = other.data_set JOIN data_set_row md ON md.id = ${alias}.data_set
    WHERE other.${key} = ${alias}.${key} AND other.row <> ${alias}.row AND ${visible("other")}${same}
      AND CASE WHEN od.id = md.id THEN other.row > ${alias}.row
        ELSE (od.name = '${SCOPE_DATA_SET}', od.completed_run, md.scope, md.name, md.region)
           > (md.name = '${SCOPE_DATA_SET}', md.completed_run, od.scope, od.name, od.region) END)`;
}

/** Name of the data set that holds the scope's own node, written by the store itself. */
export const SCOPE_DATA_SET = "scope";

/** The same order for row `n` of data set row `d`: the first of a key is the one that counts. */
export const BEST_FIRST = `d.name = '${SCOPE_DATA_SET}' DESC, d.completed_run DESC, d.scope, d.name, d.region, n.row DESC`;

/** Condition for the one current row of each node id. */
export function currentNode(alias: string): string {
  return current("node_row", "id", alias, "");
}

/** Condition for the one current supplement of each node and data set, whichever region or scope wrote it. */
function currentSupplement(alias: string): string {
  return current("supplement_row", "node", alias, " AND od.name = md.name");
}

/** How a query tells the current rows of nodes and supplements from the others. */
export interface Currency {
  node(alias: string): string;
  supplement(alias: string): string;
}

/** In SQL alone, as the views in the database must. */
export const BY_COMPARING: Currency = { node: currentNode, supplement: currentSupplement };

/** By the lists of hidden-rows.ts: the same rows, without looking for a better one at each of them. */
export const BY_LIST: Currency = {
  node: (alias) => `${visible(alias)} AND ${alias}.row NOT IN (SELECT row FROM temp.hidden_node)`,
  supplement: (alias) => `${visible(alias)} AND ${alias}.row NOT IN (SELECT row FROM temp.hidden_supplement)`,
};

/**
 * Expression for an end of edge row `alias` as a node id: the id itself, or what the reference names: a node id, else
 * a unique alias in the edge's scope, else a unique alias anywhere; else `by:value`.
 */
export function edgeEnd(alias: string, end: "from" | "to"): string {
  const by = `${alias}.${end}_by`;
  const value = `${alias}.${end}_value`;
  const named = `node_row n JOIN alias_row a ON a.node_row = n.row WHERE a.value IN (${value}, CASE ${by} WHEN 'email' THEN lower(${value}) END) AND ${visible("n")}`;
  const inScope = `n.data_set IN (SELECT d.id FROM data_set_row d JOIN data_set_row e ON e.scope = d.scope WHERE e.id = ${alias}.data_set)`;
  const one = "CASE WHEN count(DISTINCT n.id) = 1 THEN max(n.id) END";
  return `CASE WHEN ${by} IS NULL THEN ${value} ELSE coalesce(
    (SELECT n.id FROM node_row n WHERE n.id = ${value} AND ${visible("n")} LIMIT 1),
    (SELECT ${one} FROM node_row n WHERE ${by} = 'unique-id' AND n.incarnation = ${value} AND n.incarnation IS NOT NULL AND ${visible("n")}),
    (SELECT ${one} FROM ${named} AND ${inScope}),
    (SELECT ${one} FROM ${named}),
    ${by} || ':' || ${value}) END`;
}
