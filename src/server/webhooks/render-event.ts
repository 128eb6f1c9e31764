import { type ExecutionArgs, execute, parse } from "graphql";
import { schema } from "../../../schema/index.ts";
import { compileSelection, NotPlainError } from "../../engine/fanout/compile-selection.ts";
import type { Delivery } from "../../engine/log/entry.ts";
import type { Activity } from "../../model/events.ts";
import { projectActivityText } from "../mcp/generated/contract-texts.ts";

/** A change as a stream hands it out. */
export type DeliveredChange = Required<Delivery<Activity>>;

/**
 * Returns a function that renders a change as the contract's subscription answers it, `data` and `extensions`, beside
 * `type` and `timestamp`. It throws where the schema cannot answer the change.
 */
export function createRenderEvent(): (change: DeliveredChange) => string {
  // The arguments choose the stream alone.
  const args: ExecutionArgs = { schema, document: parse(projectActivityText), variableValues: { projectId: "" } };
  const renderPlain = compileSelection(args);
  return (change) => {
    const { event, extensions } = change;
    const { type, at: timestamp } = event;
    const head = JSON.stringify({ type, timestamp }).slice(0, -1);
    return `${head},"data":${renderData(change)},"extensions":${JSON.stringify(extensions)}}`;
  };

  function renderData(change: DeliveredChange): string {
    try {
      return renderPlain(change);
    } catch (error) {
      if (!(error instanceof NotPlainError)) throw error;
    }
    const result = execute({ ...args, rootValue: change });
    if ("then" in result) throw new Error("A change was to be rendered without waiting, and a resolver waits.");
    const [error] = result.errors ?? [];
    if (error) throw error;
    return JSON.stringify(result.data);
  }
}
