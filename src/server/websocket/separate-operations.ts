import { CloseCode, type WebSocket as ProtocolSocket } from "graphql-ws";
import { asData, frameHead } from "./graphql-ws-compat.ts";
import type { ClientMessage, OperationRequest } from "./read-message.ts";

/** A socket as graphql-ws wants one, whose messages are parsed. */
export interface MessageSocket extends Omit<ProtocolSocket, "onMessage"> {
  onMessage(listener: (message: ClientMessage) => Promise<void>): void;
}

/**
 * Wraps a socket for graphql-ws, which knows an operation by the client's id alone. It would confuse a completed one
 * that still opens or ends with the next of the same id. Here each has an id of its own, a number before the client's.
 * Nothing more is sent for one that the client has completed.
 *
 * graphql-ws does not see a request, which it would keep as long as the operation lasts. `begun` has it while the
 * message is passed on, for the preparation of the operation.
 */
export function separateOperations(socket: MessageSocket, begun: Begun): ProtocolSocket {
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
      socket.onMessage((message) => {
        if (message.type === "subscribe") {
          if (open.has(message.id)) {
            return close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${message.id} already exists`);
          }
          count += 1;
          const id = `${count}:${message.id}`;
          open.set(message.id, id);
          // graphql-ws asks for the operation before it waits for anything.
          begun.request = message.request;
          const handled = listener(asData({ id, type: "subscribe", payload: { query: "" } }));
          begun.request = null;
          return handled;
        }
        if (message.type === "complete") {
          const id = open.get(message.id);
          if (id === undefined) return Promise.resolve();
          open.delete(message.id);
          begun.leave(id);
          return listener(asData({ id, type: "complete" }));
        }
        return listener(asData(message));
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

interface Begun {
  request: OperationRequest | null;
  /** Hears of an operation that the client has completed. */
  leave(id: string): void;
}

/** The id that the client gave an operation. */
export function clientIdOf(ownId: string): string {
  return ownId.slice(ownId.indexOf(":") + 1);
}

/** Number of operations of its socket that had begun with this one. */
export function numberOf(ownId: string): string {
  return ownId.slice(0, ownId.indexOf(":"));
}
