import type { WritePart } from '@imps-wsi/contract/soap';
import type { ClientSettings } from './options.js';

export function securityHeader(_settings: ClientSettings): WritePart {
  return () => undefined;
}
