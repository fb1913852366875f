// Whether strace may attach to a process of the same user, which a system may forbid.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** False also where strace is not installed. */
export async function canTrace(): Promise<boolean> {
  const target = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: 'pipe' });
  const strace = spawn('strace', ['-f', '-p', String(target.pid)], { stdio: 'pipe' });
  const attached = new Promise<boolean>((resolve) => {
    let text = '';
    strace.stderr.setEncoding('utf8').on('data', (more: string) => {
      text += more;
      if (/^strace: Process \d+ attached/m.test(text)) resolve(true);
    });
    strace.once('error', () => resolve(false)).once('close', () => resolve(false));
  });
  const can = await attached;
  strace.kill('SIGINT');
  target.kill('SIGKILL');
  await once(target, 'exit');
  return can;
}
