/** The part of strong-soap that these tests use; the package ships no types. */
declare module 'strong-soap' {
  export interface StrongSoapClient {
    readonly lastRequest: string;
    setSecurity(security: WSSecurity): void;
    [operation: string]: unknown;
  }
  export interface WSSecurity {
    addSoapHeaders(header: object): void;
  }
  export const soap: {
    createClient(
      url: string,
      options: { prettyPrint?: boolean },
      done: (error: Error | null, client: StrongSoapClient) => void,
    ): void;
  };
  const all: {
    soap: typeof soap;
    WSSecurity: new (
      username: string,
      password: string,
      options: { passwordType: string; mustUnderstand?: boolean },
    ) => WSSecurity;
  };
  export default all;
}
