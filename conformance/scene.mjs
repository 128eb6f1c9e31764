import { ask } from "./clients/http-stream.mjs";
import { subscribeByMultipart } from "./clients/multipart.mjs";
import { subscribeBySse } from "./clients/sse.mjs";
import { openSocket, subscribeByWebSocket } from "./clients/websocket.mjs";
import { Follower } from "./follower.mjs";

export const subscribers = {
  websocket: subscribeByWebSocket,
  sse: subscribeBySse,
  multipart: subscribeByMultipart,
};

/** One run of one rule on one transport. `close` drops all connections that the rule opened. */
export function openScene(adapter, transport, patience) {
  const target = { url: adapter.url, patience };
  const open = [];
  const token = async () => adapter.token?.();

  return {
    adapter,
    transport,
    target,
    token,

    /** `token`: null for none (default: the owner's). `at`: address of another instance. */
    async subscribe(stream, { after, token: other, operation, over = transport, at = target.url, ...options } = {}) {
      const chosen = operation ?? adapter.subscription(stream, after);
      const shown = other === undefined ? await token() : other;
      const subscription = subscribers[over]({ ...target, url: at }, chosen, { token: shown, ...options });
      open.push(subscription);
      return new Follower(subscription, adapter.read);
    },

    /** A subscriber after the state of now, past its `Ready`. */
    async live(stream, options) {
      const { seq, cursor } = await adapter.snapshot(stream);
      const follower = await this.subscribe(stream, { after: cursor, ...options });
      await follower.ready(seq);
      return { follower, seq, cursor };
    },

    async changes(stream, count) {
      for (let made = 0; made < count; made += 1) await adapter.change(stream);
    },

    async ask(operation, options) {
      return ask(target, operation, { token: await token(), ...options });
    },

    socket(options) {
      const socket = openSocket(target, options);
      open.push(socket);
      return socket;
    },

    close() {
      for (const each of open) each.cut();
    },
  };
}
