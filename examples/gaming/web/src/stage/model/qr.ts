import { encode } from 'uqr';

/** A QR code as an SVG path of unit squares. */
export interface QrPath {
  /** Squares on a side, the quiet border included. */
  readonly size: number;
  readonly path: string;
}

/** The border that readers need. */
const BORDER = 4;

export function qrOf(text: string): QrPath {
  const { size, data } = encode(text, { border: BORDER, ecc: 'M' });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size, path };
}
