import type { ChangeKind } from "../core/wire.ts";
import { commentHandlers } from "./comment-handlers.ts";
import type { Handlers } from "./fake-change.ts";
import { labelHandlers } from "./label-handlers.ts";
import { taskHandlers } from "./task-handlers.ts";

/** The server's side of each kind of change. */
export const handlers: Handlers<ChangeKind> = { ...taskHandlers, ...commentHandlers, ...labelHandlers };
