/** A process that uploads without end, to be killed in the middle of it: says "stored" when rows are in the store. */
import pg from 'pg';
import { PostgresContents } from '../../packages/provider/dist/store/content.js';

const pool = new pg.Pool({ connectionString: process.argv[2] });
const upload = new PostgresContents(pool).open(Number.MAX_SAFE_INTEGER);
for (let row = 0; ; row += 1) {
  await upload.write(Buffer.alloc(256 * 1024, row));
  // The fourth is taken only when the first is stored.
  if (row === 4) process.stdout.write('stored\n');
}
