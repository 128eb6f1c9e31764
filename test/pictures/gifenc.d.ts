declare module "gifenc" {
  type Palette = readonly (readonly number[])[];

  interface FrameOptions {
    /** Needed by the first picture, whose colours all others have that bring none. */
    readonly palette?: Palette;
    /** Milliseconds. */
    readonly delay: number;
    readonly transparent: boolean;
    readonly transparentIndex: number;
    /** 1 leaves the picture for the next one to be drawn upon. */
    readonly dispose: number;
  }

  interface Encoder {
    writeFrame(pixels: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  export function GIFEncoder(): Encoder;
  export function quantize(rgba: Uint8Array, maxColours: number): Palette;
  export function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
}
