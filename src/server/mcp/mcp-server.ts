import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { version } from "../../config/project-root.ts";
import type { TokenAccess } from "../../operations/viewer.ts";
import type { Members } from "../request/read-json.ts";
import { mayCall, type Tool } from "./tools.ts";

export interface McpServerOptions {
  readonly tools: readonly Tool[];
  /** Bounds of the caller's access token; null for a person's own token. */
  readonly access: TokenAccess | null;
  readonly call: (tool: Tool, args: Members) => Promise<CallToolResult>;
}

/** Makes the server of one request. It lists the tools that the caller may call. */
export function createMcpServer({ tools, access, call }: McpServerOptions): Server {
  const server = new Server(
    { name: "lockstep", title: "Lockstep", version },
    { capabilities: { tools: {} }, instructions },
  );
  server.setRequestHandler("tools/list", () => ({
    tools: tools
      .filter((tool) => mayCall(tool, access))
      .map(({ name, description, inputSchema, annotations }) => ({ name, description, inputSchema, annotations })),
  }));
  server.setRequestHandler("tools/call", ({ params: { name, arguments: args = {} } }) => {
    const tool = tools.find((each) => each.name === name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${JSON.stringify(name)}.`);
    return call(tool, args);
  });
  return server;
}

const instructions = [
  "Lockstep keeps the projects of people who edit them at once. Read `board` first.",
  "Send `expectedVersion`, the `version` that you read, with each edit: edits of other fields merge.",
  "Edits of the same fields are answered by a conflict with the present state. Read it, and send the edit again if it still makes sense.",
  "`clientMutationId` makes it safe to send a change again whose answer was lost.",
  "`wait_for_changes` with the `cursor` of `board` returns what others do; go on with the cursor that it returns.",
].join("\n");
