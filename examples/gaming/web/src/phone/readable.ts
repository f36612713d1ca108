/** Whether a file can be read: a directory cannot, nor can what was removed or changed since it was chosen. */
export async function isReadable(bytes: Blob): Promise<boolean> {
  try {
    await bytes.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
