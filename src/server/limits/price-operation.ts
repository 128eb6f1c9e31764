import { GraphQLError } from "graphql";
import type { ClientLimits } from "../../config/limits.ts";
import { introspectionCost, introspectionLimit } from "./introspection-cost.ts";
import { type CheckedOperation, findCostError, queryCost } from "./query-cost.ts";

/** Cost of an operation as it is counted per minute, or why it costs more than one operation may. */
export function priceOperation(
  checked: CheckedOperation,
  limits: Pick<ClientLimits, "queryCost" | "eventCost">,
): number | GraphQLError {
  const costError = findCostError(checked, limits);
  if (costError) return costError;
  const schemaCost = introspectionCost(checked);
  if (schemaCost > introspectionLimit) return tooMuchOfSchema();
  return queryCost(checked) + schemaCost;
}

/** Cost of parsing and validating a text for the first time; its characters tell before either is done. */
export function priceReading(text: string): number {
  return Math.ceil(text.length / 2);
}

function tooMuchOfSchema(): GraphQLError {
  const message = `This asks for more than ${introspectionLimit} fields of the schema; ask in several requests.`;
  return new GraphQLError(message, { extensions: { code: "GRAPHQL_VALIDATION_FAILED", http: { status: 400 } } });
}
