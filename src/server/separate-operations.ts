import { CloseCode, type WebSocket as ProtocolSocket } from "graphql-ws";

/**
 * Wraps a socket for graphql-ws, which knows an operation by the client's id alone: it would confuse one that the
 * client has completed, and that still opens or ends, with the next of the same id. Here each has an id of its own, and
 * of one that the client has completed nothing more is sent.
 */
export function separateOperations(socket: ProtocolSocket): ProtocolSocket {
  const ownIds = new Map<string, string>();
  const clientIds = new Map<string, string>();
  let count = 0;

  function open(clientId: string): string {
    count += 1;
    const ownId = String(count);
    ownIds.set(clientId, ownId);
    clientIds.set(ownId, clientId);
    return ownId;
  }

  function end(clientId: string, ownId: string): void {
    ownIds.delete(clientId);
    clientIds.delete(ownId);
  }

  return {
    ...socket,
    onMessage(listener) {
      socket.onMessage(async (text) => {
        const message = readMessage(text);
        if (message?.type === "subscribe") {
          if (ownIds.has(message.id)) {
            return socket.close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${message.id} already exists`);
          }
          return listener(JSON.stringify({ ...message, id: open(message.id) }));
        }
        if (message?.type === "complete") {
          const ownId = ownIds.get(message.id);
          if (ownId === undefined) return;
          end(message.id, ownId);
          return listener(JSON.stringify({ ...message, id: ownId }));
        }
        return listener(text);
      });
    },
    async send(text) {
      const [head, ownId, type] = frameHead.exec(text) ?? [];
      if (head === undefined || ownId === undefined) return socket.send(text);
      const clientId = clientIds.get(ownId);
      if (clientId === undefined) return;
      if (type !== "next") end(clientId, ownId);
      return socket.send(`{"id":${JSON.stringify(clientId)},"type":"${type}"${text.slice(head.length)}`);
    },
  };
}

/** How graphql-ws begins what it sends of an operation. */
const frameHead = /^\{"id":"(\d+)","type":"(next|error|complete)"/;

interface OperationMessage {
  readonly id: string;
  readonly type: string;
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
