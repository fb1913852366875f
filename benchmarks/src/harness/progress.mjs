// On a terminal one line counts the trials. Elsewhere a line is printed after every tenth of them.
const out = process.stderr;

export const createProgress = (total) => {
  const startedAt = Date.now();
  let done = 0;
  let shownTenth = -1;
  const left = () => {
    if (done < 3) return '';
    const seconds = (((Date.now() - startedAt) / done) * (total - done)) / 1000;
    return `, about ${Math.ceil(seconds)} s left`;
  };
  const line = (text) => `  ${done + 1} of ${total}${left()}: ${text}`;
  return {
    step: (text) => {
      const tenth = Math.floor((done * 10) / total);
      if (out.isTTY) out.write(`\r\u001b[K${line(text).slice(0, (out.columns ?? 100) - 1)}`);
      else if (tenth !== shownTenth) out.write(`${line(text)}\n`);
      shownTenth = tenth;
      done += 1;
    },
    end: () => {
      if (out.isTTY) out.write('\r\u001b[K');
    },
  };
};
