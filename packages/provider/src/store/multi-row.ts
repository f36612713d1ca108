import type pg from 'pg';
import type { Queryable } from './database.js';

/**
 * `($1::bigint,$2::text),($3::bigint,$4::text)`: the VALUES list of `rows` rows. A column is a cast (`::bigint`) or an
 * expression in which `$` stands for the parameter (`now() + $ * interval '1 second'`).
 */
export function valuesList(rows: number, columns: readonly string[]): string {
  const lines: string[] = [];
  let parameter = 0;
  for (let row = 0; row < rows; row += 1) {
    const cells = columns.map((column) => {
      parameter += 1;
      const name = `$${String(parameter)}`;
      return column.includes('$') ? column.replaceAll('$', () => name) : name + column;
    });
    lines.push(`(${cells.join(',')})`);
  }
  return lines.join(',');
}

/**
 * Rows a statement. Any count is made of few of these, so that every statement is one that the connection has prepared:
 * parsing a VALUES list of hundreds of rows anew costs the server as much as storing them. Measured for 400 rows: 13 µs
 * a row in one statement that is parsed each time, 7 µs prepared. Larger ones would gain nothing and fill its memory.
 */
const SIZES = [128, 96, 64, 48, 32, 24, 16, 12, 8, 6, 4, 3, 2, 1] as const;

/** A multi-row INSERT for any number of rows. */
export class MultiRowStatement {
  readonly #texts = new Map<number, string>();

  /**
   * @param name of the prepared statements, which the number of rows completes
   * @param columns as for `valuesList`
   * @param text the statement around its VALUES list
   */
  constructor(
    readonly name: string,
    readonly columns: readonly string[],
    readonly text: (values: string) => string,
  ) {}

  /** Inserts the rows in order; answers what RETURNING gave. `values` holds the cells of all rows, one after the other. */
  async run<Row extends pg.QueryResultRow>(db: Queryable, values: readonly unknown[]): Promise<Row[]> {
    const width = this.columns.length;
    const returned: Row[] = [];
    let rest = values.length / width;
    let from = 0;
    for (const size of SIZES) {
      for (; rest >= size; rest -= size) {
        const to = from + size * width;
        const whole = from === 0 && to === values.length;
        const { rows } = await db.query<Row>({
          name: `${this.name}-${String(size)}`,
          text: this.#textOf(size),
          values: whole ? (values as unknown[]) : values.slice(from, to),
        });
        from = to;
        if (whole) return rows;
        returned.push(...rows);
      }
    }
    return returned;
  }

  #textOf(size: number): string {
    let text = this.#texts.get(size);
    if (text === undefined) {
      text = this.text(valuesList(size, this.columns));
      this.#texts.set(size, text);
    }
    return text;
  }
}
