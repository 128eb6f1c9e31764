/** An answer without errors, as it is sent. */
export class RenderedAnswer {
  /** JSON in UTF-8. */
  readonly json: Buffer;

  constructor(json: Buffer) {
    this.json = json;
  }
}
