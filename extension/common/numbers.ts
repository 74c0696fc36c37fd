/** Numbers, bytes and durations in words, with the display language's grouping and decimal mark. Units stand after U+202F. */
export interface NumberWords {
  count(value: number): string;
  bytes(value: number): string;
  duration(ms: number): string;
}

const narrowSpace = '\u202f';

export function numberWords(locale: string): NumberWords {
  const whole = lazyFormatter(locale, 0);
  const tenth = lazyFormatter(locale, 1);
  const hundredth = lazyFormatter(locale, 2);
  const unit = (text: string, name: string): string => `${text}${narrowSpace}${name}`;

  return {
    count: value => whole.format(value),
    bytes: value => {
      if (value < 1024) return unit(whole.format(value), 'B');
      const units = ['KiB', 'MiB', 'GiB', 'TiB'];
      let scaled = value / 1024;
      let index = 0;
      while (scaled >= 1024 && index < units.length - 1) {
        scaled /= 1024;
        index++;
      }
      return unit((scaled < 100 ? tenth : whole).format(scaled), units[index] ?? 'TiB');
    },
    duration: ms => {
      if (ms < 1) return unit(hundredth.format(ms), 'ms');
      if (ms < 100) return unit(tenth.format(ms), 'ms');
      if (ms < 999.5) return unit(whole.format(ms), 'ms');
      const seconds = ms / 1000;
      if (seconds < 10) return unit(tenth.format(seconds), 's');
      const total = Math.round(seconds);
      if (total < 60) return unit(whole.format(total), 's');
      const minutes = unit(whole.format(Math.floor(total / 60)), 'min');
      return total % 60 === 0 ? minutes : `${minutes} ${unit(whole.format(total % 60), 's')}`;
    },
  };
}

/** Made at its first use: the first formatter of a process loads the locale's data, which is no work for `activate`. */
function lazyFormatter(locale: string, digits: number): { format(value: number): string } {
  let made: Intl.NumberFormat | null = null;
  return { format: value => (made ??= formatter(locale, digits)).format(value) };
}

function formatter(locale: string, digits: number): Intl.NumberFormat {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  try {
    return new Intl.NumberFormat(locale, options);
  } catch {
    return new Intl.NumberFormat('en', options); // A display language Intl does not know.
  }
}
