/** A contract document uses something outside the subset that every toolkit reads alike (see wsdl/README). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly file: string,
    readonly line: number,
    readonly construct: string,
    readonly instead: string,
  ) {
    super(`${file}:${line}: ${construct} is not in the contract's subset; use ${instead}`);
  }
}
