import { numberWords } from '../../../extension/common/numbers.ts';
import { english } from '../../../extension/language/service/translate.ts';

export const t = english;
export const n = numberWords('en');
export const words = { n, t };

export const quietLog = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {
  // Tests look at states, not at the log.
}
