import { atMost } from '../benchmark.js';
import { Payload } from '../payload.js';
import { timed, type Setting } from './setting.js';

/** One message to many people: its content is to be written once. */
export async function oneToMany(
  setting: Setting,
  { size, recipients }: { readonly size: number; readonly recipients: number },
): Promise<void> {
  const { provider, inbox, note, record } = setting;
  note(`adding ${String(recipients)} people`);
  const people: string[] = [];
  for (let number = 0; number < recipients; number += 1)
    people.push(await provider.addPerson(`one-of-many-${String(number)}`));
  const name = `one message of ${String(size / 1e6)} MB to ${String(recipients)} recipients`;
  let written = 0;
  await timed(setting, name, size, async () => {
    // Right behind a checkpoint, where the log is widest: the first change of each page writes the page whole.
    const before = await provider.logBytes();
    await inbox.send('mtom', new Payload(size), people);
    written = (await provider.logBytes()) - before;
  });
  record(
    atMost({ name, metric: 'log (WAL) written, of the size of the content', value: written / size, unit: '×' }, 1.2),
  );
  await inbox.dropAll(people);
  await provider.emptied();
}
