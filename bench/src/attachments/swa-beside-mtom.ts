import { beside } from '../benchmark.js';
import { Payload } from '../payload.js';
import { mustBeSame, speeds, timed, type Run, type Setting } from './setting.js';

/** The same message over both kinds of package: neither should be the slow one. */
export async function swaBesideMtom(setting: Setting, size: number): Promise<void> {
  const { provider, inbox, rounds, record } = setting;
  const payload = new Payload(size);
  const { digest } = payload;
  const runs: Record<'swa' | 'mtom', { in: Run[]; out: Run[] }> = {
    swa: { in: [], out: [] },
    mtom: { in: [], out: [] },
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const profile of ['swa', 'mtom'] as const) {
      const what = `${profile.toUpperCase()}, ${String(size / 1e6)} MB`;
      runs[profile].in.push(await timed(setting, `${what}, in`, size, () => inbox.send(profile, payload)));
      runs[profile].out.push(
        await timed(setting, `${what}, out`, size, async () =>
          mustBeSame(what, await inbox.readPackaged(profile, size), digest),
        ),
      );
      await provider.emptied();
    }
  }
  for (const way of ['in', 'out'] as const) {
    record(
      beside({ name: 'SwA beside MTOM', metric: way, unit: 'MB/s' }, speeds(runs.swa[way]), {
        name: 'MTOM',
        values: speeds(runs.mtom[way]),
      }),
    );
  }
}
