/** In pixels, of the longer side: twice what a bubble shows. */
const LONGEST_SIDE = 480;

/**
 * A small picture of a picture, as a data URL: the pages' policy lets no other address in that is not the server's.
 * Undefined when the browser cannot draw it, whatever it is said to be.
 */
export async function previewOf(bytes: Blob): Promise<string | undefined> {
  try {
    const bitmap = await createImageBitmap(bytes);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    return canvas.toDataURL('image/webp', 0.8);
  } catch {
    return undefined;
  }
}
