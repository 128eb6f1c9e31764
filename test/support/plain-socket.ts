import { WebSocket } from "ws";

/** A WebSocket that offers no compression: compressed, the repetitive texts of tests would never fill a backlog. */
export class PlainSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols, { perMessageDeflate: false });
  }
}
