import { applyPalette, GIFEncoder, quantize } from "gifenc";
import { PNG } from "pngjs";

/** Space between the windows, in pixels, and its colour. */
const gap = 16;
const gapColour = [0x8a, 0x96, 0x90, 0xff];

/** Index of the colour that leaves a pixel as it was. */
const unchanged = 255;

interface Animation {
  /** Adds pictures of the same size, side by side, for so many milliseconds. */
  add(pictures: readonly Buffer[], milliseconds: number): void;
  /** Returns the animation, as GIF. */
  end(): Uint8Array;
}

/** Creates a GIF that repeats. Each of its pictures holds the pixels alone that differ from the one before. */
export function createAnimation(): Animation {
  const frames: { readonly picture: PNG; milliseconds: number }[] = [];
  return {
    add(pictures, milliseconds) {
      const picture = placeSideBySide(pictures.map((each) => PNG.sync.read(each)));
      const last = frames.at(-1);
      if (last?.picture.data.equals(picture.data)) last.milliseconds += milliseconds;
      else frames.push({ picture, milliseconds });
    },
    end() {
      const encoder = GIFEncoder();
      const sample = Buffer.concat([frames[0], frames.at(-1)].flatMap((frame) => (frame ? [frame.picture.data] : [])));
      const palette = quantize(sample, unchanged);
      let before: Uint8Array | undefined;
      for (const { picture, milliseconds } of frames) {
        const { width, height, data } = picture;
        const pixels = applyPalette(data, palette);
        const changed = pixels.map((colour, index) => (colour === before?.[index] ? unchanged : colour));
        encoder.writeFrame(changed, width, height, {
          ...(before ? {} : { palette }),
          ...{ delay: milliseconds, transparent: before !== undefined, transparentIndex: unchanged, dispose: 1 },
        });
        before = pixels;
      }
      encoder.finish();
      return encoder.bytes();
    },
  };
}

function placeSideBySide(pictures: readonly PNG[]): PNG {
  const [{ width = 0, height = 0 } = {}] = pictures;
  const whole = new PNG({ width: pictures.length * (width + gap) - gap, height });
  for (let at = 0; at < whole.data.length; at += 4) whole.data.set(gapColour, at);
  for (const [index, picture] of pictures.entries()) {
    PNG.bitblt(picture, whole, 0, 0, width, height, index * (width + gap), 0);
  }
  return whole;
}
