import { GraphQLError } from "graphql";
import type { ClientLimits } from "../../config/limits.ts";
import { introspectionCost, introspectionLimit } from "./introspection-cost.ts";
import { type CheckedOperation, queryCost } from "./query-cost.ts";

/** Cost of an operation as it is counted per minute, or why it costs more than one operation may. */
export function priceOperation(
  checked: CheckedOperation,
  limits: Pick<ClientLimits, "queryCost" | "eventCost">,
): number | GraphQLError {
  const cost = queryCost(checked);
  const isSubscription = checked.operation.operation === "subscription";
  const limit = isSubscription ? limits.eventCost : limits.queryCost;
  if (cost > limit) {
    const unit = isSubscription ? " for each event" : "";
    return tooExpensive(
      `This may cost ${cost}${unit} where ${limit} is allowed: ask for smaller pages with first, or select less.`,
    );
  }
  const schemaCost = introspectionCost(checked);
  if (schemaCost > introspectionLimit) {
    return tooExpensive(`This asks for more than ${introspectionLimit} fields of the schema; ask in several requests.`);
  }
  return cost + schemaCost;
}

/** Cost of parsing and validating a text for the first time; its characters tell before either is done. */
export function priceReading(text: string): number {
  return Math.ceil(text.length / 2);
}

function tooExpensive(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "GRAPHQL_VALIDATION_FAILED" } });
}
