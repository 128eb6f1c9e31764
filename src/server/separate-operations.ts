import { CloseCode, type WebSocket as ProtocolSocket } from "graphql-ws";

/**
 * Wraps a socket for graphql-ws, which knows an operation by the client's id alone: it would confuse one that the
 * client has completed, and that still opens or ends, with the next of the same id. Here each has an id of its own, a
 * number before the client's, and of one that the client has completed nothing more is sent.
 *
 * Nor does it get to see an operation's text, of which it would keep two copies as long as the operation lasts: `begun`
 * has it while the message is handed on, for whoever prepares the operation.
 */
export function separateOperations(socket: ProtocolSocket, begun: { text: string | null }): ProtocolSocket {
  /** Client's id → own id, of those that neither side has ended. */
  const open = new Map<string, string>();
  let count = 0;

  async function close(code: CloseCode, reason: string): Promise<void> {
    await socket.close(code, reason);
  }

  return {
    ...socket,
    onMessage(listener) {
      // Not async: a promise of its own would stand as long as the operation.
      socket.onMessage((text) => {
        const message = readMessage(text);
        if (message?.type === "subscribe") {
          if (message.id.length > idLimit) return close(CloseCode.BadRequest, "The id is too long");
          if (open.has(message.id)) {
            return close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${message.id} already exists`);
          }
          count += 1;
          const ownId = `${count}:${message.id}`;
          open.set(message.id, ownId);
          const { payload } = message;
          const text = readText(payload);
          if (text === undefined) return listener(JSON.stringify({ ...message, id: ownId }));
          // graphql-ws asks for the operation before it waits for anything.
          begun.text = text;
          const handled = listener(JSON.stringify({ ...message, id: ownId, payload: { ...payload, query: "" } }));
          begun.text = null;
          return handled;
        }
        if (message?.type === "complete") {
          const ownId = open.get(message.id);
          if (ownId === undefined) return Promise.resolve();
          open.delete(message.id);
          return listener(JSON.stringify({ ...message, id: ownId }));
        }
        return listener(text);
      });
    },
    async send(text) {
      const [head, idText = "", type] = frameHead.exec(text) ?? [];
      if (head === undefined) return socket.send(text);
      const ownId: string = JSON.parse(idText);
      const id = clientIdOf(ownId);
      if (open.get(id) !== ownId) return;
      if (type !== "next") open.delete(id);
      return socket.send(`{"id":${JSON.stringify(id)},"type":"${type}"${text.slice(head.length)}`);
    },
  };
}

/** How many characters a client's id may have: it is kept, and sent with every message of the operation. */
const idLimit = 1_024;

/** The id that the client gave an operation. */
export function clientIdOf(ownId: string): string {
  return ownId.slice(ownId.indexOf(":") + 1);
}

/** How many operations of its socket had begun with this one. */
export function numberOf(ownId: string): string {
  return ownId.slice(0, ownId.indexOf(":"));
}

/** How graphql-ws begins what it sends of an operation. */
const frameHead = /^\{"id":("(?:[^"\\]|\\.)*"),"type":"(next|error|complete)"/;

interface OperationMessage {
  readonly id: string;
  readonly type: string;
  readonly payload?: {
    readonly query?: unknown;
    readonly extensions?: { readonly persistedQuery?: unknown } | null;
  } | null;
}

/** Of a persisted query the hash alone may be sent: null. Undefined where there is neither. */
function readText(payload: OperationMessage["payload"]): string | null | undefined {
  const text = payload?.query ?? null;
  if (typeof text === "string") return text;
  return text === null && payload?.extensions?.persistedQuery ? null : undefined;
}

/** Null for a message that is of no operation, or none at all: graphql-ws answers those. */
function readMessage(text: string): OperationMessage | null {
  try {
    const message: Partial<OperationMessage> | null = JSON.parse(text);
    return typeof message?.id === "string" && message.id !== "" ? (message as OperationMessage) : null;
  } catch {
    return null;
  }
}
